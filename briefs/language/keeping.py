"""Answers kept between runs as pickles: under everything that they depend on, our own code and tables included, and read with our own
classes alone.

The store returns nothing but what it was given (`ParseStore`); still nothing is unpickled that is not data of this program.
"""

from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from briefs.language.parsing import kept_answer

_T = TypeVar("_T")
_BUILTINS = frozenset({"frozenset", "set"})


def keep(
    about: str,
    make: Callable[[], _T],
    *,
    kind: type[_T],
    rules: tuple[str, ...],
    classes: tuple[str, ...],
    holds: Callable[[_T], bool] = lambda _: True,
) -> _T:
    """What `make` gives, an instance of `kind`, out of the store in use when it is there; without a store it is made.

    Args:
        about: all that the answer depends on, but the code.
        rules: packages whose modules and tables the answer depends on.
        classes: packages whose classes it is made of.
        holds: whether a kept answer is still one; else it is made anew and takes its place.
    """

    def read(data: bytes) -> _T | None:
        found = _read(data, kind, classes)
        return found if found is not None and holds(found) else None

    return kept_answer(f"{rules_of(rules)} {about}", make, write=_written, read=read)


@lru_cache(maxsize=8)
def rules_of(packages: tuple[str, ...]) -> str:
    """A hash over every file of the packages: modules, tables, weights (350 files: 30 ms, once a process)."""
    digest = hashlib.sha256()
    for package in packages:
        for name, data in sorted(_files(resources.files(package), "")):
            digest.update(f"{package}/{name} {len(data)}\n".encode())
            digest.update(data)
    return digest.hexdigest()


def _written(answer: object) -> bytes:
    return pickle.dumps(answer)


def _read(data: bytes, kind: type[_T], classes: tuple[str, ...]) -> _T | None:
    """None when it is no such answer."""
    try:
        found = _OwnClasses(io.BytesIO(data), classes).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError, KeyError):
        return None
    return found if isinstance(found, kind) else None


class _OwnClasses(pickle.Unpickler):
    """Makes instances of the classes of this program's data, and calls nothing else."""

    def __init__(self, data: io.BytesIO, packages: tuple[str, ...]) -> None:
        super().__init__(data)
        self._packages = tuple(f"{name}." for name in packages)

    def find_class(self, module: str, name: str) -> Any:
        if module == "builtins" and name in _BUILTINS:
            return super().find_class(module, name)
        if module == "builtins" and name == "getattr":
            return _member  # how Python 3.11.2 writes a member of an enumeration
        if f"{module}.".startswith(self._packages):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"not a class of ours: {module}.{name}")


def _member(enumeration: type[Enum], name: str) -> Enum:
    """The member of one of our enumerations; nothing else is looked up."""
    if not (isinstance(enumeration, type) and issubclass(enumeration, Enum)):
        raise pickle.UnpicklingError("not an enumeration of ours")
    return enumeration[name]


def _files(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found = []
    for item in folder.iterdir():
        if item.is_dir() and item.name != "__pycache__":
            found += _files(item, f"{prefix}{item.name}/")
        elif not item.is_dir():
            found.append((f"{prefix}{item.name}", item.read_bytes()))
    return found
