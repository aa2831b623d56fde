"""The PolNeAR scorer on a tiny corpus of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.polnear_score import Tally, main, read_gold, tokens_of

TEXT = "The mayor said the bridge fell. It rained."


def annotation() -> str:
    """The one attribution of the text, as brat writes it."""
    marks = ["T1\tSource 0 9\tThe mayor", "T2\tCue 10 14\tsaid", "T3\tContent 15 30\tthe bridge fell"]
    return "\n".join([*marks, "E1\tAttribution:T2 Source:T1 Cue:T2 Content:T3\n"])


def test_gold_spans_are_token_positions() -> None:
    """Offsets become positions of words; punctuation is none."""
    gold = read_gold(annotation(), tokens_of(TEXT))
    assert gold == {"content": [frozenset({3, 4, 5})], "source": [frozenset({0, 1})]}


def test_partial_overlap_earns_partial_credit() -> None:
    """Half of a span found is half a credit of recall, all of what was found is right."""
    tally = Tally()
    tally.add([frozenset({1, 2, 3, 4})], [frozenset({1, 2})])
    assert {name: (p, r) for name, p, r, _ in tally.rows()} == {"overlap": (1.0, 0.5), "tokens": (1.0, 0.5), "exact": (0.0, 0.0)}


def test_nothing_found_scores_nothing() -> None:
    """An empty answer has no precision and no recall."""
    tally = Tally()
    tally.add([frozenset({1})], [])
    assert {row[1:] for row in tally.rows()} == {(0.0, 0.0, 0.0)}


def test_command_prints_the_scores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The command reads a split and prints each role and measure."""
    folder = tmp_path / "data" / "dev"
    (folder / "text").mkdir(parents=True)
    (folder / "attributions").mkdir()
    (folder / "text" / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "attributions" / "a_x.ann").write_text(annotation(), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["polnear_score", str(tmp_path)])
    assert main() == 0
    assert "content  exact    P 1.000  R 1.000  F1 1.000" in capsys.readouterr().out
