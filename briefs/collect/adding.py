"""Adding a source: its file copied under a safe name, its line in the manifest, in an order that a kill cannot turn into a leak."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from briefs.collect.corpus import Inventory, take_inventory
from briefs.collect.durable import remove_durably, staged, sweep
from briefs.collect.layout import MANIFEST, shown, slug, state_dir, unique_id
from briefs.collect.loaders import LEGACY, READABLE, load_bytes
from briefs.collect.manifest import ManifestLine, append_line, check_line, read_manifest
from briefs.collect.texts import file_bytes
from briefs.collect.tombstones import read_tombstones
from briefs.domain import sha256_of
from briefs.errors import CorpusError, SourceUnreadable, StorageError

_SOURCES = "sources"
_SET_BY_US = frozenset({"retrieved_at"})
"""A field that is filled in when it is not given: two additions of one file do not differ by it."""
_LOCK_WAIT_S = 30


@dataclass(frozen=True, slots=True)
class Added:
    """The id under which a file is in the corpus now."""

    source_id: str
    was_there: bool = False
    """The same file was in the corpus already; nothing was changed."""


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
    makes_corpus: bool = False,
    is_again: bool = False,
) -> Added:
    """Copy `file` into the corpus and write its manifest line; a file inside the corpus stays where it is.

    Nothing is overwritten. The same file a second time is not added, nor one whose text was forgotten, unless `is_again`. The corpus
    folder is made only when `makes_corpus`: a typo must not become a corpus. `retrieved_at` is the day of `now` when it is not given.
    A Telegram export's id is the prefix of its messages' ids.

    Raises:
        SourceUnreadable: the file is missing, of a format that is not read, unreadable or empty; nothing was changed.
        CorpusError: no such corpus, a field is wrong, the id is taken, the text was forgotten, or the same file is there and its line says
            something else; nothing was changed.
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
    data, text_sha256 = _readable_bytes(file)
    # Faults in the fields are found before anything is written.
    check_line({**fields, "id": source_id or "new", "path": "new"}, place="the new source")
    _require_folder(root, makes_corpus=makes_corpus)
    with corpus_lock(root):
        inventory = take_inventory(root)
        if not is_again:
            there = _same_file(root, file, data, inventory, {**fields, "id": source_id})
            if there is not None:
                return Added(there, was_there=True)
            _refuse_forgotten(root, text_sha256)
        return Added(_add(root, file, data, inventory, source_id=source_id, fields=fields))


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


def _require_folder(root: Path, *, makes_corpus: bool) -> None:
    if not root.exists() and not makes_corpus:
        raise CorpusError(f"no corpus folder at {root}; name another with --corpus, or add --new to make this one")
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"the corpus folder {root} cannot be made ({error.strerror})") from error


def _same_file(root: Path, file: Path, data: bytes, inventory: Inventory, given: Mapping[str, object]) -> str | None:
    """The id of a source that is this file byte for byte; None when there is none, or when it is a loose file that asks for its line."""
    sha256 = hashlib.sha256(data).hexdigest()
    twin = next((item for item in inventory.collected if item.file_sha256 == sha256), None)
    if twin is None:
        return None
    stated = {name for name, value in given.items() if value is not None} - _SET_BY_US
    if twin.entry is None:
        if twin.file == file.resolve():
            return None
        twin_id = next(taken for taken, path in inventory.ids_of_files.items() if path == twin.file)
        if not stated:
            return twin_id
        place = shown(twin.file.relative_to(root.resolve()).as_posix())
        raise CorpusError(f"the same file lies in the corpus already as {place}, without a line in {MANIFEST}; add that one instead")
    line = twin.entry.line.model_dump(mode="json")
    wanted = check_line({"path": "-", **given, "id": given["id"] or "new"}, place="the new source").model_dump(mode="json")
    differing = sorted(name for name in stated if line.get(name) != wanted[name])
    if differing:
        raise CorpusError(
            f"the same file is in the corpus already as {line['id']!r}, with another {', '.join(differing)}; edit line "
            f"{twin.entry.number} of {MANIFEST}, or add --again when it is a second publication of the same text"
        )
    return twin.entry.line.id


def _refuse_forgotten(root: Path, text_sha256: str) -> None:
    stone = read_tombstones(root).of(text_sha256) if text_sha256 else None
    if stone is not None:
        raise CorpusError(f"this text was forgotten on {stone.forgotten_at[:10]}, as {stone.id!r}; to take it in after all, add --again")


def _readable_bytes(file: Path) -> tuple[bytes, str]:
    """The file's content and the hash of its text, "" for a file of many texts."""
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
    texts = load_bytes(data, suffix=file.suffix, source_id=name)
    if not any(text.text.strip() for text in texts):
        raise SourceUnreadable(name, "the file holds no text")
    return data, sha256_of(texts[0].text) if len(texts) == 1 and not texts[0].member else ""


def _add(root: Path, file: Path, data: bytes, inventory: Inventory, *, source_id: str | None, fields: Mapping[str, object]) -> str:
    entries = read_manifest(root)
    real = file.resolve()
    inside = _place_inside(root, real)
    if inside is not None:
        for entry in entries:
            if entry.file == real:
                raise CorpusError(f"{shown(inside)} is in {MANIFEST} already, line {entry.number}, as {entry.line.id!r}; edit that line")
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
