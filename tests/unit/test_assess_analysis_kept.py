"""Analyses kept between runs: the same as made anew, of the same source only, and of our own classes only."""

from __future__ import annotations

import os
import pickle
from dataclasses import replace

import pytest

from briefs.assess import SourceAnalysis, analyse_source
from briefs.assess import analysis as module
from briefs.assess.analysis_kept import keep_analysis
from briefs.language import keep_parses
from tests.builders import a_source

SOURCE = a_source(
    "barges",
    "“They're gone,” the mayor, Ivan Tikhonov, said. The Reed Circle says that forty barges were sunk on 2 May 2023. Yes.",
)


class DictStore:
    """Keeps in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """What was put there."""
        return self.kept.get(key)

    def put(self, key: str, data: bytes) -> None:
        """Keep it."""
        self.kept[key] = data


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the sources that were read anew."""
    ids: list[str] = []
    analyse = module._analyse
    monkeypatch.setattr(module, "_analyse", lambda source: ids.append(source.id) or analyse(source))
    return ids


def in_a_new_process(source: object) -> SourceAnalysis:
    """The analysis without what this process remembers."""
    analyse_source.cache_clear()
    return analyse_source(source)  # type: ignore[arg-type]


def test_a_kept_analysis_is_the_analysis(made: list[str]) -> None:
    """Equal in every field, made once, and its parts point to its own attributions as before."""
    fresh = in_a_new_process(SOURCE)
    with keep_parses(DictStore()):
        in_a_new_process(SOURCE)
        made.clear()
        kept = in_a_new_process(SOURCE)
    assert made == []
    assert kept == fresh
    assert fresh.attributions
    assert all(any(a is b for b in kept.attributions) for row in kept.parts for _, a in row if a is not None)


def test_another_source_or_other_rules_are_read_anew(made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The publisher alone makes another analysis, and so does a change of our modules or tables."""
    with keep_parses(DictStore()):
        in_a_new_process(SOURCE)
        in_a_new_process(replace(SOURCE, publisher="The Other Paper"))
        assert len(made) == 2
        monkeypatch.setattr("briefs.language.keeping.rules_of", lambda packages: "changed")
        in_a_new_process(SOURCE)
        assert len(made) == 3


GETATTR = b"cbuiltins\ngetattr\n(cbriefs.domain.sources\nSource\nVcite\ntR."
"""Asks for an attribute of a class that is no enumeration."""


class Evil:
    """Would run a command when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """As attackers write it."""
        return os.system, ("exit 3",)


@pytest.mark.parametrize("data", [b"", b"junk", pickle.dumps(Evil()), pickle.dumps("text"), pickle.dumps(SOURCE), GETATTR])
def test_what_is_no_analysis_is_made_again(data: bytes, made: list[str]) -> None:
    """Damaged bytes, another type and foreign calls are not taken."""
    store = DictStore()
    with keep_parses(store):
        fresh = in_a_new_process(SOURCE)
        store.kept = dict.fromkeys(store.kept, data)
        assert in_a_new_process(SOURCE) == fresh
    assert len(made) == 2


def test_without_a_store_it_is_made(made: list[str]) -> None:
    """Nothing is looked up and nothing kept."""
    assert keep_analysis(SOURCE, module._analyse, kind=SourceAnalysis).source == SOURCE
    assert made == ["barges"]
