"""One pair before the checker: aligned, checked by the deterministic rules, and measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefs.domain import Finding
from briefs.verify.checker.alignment import Alignment, align
from briefs.verify.checker.attribution import attribution_findings
from briefs.verify.checker.facts import missing_dates, missing_figures, missing_names, rival_figures, unquoted
from briefs.verify.checker.features import features_of, relevant, relevant_places
from briefs.verify.checker.polarity import changed_markers, contrary_words, turned_words
from briefs.verify.checker.reading import Piece, read_evidence, read_piece

_UNCARRIED = 0.45
_SHORT = 8
"""Sentences of evidence that are all read for a fact; of longer evidence only those that carry the sentence and their neighbours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A sentence and its evidence, measured."""

    alignment: Alignment
    findings: tuple[Finding, ...]
    values: dict[str, float]

    @property
    def places(self) -> list[int]:
        """Numbers of the evidence sentences that it is judged by."""
        return relevant_places(self.alignment)

    @property
    def uncarried(self) -> list[str]:
        """Words, as written, that no sentence of the evidence comes near."""
        carried = self.alignment.soft_in(range(len(self.alignment.evidence)))
        text = self.alignment.sentence.text
        return [text[start:end] for (start, end, _), best in zip(self.alignment.sentence.tokens, carried, strict=True) if best < _UNCARRIED]


def read_pair(sentence: str, evidence: Sequence[str], *, language: str = "en") -> Pair:
    """The sentence against the pieces of evidence, all in one language."""
    alignment = align(read_piece(sentence, language), read_evidence(evidence, language))
    findings, rivals = _findings(alignment)
    return Pair(alignment=alignment, findings=findings, values=features_of(alignment, findings, rivals=rivals))


def missing_facts(sentence: str, evidence: Sequence[str], *, language: str, evidence_language: str) -> tuple[Finding, ...]:
    """Figures, dates and names of the sentence that the evidence lacks, whatever the two languages."""
    piece, there = read_piece(sentence, language), read_evidence(evidence, evidence_language)
    return (*missing_figures(piece, there), *missing_dates(piece, there), *missing_names(piece, there))


def _findings(alignment: Alignment) -> tuple[tuple[Finding, ...], int]:
    sentence = alignment.sentence
    near = relevant(alignment)
    around = _with_neighbours(alignment)
    findings = [
        *missing_figures(sentence, around),
        *missing_dates(sentence, around),
        *missing_names(sentence, around),
        *unquoted(sentence, alignment.evidence),
        *(turned_words(sentence, near) or changed_markers(sentence, near)),
        *contrary_words(sentence, near),
        *attribution_findings(sentence, near),
    ]
    return tuple(findings), rival_figures(sentence, around)


def _with_neighbours(alignment: Alignment) -> list[Piece]:
    count = len(alignment.evidence)
    if count <= _SHORT:
        return list(alignment.evidence)
    places = {*alignment.window, *alignment.chosen}
    wide = sorted({near for place in places for near in range(place - 1, place + 2) if 0 <= near < count} | {0})
    return [alignment.evidence[place] for place in wide]
