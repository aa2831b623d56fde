"""Cases: the two halves, the hash, the validator."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from briefs_evals.cases import load_case, load_cases, packaged_cases, sound_cases, suite_sha256, validate_case, write_task
from briefs_evals.cases.case import CaseError
from tests.evals_story import CASE, a_case, write_case


def test_the_packaged_cases_are_sound() -> None:
    """Fourteen stories, 164 claims, none with a fault."""
    files = sorted(packaged_cases().glob("*.yaml"))
    assert [str(fault) for file in files for fault in validate_case(file) if not fault.is_warning] == []
    cases = load_cases([packaged_cases()])
    assert (len(cases), sum(len(case.labels.claims) for case in cases)) == (14, 164)


def test_no_label_reaches_the_system(tmp_path: Path) -> None:
    """Of everything written for the system, nothing comes from labels but the given claims' ids and texts."""
    secret = CASE.replace("origins: [reed]", "origins: [SECRET]").replace("alleged_by: [Reed Circle]", "alleged_by: [SECRET]")
    secret = secret.replace("status: alleged,", "status: alleged, why: SECRET,")
    case = load_case(write_case(tmp_path, secret))
    write_task(case, tmp_path / "task", claims="gold")
    written = {path: path.read_text(encoding="utf-8") for path in (tmp_path / "task").rglob("*") if path.is_file()}
    assert [path for path, text in written.items() if "SECRET" in text or "origins" in text or "alleged_by" in text] == []
    own = write_task(case, tmp_path / "own", claims="own")
    assert own.claims is None


def test_the_hash_is_over_content(tmp_path: Path) -> None:
    """A comment and another line break leave the hash; a changed label changes it."""
    first = a_case(tmp_path).sha256
    same = load_case(write_case(tmp_path, "# a comment\n" + CASE.replace("version: 1\n", "version:   1\n"))).sha256
    other = load_case(write_case(tmp_path, CASE.replace("status: confirmed", "status: disputed"))).sha256
    assert first == same
    assert first != other


def test_the_suite_hash_ignores_order(tmp_path: Path) -> None:
    """The same cases in another order are the same suite."""
    cases = load_cases([packaged_cases()])
    assert suite_sha256(cases) == suite_sha256(cases[::-1])


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("status: alleged", "status: likely", "claims[0].status", "no standing"),
        ("article_quote: Nobody was hurt", "article_quote: Nobody died", "claims[2].article_quote", "does not stand in the article"),
        ("quote: 40 barges were", "quote: 41 barges were", "claims[0].supporting[0].quote", "does not stand in gazette"),
        ("{source: office, quote", "{source: offce, quote", "claims[1].supporting[0].source", "no source 'offce'"),
        ("id: courier", "id: gazette", "sources[1].id", "stands twice"),
        ("id: courier", "id: ../courier", "sources[1].id", "is no id: start with"),
        ("id: river", "id: a/river", "id", "is no id: start with"),
        ("kind: official", "kind: clerk", "sources[2].kind", "write one of"),
        ('published_at: "2026-03-02"', 'published_at: "2026-03-09"', "sources[2].published_at", "after as_of"),
        ("independent_origins: 0", "independent_origins: none", "claims[2].independent_origins", "whole number"),
        ("[gazette, courier]", "[gazette, herald]", "reference_brief.what_is_alleged[0]", "no source 'herald'"),
        ("format: 1", "format: 9", "format", "reads format 1"),
        ('as_of: "2026-03-08"', 'as_of: "soon"', "as_of", "not a date"),
        ("independent_origins: 1", "independent_origins: 0", "claims[0].independent_origins", "the count is 0"),
        ("status: unverified", "status: confirmed", "claims[2].supporting", "the claim is confirmed"),
        ("alleged_by: [Reed Circle]", "alleged_by: []", "claims[0].alleged_by", "name who alleges it"),
        ("alt_status", "alt_statuss", "claims[2].alt_statuss", "do you mean alt_status?"),
        ("publisher: The Courier", "publisher: TODO", "sources[1].publisher", "still TODO"),
        ("not_known:", "unknowns:", "reference_brief.unknowns", "no heading"),
        ("quote: 40 barges were sunk near Low Quay", "quote: 2015", "claims[0].supporting[0].quote", "is 2015; write text"),
        ("version: 1", "version: two", "version", "is 'two'; write a whole number"),
        ("version: 1", "version: 0", "version", "from 1"),
        ("{id: c3,", "{id: 3,", "claims[2].id", "is 3; write text"),
        ("text: Nobody was hurt.", "text: 42", "claims[2].text", "is 42; write text"),
        ("id: river", "id: 7", "id", "is 7; write text"),
        ("title: Barges sunk", "title: 12", "title", "is 12; write text"),
        ("alleged_by: [Reed Circle]", "alleged_by: Mark Olsen", "claims[0].alleged_by", "is 'Mark Olsen'; write a list"),
        ("origins: [office]", "origins: Reuters", "sources[2].origins", "is 'Reuters'; write a list"),
        ("checkworthy: false", "checkworthy: maybe", "claims[2].checkworthy", "is 'maybe'; write true or false"),
        ("independent_origins: 1", "independent_origins: 9", "claims[0].independent_origins", "rest on 1"),
        ("language: en\n", "language: english\n", "language", "two or three letters"),
        ("language: en, title: Notice", "language: English, title: Notice", "sources[2].language", "two or three letters"),
        ("language: en\n", "language: en\nlanguage: de\n", "language", "stands twice"),
        ("checkworthy: false,", "checkworthy: false, checkworthy: true,", "claims[2].checkworthy", "stands twice"),
        ("what_is_alleged: [", "what_is_alleged: 5\n  what_is_refuted: [", "reference_brief.what_is_alleged", "is 5; write a list"),
    ],
)
def test_the_validator_says_what_and_where(tmp_path: Path, old: str, new: str, place: str, says: str) -> None:
    """Each fault comes with its place in the file, the line on which it stands, and what is wrong."""
    assert old in CASE
    path = write_case(tmp_path, CASE.replace(old, new, 1))
    fault = next(fault for fault in validate_case(path) if fault.place == place)
    assert says in fault.message
    lines = path.read_text(encoding="utf-8").splitlines()
    assert any(new.split(":")[0].strip("[{ ") in line or new in line for line in lines[fault.line - 1 : fault.line + 2])


def test_a_version_is_needed_and_a_brief_is_a_mapping(tmp_path: Path) -> None:
    """Without a version two states of a case pass for one; a list of lines stands under no heading."""
    assert [fault.place for fault in validate_case(write_case(tmp_path, CASE.replace("version: 1\n", "")))] == ["version"]
    listed = CASE[: CASE.index("reference_brief:")] + "reference_brief: [a, b]\n"
    (fault,) = validate_case(write_case(tmp_path, listed))
    assert (fault.place, fault.message) == ("reference_brief", "is ['a', 'b']; write a mapping of fields")


def test_words_against_a_confirmed_claim_are_a_warning(tmp_path: Path) -> None:
    """Allowed, told, and no reason to refuse the case."""
    against = "status: confirmed, refuting: [{source: gazette, quote: could not verify it}],"
    (fault,) = validate_case(write_case(tmp_path, CASE.replace("status: confirmed,", against)))
    assert (fault.is_warning, fault.place, fault.subject) == (True, "claims[1].refuting", "claim c2")
    assert "warning: has words against the claim" in str(fault)
    assert [case.id for case in sound_cases([tmp_path])] == ["river"]


STRANGE: tuple[object, ...] = (None, 7, 1.5, True, "", "x", [], ["x"], [[]], {}, {"x": 1}, {1: 2}, [{"x": []}], datetime.date(2026, 3, 8))


@given(data=st.data())
def test_no_value_in_any_place_is_an_internal_error(data: st.DataObject) -> None:
    """Any value anywhere: a list of faults, never a traceback; a case without fault loads."""
    case = yaml.safe_load(CASE)
    at = case
    while True:
        steps = sorted(at, key=str) if isinstance(at, dict) else range(len(at))
        step = data.draw(st.sampled_from(list(steps)))
        if not isinstance(at[step], (dict, list)) or not at[step] or data.draw(st.booleans()):
            break
        at = at[step]
    at[step] = data.draw(st.sampled_from(STRANGE))
    with tempfile.TemporaryDirectory() as folder:
        path = write_case(Path(folder), yaml.safe_dump(case))
        if all(fault.is_warning for fault in validate_case(path)):
            load_case(path)


@pytest.mark.parametrize("text", ["a: &a [*a]", "as_of: 2026-13-45", "{? [x] : y}"])
def test_strange_yaml_is_a_fault(tmp_path: Path, text: str) -> None:
    """A value that holds itself, a day that is none, a key that is a list."""
    assert validate_case(write_case(tmp_path, text))


@pytest.mark.parametrize("text", ["", "[]", "a: [", "\x00", "id: x\n"])
def test_a_file_that_is_no_case_is_a_fault_and_an_error(tmp_path: Path, text: str) -> None:
    """The validator lists, the loader raises; neither shows a traceback of its own."""
    path = write_case(tmp_path, text)
    assert validate_case(path)
    with pytest.raises(CaseError, match=r"river\.yaml"):
        load_case(path)


def test_two_cases_of_one_id_are_refused(tmp_path: Path) -> None:
    """A mixed-up folder is an error, never a silent overwrite."""
    write_case(tmp_path)
    (tmp_path / "again.yaml").write_text(CASE, encoding="utf-8")
    with pytest.raises(CaseError, match="two cases have the id river"):
        load_cases([tmp_path])
