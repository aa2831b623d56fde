"""A judge for tests: evidence carries a sentence when it has every word of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefs_evals.judges import Question, Verdict


class ContainmentJudge:
    """Implements `Judge`. Monotonic: more evidence never carries less, and evidence without a word of the sentence changes nothing."""

    name = "containment"
    is_the_gate = False

    def __init__(self, *, open_: bool = False) -> None:
        self._open = open_

    def judge(self, questions: Sequence[Question]) -> list[Verdict]:
        """All words, by case-folded containment; the reason is empty."""
        if self._open:
            return [Verdict(None, reason="not asked") for _ in questions]
        return [Verdict(_words(q.sentence) <= {word for item in q.evidence for word in _words(item.text)}) for q in questions]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
