"""Dependency parses of English text by spaCy, with pinned weights."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.metadata
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, TypeVar

from briefs.errors import ModelWeightsError
from briefs.language.lexicon import read_data

_LOCK = threading.RLock()
_CACHED_DOCS = 512
_PIECE = 50_000
"""Characters parsed in one go; longer text is parsed in pieces cut at paragraph breaks."""
_FORMAT = "1"
"""Of what a store is given; a change of it, of spaCy, or of the model's pins makes everything kept before unknown."""
_ATTRIBUTES = ["TAG", "POS", "MORPH", "LEMMA", "NORM", "DEP", "HEAD", "ENT_IOB", "ENT_TYPE", "ENT_KB_ID"]
"""All that the model sets; what else a token has follows from its word."""
_T = TypeVar("_T")


class ParseStore(Protocol):
    """Where parses, and what is made of them, outlive the process.

    What it returns is believed, so it must return only what was put there by us.
    """

    def get(self, key: str) -> bytes | None:
        """What was put under the key, None for nothing."""
        ...

    def put(self, key: str, data: bytes) -> None:
        """Keep it, or not: a store only saves time."""
        ...


_STORE: ContextVar[ParseStore | None] = ContextVar("parse_store", default=None)


@contextlib.contextmanager
def keep_parses(store: ParseStore) -> Iterator[None]:
    """Within the block (and this thread) parses are taken from the store, and new ones put into it."""
    token = _STORE.set(store)
    try:
        yield
    finally:
        _STORE.reset(token)


def parse(text: str) -> Any:
    """The spaCy `Doc` of an English text; `doc.text == text`. The last few are cached: do not change one.

    Raises:
        ModelWeightsError: the model is not installed, or a file of it is not the pinned one.
    """
    return _parsed(text)


def parse_each(texts: Sequence[str]) -> list[Any]:
    """One `Doc` a text, each parsed by itself, in batches: much faster for many sentences than as many calls of `parse`.

    Kept in a store as a whole: which texts are parsed together can show in the last bits of the scores.

    Raises:
        ModelWeightsError: as for `parse`.
    """
    return _kept("each", texts, lambda: list(_model().pipe(texts, batch_size=64)))


@functools.lru_cache(maxsize=_CACHED_DOCS)
def _parsed(text: str) -> Any:
    return _kept("text", [text], lambda: [_parse_now(text)])[0]


def forget_recent_parses() -> None:
    """Drop the parses of this process, as in a new one."""
    _parsed.cache_clear()


def _parse_now(text: str) -> Any:
    model = _model()
    if len(text) <= _PIECE:
        return model(text)
    from spacy.tokens import Doc

    return Doc.from_docs(list(model.pipe(_pieces(text), batch_size=1)), ensure_whitespace=False)


def _kept(kind: str, texts: Sequence[str], make: Callable[[], list[Any]]) -> list[Any]:
    """The parses out of the store in use, or made and put there."""

    def made() -> list[Any]:
        with _LOCK:
            return make()

    if not any(texts):
        return made()
    return kept_answer("\0".join([_made_by(), kind, *texts]), made, write=_written, read=lambda data: _read(data, texts))


def kept_answer(about: str, make: Callable[[], _T], *, write: Callable[[_T], bytes], read: Callable[[bytes], _T | None]) -> _T:
    """What `make` gives, out of the store in use when it is there and `read` accepts it; else made, and put there.

    Args:
        about: all that the answer depends on.
    """
    store = _STORE.get()
    if store is None:
        return make()
    key = hashlib.sha256(about.encode("utf-8", "surrogatepass")).hexdigest()
    data = store.get(key)
    found = read(data) if data is not None else None
    if found is not None:
        return found
    answer = make()
    store.put(key, write(answer))
    return answer


def _written(docs: Sequence[Any]) -> bytes:
    """A line of JSON with the words, then the tokens' attributes as one table of 64-bit numbers.

    Not `Doc.to_bytes`: reading that back looks through every installed package for decoders, three times a text.
    """
    strings: set[str] = set()
    for doc in docs:
        for token in doc:
            strings.update((token.tag_, token.dep_, token.lemma_, token.norm_, token.ent_type_, token.ent_kb_id_, str(token.morph)))
    tables = [doc.to_array(_ATTRIBUTES) for doc in docs]
    head = {
        "words": [[token.text for token in doc] for doc in docs],
        "spaces": ["".join("01"[bool(token.whitespace_)] for token in doc) for doc in docs],
        "strings": sorted(strings),
    }
    return json.dumps(head).encode("ascii") + b"\n" + b"".join(table.astype("<u8").tobytes() for table in tables)


def _read(data: bytes, texts: Sequence[str]) -> list[Any] | None:
    """None when it is not what `_written` gave for these texts."""
    import numpy as np
    from spacy.tokens import Doc

    vocabulary = _vocabulary()
    docs = []
    try:
        line, _, tables = data.partition(b"\n")
        head = json.loads(line)
        numbers = np.frombuffer(tables, dtype="<u8").astype(np.uint64)
        with _LOCK:
            for string in head["strings"]:
                vocabulary.strings.add(string)
            for words, spaces in zip(head["words"], head["spaces"], strict=True):
                rows, numbers = np.split(numbers, [len(words) * len(_ATTRIBUTES)])
                doc = Doc(vocabulary, words=words, spaces=[space == "1" for space in spaces])
                docs.append(doc.from_array(_ATTRIBUTES, rows.reshape(len(words), len(_ATTRIBUTES))) if words else doc)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None
    return docs if [doc.text for doc in docs] == list(texts) else None


@functools.lru_cache(maxsize=1)
def _vocabulary() -> Any:
    """English without a model: a kept parse needs the words' attributes alone, a fifth of a second less than loading the weights."""
    from spacy.lang.en import English
    from spacy.vocab import create_vocab

    return create_vocab("en", English.Defaults)


@functools.lru_cache(maxsize=1)
def _made_by() -> str:
    pins = read_data("parser.yaml")
    weights = " ".join(f"{name} {sha256}" for name, sha256 in sorted(pins["sha256"].items()))
    return f"{_FORMAT} {importlib.metadata.version('spacy')} {pins['distribution']} {weights}"


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
