"""The claim's figure beside a sentence's: whether they agree, and which of the claim's stands against another."""

from __future__ import annotations

import math

from briefs.language import Figure, figure_carries, find_figures

_SAME_KIND = math.log(20)
"""Figures further apart than this count different things."""


def claim_figure(claim: str, sentence: str, language: str) -> str:
    """The claim's figure, as the claim words it, where a sentence against it has another one of that kind instead; else ""."""
    theirs = [
        figure for figure in find_figures(sentence, language) if not figure.is_year and not figure.is_identifier and not figure.is_weak
    ]
    best: tuple[float, str] | None = None
    for figure in find_figures(claim, language):
        is_compound = "-" in figure.span.of(claim) or claim[figure.span.end : figure.span.end + 1] == "-"
        if figure.is_year or figure.is_identifier or figure.is_weak or is_compound or figure.value <= 0:
            continue
        others = [other for other in theirs if other.unit == figure.unit and other.value > 0]
        if not others or any(_agrees(other, figure) for other in others):
            continue
        start = figure.span.start if figure.modifier_span is None else min(figure.span.start, figure.modifier_span.start)
        apart = min(abs(math.log(other.value / figure.value)) for other in others)
        if best is None or apart < best[0]:
            shown = claim[start : figure.span.end].removesuffix(" of")
            best = (apart, shown if start else shown[:1].lower() + shown[1:])
    return best[1] if best is not None and best[0] <= _SAME_KIND else ""


def _agrees(other: Figure, figure: Figure) -> bool:
    """Whether a figure is the claim's, or lies where the claim's "at least" or "at most" allows."""
    if figure.modifier in ("more-than", "at-least"):
        return other.value >= figure.value
    if figure.modifier in ("less-than", "at-most", "almost"):
        return other.value <= figure.value and (figure.modifier != "almost" or figure_carries(other, figure))
    return figure_carries(other, figure)


def has_figure_of(claim: str, sentence: str, language: str) -> bool:
    """Whether a sentence has a figure of the claim."""
    theirs = find_figures(sentence, language)
    mine = [figure for figure in find_figures(claim, language) if not figure.is_weak]
    return any(figure_carries(other, figure) for figure in mine for other in theirs)


def lacks_figure(claim: str, sentence: str, *, claim_language: str, language: str) -> bool:
    """Whether a source's sentence, in its own language, has none of the claim's figures, or another one in the place of one of them."""
    theirs = find_figures(sentence, language)
    mine = [f for f in find_figures(claim, claim_language) if not (f.is_weak or f.is_year or f.is_identifier or f.is_vague)]
    has_none = bool(mine) and not any(_agrees(other, figure) for figure in mine for other in theirs if other.value > 0)
    return has_none or (language == claim_language and bool(claim_figure(claim, sentence, language)))
