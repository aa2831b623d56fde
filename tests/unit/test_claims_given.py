"""Claims that a checker brings: files, ids, and what is refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.claims import given_claims, place_claims, read_claims
from briefs.domain import Article, Claim, claim_id
from briefs.errors import InputError, UsageError


def _file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_lines_without_blanks_and_comments(tmp_path: Path) -> None:
    """One claim a line, ids from the text."""
    claims = read_claims(_file(tmp_path, "c.txt", "\ufeff# mine\n\nThe dam broke.\r\n  Ten people died. \n"))
    assert [claim.text for claim in claims] == ["The dam broke.", "Ten people died."]
    assert [claim_id("The dam broke."), claim_id("Ten people died.")] == [claim.id for claim in claims]


def test_json_keeps_ids(tmp_path: Path) -> None:
    """An id given is the id kept; a missing one derives from the text."""
    claims = read_claims(_file(tmp_path, "c.json", json.dumps([{"id": "c7", "text": "A b c."}, {"text": "D e f."}])))
    assert ["c7", claim_id("D e f.")] == [claim.id for claim in claims]


@pytest.mark.parametrize(
    ("text", "error", "named"),
    [
        ("[", InputError, "line 1"),
        ("{}", InputError, "no JSON list"),
        ("[1]", InputError, "entry 1"),
        ('[{"id": "a"}]', InputError, "entry 1"),
        ('[{"id": 3, "text": "A b."}]', InputError, "entry 1"),
        ('[{"id": "a", "text": "  "}]', InputError, "entry 1 (a)"),
        ('[{"id": "a", "text": "A b."}, {"id": "a", "text": "C d."}]', UsageError, "entry 2 (a)"),
        ("[]", InputError, "no claim"),
    ],
)
def test_broken_json_names_the_entry(tmp_path: Path, text: str, error: type[Exception], named: str) -> None:
    """The message says which entry and what to do."""
    with pytest.raises(error, match=named.replace("(", r"\(").replace(")", r"\)")):
        read_claims(_file(tmp_path, "c.json", text))


def test_a_line_twice_names_both(tmp_path: Path) -> None:
    """The same claim with other punctuation is the same claim."""
    with pytest.raises(UsageError, match=r"line 3.*line 1"):
        read_claims(_file(tmp_path, "c.txt", "The dam broke.\n\nThe dam, broke!\n"))


def test_unreadable_files(tmp_path: Path) -> None:
    """Missing, a folder, not UTF-8."""
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9 closed")
    with pytest.raises(UsageError, match="no claims file"):
        read_claims(tmp_path / "none.txt")
    with pytest.raises(UsageError, match="folder"):
        read_claims(tmp_path)
    with pytest.raises(InputError, match="UTF-8"):
        read_claims(tmp_path / "latin.txt")


def test_claims_from_the_command_line() -> None:
    """Texts in order; an empty one and a double one are a wrong use."""
    assert [claim.text for claim in given_claims([" A  b c. "])] == ["A b c."]
    with pytest.raises(UsageError, match="number 2"):
        given_claims(["A b.", " "])
    with pytest.raises(UsageError, match="number 2"):
        given_claims(["A b.", "a b"])


def test_placing_refuses_one_id_twice() -> None:
    """A file and the command line may bring the same claim."""
    with pytest.raises(UsageError, match="already"):
        place_claims([Claim(id="x", text="A b."), Claim(id="x", text="C d.")], Article(text="A b."))


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=200))
def test_any_text_is_claims_or_a_clear_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """No content of a claims file gives anything but claims or an error of the tree."""
    path = tmp_path_factory.mktemp("claims") / "c.txt"
    path.write_text(text, encoding="utf-8")
    try:
        claims = read_claims(path)
    except (InputError, UsageError):
        return
    assert claims
    assert len({claim.id for claim in claims}) == len(claims)
