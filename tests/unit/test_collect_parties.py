"""Parties listed by an editor: read, marked, taken off; what stands around them stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.collect import load_parties, mark_party, unmark_party
from briefs.domain import Party
from briefs.errors import CorpusError, UsageError

WRITTEN = """# agreed with the desk on 3 March
parties:
  - name: Example Corp  # the operator
    aliases: [ExCo]
    side: operator
"""


def test_a_party_is_marked_and_taken_off(tmp_path: Path) -> None:
    """The side is the party itself where none is given."""
    assert load_parties(tmp_path) == ()
    assert mark_party(tmp_path, Party("Reed Circle"))
    assert mark_party(tmp_path, Party("Norland", ("Government of Norland",), "Norland"))
    assert not mark_party(tmp_path, Party("reed circle", (), "Reed Circle"))
    assert load_parties(tmp_path) == (Party("Reed Circle", (), "Reed Circle"), Party("Norland", ("Government of Norland",), "Norland"))
    assert unmark_party(tmp_path, "REED CIRCLE")
    assert not unmark_party(tmp_path, "Reed Circle")
    assert unmark_party(tmp_path, "Norland")
    assert load_parties(tmp_path) == ()


def test_what_an_editor_wrote_around_the_entries_stays(tmp_path: Path) -> None:
    """A new party comes below; a party that is there gets the new side and the further names."""
    path = tmp_path / "parties.yaml"
    path.write_text(WRITTEN, encoding="utf-8")
    assert mark_party(tmp_path, Party("Dam Workers' Union", (), "workers"))
    assert path.read_text(encoding="utf-8").startswith(WRITTEN)
    assert load_parties(tmp_path)[1] == Party("Dam Workers' Union", (), "workers")
    assert mark_party(tmp_path, Party("exco", ("Example",), "owners"))
    assert load_parties(tmp_path)[0] == Party("Example Corp", ("ExCo", "Example"), "owners")


@pytest.mark.parametrize("text", ["parties: [{name: A, side: B}]\n", "parties: []\n", "parties:\n- name: A\n  side: B\n", "parties:\n"])
def test_a_list_in_another_form_is_written_anew(tmp_path: Path, text: str) -> None:
    """On one line, empty, not indented."""
    (tmp_path / "parties.yaml").write_text(text, encoding="utf-8")
    before = load_parties(tmp_path)
    assert mark_party(tmp_path, Party("C: D #1", (), "- x"))
    assert load_parties(tmp_path) == (*before, Party("C: D #1", (), "- x"))


@pytest.mark.parametrize(
    "text", ["parties: 3\n", "- a\n", "parties: [{name: A, stake: B}]\n", "parties: [{side: B}]\n", "a: b: c\n", "\xff"]
)
def test_a_file_that_is_no_list_is_left_alone(tmp_path: Path, text: str) -> None:
    """And named."""
    path = tmp_path / "parties.yaml"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(CorpusError, match=r"parties\.yaml: expected"):
        mark_party(tmp_path, Party("C"))
    assert path.read_text(encoding="latin-1") == text


def test_a_party_has_a_name(tmp_path: Path) -> None:
    """Blank is none."""
    with pytest.raises(UsageError):
        mark_party(tmp_path, Party("  "))


LINES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40).filter(lambda text: bool(text.strip()))


@given(names=st.lists(LINES, min_size=1, max_size=4, unique_by=lambda name: name.casefold()), side=LINES)
def test_every_name_comes_back(tmp_path_factory: pytest.TempPathFactory, names: list[str], side: str) -> None:
    """Whatever YAML makes of it elsewhere."""
    root = tmp_path_factory.mktemp("corpus")
    for name in names:
        mark_party(root, Party(name, (), side))
    assert [party.name for party in load_parties(root)] == names
    assert {party.side for party in load_parties(root)} == {side}
