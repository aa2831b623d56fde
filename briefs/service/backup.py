"""The whole state in one file and back: the database by SQLite's own online backup, the corpora file by file, every one with its hash.

Caches and indexes are left out; they are made again. Tombstones of forgotten sources are kept, so that a restored corpus does not take a
forgotten text in again. A backup from before a source was forgotten still holds it: old backups are to be thrown away with it.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from filelock import FileLock, Timeout

from briefs import __version__
from briefs.errors import InputError, StorageError, UsageError
from briefs.service.database import Database, newest_version
from briefs.service.settings import ServiceSettings, is_name

_LIST = "backup.json"
_DATABASE = "service.sqlite"
_COPIES, _UNPACKED = "backup-", "restore-"
_KEPT_STATE = (".briefs", "tombstones.jsonl")


def write_backup(settings: ServiceSettings, file: Path) -> str:
    """Write it; a sentence for the operator. Jobs accepted meanwhile are in it or not, each whole.

    Raises:
        UsageError: there is no state, or the file is there already.
        StorageError: the disk refuses.
    """
    if not settings.database.is_file():
        raise UsageError(f"there is no state at {settings.state}; name it with --state or --config")
    if file.exists():
        raise UsageError(f"{file} is there already; name another file")
    try:
        with _alone(settings):
            sweep(settings)
            partial = _partial(settings, file)
            for left in file.parent.glob(_partial(settings, Path("*")).name):
                left.unlink(missing_ok=True)
            with tempfile.TemporaryDirectory(dir=settings.state, prefix=_COPIES) as folder:
                copy = Path(folder) / _DATABASE
                _copy_database(settings.database, copy)
                try:
                    count = _write(partial, copy, settings.corpora_folder)
                    partial.replace(file)
                finally:
                    partial.unlink(missing_ok=True)
    except Timeout as error:
        raise UsageError(f"another backup of {settings.state} is being written; wait until it is done") from error
    except (OSError, sqlite3.Error, tarfile.TarError) as error:
        raise StorageError(f"the backup {file} could not be written ({error})") from error
    return f"{file}: the database and {count} files of corpora"


def restore_backup(settings: ServiceSettings, file: Path) -> str:
    """Put a backup's content in place; a sentence for the operator. Everything is checked before anything is put there.

    Raises:
        UsageError: there is a state already, or the backup is of a newer program.
        InputError: no backup of ours, or damaged.
        StorageError: the disk refuses.
    """
    if settings.database.exists() or (settings.corpora_folder.is_dir() and any(settings.corpora_folder.iterdir())):
        raise UsageError(f"there is a state at {settings.state} already; restore into an empty folder (--state), then change over")
    try:
        settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        _delete(settings.state, _UNPACKED)
        with tempfile.TemporaryDirectory(dir=settings.state, prefix=_UNPACKED) as folder:
            listed = _unpack(file, Path(folder))
            corpora = Path(folder) / "corpora"
            settings.corpora_folder.parent.mkdir(parents=True, exist_ok=True)
            if corpora.is_dir():
                if settings.corpora_folder.is_dir():
                    settings.corpora_folder.rmdir()
                shutil.move(corpora, settings.corpora_folder)
            (Path(folder) / _DATABASE).replace(settings.database)
            settings.database.chmod(0o600)
        Database(settings.database).close()
    except (OSError, tarfile.TarError, EOFError) as error:
        raise StorageError(f"the backup {file} could not be restored ({error})") from error
    return f"restored: the database and {len(listed) - 1} files of corpora into {settings.state}"


def sweep_when_alone(settings: ServiceSettings) -> None:
    """`sweep`, unless a backup is being written."""
    with contextlib.suppress(Timeout), _alone(settings):
        sweep(settings)


def sweep(settings: ServiceSettings) -> None:
    """Delete what a backup or a restore left that was killed: whole copies of the state, which nobody would erase words from."""
    _delete(settings.state, _COPIES)
    _delete(settings.state, _UNPACKED)


def _delete(state: Path, prefix: str) -> None:
    for left in state.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)


def _partial(settings: ServiceSettings, file: Path) -> Path:
    """What is written until it is whole; named so that the next backup of this state, and no other, may delete it."""
    mark = hashlib.sha256(os.fsencode(settings.state)).hexdigest()[:12]
    return file.with_name(f".briefs-{mark}-{file.name}.partial")


def _alone(settings: ServiceSettings) -> FileLock:
    """Held while a backup of this state is written.

    Raises:
        Timeout: when it is entered and another holds it.
    """
    locks = settings.state / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    return FileLock(locks / "backup.lock", timeout=0)


def _copy_database(path: Path, copy: Path) -> None:
    source, target = sqlite3.connect(path), sqlite3.connect(copy)
    try:
        source.backup(target)
        [verdict] = target.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise StorageError(f"the database is damaged: {verdict}")
    finally:
        source.close()
        target.close()


def _write(file: Path, database: Path, corpora: Path) -> int:
    listed: dict[str, str] = {}
    descriptor = os.open(file, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz", compresslevel=4) as archive:
        _add_file(archive, _DATABASE, database, listed)
        for path in _corpus_files(corpora):
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                continue  # forgotten meanwhile
            _add(archive, f"corpora/{path.relative_to(corpora).as_posix()}", data, listed)
        head = {
            "program": "briefs",
            "version": __version__,
            "state": newest_version(),
            "at": datetime.now(UTC).isoformat(),
            "files": listed,
        }
        _add(archive, _LIST, json.dumps(head).encode("utf-8"), {})
        archive.close()
        raw.flush()
        os.fsync(raw.fileno())
    return len(listed) - 1


def _corpus_files(corpora: Path) -> Iterator[Path]:
    if not corpora.is_dir():
        return
    for corpus in sorted(path for path in corpora.iterdir() if path.is_dir() and is_name(path.name)):
        for folder, folders, names in os.walk(corpus):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (Path(folder) / name for name in sorted(names) if not name.startswith(".") and (Path(folder) / name).is_file())
        stones = corpus.joinpath(*_KEPT_STATE)
        if stones.is_file():
            yield stones


def _add(archive: tarfile.TarFile, name: str, data: bytes, listed: dict[str, str]) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), 0o600
    entry.mtime = int(datetime.now(UTC).timestamp())
    archive.addfile(entry, io.BytesIO(data))
    listed[name] = hashlib.sha256(data).hexdigest()


def _add_file(archive: tarfile.TarFile, name: str, path: Path, listed: dict[str, str]) -> None:
    """For a file that may be too large for memory; nobody writes to it meanwhile."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = path.stat().st_size, 0o600, int(datetime.now(UTC).timestamp())
    with path.open("rb") as content:
        listed[name] = hashlib.file_digest(content, "sha256").hexdigest()
        content.seek(0)
        archive.addfile(entry, content)


def _unpack(file: Path, folder: Path) -> dict[str, str]:
    """The listed files, each written below `folder` after its name and at the end all hashes were checked."""
    found: dict[str, str] = {}
    head: dict[str, object] = {}
    try:
        with gzip.open(file) as raw, tarfile.open(fileobj=raw, mode="r|") as archive:
            for entry in archive:
                parts = PurePosixPath(entry.name).parts
                reader = archive.extractfile(entry) if entry.isreg() else None
                if reader is None or not parts or ".." in parts or PurePosixPath(entry.name).is_absolute():
                    raise InputError(f"{file} is no backup of this program: it holds something else than plain files")
                if entry.name == _LIST:
                    head = json.loads(reader.read())
                    continue
                target = folder.joinpath(*parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("w+b") as content:
                    shutil.copyfileobj(reader, content)
                    content.seek(0)
                    found[entry.name] = hashlib.file_digest(content, "sha256").hexdigest()
            while raw.read(2**20):  # to the end, where gzip's own checksum stands: the list has no other
                pass
    except FileNotFoundError as error:
        raise InputError(f"no backup at {file}; check the path") from error
    except (tarfile.TarError, zlib.error, EOFError, ValueError, OSError) as error:
        raise InputError(f"{file} is no backup of this program, or is damaged ({type(error).__name__})") from error
    if head.get("program") != "briefs" or head.get("files") != found or _DATABASE not in found:
        raise InputError(f"{file} is damaged: its files are not those that its list names")
    state = head.get("state")
    if not isinstance(state, int) or state > newest_version():
        raise UsageError(f"{file} was written by a newer program ({head.get('version')}); install that")
    return found
