"""JSON from strangers: read once, with every trap of Python's reader closed."""

from __future__ import annotations

import json
import re
from typing import Any

_DEPTH = 60
MOST_VALUES = 50_000
"""In one body. An article or a source holds some hundreds, however long its texts are; what costs time is values, not bytes."""
_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_PIECE = 65_536


class NotJson(ValueError):
    """Why the bytes are not JSON that is taken; the message repeats nothing of them."""


class TooManyValues(ValueError):
    """The bytes hold more values than are read."""


class ValueCounter:
    """Counts the values of JSON while it arrives, without reading it: what opens or separates values, outside texts."""

    def __init__(self, most: int = MOST_VALUES) -> None:
        self._most, self._count = most, 0
        self._is_in_text, self._rest = False, b""

    def feed(self, data: bytes) -> None:
        """The next bytes, in pieces of any size.

        Raises:
            TooManyValues: there are more than are allowed.
        """
        for start in range(0, len(data), _PIECE):
            piece = _ESCAPED.sub(b"", self._rest + data[start : start + _PIECE])
            # a backslash at the end escapes what comes next
            self._rest = piece[-1:] if piece.endswith(b"\\") else b""
            parts = piece.split(b'"')
            outside = b"".join(parts[int(self._is_in_text) :: 2])
            self._is_in_text ^= len(parts) % 2 == 0
            self._count += sum(outside.count(sign) for sign in (b",", b"[", b"{"))
            if self._count > self._most:
                raise TooManyValues(f"the body holds more than {self._most} JSON values")


def read_json(data: bytes) -> Any:
    """The value.

    Raises:
        NotJson: not UTF-8 or not JSON, NaN or Infinity, a key twice in an object, nested deeper than 60, half a surrogate pair.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotJson("the body is not UTF-8") from error
    try:
        value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_key_twice)
    except NotJson:
        raise
    except RecursionError as error:
        raise NotJson("the body is nested too deeply") from error
    except ValueError as error:
        raise NotJson("the body is not valid JSON") from error
    _check(value, _DEPTH)
    return value


def _no_constant(name: str) -> Any:
    raise NotJson(f"{name} is no JSON value")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJson("a key stands twice in an object")
    return found


def _check(value: Any, depth: int) -> None:
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise NotJson("a text holds half of a surrogate pair") from error
        return
    if isinstance(value, dict | list):
        if depth == 0:
            raise NotJson("the body is nested too deeply")
        for item in [*value.keys(), *value.values()] if isinstance(value, dict) else value:
            _check(item, depth - 1)
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise NotJson("a number is too large")
