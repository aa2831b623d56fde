"""Adding a source: its file copied under a safe name, its line in the manifest, in an order that a kill cannot turn into a leak."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from briefs.collect.corpus import take_inventory
from briefs.collect.durable import remove_durably, staged, sweep
from briefs.collect.layout import MANIFEST, shown, slug, state_dir, unique_id
from briefs.collect.loaders import LEGACY, READABLE, load_bytes
from briefs.collect.manifest import ManifestLine, append_line, check_line, read_manifest
from briefs.collect.texts import file_bytes
from briefs.errors import CorpusError, SourceUnreadable, StorageError

_SOURCES = "sources"
_LOCK_WAIT_S = 30


def add_source(
    root: Path,
    file: Path,
    *,
    now: datetime,
    source_id: str | None = None,
    url: str | None = None,
    publisher: str | None = None,
    kind: str | None = None,
    author: str | None = None,
    published_at: str | None = None,
    retrieved_at: str | None = None,
    language: str | None = None,
    original_language: str | None = None,
    title: str | None = None,
    text_kind: str | None = None,
    handling: str | None = None,
    confidential: bool | None = None,
    display_name: str | None = None,
    interested_in: Sequence[str] | None = None,
) -> str:
    """Copy `file` into the corpus, write its manifest line, and return its id; a file inside the corpus stays where it is.

    The corpus folder is made when missing. Nothing is overwritten. `retrieved_at` is the day of `now` when it is not given. A Telegram
    export's id is the prefix of its messages' ids.

    Raises:
        SourceUnreadable: the file is missing, of a format that is not read, unreadable or empty; nothing was changed.
        CorpusError: a field is wrong, the id is taken, or the file is in the manifest already; nothing was changed.
        StorageError: the disk refuses; at worst an empty file is left, which is listed as empty.
    """
    fields = {
        "url": url,
        "publisher": publisher,
        "kind": kind,
        "author": author,
        "published_at": published_at,
        "retrieved_at": retrieved_at or now.date().isoformat(),
        "language": language,
        "original_language": original_language,
        "title": title,
        "text_kind": text_kind,
        "handling": handling,
        "confidential": confidential or None,
        "display_name": display_name,
        "interested_in": list(interested_in) if interested_in else None,
    }
    data = _readable_bytes(file)
    # Faults in the fields are found before anything is written.
    check_line({**fields, "id": source_id or "new", "path": "new"}, place="the new source")
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"the corpus folder {root} cannot be made ({error.strerror})") from error
    with corpus_lock(root):
        return _add(root, file, data, source_id=source_id, fields=fields)


@contextmanager
def corpus_lock(root: Path) -> Iterator[None]:
    """One writer of a corpus at a time.

    Raises:
        StorageError: another one holds it for more than half a minute.
    """
    from filelock import FileLock, Timeout

    try:
        with FileLock(state_dir(root) / "corpus.lock", timeout=_LOCK_WAIT_S):
            for folder in {root.resolve(), state_dir(root)}:
                sweep(folder)
            yield
    except Timeout as error:
        raise StorageError(f"another program is changing the corpus {root}; try again when it is done") from error


def _readable_bytes(file: Path) -> bytes:
    name = shown(file.name)
    try:
        if file.suffix.lower() not in READABLE:
            what = LEGACY.get(file.suffix.lower(), f"of a format that is not read ({', '.join(sorted(READABLE))})")
            raise SourceUnreadable(name, f"the file is {what}")
        if not file.exists():
            raise SourceUnreadable(name, "there is no such file; check the path")
        data = file_bytes(file, source_id=name)
    except OSError as error:
        raise SourceUnreadable(name, f"the file cannot be read ({error.strerror})") from error
    if not any(text.text.strip() for text in load_bytes(data, suffix=file.suffix, source_id=name)):
        raise SourceUnreadable(name, "the file holds no text")
    return data


def _add(root: Path, file: Path, data: bytes, *, source_id: str | None, fields: Mapping[str, object]) -> str:
    entries = read_manifest(root)
    real = file.resolve()
    inside = _place_inside(root, real)
    if inside is not None:
        for entry in entries:
            if entry.file == real:
                raise CorpusError(f"{shown(inside)} is in {MANIFEST} already, line {entry.number}, as {entry.line.id!r}; edit that line")
    inventory = take_inventory(root)
    # A loose file keeps the id that it had, so that nothing indexed under it moves.
    own = {taken for taken, path in inventory.ids_of_files.items() if inside is not None and path == real}
    taken = ({entry.line.id for entry in entries} | set(inventory.ids_of_files) | {item.source.id for item in inventory.collected}) - own
    if source_id is not None and source_id in taken:
        raise CorpusError(f"id {source_id!r} is taken in the corpus; choose another")
    chosen = source_id or next(iter(own), None) or unique_id(slug(file.stem), taken=taken, salt=str(len(entries)))
    if inside is not None:
        append_line(root, _line(fields, chosen, inside))
        return chosen
    target = _reserve(root, slug(file.stem), file.suffix.lower())
    line = _line(fields, chosen, target.relative_to(root.resolve()).as_posix())
    # The line goes before the text: a file without its line would be taken as a loose one, without `confidential` and `handling`.
    try:
        with staged(target, data):
            append_line(root, line)
    except BaseException:  # also when interrupted: the reserved name is given back
        remove_durably(target)
        raise
    return chosen


def _line(fields: Mapping[str, object], source_id: str, path: str) -> ManifestLine:
    return check_line({"id": source_id, "path": path, **fields}, place="the new source")


def _place_inside(root: Path, real: Path) -> str | None:
    """The file's path within the corpus; None when it lies outside, or in our own state."""
    try:
        path = real.relative_to(root.resolve())
    except ValueError:
        return None
    return None if any(part.startswith(".") for part in path.parts) else path.as_posix()


def _reserve(root: Path, stem: str, suffix: str) -> Path:
    """An empty file under a free name: nobody else gets that name, and nothing that exists is overwritten."""
    folder = root.resolve() / _SOURCES
    try:
        folder.mkdir(exist_ok=True)
        if not folder.resolve().is_relative_to(root.resolve()):
            raise CorpusError(f"the folder {_SOURCES} leads out of the corpus through a symlink; make it a real folder")
        for number in range(1, 10_000):
            path = folder / (f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}")
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
            except FileExistsError:
                continue
            return path
    except OSError as error:
        raise StorageError(f"the corpus folder {root} cannot be written to ({error.strerror}); nothing was added") from error
    raise StorageError(f"no free file name for {stem}{suffix} in {folder}")
