"""Thresholds of the gate's trial: of all damage, or of one kind."""

from __future__ import annotations

from collections.abc import Sequence

from briefs.errors import UsageError
from briefs_evals.trial.mutations import MUTATIONS
from briefs_evals.trial.trial import Count
from briefs_evals.wording import unknown

ALL = ""


def parse_limits(texts: Sequence[str]) -> list[tuple[str, float]]:
    """(kind of damage, least share caught 0..1) each; the kind is "" for all damage together.

    Raises:
        UsageError: no such kind, or no share.
    """
    found = []
    for text in texts:
        kind, equals, value = text.rpartition("=")
        kinds = [mutation.name for mutation in MUTATIONS]
        if equals and kind not in kinds:
            raise UsageError(unknown("damage", kind, kinds))
        try:
            share = float(value)
        except ValueError as error:
            raise UsageError(f"--fail-under {text}: {value!r} is no number; write VALUE or KIND=VALUE, e.g. negated=0.95") from error
        if not 0 <= share <= 1:
            raise UsageError(f"--fail-under {text}: a share lies between 0 and 1")
        found.append((kind, share))
    return found


def too_low(counts: Sequence[Count], limits: Sequence[tuple[str, float]]) -> list[str]:
    """A sentence for each limit that does not hold. A kind that never applied does not hold: silence is no pass."""
    faults = []
    for kind, least in limits:
        chosen = [count for count in counts if count.is_damage and kind in (ALL, count.name)]
        caught, tried = sum(count.refused for count in chosen), sum(count.tried for count in chosen)
        if not tried:
            faults.append(f"the damage {kind or 'of any kind'} never applied, so its limit {least:g} cannot hold")
        elif caught / tried < least:
            faults.append(
                f"the gate caught {caught} of {tried} sentences{f' damaged by {kind}' if kind else ' that were damaged'}, under {least:g}"
            )
    return faults
