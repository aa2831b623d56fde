"""Dependency parses of English text by spaCy, with pinned weights."""

from __future__ import annotations

import functools
import hashlib
import threading
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from briefs.errors import ModelWeightsError
from briefs.language.lexicon import read_data

_LOCK = threading.RLock()
_CACHED_DOCS = 128
_PIECE = 50_000
"""Characters parsed in one go; longer text is parsed in pieces cut at paragraph breaks."""


def parse(text: str) -> Any:
    """The spaCy `Doc` of an English text; `doc.text == text`. The last few are cached: do not change one.

    Raises:
        ModelWeightsError: the model is not installed, or a file of it is not the pinned one.
    """
    return _parsed(text)


def parse_each(texts: Sequence[str]) -> list[Any]:
    """One `Doc` a text, each parsed by itself, in batches: much faster for many sentences than as many calls of `parse`. Not cached.

    Raises:
        ModelWeightsError: as for `parse`.
    """
    model = _model()
    with _LOCK:
        return list(model.pipe(texts, batch_size=64))


@functools.lru_cache(maxsize=_CACHED_DOCS)
def _parsed(text: str) -> Any:
    model = _model()
    with _LOCK:
        if len(text) <= _PIECE:
            return model(text)
        from spacy.tokens import Doc

        return Doc.from_docs(list(model.pipe(_pieces(text), batch_size=1)), ensure_whitespace=False)


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    while len(text) - start > _PIECE:
        middle = start + _PIECE // 2
        cut = max(text.rfind("\n\n", middle, start + _PIECE) + 2, 0)
        if cut <= middle:
            cut = text.rfind(". ", middle, start + _PIECE) + 2
        if cut <= middle:
            cut = start + _PIECE
        pieces.append(text[start:cut])
        start = cut
    return [*pieces, text[start:]]


@functools.lru_cache(maxsize=1)
def _model() -> Any:
    with _LOCK:
        pins = read_data("parser.yaml")
        try:
            package = import_module(str(pins["package"]))
        except ImportError as error:
            raise ModelWeightsError(
                f"the parser model {pins['package']} is not installed: run `pip install {pins['distribution']}`"
            ) from error
        root = Path(str(package.__file__)).parent / str(pins["folder"])
        _check(root, pins["sha256"])
        import spacy

        return spacy.load(root, exclude=["senter"])


def _check(root: Path, pinned: dict[str, str]) -> None:
    for name, expected in pinned.items():
        path = root / name
        if not path.is_file():
            raise ModelWeightsError(f"the parser model lacks {path}: reinstall it")
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise ModelWeightsError(f"{path} is not the pinned file (sha256 differs): reinstall the parser model at its pinned version")
