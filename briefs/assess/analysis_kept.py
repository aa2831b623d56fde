"""The analysis of a source, kept between runs: reading thirty long sources costs a minute, taking it from a store a tenth of a second.

An analysis depends on the source's whole value and on our rules, so both are in the key: a change of any module or table of the language
and assess packages makes everything kept before unknown. What comes back is unpickled, with our own classes alone, and only from a store
that returns nothing but what it was given (`language.ParseStore`).
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
from typing import Any

from briefs.domain import Source
from briefs.language import kept_answer

_PACKAGES = ("briefs.language", "briefs.assess", "briefs.domain")
_BUILTINS = frozenset({"frozenset", "set"})


def keep_analysis(source: Source, analyse: Callable[[Source], Any], *, kind: type[Any]) -> Any:
    """What `analyse` makes of the source, an instance of `kind`, out of the store in use when it is there; without a store it is made."""
    key = f"analysis {_rules()} {hashlib.sha256(repr(source).encode('utf-8', 'surrogatepass')).hexdigest()}"
    return kept_answer(key, lambda: analyse(source), write=pickle.dumps, read=lambda data: _read(data, kind))


def _read(data: bytes, kind: type[Any]) -> Any:
    """None when it is no such analysis."""
    try:
        found = _OwnClasses(io.BytesIO(data)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError, KeyError):
        return None
    return found if isinstance(found, kind) else None


class _OwnClasses(pickle.Unpickler):
    """Makes instances of the classes of this program's data, and calls nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "builtins" and name in _BUILTINS:
            return super().find_class(module, name)
        if module == "builtins" and name == "getattr":
            return _member  # how Python 3.11.2 writes a member of an enumeration
        if module.startswith(tuple(f"{package}." for package in _PACKAGES)):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"not a class of ours: {module}.{name}")


def _member(enumeration: type[Enum], name: str) -> Enum:
    """The member of one of our enumerations; nothing else is looked up."""
    if not (isinstance(enumeration, type) and issubclass(enumeration, Enum)):
        raise pickle.UnpicklingError("not an enumeration of ours")
    return enumeration[name]


@lru_cache(maxsize=1)
def _rules() -> str:
    """A hash over every module and table that an analysis depends on (200 files, 15 ms)."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for name, data in sorted(_files(resources.files(package), "")):
            digest.update(f"{package}/{name} {len(data)}\n".encode())
            digest.update(data)
    return digest.hexdigest()


def _files(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found = []
    for item in folder.iterdir():
        if item.is_dir() and item.name != "__pycache__":
            found += _files(item, f"{prefix}{item.name}/")
        elif item.name.endswith((".py", ".yaml", ".tsv")):
            found.append((f"{prefix}{item.name}", item.read_bytes()))
    return found
