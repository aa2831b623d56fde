"""Parties to a matter, as an editor names them."""

from __future__ import annotations

from dataclasses import dataclass


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
