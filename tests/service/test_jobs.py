"""The queue: nothing accepted is lost, nothing is done twice, whatever dies in between."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from briefs.errors import StorageError, UsageError
from briefs.service import database as database_module
from briefs.service.database import Database, newest_version
from briefs.service.erasing import Eraser
from briefs.service.job import Job, KeyReused, Offer, Outcome, QueueFull, Replayed
from briefs.service.jobs import JobStore
from briefs.service.signing import Delivery

DONE = Outcome(
    state="succeeded",
    results={"json": b"{}"},
    article_sha256="a" * 64,
    content_mark="m",
    sources=["gazette"],
    claims=[("c-1", "b" * 64, True)],
)


@pytest.fixture
def store(tmp_path: Path) -> JobStore:
    """An empty queue of at most five."""
    return JobStore(Database(tmp_path / "service.sqlite"), most_queued=5)


def _offer(**more: object) -> Offer:
    values: dict[str, object] = {"corpus": "quay", "request": {"article": {"body": "x"}}, "request_sha256": "1", "caller": "desk", **more}
    return Offer(**values)  # type: ignore[arg-type]


def _next(store: JobStore, slot: int = 0) -> Job:
    job = store.next_job(slot)
    assert job is not None
    return job


def test_jobs_are_handed_out_in_order_and_once(store: JobStore) -> None:
    """Two workers get two jobs, the oldest first; then there is none."""
    first, _ = store.accept(_offer())
    second, _ = store.accept(_offer(corpus="bridge"))
    assert [first.id, second.id] == [_next(store, 0).id, _next(store, 1).id]
    assert store.next_job(0) is None


def test_a_corpus_is_read_by_one_job_at_a_time(store: JobStore) -> None:
    """A second worker takes a job over another corpus first, and this one's next when it is free."""
    first, _ = store.accept(_offer())
    second, _ = store.accept(_offer())
    other, _ = store.accept(_offer(corpus="bridge"))
    running = _next(store, 0)
    assert (running.id, _next(store, 1).id, store.next_job(1)) == (first.id, other.id, None)
    store.finish(running, DONE)
    assert _next(store, 1).id == second.id


def test_many_workers_never_get_the_same_job(tmp_path: Path) -> None:
    """Eight threads over forty jobs: each is taken once."""
    database = Database(tmp_path / "service.sqlite")
    store = JobStore(database, most_queued=100)
    ids = [store.accept(_offer(corpus=f"c{number}"))[0].id for number in range(40)]
    taken: list[str] = []

    def take(slot: int) -> None:
        while (job := store.next_job(slot)) is not None:
            taken.append(job.id)

    threads = [threading.Thread(target=take, args=(slot,)) for slot in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ids) == sorted(taken)


def test_an_idempotency_key_gives_one_job_and_refuses_another_request(store: JobStore) -> None:
    """Also for another caller it is another key."""
    first, is_new = store.accept(_offer(idempotency_key="k"))
    again, is_new_again = store.accept(_offer(idempotency_key="k"))
    assert (first.id, True, False) == (again.id, is_new, is_new_again)
    with pytest.raises(KeyReused):
        store.accept(_offer(idempotency_key="k", request_sha256="2"))
    assert store.accept(_offer(idempotency_key="k", caller="other"))[0].id != first.id


def test_what_a_dead_worker_was_at_is_done_again_and_ends_once(store: JobStore) -> None:
    """The worker that was thought dead and comes back late writes nothing."""
    store.accept(_offer(callback_url="https://cms.example/done"))
    late = _next(store)
    assert store.recover(0, has_crashed=False) == [late.id]
    fresh = _next(store)
    assert (fresh.id, fresh.attempts) == (late.id, 2)
    assert not store.finish(late, DONE, telling={})
    assert store.finish(fresh, DONE, telling={})
    assert not store.finish(fresh, DONE, telling={})
    found = store.get(fresh.id)
    assert found is not None
    assert (found.state, found.claims) == ("succeeded", 1)
    assert store.result(fresh.id, "json") == b"{}"


def test_another_slots_work_is_left_alone(store: JobStore) -> None:
    """Only what the dead worker had goes back."""
    store.accept(_offer())
    store.accept(_offer(corpus="bridge"))
    _next(store, 0)
    other = _next(store, 1)
    store.recover(0, has_crashed=True)
    found = store.get(other.id)
    assert found is not None
    assert found.state == "running"


def test_a_job_that_kills_its_workers_is_failed_at_the_third_time(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """An operator's kills do not count; the worker's own deaths do. It is told, as every end is."""
    store = JobStore(Database(tmp_path / "service.sqlite"), public_url="https://briefs.example/")
    job, _ = store.accept(_offer(callback_url="https://cms.example/done"))
    for has_crashed in (False, True, False, True, False, True):
        _next(store)
        with caplog.at_level(logging.INFO, logger="briefs.service"):
            store.recover(0, has_crashed=has_crashed)
    found = store.get(job.id)
    assert found is not None
    assert (found.state, found.error_code) == ("failed", "worker-died")
    assert store.next_job(0) is None
    [(url, body)] = _owed(tmp_path)
    assert (url, body["type"], body["data"]["error"]) == ("https://cms.example/done", "briefs.failed", "worker-died")
    assert body["data"]["links"]["self"] == f"https://briefs.example/v1/briefs/{job.id}"
    assert [(line["job"], line["state"]) for line in _logged(caplog, "job-finished")] == [(job.id, "failed")]


def test_a_cancelled_job_is_told_of_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """By its callback and in the log; erased again it is not told again."""
    database = Database(tmp_path / "service.sqlite")
    job, _ = JobStore(database).accept(_offer(callback_url="https://cms.example/done"))
    with caplog.at_level(logging.INFO, logger="briefs.service"):
        for _ in range(2):
            assert Eraser(database).job(job.id) == "cancelled"
    [(_, body)] = _owed(tmp_path)
    assert (body["type"], body["data"]["id"], body["data"]["state"]) == ("briefs.cancelled", job.id, "cancelled")
    assert [(line["job"], line["state"]) for line in _logged(caplog, "job-finished")] == [(job.id, "cancelled")]


def _owed(folder: Path) -> list[tuple[str, Any]]:
    rows = Database(folder / "service.sqlite").connection().execute("SELECT url, body FROM callbacks")
    return [(row["url"], json.loads(row["body"])) for row in rows]


def _logged(caplog: pytest.LogCaptureFixture, name: str) -> list[dict[str, Any]]:
    return [record.fields for record in caplog.records if record.msg == name and hasattr(record, "fields")]


def test_a_job_that_is_put_off_waits(store: JobStore) -> None:
    """It is not handed out before its time, and others are."""
    store.accept(_offer())
    store.put_off(_next(store), wait_s=3600)
    assert store.next_job(0) is None
    other, _ = store.accept(_offer())
    assert _next(store).id == other.id


def test_a_full_queue_refuses_and_takes_again(store: JobStore) -> None:
    """Running jobs do not count."""
    for _ in range(5):
        store.accept(_offer())
    with pytest.raises(QueueFull):
        store.accept(_offer())
    _next(store)
    assert store.accept(_offer())[1]


def test_a_second_save_of_a_waiting_article_gets_the_job_that_waits(store: JobStore) -> None:
    """Once it runs, a further save is a job of its own: it may have come after the article was read."""
    first, _ = store.accept(_offer(subject="cms/7"))
    assert store.accept(_offer(subject="cms/7"))[0].id == first.id
    store.put_off(_next(store), wait_s=3600)
    assert store.accept(_offer(subject="cms/7"))[0].id == first.id
    assert _next(store).id == first.id  # told again, it does not wait for its time
    assert store.accept(_offer(subject="cms/7"))[0].id != first.id


def test_a_copied_hook_is_refused_and_a_repeated_one_gets_its_job(store: JobStore) -> None:
    """A repetition has the same id and another signature; a copy has the same signature."""
    job, _ = store.accept(_offer(), hook=("cms", Delivery("msg_1", "s1")))
    with pytest.raises(Replayed):
        store.accept(_offer(), hook=("cms", Delivery("msg_1", "s1")))
    again, is_new = store.accept(_offer(), hook=("cms", Delivery("msg_1", "s2")))
    assert (again.id, is_new) == (job.id, False)


def test_erasing_leaves_no_word_in_the_file(tmp_path: Path) -> None:
    """Neither in the database nor in its log, and the job's row tells that it was erased."""
    database = Database(tmp_path / "service.sqlite")
    store = JobStore(database)
    job, _ = store.accept(_offer(request={"article": {"body": "the zebrafish ledger"}}))
    store.finish(_next(store), Outcome(state="succeeded", results={"json": b"zebrafish " * 3000}, sources=["gazette"]))
    assert b"zebrafish" in (tmp_path / "service.sqlite-wal").read_bytes() + (tmp_path / "service.sqlite").read_bytes()
    assert Eraser(database).quoting("quay", ["gazette"]) == [job.id]
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"zebrafish" not in left
    found = store.get(job.id)
    assert found is not None
    assert found.request is None
    assert found.erased_at is not None


def test_what_is_too_old_leaves_no_word_either(tmp_path: Path) -> None:
    """`keep_days` empties the log as a single erasure does."""
    database = Database(tmp_path / "service.sqlite")
    store = JobStore(database)
    store.accept(_offer(request={"article": {"body": "the zebrafish ledger"}}))
    store.finish(_next(store), Outcome(state="succeeded", results={"json": b"zebrafish " * 3000}))
    assert Eraser(database).older("9999") == 1
    assert b"zebrafish" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_running_job_is_not_erased_and_a_waiting_one_is_cancelled(tmp_path: Path) -> None:
    """Erasing under a worker's hands would let it write the result afterwards."""
    database = Database(tmp_path / "service.sqlite")
    store, eraser = JobStore(database), Eraser(database)
    job, _ = store.accept(_offer())
    running = _next(store)
    assert eraser.job(running.id) is None
    waiting, _ = store.accept(_offer())
    assert eraser.job(waiting.id) == "cancelled"
    assert store.next_job(0) is None
    assert job.id == running.id


def test_a_newer_state_is_refused(tmp_path: Path) -> None:
    """A file of a program from the future is not touched."""
    path = tmp_path / "service.sqlite"
    Database(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {newest_version() + 1}")
    connection.close()
    with pytest.raises(UsageError, match="newer program"):
        Database(path)


def test_an_upgrade_keeps_what_is_there_and_a_step_that_fails_is_undone_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An older state is brought up by itself; a kill or a fault in the middle leaves the older state."""
    path = tmp_path / "service.sqlite"
    database = Database(path)
    job, _ = JobStore(database).accept(_offer())
    database.close()
    released = database_module._VERSIONS
    broken = "CREATE TABLE more (id TEXT) STRICT; INSERT INTO nowhere VALUES (1);"
    monkeypatch.setattr(database_module, "_VERSIONS", (*released, broken))
    with pytest.raises(StorageError):
        Database(path)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(released),)
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'more'").fetchone() == (0,)
    connection.close()
    monkeypatch.setattr(database_module, "_VERSIONS", (*released, "ALTER TABLE jobs ADD COLUMN more TEXT;"))
    upgraded = Database(path)
    assert newest_version() == len(released) + 1
    found = JobStore(upgraded).get(job.id)
    assert found is not None
    assert found.state == "queued"
