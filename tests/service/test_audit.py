"""The audit finds a line that was changed, is missing, was moved or made anew; and holds no word of a text."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefs.cli import main
from briefs.domain.wire import canonical_sha256
from briefs.service.audit import audit_lines, check_audit, check_chain
from tests.builders import ARTICLE_TEXT, SOURCE_TEXT
from tests.service.desk import Desk
from tests.service.reviewer import Editor, a_reviewed_job

Lines = list[dict[str, Any]]
Spoil = Callable[[Lines], None]


def filled(desk: Desk) -> Lines:
    """Six lines: decisions through page and API, notes, a reply."""
    job = a_reviewed_job(desk)
    editor = Editor.at(desk, job)
    for fields in (
        {"decision": "approved", "note": "Words of a note."},
        {"decision": "note", "note": "Another."},
        {"decision": "withdrawn"},
        {"decision": "rejected"},
    ):
        assert editor.send("decision", **fields).status_code == 303
        editor.read()
    assert editor.send("reply", status="denied", by="The Reed Circle").status_code == 303
    editor.read()
    assert editor.send("decision", decision="approved").status_code == 303
    return list(audit_lines(desk.database))


def test_everything_is_written_down_and_no_text(desk: Desk) -> None:
    """Action, editor, hashes before and after; not a sentence of article, source or note."""
    lines = filled(desk)
    assert [line["action"] for line in lines] == ["approved", "note", "withdrawn", "rejected", "reply", "approved"]
    assert lines[4]["became_sha256"] == lines[5]["brief_sha256"] != lines[4]["brief_sha256"]
    report = check_audit(desk.database)
    assert (report.lines, report.head, report.faults) == (6, lines[-1]["sha256"], ())
    told = json.dumps(lines)
    assert not [words for words in ("Words of a note", *ARTICLE_TEXT.split(", "), *SOURCE_TEXT.split(". ")) if words in told]


def _forged(lines: Lines) -> None:
    """A line changed, and its own hash made right again."""
    lines[2]["editor"] = "Eve"
    lines[2]["sha256"] = canonical_sha256({name: value for name, value in lines[2].items() if name != "sha256"})


SPOILS: dict[str, tuple[Spoil, str]] = {
    "changed": (lambda lines: lines[2].update(action="approved"), "line 3 was changed"),
    "changed with its hash": (_forged, "line 4 does not follow"),
    "missing": (lambda lines: lines.pop(2), "line 3 is missing before line 4"),
    "missing first": (lambda lines: lines.pop(0), "line 1 is missing"),
    "two missing": (lambda lines: lines.__delitem__(slice(1, 3)), "lines 2 to 3 are missing"),
    "reordered": (lambda lines: lines.insert(1, lines.pop(3)), "it was moved"),
    "doubled": (lambda lines: lines.insert(3, dict(lines[2])), "it was moved or doubled"),
    "more keys": (lambda lines: lines[1].update(more=1), "line 2 is not a line of an audit"),
    "another number": (lambda lines: lines[5].update(number=9), "missing before line 9"),
}


@pytest.mark.parametrize("name", SPOILS)
def test_what_was_done_to_the_lines_is_found(desk: Desk, name: str) -> None:
    """Each by its name."""
    lines = filled(desk)
    spoil, told = SPOILS[name]
    spoil(lines)
    faults = check_chain(lines).faults
    assert [fault for fault in faults if told in fault], faults


def test_lines_cut_off_at_the_end(desk: Desk) -> None:
    """The chain alone holds; a head that was written down does not, nor do the decisions of the state."""
    lines = filled(desk)
    head = lines[-1]["sha256"]
    assert check_chain(lines[:-1]).faults == ()
    assert "the head that was written down is not in the chain" in check_chain(lines[:-1], head=head).faults[0]
    assert check_chain(lines, head=lines[2]["sha256"]).faults == ()
    connection = desk.database.connection()
    connection.execute("DROP TRIGGER audit_remains")
    connection.execute("DELETE FROM audit WHERE number = 6")
    assert check_audit(desk.database).faults == ("decision 4 (approved) has no line",)


def test_decisions_that_were_changed_behind_it(desk: Desk) -> None:
    """The audit tells of another decision than stands in the table."""
    filled(desk)
    connection = desk.database.connection()
    connection.execute("DROP TRIGGER decisions_stay")
    connection.execute("UPDATE decisions SET editor = 'Eve' WHERE number = 1")
    assert check_audit(desk.database).faults == ("decision 1 is another one than line 1 tells of",)


def test_rows_are_only_added(desk: Desk) -> None:
    """The database itself refuses."""
    import sqlite3

    filled(desk)
    for statement in ("UPDATE audit SET editor = 'Eve'", "DELETE FROM audit"):
        with pytest.raises(sqlite3.IntegrityError, match="only added"):
            desk.database.connection().execute(statement)


def test_the_command(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 with the head when it holds; 6 with the fault when it does not; 3 for no file, 2 for no state or for both."""

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in ("audit", *arguments)])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    head = filled(desk)[-1]["sha256"]
    state = ("--state", desk.settings.state)
    assert run("verify", *state)[:2] == (0, f"6 lines hold; head {head}\n")
    code, exported, _ = run("export", *state)
    file = tmp_path / "audit.jsonl"
    file.write_text(exported, encoding="utf-8")
    assert code == 0
    assert run("verify", file, "--head", head)[0] == 0
    file.write_text("\n".join(reversed(exported.splitlines())) + "\nnot json\n", encoding="utf-8")
    code, out, err = run("verify", file)
    assert code == 6
    assert "it was moved" in out
    assert "line 7 is not a line of an audit" in out
    assert "does not hold" in err
    assert run("verify", tmp_path / "none")[0] == 3
    assert run("verify", file, *state)[0] == 2
    assert run("verify", "--state", tmp_path / "nowhere")[0] == 2


def test_decisions_from_before_there_was_an_audit_need_no_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state of the first version is brought up; its decisions stay, and the audit begins after them."""
    from briefs.service import database

    file, versions = tmp_path / "service.sqlite", database._VERSIONS
    monkeypatch.setattr(database, "_VERSIONS", versions[:1])
    old = database.Database(file)
    columns = "(job, claim, brief_sha256, article_sha256, decision, editor, caller, note, decided_at)"
    old.connection().execute(f"INSERT INTO decisions {columns} VALUES ('b', 'c', 'x', 'y', 'approved', 'Ada', 'desk', '', '2026-01-01')")
    old.close()
    monkeypatch.setattr(database, "_VERSIONS", versions)
    now = database.Database(file)
    assert check_audit(now).faults == ()
    now.connection().execute(f"INSERT INTO decisions {columns} VALUES ('b', 'c', 'x', 'y', 'rejected', 'Eve', 'desk', '', '2026-01-02')")
    assert check_audit(now).faults == ("decision 2 (rejected) has no line",)
