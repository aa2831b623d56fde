"""A figure of the claim that whoever gave it has replaced since, or that a later source says was revised."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from briefs.domain import Claim, Source, Span
from briefs.draft.figures import claim_figure, has_figure_of
from briefs.language import content_tokens, find_figures, split_sentences

_SHARE = 0.6
"""Share of the claim's words, figures left out, that a sentence of the same publisher must have to count the same thing."""
_SHARE_REVISED = 0.4
"""The same for a sentence that says itself, or after one that says, that a figure was revised."""
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Superseded:
    """Where the later figure stands."""

    source: Source
    span: Span


@dataclass(frozen=True, slots=True)
class _Count:
    """A sentence that counts what the claim counts."""

    source: Source
    span: Span
    day: str
    share: float
    is_revised: bool


def find_superseded(claim: Claim, sources: Mapping[str, Source], *, revising: Collection[str], language: str) -> Superseded | None:
    """The latest sentence with another figure in place of the claim's, later than those that have the claim's own.

    It stands in a source of a publisher that gave the claim's figure before, or says that a figure was revised (`revising`: words in lower
    case). Undated sources show no order; None when the claim has no figure, or nothing is superseded.
    """
    if not any(not f.is_year and not f.is_identifier and not f.is_weak for f in find_figures(claim.text, language)):
        return None
    counts = [
        count
        for _, source in sorted(sources.items())
        if source.language == language and source.published_at
        for count in _counts(claim, source, revising, language)
    ]
    mine = [count for count in counts if has_figure_of(claim.text, _text(count), language)]
    others = [count for count in counts if count not in mine and claim_figure(claim.text, _text(count), language)]
    for other in sorted(others, key=lambda count: (count.day, count.share), reverse=True):
        before = [count for count in mine if other.is_revised or count.source.shown_name == other.source.shown_name]
        is_still_given = any(count.day >= other.day for count in mine if count.source.shown_name == other.source.shown_name)
        if any(count.day < other.day for count in before) and not is_still_given:
            return Superseded(other.source, other.span)
    return None


def _counts(claim: Claim, source: Source, revising: Collection[str], language: str) -> list[_Count]:
    figures = [figure.span for figure in find_figures(claim.text, language)]
    wanted = {t.stem for t in content_tokens(claim.text, language) if not any(span.overlaps(t.span) for span in figures)}
    found, was_revised = [], False
    for span in split_sentences(source.text, language):
        tokens = content_tokens(span.of(source.text), language)
        is_revised = any(token.span.of(span.of(source.text)).lower() in revising for token in tokens)
        shared = len(wanted & {token.stem for token in tokens})
        share = shared / max(1, len(wanted))
        if shared >= _LEAST and share >= (_SHARE_REVISED if is_revised or was_revised else _SHARE):
            day = source.published_at.text if source.published_at is not None else ""
            found.append(_Count(source, span, day, share, is_revised or was_revised))
        was_revised = is_revised
    return found


def _text(count: _Count) -> str:
    return count.span.of(count.source.text)
