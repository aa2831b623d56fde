"""What to hold a standing or a count against: the most frequent label, the most frequent count, and the agreement of two careful readers.

The most frequent label of a story is taken from the other stories, so that no story helps to guess itself. The readers' agreement was
measured on the cases that come along (`data/agreement.yaml`) and is given where no other case is in the run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import yaml

Json = dict[str, Any]
MAJORITY, ALWAYS_ONE, READERS = COLUMNS = ("most frequent label", "always one origin", "two readers")
_DIGITS = 4


def beside(samples: Sequence[Json]) -> dict[str, dict[str, float]]:
    """Metric -> reference -> value, over the scored samples of one claim mode; what cannot be said is left out."""
    stories = {line["case"]: [row for row in line["claims"] if row["gold"] is not None and not row["failure"]] for line in samples}
    guesses = {case: _most_frequent(stories, but=case) for case in stories}
    rows = [(row, guesses[case]) for case, labelled in stories.items() for row in labelled]
    found: dict[str, dict[str, float]] = {}
    guessed = [(row, guess) for row, guess in rows if guess is not None]
    _put(found, "standing_accuracy", MAJORITY, [guess in row["accepted"] for row, guess in guessed])
    _put(
        found,
        "over_confirmation",
        MAJORITY,
        [guess == "confirmed" for row, guess in guessed if "confirmed" not in row["accepted"]],
    )
    counts = [row["label_origins"] for row, _ in rows if row.get("label_origins") is not None]
    _put(found, "origins_exact", ALWAYS_ONE, [count == 1 for count in counts])
    _put(found, "origins_within_one", ALWAYS_ONE, [abs(count - 1) <= 1 for count in counts])
    readers = _readers()
    if stories and set(stories) <= set(readers["cases"]):
        for metric, (agreed, of) in readers["agreement"].items():
            found.setdefault(metric, {})[READERS] = round(agreed / of, _DIGITS)
    return found


def _put(found: dict[str, dict[str, float]], metric: str, name: str, right: Sequence[bool]) -> None:
    if right:
        found.setdefault(metric, {})[name] = round(sum(right) / len(right), _DIGITS)


def _most_frequent(stories: Mapping[str, Sequence[Json]], *, but: str) -> str | None:
    """Over the other stories; of equally frequent ones the first by name."""
    labels = Counter(row["gold"] for case, rows in stories.items() if case != but for row in rows)
    return min(labels, key=lambda label: (-labels[label], label), default=None)


@cache
def _readers() -> Json:
    data: Json = yaml.safe_load(resources.files("briefs_evals").joinpath("data", "agreement.yaml").read_text(encoding="utf-8"))
    return data
