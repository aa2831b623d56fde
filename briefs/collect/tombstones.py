"""Tombstones: what was forgotten, by id and hash alone, so that it is not taken in again by accident."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from briefs.collect.durable import write_atomically
from briefs.collect.layout import STATE, state_dir
from briefs.errors import CorpusError

_FILE = "tombstones.jsonl"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A forgotten source: no text, no title."""

    id: str
    sha256: str
    """Of the forgotten text; of the file's bytes when no text could be read from it."""
    forgotten_at: str


@dataclass(frozen=True, slots=True)
class Tombstones:
    """Every tombstone of a corpus, oldest first."""

    all: tuple[Tombstone, ...] = ()

    def of(self, sha256: str) -> Tombstone | None:
        """The tombstone of a text or a file with that hash."""
        return next((stone for stone in self.all if stone.sha256 == sha256), None)

    def by_id(self, source_id: str) -> Tombstone | None:
        """The latest tombstone of an id."""
        return next((stone for stone in reversed(self.all) if stone.id == source_id), None)


def read_tombstones(root: Path) -> Tombstones:
    """Those in the corpus, and those kept outside because the corpus could not be written to.

    Raises:
        CorpusError: a line is broken. It is not skipped: what it forgot would come back.
    """
    stones: list[Tombstone] = []
    for path in dict.fromkeys((root.resolve() / STATE / _FILE, state_dir(root) / _FILE)):
        if not path.is_file():
            continue
        for number, raw in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if raw.strip():
                stones.append(_parse(raw, place=f"{path}, line {number}"))
    return Tombstones(tuple(stones))


def add_tombstones(root: Path, forgotten: list[tuple[str, str]], *, now: datetime) -> None:
    """Set stones for (id, sha256) pairs; one that already stands is not set twice.

    Raises:
        StorageError: the disk refuses.
    """
    path = state_dir(root) / _FILE
    known = {(stone.id, stone.sha256) for stone in read_tombstones(root).all}
    lines = [
        json.dumps({"id": source_id, "sha256": sha256, "forgotten_at": now.isoformat(timespec="seconds")}, ensure_ascii=False)
        for source_id, sha256 in forgotten
        if (source_id, sha256) not in known
    ]
    if lines:
        before = path.read_bytes() if path.exists() else b""
        write_atomically(path, before + "".join(line + "\n" for line in lines).encode("utf-8"))


def _parse(raw: str, *, place: str) -> Tombstone:
    try:
        fields = json.loads(raw)
        return Tombstone(id=str(fields["id"]), sha256=str(fields["sha256"]), forgotten_at=str(fields["forgotten_at"]))
    except (ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{place}: not a tombstone; repair or remove this line by hand") from error
