"""JSON from strangers: read once, with every trap of Python's reader closed."""

from __future__ import annotations

import json
import re
from typing import Any

_DEPTH = 60
_SURROGATE = re.compile("[\ud800-\udfff]")


class NotJson(ValueError):
    """Why the bytes are not JSON that is taken; the message repeats nothing of them."""


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
        if _SURROGATE.search(value):
            raise NotJson("a text holds half of a surrogate pair")
        return
    if isinstance(value, dict | list):
        if depth == 0:
            raise NotJson("the body is nested too deeply")
        for item in [*value.keys(), *value.values()] if isinstance(value, dict) else value:
            _check(item, depth - 1)
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise NotJson("a number is too large")
