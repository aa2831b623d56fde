"""Forgetting a source: its text erased from the corpus and its cache; a tombstone with its hash stays."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from briefs.collect.adding import corpus_lock
from briefs.collect.corpus import Collected, Inventory, take_inventory
from briefs.collect.durable import remove_durably, write_atomically
from briefs.collect.layout import shown
from briefs.collect.loaders.telegram import erase_message
from briefs.collect.manifest import Entry, drop_lines, read_manifest
from briefs.collect.passages import cut_passages
from briefs.collect.texts import file_bytes, forget_texts
from briefs.collect.tombstones import add_tombstones, read_tombstones
from briefs.errors import CorpusError, SourceUnreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What the caller has to drop from its own stores."""

    source_ids: tuple[str, ...]
    """One, or all the messages of a Telegram export that was forgotten whole."""
    passage_ids: tuple[str, ...]
    """Passages of today's text. An index may hold older ones: whatever it has of these source ids goes."""
    file_removed: bool
    """False when another source uses the file, or it holds other messages."""


def forget_source(root: Path, source_id: str, *, now: datetime) -> Forgotten:
    """Erase a source: a whole file, a whole Telegram export by its manifest id, or one message of it.

    Safe to repeat after a kill: the tombstone goes first, the manifest line last, so that the id still leads to what is left to erase.

    Raises:
        CorpusError: nothing in the corpus has that id.
        StorageError: the disk refuses; run it again.
    """
    with corpus_lock(root):
        inventory = take_inventory(root)
        message = next((item for item in inventory.collected if item.source.id == source_id and item.member), None)
        if message is not None:
            return _forget_message(root, message, now=now)
        entry = next((entry for entry in read_manifest(root) if entry.line.id == source_id), None)
        file = entry.file if entry is not None else inventory.ids_of_files.get(source_id)
        if file is None:
            raise CorpusError(_no_such_id(root, source_id, inventory))
        return _forget_file(root, source_id, file, entry, inventory, now=now)


def _forget_message(root: Path, message: Collected, *, now: datetime) -> Forgotten:
    source = message.source
    add_tombstones(root, [(source.id, source.sha256)], now=now)
    data = file_bytes(message.file, source_id=source.id)
    write_atomically(message.file, erase_message(data, message.member))
    forget_texts(root, message.file_sha256)
    return Forgotten(source_ids=(source.id,), passage_ids=_passage_ids([message]), file_removed=False)


def _forget_file(root: Path, source_id: str, file: Path, entry: Entry | None, inventory: Inventory, *, now: datetime) -> Forgotten:
    others = [other for other in read_manifest(root) if other.file == file and other.line.id != source_id]
    number = entry.number if entry is not None else None
    items = [item for item in inventory.collected if item.file == file and (item.entry.number if item.entry else None) == number]
    file_sha256 = _sha256(file)
    stones = [(item.source.id, item.source.sha256) for item in items] or [(source_id, file_sha256)]
    # The tombstone of a file already gone is the one set before a kill.
    add_tombstones(root, [stone for stone in stones if stone[1]], now=now)
    if not others:
        if file_sha256:
            forget_texts(root, file_sha256)
        remove_durably(file)
    if entry is not None:
        drop_lines(root, [entry.number])
    ids = tuple(dict.fromkeys((*(item.source.id for item in items), source_id)))
    return Forgotten(source_ids=ids, passage_ids=_passage_ids(items), file_removed=not others)


def _passage_ids(items: Sequence[Collected]) -> tuple[str, ...]:
    return tuple(passage.id for item in items for passage in cut_passages(item.source))


def _sha256(file: Path) -> str:
    """ "" when the file is gone or cannot be read."""
    try:
        return hashlib.sha256(file_bytes(file, source_id="")).hexdigest()
    except SourceUnreadable:
        return ""


def _no_such_id(root: Path, source_id: str, inventory: Inventory) -> str:
    stone = read_tombstones(root).by_id(source_id)
    if stone is not None:
        return f"{source_id} was forgotten already, on {stone.forgotten_at[:10]}"
    known = sorted({*inventory.ids_of_files, *(item.source.id for item in inventory.collected)})
    some = ", ".join(known[:10]) + (", ..." if len(known) > 10 else "")
    return f"no source {shown(source_id)} in the corpus; it has: {some or 'none'}"
