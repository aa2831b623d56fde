"""Parties to a matter as an editor lists them: `parties.yaml` in a corpus, optional.

parties:
  - name: Example Corp
    aliases: [ExCo, Example Corporation]
    side: Example Corp
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from briefs.errors import CorpusError
from briefs.language.yaml_data import load_yaml

PARTIES_FILE = "parties.yaml"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody with a stake. Two parties with one `side` are never opposed."""

    name: str
    aliases: tuple[str, ...] = ()
    side: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The name and every alias."""
        return (self.name, *self.aliases)


def load_parties(root: Path) -> tuple[Party, ...]:
    """Parties of the corpus in `root`; empty when it has no `parties.yaml`.

    Raises:
        CorpusError: the file is not of the shape above.
    """
    path = root / PARTIES_FILE
    if not path.is_file():
        return ()
    try:
        data = load_yaml(path.read_text(encoding="utf-8"))
        return tuple(_party(entry) for entry in data["parties"])
    except (yaml.YAMLError, KeyError, TypeError, ValueError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: expected `parties:` with a list of name, aliases, side ({error}); fix or remove the file") from error


def _party(entry: dict[str, object]) -> Party:
    unknown = set(entry) - {"name", "aliases", "side"}
    if unknown:
        raise ValueError(f"unknown keys {sorted(unknown)}")
    aliases = entry.get("aliases") or []
    if not isinstance(aliases, list):
        raise TypeError("aliases is not a list")
    return Party(str(entry["name"]), tuple(str(alias) for alias in aliases), str(entry.get("side") or entry["name"]))
