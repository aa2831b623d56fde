"""The readings of a text that several checks share, each made once: content words, names, figures, dates."""

from __future__ import annotations

from functools import lru_cache

from briefs.language import DateMention, Figure, NameMention, Token, content_tokens, find_dates, find_figures, find_names

_KEPT = 2048
"""Readings kept: the spans and sentences of a few dozen briefs."""


@lru_cache(maxsize=_KEPT)
def tokens_of(text: str, language: str) -> tuple[Token, ...]:
    """Content words in order."""
    return tuple(content_tokens(text, language))


@lru_cache(maxsize=_KEPT)
def names_of(text: str, language: str) -> tuple[NameMention, ...]:
    """Name mentions in order."""
    return tuple(find_names(text, language))


@lru_cache(maxsize=_KEPT)
def figures_of(text: str, language: str) -> tuple[Figure, ...]:
    """Figures in order."""
    return tuple(find_figures(text, language))


@lru_cache(maxsize=_KEPT)
def dates_of(text: str, language: str) -> tuple[DateMention, ...]:
    """Dates in order."""
    return tuple(find_dates(text, language))
