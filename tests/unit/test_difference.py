"""`briefs diff`: what differs between two documents, no more and no less."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from briefs.cli import main
from briefs.domain import ArticleWording, Brief, Document, Reason, Section, Standing, Statement, WordingVerdict, claim_id
from briefs.domain.difference import compare
from briefs.domain.wire import brief_sha256, document_to_json
from briefs.render import difference_lines, difference_to_json
from tests.builders import a_document, a_source
from tests.service.desk import hashed

Edit = Callable[[Brief], Brief]


def lines(before: Document, after: Document) -> list[str]:
    """What a person reads."""
    return list(difference_lines(compare(before, after), language=after.language, sources=(*before.sources, *after.sources)))


def edited(document: Document, edit: Edit) -> Document:
    """The document with its brief changed, and the hash that it then has."""
    return hashed(replace(document, briefs=tuple(edit(brief) for brief in document.briefs)))


def confirmed(brief: Brief) -> Brief:
    """As if a record had been found."""
    found = Reason("2-record", "The port's log, a primary record, says so.")
    return replace(brief, assessment=replace(brief.assessment, standing=Standing.CONFIRMED, reasons=(found, *brief.assessment.reasons)))


def test_the_same_is_the_same() -> None:
    """One line, and nothing in the data."""
    document = hashed(a_document())
    assert lines(document, document) == ["No difference: the article, the sources and all briefs (1) are the same."]
    assert difference_to_json(compare(document, document))["claims_changed"] == []


def test_another_standing_is_told_with_its_new_reasons_alone() -> None:
    """What the earlier brief said already is no reason for the change."""
    document = hashed(a_document())
    found = lines(document, edited(document, confirmed))
    assert found[0] == "* Forty barges were sunk near Ostrava Point. (alleged before, confirmed now)"
    assert found[1] == "    because: The port's log, a primary record, says so."
    assert not [line for line in found if "Only the Reed Circle asserts it." in line]
    assert found[-2] == "One brief is not the one of before: an approval of that does not hold for this."


def test_sentences_and_withheld_ones_come_and_go() -> None:
    """`-` and `+`, with their section."""
    document = hashed(a_document())

    def edit(brief: Brief) -> Brief:
        new = Statement(section=Section.ALLEGED, text="The harbour office looks into it.")
        return replace(brief, report=replace(brief.report, passed=(new, *brief.report.passed[1:]), withheld=()))

    found = lines(document, edited(document, edit))
    assert "  - Alleged: The Reed Circle says that 40 barges were sunk." in found
    assert "  + Alleged: The harbour office looks into it." in found
    assert "  - withheld: 50 barges were sunk." in found
    assert found[0].endswith("(still alleged)")


def test_sources_come_go_and_change() -> None:
    """By name, date and id; a changed text is told; a confidential source keeps its secret, also inside sentences."""
    before = hashed(replace(a_document(), sources=(a_source(), a_source("old", publisher="The Old Paper"))))
    hidden = a_source("letter", publisher="Clerk Hidden", confidential=True, display_name="a clerk", title="")
    after = replace(before, sources=(a_source(text="Other words."), hidden))
    found = lines(before, after)
    assert found[:3] == [
        "+ source: a clerk, March 2026 (letter)",
        "- source: The Old Paper, March 2026 (old)",
        "* source with another text: The Gazette, March 2026 (gazette)",
    ]
    assert "Hidden" not in json.dumps(difference_to_json(compare(before, after)))


def test_claims_come_go_and_are_reworded() -> None:
    """Like words are one claim; others are two."""
    document = hashed(a_document())

    def worded(text: str) -> Edit:
        return lambda brief: replace(brief, claim=replace(brief.claim, id=claim_id(text), text=text))

    reworded = lines(document, edited(document, worded("Some forty barges were sunk near Ostrava Point.")))
    assert reworded[0] == "* Some forty barges were sunk near Ostrava Point. (still alleged)"
    assert reworded[1] == "    worded before: Forty barges were sunk near Ostrava Point."
    other = lines(document, edited(document, worded("The mayor resigned in May.")))
    assert other[:2] == ["+ claim, alleged: The mayor resigned in May.", "- claim, alleged: Forty barges were sunk near Ostrava Point."]


def test_advice_on_the_wording_counts_although_the_hash_leaves_it_out() -> None:
    """The approval still holds then: it is of the brief."""
    document = hashed(a_document())
    wording = ArticleWording(verdict=WordingVerdict.OVERSTATED, fault_text="Forty barges were sunk", proposal="Write “according to”.")
    after = edited(document, lambda brief: replace(brief, wording=wording))
    found = lines(document, after)
    assert found[1:3] == ["    in the article: sound before, overstated now", "      Proposed: Write “according to”."]
    assert not [line for line in found if "approval" in line]


def test_what_is_not_printed_is_counted() -> None:
    """Other evidence breaks the approval, though no sentence differs; that more was read does not."""
    document = hashed(a_document())

    def without_evidence(brief: Brief) -> Brief:
        return replace(brief, assessment=replace(brief.assessment, evidence=()))

    assert lines(document, edited(document, without_evidence))[0] == "One more claim prints the same, but rests on other evidence."
    more = edited(document, lambda brief: replace(brief, read=replace(brief.read, source_ids=("gazette", "more"))))
    assert lines(document, more)[0].startswith("No difference")


def test_hostile_words_stay_on_their_line() -> None:
    """No control character reaches the terminal."""
    document = hashed(a_document())
    bad = edited(
        document,
        lambda brief: replace(brief, claim=replace(brief.claim, text="x\x1b]0;owned\x07\n* fake (alleged before, confirmed now)\u202e")),
    )
    found = "\n".join(lines(document, bad))
    assert not set("\x1b\x07\u202e") & set(found)
    assert not [line for line in found.splitlines() if line.startswith("* fake")]


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """`briefs …`: exit code, stdout, stderr."""
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out, told.err


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text, JSON, German words; 3 for what is no brief, 2 for two times stdin."""
    document = hashed(a_document())
    after = replace(edited(document, confirmed), language="de")
    files = [tmp_path / name for name in ("a.json", "b.json", "bad.json")]
    for file, data in zip(files, (document_to_json(document), document_to_json(after), {"claims": []}), strict=True):
        file.write_text(json.dumps(data), encoding="utf-8")
    code, out, _ = run(capsys, "diff", files[0], files[1])
    assert code == 0
    assert "(vorher behauptet, jetzt bestätigt)" in out
    code, out, _ = run(capsys, "diff", files[0], files[1], "--json")
    assert code == 0
    [change] = json.loads(out)["claims_changed"]
    assert (change["before"]["standing"], change["after"]["standing"]) == ("alleged", "confirmed")
    assert change["after"]["brief_sha256"] == brief_sha256(after.briefs[0])
    for bad in (files[2], tmp_path / "missing.json"):
        code, out, err = run(capsys, "diff", files[0], bad)
        assert code == 3
        assert out == ""
        assert str(bad) in err
    code, _, err = run(capsys, "diff", "-", "-")
    assert code == 2
    assert "stdin" in err
