"""A judge for tests: evidence carries a sentence when it has every word of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefs_evals.judges import Question, Verdict


class ContainmentJudge:
    """Implements `Judge`. Monotonic: more evidence never carries less, and evidence without a word of the sentence changes nothing."""

    name = "containment"
    is_the_gate = False

    def __init__(self, *, open_: bool = False, is_half_open: bool = False) -> None:
        self._open, self._is_half_open = open_, is_half_open

    def judge(self, questions: Sequence[Question]) -> list[Verdict]:
        """All words, by case-folded containment; the reason is empty."""
        if self._open:
            return [Verdict(None, reason="not asked") for _ in questions]
        return [self._verdict(question) for question in questions]

    def _verdict(self, question: Question) -> Verdict:
        if self._is_half_open and int(question.key, 16) % 2:
            return Verdict(None, reason="left open")
        return Verdict(_words(question.sentence) <= {word for item in question.evidence for word in _words(item.text)})


class LabelJudge:
    """Implements `Judge` over labels of (sentence, number of spans): what is not labelled stays open, as people leave it."""

    name = "labels"
    is_the_gate = False

    def __init__(self, labels: dict[tuple[str, int], bool]) -> None:
        self._labels = labels

    def judge(self, questions: Sequence[Question]) -> list[Verdict]:
        """The label, if there is one."""
        found = [self._labels.get((question.sentence, len(question.evidence))) for question in questions]
        return [Verdict(label, reason="" if label is not None else "no label") for label in found]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
