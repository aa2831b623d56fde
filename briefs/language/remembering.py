"""Answers about short texts, kept: every claim asks the same sentences for their names, figures and words, ten times over."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

_Read = TypeVar("_Read", bound=Callable[..., list[Any]])
_TEXTS = 4_096
_LONGEST = 2_000
"""Characters; a longer text is read anew, so that what is kept stays some megabytes."""


def remembered(read: _Read) -> _Read:
    """`read(text, ...)` that keeps what it gave for the last few thousand texts; each call has a list of its own, its items are frozen.

    Safe to share between threads.
    """
    kept = functools.lru_cache(maxsize=_TEXTS)(lambda *arguments: tuple(read(*arguments)))

    @functools.wraps(read)
    def answered(text: str, *rest: str, **named: str) -> list[Any]:
        if named or len(text) > _LONGEST:
            return read(text, *rest, **named)
        return list(kept(text, *rest))

    return cast(_Read, answered)
