"""Checks JSON from outside against a shape, and keeps nothing but what the shape names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_MOST_CHARACTERS = 20_000
_MOST_ITEMS = 3000


class Malformed(ValueError):
    """It is not of the shape; the message says where and never what."""


@dataclass(frozen=True)
class Maybe:
    """null, or this."""

    shape: Any


@dataclass(frozen=True)
class OneOf:
    """One of these words."""

    words: tuple[str, ...]


class Address:
    """http or https with a host; another text is kept as none, so that no link is made of it."""


def shaped(given: Any, shape: Any, where: str) -> Any:
    """What of `given` is in the shape: `str`, `int`, `bool`, `Address`, `OneOf`, `Maybe`, a list of one shape, or an object of them.

    Raises:
        Malformed: something is missing, of another kind, or too much.
    """
    if isinstance(shape, Maybe):
        return None if given is None else shaped(given, shape.shape, where)
    if isinstance(shape, OneOf):
        if given not in shape.words:
            raise Malformed(f"{where} is none of {', '.join(shape.words)}")
        return given
    if isinstance(shape, dict):
        if not isinstance(given, dict):
            raise Malformed(f"{where} is no object")
        return {name: shaped(given.get(name), inner, f"{where}.{name}") for name, inner in shape.items()}
    if isinstance(shape, list):
        if not isinstance(given, list) or len(given) > _MOST_ITEMS:
            raise Malformed(f"{where} is no list of at most {_MOST_ITEMS}")
        return [shaped(item, shape[0], f"{where}[{i}]") for i, item in enumerate(given)]
    if shape is bool or shape is int:
        if type(given) is not shape or not -(2**53) < given < 2**53:
            raise Malformed(f"{where} is no {'truth value' if shape is bool else 'whole number'}")
        return given
    if shape is Address:
        return _address(given)
    if not isinstance(given, str) or len(given) > _MOST_CHARACTERS:
        raise Malformed(f"{where} is no text of at most {_MOST_CHARACTERS} characters")
    return given.replace("\x00", "")


def _address(given: Any) -> str | None:
    if not isinstance(given, str) or len(given) > _MOST_CHARACTERS:
        return None
    try:
        parts = urlsplit(given)
        return given if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None
