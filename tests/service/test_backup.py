"""Backup and restore: what the state held is there again, and nothing else is taken for a backup."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from pathlib import Path

import pytest

from briefs.errors import InputError, UsageError
from briefs.service import backup, serving
from briefs.service.backup import restore_backup, write_backup
from briefs.service.database import Database
from briefs.service.jobs import JobStore
from briefs.service.settings import ServiceSettings
from briefs.service.tokens import TokenStore
from briefs.service.worker import Worker
from tests.service.desk import ENVIRONMENT, Desk


def _elsewhere(folder: Path) -> ServiceSettings:
    return ServiceSettings(state=folder / "other")


def test_everything_comes_back(desk: Desk, tmp_path: Path) -> None:
    """Jobs with results, waiting jobs, tokens, decisions, corpora with their tombstones; not caches."""
    job, document = desk.finished()
    brief = document.briefs[0]
    decision = {"decision": "approved", "brief_sha256": brief.sha256, "editor": "E"}
    assert desk.client.post(f"/v1/briefs/{job.id}/claims/{brief.claim.id}/decisions", json=decision).status_code == 201
    waiting = desk.hand_in()
    note = {"filename": "note.txt", "content": "A note that is forgotten."}
    assert desk.client.post("/v1/corpora/quay/sources", json=note).status_code == 201
    assert desk.client.delete("/v1/corpora/quay/sources/note").status_code == 200
    write_backup(desk.settings, tmp_path / "b.tar.gz")
    settings = _elsewhere(tmp_path)
    restore_backup(settings, tmp_path / "b.tar.gz")
    database = Database(settings.database)
    jobs = JobStore(database)
    assert jobs.result(job.id, "json") == desk.services.jobs.result(job.id, "json")
    assert jobs.next_job(0).id == waiting["id"]  # type: ignore[union-attr]
    assert TokenStore(database).find(desk.token) is not None
    assert database.connection().execute("SELECT count(*) FROM decisions").fetchone()[0] == 1
    kept = {path.relative_to(settings.corpora_folder).as_posix() for path in settings.corpora_folder.rglob("*") if path.is_file()}
    assert kept == {"quay/gazette.txt", "quay/manifest.jsonl", "quay/.briefs/tombstones.jsonl"}
    assert settings.database.stat().st_mode & 0o077 == 0
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0


def test_a_restored_job_of_a_larger_service_is_taken_up(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers when the backup was taken and one after it: what the second was at goes on, and its corpus is free."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setitem(os.environ, name, value)
    desk.services.corpora.make("bridge")
    desk.hand_in()
    running = desk.hand_in(corpus="bridge")["id"]
    assert [desk.services.jobs.next_job(slot).slot for slot in (0, 1)] == [0, 1]  # type: ignore[union-attr]
    write_backup(desk.settings, tmp_path / "b.tar.gz")
    settings = desk.settings.model_copy(update={"state": tmp_path / "other"})
    restore_backup(settings, tmp_path / "b.tar.gz")
    worker = Worker(settings, 0)
    monkeypatch.setattr(worker, "do", lambda job: done.append(job.id))
    monkeypatch.setattr("briefs.service.worker.has_forgotten_since", lambda *_: len(done) == 2)
    done: list[str] = []
    with pytest.raises(SystemExit):
        worker.run(has_crashed=False)
    assert done[1] == running


def test_what_a_killed_backup_left_is_deleted(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the next backup or restore and by the next start; never under the hands of a backup that runs."""

    def left() -> list[str]:
        folders = [path for prefix in ("backup-*", "restore-*") for path in desk.settings.state.glob(prefix)]
        return sorted(path.name for path in (*folders, *tmp_path.glob(".briefs-*")))

    for name in ("backup-x", "restore-x"):
        (desk.settings.state / name).mkdir()
        (desk.settings.state / name / "service.sqlite").write_bytes(b"half a copy")
    backup._partial(desk.settings, tmp_path / "b.tar.gz").write_bytes(b"half a backup")
    assert len(left()) == 3
    with backup._alone(desk.settings):
        serving._sweep(desk.settings)
        assert len(left()) == 3
        with pytest.raises(UsageError, match="another backup"):
            write_backup(desk.settings, tmp_path / "c.tar.gz")
    serving._sweep(desk.settings)
    assert len(left()) == 1
    write_backup(desk.settings, tmp_path / "c.tar.gz")
    assert left() == []
    (tmp_path / "other" / "restore-y").mkdir(parents=True)
    restore_backup(_elsewhere(tmp_path), tmp_path / "c.tar.gz")
    assert not list((tmp_path / "other").glob("restore-*"))


def test_nothing_is_restored_over_a_state(desk: Desk, tmp_path: Path) -> None:
    """And no backup is written over a file."""
    write_backup(desk.settings, tmp_path / "b.tar.gz")
    with pytest.raises(UsageError, match="already"):
        restore_backup(desk.settings, tmp_path / "b.tar.gz")
    with pytest.raises(UsageError, match="already"):
        write_backup(desk.settings, tmp_path / "b.tar.gz")
    with pytest.raises(UsageError, match="no state"):
        write_backup(_elsewhere(tmp_path), tmp_path / "c.tar.gz")


def _tar(name: str, *, link: str = "") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        entry = tarfile.TarInfo(name)
        if link:
            entry.type, entry.linkname = tarfile.SYMTYPE, link
        archive.addfile(entry, io.BytesIO(b""))
    return made.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no backup",
        gzip.compress(b"no tar"),
        _tar("../evil"),
        _tar("/etc/evil"),
        _tar("corpora/a", link="/etc"),
        _tar("service.sqlite"),
    ],
    ids=["empty", "text", "no-tar", "climbs", "absolute", "link", "no-list"],
)
def test_something_else_is_no_backup(tmp_path: Path, data: bytes) -> None:
    """Nothing of it is put anywhere."""
    file = tmp_path / "b.tar.gz"
    file.write_bytes(data)
    with pytest.raises(InputError):
        restore_backup(_elsewhere(tmp_path), file)
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"b.tar.gz"}


def test_a_damaged_backup_is_refused(desk: Desk, tmp_path: Path) -> None:
    """Cut off, or with a byte changed."""
    write_backup(desk.settings, tmp_path / "b.tar.gz")
    data = (tmp_path / "b.tar.gz").read_bytes()
    for number, broken in enumerate((data[: len(data) // 2], data[:-200] + bytes([data[-200] ^ 255]) + data[-199:])):
        (tmp_path / f"broken{number}").write_bytes(broken)
        with pytest.raises(InputError):
            restore_backup(_elsewhere(tmp_path), tmp_path / f"broken{number}")
