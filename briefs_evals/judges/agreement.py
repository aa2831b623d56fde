"""How far two judges agree on the questions that both answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """`kappa` is Cohen's (1960): agreement beyond chance, -1..1; None when chance alone gives full agreement or nothing is shared."""

    both: int
    agreed: int
    kappa: float | None

    @property
    def share(self) -> float | None:
        """Agreed over both, 0..1; None when no question is shared."""
        return round(self.agreed / self.both, 4) if self.both else None


def agreement(one: Mapping[str, bool], other: Mapping[str, bool]) -> Agreement:
    """Over the keys that both labelled."""
    shared = sorted(one.keys() & other.keys())
    agreed = sum(one[key] == other[key] for key in shared)
    if not shared:
        return Agreement(0, 0, None)
    size = len(shared)
    yes, also_yes = sum(one[key] for key in shared) / size, sum(other[key] for key in shared) / size
    chance = yes * also_yes + (1 - yes) * (1 - also_yes)
    return Agreement(size, agreed, round((agreed / size - chance) / (1 - chance), 4) if chance < 1 else None)
