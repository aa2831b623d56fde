"""Parties to a matter as an editor lists them: `parties.yaml` in a corpus, optional.

parties:
  - name: Example Corp
    aliases: [ExCo, Example Corporation]
    side: Example Corp
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from briefs.collect.adding import corpus_lock
from briefs.collect.durable import write_atomically
from briefs.domain import Party
from briefs.errors import CorpusError, UsageError
from briefs.language.yaml_data import load_yaml

PARTIES_FILE = "parties.yaml"
_MOST = 1_000


def load_parties(root: Path) -> tuple[Party, ...]:
    """Parties of the corpus in `root`; empty when it has no `parties.yaml`.

    Raises:
        CorpusError: the file is not of the shape above.
    """
    path = root / PARTIES_FILE
    return _read(path.read_bytes(), path) if path.is_file() else ()


def mark_party(root: Path, party: Party) -> bool:
    """Put a party into the file; one that has the same name or alias, however capitals stand, gets this side and the further aliases.
    False when nothing changed. What an editor wrote around the entries stays where a new one only has to be added.

    Raises:
        CorpusError: the file is not of the shape above; it was left alone.
        UsageError: there is no name, or there are too many parties.
        StorageError: somebody else is changing the corpus, or the disk refuses.
    """
    if not party.name.strip():
        raise UsageError("a party needs a name")
    with corpus_lock(root):
        known = load_parties(root)
        party = replace(party, side=party.side or party.name)
        there = next((old for old in known if _folded(old.names) & _folded(party.names)), None)
        if there is None:
            if len(known) >= _MOST:
                raise UsageError(f"{PARTIES_FILE} holds {_MOST} parties already")
            _write(root, [*known, party], added=party)
            return True
        further = [name for name in party.names if name.casefold() not in _folded(there.names)]
        merged = Party(there.name, (*there.aliases, *further), party.side)
        if merged == there:
            return False
        _write(root, [merged if old is there else old for old in known])
        return True


def unmark_party(root: Path, name: str) -> bool:
    """Take the party of that name out of the file; False when there is none.

    Raises:
        CorpusError, StorageError: as `mark_party`.
    """
    with corpus_lock(root):
        known = load_parties(root)
        kept = [party for party in known if party.name.casefold() != name.casefold()]
        if len(kept) == len(known):
            return False
        _write(root, kept)
        return True


def _write(root: Path, parties: Sequence[Party], *, added: Party | None = None) -> None:
    path = root / PARTIES_FILE
    if added is not None and path.is_file():
        text = path.read_text(encoding="utf-8")
        longer = f"{text.rstrip()}\n{_block([added])}".encode()
        try:
            if _read(longer, path) == tuple(parties):
                write_atomically(path, longer)
                return
        except CorpusError:
            pass  # its list is written on one line, or in another depth: the whole file is written anew
    write_atomically(path, f"parties:\n{_block(parties)}".encode() if parties else b"parties: []\n")


def _block(parties: Sequence[Party]) -> str:
    entries = [
        {"name": party.name, **({"aliases": list(party.aliases)} if party.aliases else {}), "side": party.side or party.name}
        for party in parties
    ]
    text: str = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=10_000)
    return "".join(f"  {line}\n" for line in text.splitlines())


def _read(data: bytes, path: Path) -> tuple[Party, ...]:
    try:
        return tuple(_party(entry) for entry in load_yaml(data.decode("utf-8"))["parties"] or ())
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise CorpusError(f"{path}: expected `parties:` with a list of name, aliases, side ({error}); fix or remove the file") from error


def _party(entry: dict[str, object]) -> Party:
    unknown = set(entry) - {"name", "aliases", "side"}
    if unknown:
        raise ValueError(f"unknown keys {sorted(unknown)}")
    aliases = entry.get("aliases") or []
    if not isinstance(aliases, list):
        raise TypeError("aliases is not a list")
    return Party(str(entry["name"]), tuple(str(alias) for alias in aliases), str(entry.get("side") or entry["name"]))


def _folded(names: Sequence[str]) -> set[str]:
    return {name.casefold() for name in names}
