"""Writes that a kill or a full disk cannot tear: a temporary file beside the target, synced, then renamed over it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefs.errors import StorageError

_PREFIX = ".writing-"


def write_atomically(path: Path, data: bytes) -> None:
    """Replace the content of `path` (its folder must exist). Readers see the old bytes or the new ones, never a part.

    Raises:
        StorageError: the disk is full or refuses the write; what stood before still stands.
    """
    with staged(path, data):
        pass


@contextmanager
def staged(path: Path, data: bytes) -> Iterator[None]:
    """The bytes safely on disk beside `path` while the body runs, and in its place afterwards; when the body fails, nothing of it stays.

    Raises:
        StorageError: the disk is full or refuses the write; what stood before still stands.
    """
    path = Path(os.path.realpath(path))
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PREFIX, suffix=path.suffix)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode_of(path))
        yield
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise StorageError(f"{path.name} could not be written ({error.strerror or error}); what stood there before is unchanged") from error
    finally:
        with contextlib.suppress(OSError):
            if temporary is not None:
                temporary.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Delete what killed writes left in a folder and below it: such a file may hold a text that has to be forgotten."""
    for left in folder.rglob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            left.unlink()


def remove_durably(path: Path) -> None:
    """Delete a file; one that is already gone is fine.

    Raises:
        StorageError: the file system refuses.
    """
    try:
        path.unlink(missing_ok=True)
        _sync_folder(path.parent)
    except OSError as error:
        raise StorageError(f"{path.name} could not be deleted ({error.strerror or error}); delete it by hand") from error


def _mode_of(path: Path) -> int:
    """The mode of the file that stands there, else what the user's umask leaves to a new one."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable; file systems that cannot sync a folder are left alone."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
