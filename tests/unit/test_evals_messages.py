"""What `briefs eval` says, and ends with, when it is called wrongly, finds nothing to do, or could not measure what was asked."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefs.cli import main
from briefs_evals.judges.port import question_key
from briefs_evals.results import RUN_FORMAT, RunFolder
from briefs_evals.samples import Sampled
from tests.builders import a_document
from tests.evals_endpoint import endpoint
from tests.evals_story import CASE, a_case, a_claim, a_good_document, a_statement, cite, write_case

Json = dict[str, Any]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that one is in: `cases/` with one case, `documents/` with a good document of it."""
    (tmp_path / "cases").mkdir()
    write_case(tmp_path / "cases")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "river.json").write_text(json.dumps(a_good_document(a_case(tmp_path))), encoding="utf-8")
    (tmp_path / "river.yaml").unlink()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    return tmp_path


def ends_with(*arguments: str) -> int:
    """The exit code of `briefs eval ARGUMENTS`."""
    with pytest.raises(SystemExit) as ended:
        main(["eval", *arguments])
    return int(ended.value.code or 0)


def run(run_id: str, *arguments: str, system: str = "documents:documents") -> int:
    """The exit code of a run over the case, judged by words unless the arguments name judges."""
    judges = () if "--judge" in arguments else ("--judge", "overlap")
    return ends_with(*("--cases", "cases", "--claims", "gold", "--jobs", "1", "--system", system, "--run-id", run_id), *judges, *arguments)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--fail-under", "=0.5"), "names no metric; write METRIC=VALUE"),
        (("--fail-under", "own:=0.5"), "names no metric"),
        (("--fail-under", "standing_accuracy"), "write METRIC=VALUE, e.g. --fail-under standing_accuracy=0.5"),
        (("--fail-under", "standing_accuracy=nan"), "nan is no limit"),
        (("--fail-over", "over_confirmation=inf"), "inf is no limit"),
        (("--fail-over", "over_confirmation=5"), "is a share, 0 to 1; write 0.05 for 5%"),
        (("--fail-under", "citation_f1[overlap]=0.5"), "do you mean citation_f1[overlap-4]"),
        (("--fail-if-worse", "standing_accuracy"), "needs --compare RUN"),
        (("--case", "rivr"), "no case 'rivr'; do you mean river?"),
        (("--case", "xyzzy"), "no case 'xyzzy'; there are river"),
        (("--split", "held-out"), "none of the cases is in the split held-out"),
        (("--judge", "gate"), "it cannot be the only judge of it: add another"),
        (("--judge", "chat:gpt"), "needs a key: set OPENAI_API_KEY"),
        (("--judge", "chat:gpt@here"), "the endpoint is an address such as"),
        (("--model", "openai:gpt"), "uses no model: leave out --model"),
        (("--system", "brief"), "no system 'brief'; do you mean briefs?"),
        (("--seed", "-1"), "-1 is not in the range"),
        (("--junit", "cases/river.yaml/out.xml"), "--junit cases/river.yaml/out.xml cannot be written"),
        (("--results", "cases/river.yaml"), "is a file"),
    ],
)
def test_a_wrong_call_ends_with_2_before_anything_runs(
    place: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    """The message says what is wrong and what to write; no run is there afterwards."""
    assert run("wrong", *arguments) == 2
    assert says in " ".join(capsys.readouterr().err.split())
    assert not (place / "results").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--cases", "nowhere"),
        ("--system", "documents:nowhere"),
        ("--judge", "human:nowhere.csv"),
        ("--compare", "nowhere"),
        ("validate", "nowhere"),
        ("gate", "nowhere"),
        ("report", "nowhere"),
        ("compare", "nowhere", "nowhere"),
        ("labels", "out", "nowhere", "sheet.csv"),
        ("labels", "in", "nowhere", "sheet.csv"),
        ("foreign", "wice", "nowhere"),
        ("foreign", "polnear", "nowhere"),
        ("new", "nowhere.txt", "--corpus", "nowhere", "--as-of", "2026-01-01"),
    ],
)
def test_an_input_that_is_not_there_ends_with_3(place: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    """One rule for cases, runs, sheets, documents, benchmarks and articles; the message names the path and has no stray colon."""
    assert ends_with(*arguments) == 3
    said = capsys.readouterr().err
    assert "nowhere" in said
    assert ": :" not in said


def test_an_option_in_front_of_a_command_is_not_swallowed(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`eval --cases cases gate RUN` would look for the cases that come along; --resume alone would begin a new run."""
    assert ends_with("--cases", "cases", "gate", "results/x") == 2
    assert "--cases stands before gate and would not be heeded; write it after" in capsys.readouterr().err
    assert ends_with("--cases", "cases", "--resume") == 2
    assert "name it with --run-id" in capsys.readouterr().err


def test_a_story_where_a_command_stands(capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody who types a story's name is told of --case; a misspelt command is still a misspelt command."""
    assert ends_with("wirecard") == 2
    assert "A story is chosen by --case: do you mean wirecard-collapse?" in capsys.readouterr().err
    assert ends_with("gat") == 2
    said = capsys.readouterr().err
    assert "--case" not in said
    assert "gate" in said


def test_junit_makes_its_folder_before_the_run(place: Path) -> None:
    """A report into a folder that is not there is written."""
    assert run("made", "--junit", "reports/new/out.xml") == 0
    assert ET.parse(place / "reports" / "new" / "out.xml").getroot().tag == "testsuites"


def test_allowed_unscored_samples_are_skipped_and_nothing_scored_is_no_pass(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One of two unscored: an error with 4, skipped with 0 when it may be. All unscored: 4 whatever may be, and the message says so."""
    (place / "cases" / "brook.yaml").write_text(CASE.replace("id: river", "id: brook"), encoding="utf-8")

    def marks() -> dict[str, list[str]]:
        return {str(case.get("name")): [child.tag for child in case] for case in ET.parse("out.xml").getroot()[0]}

    assert run("strict", "--junit", "out.xml") == 4
    assert marks()["brook/gold"] == ["error"]
    assert "1 of 2 samples are unscored, and 0 may be (--allow-unscored): brook/gold: no document" in capsys.readouterr().err
    assert run("lenient", "--junit", "out.xml", "--allow-unscored", "1") == 0
    assert marks() == {"brook/gold": ["skipped"], "river/gold": [], "overlap-4": []}
    assert "no document brook" in str(ET.parse("out.xml").getroot().find(".//skipped").get("message"))  # type: ignore[union-attr]
    (place / "documents" / "river.json").unlink()
    assert run("nothing", "--junit", "out.xml", "--allow-unscored", "9") == 4
    assert marks()["river/gold"] == ["error"]
    assert "2 of 2 samples are unscored, and nothing was scored" in capsys.readouterr().err


def test_junit_is_green_where_a_threshold_holds_and_red_where_claims_failed(place: Path) -> None:
    """An over-confirmed claim within its limit fails nothing; a claim that the system gave up is an error, and the command ends with 4."""
    path = place / "documents" / "river.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["claims"][0]["standing"] = "confirmed"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert run("within", "--junit", "out.xml", "--fail-over", "over_confirmation=0.5") == 0
    assert not list(ET.parse("out.xml").getroot().iter("failure"))
    assert run("another", "--junit", "out.xml", "--fail-under", "standing_accuracy=0.5") == 0
    assert not list(ET.parse("out.xml").getroot().iter("failure"))
    assert run("beyond", "--junit", "out.xml", "--fail-over", "over_confirmation=0.1") == 6
    assert len(list(ET.parse("out.xml").getroot().iter("failure"))) == 2
    assert run("none", "--junit", "out.xml") == 0
    assert len(list(ET.parse("out.xml").getroot().iter("failure"))) == 1
    document["skipped"] = [{"id": "c2", "text": "", "reason": "no answer", "is_failure": True}]
    document["claims"] = [claim for claim in document["claims"] if claim["id"] != "c2"]
    path.write_text(json.dumps(document), encoding="utf-8")
    assert run("failed", "--junit", "out.xml", "--fail-over", "over_confirmation=0.5") == 4
    assert "failed on 1 claims" in str(next(ET.parse("out.xml").getroot().iter("error")).get("message"))


def test_gate_and_labels_say_what_is_missing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Cases of one's own without --cases, a run of a baseline, and a run without a scored sample: 3, and what to do."""
    assert run("mine", system="lead") == 0
    for command in (("gate", "results/mine"), ("labels", "out", "results/mine", "sheet.csv"), ("labels", "in", "results/mine", "x.csv")):
        capsys.readouterr()
        assert ends_with(*command) == 3
        assert "(river/gold) are not among the cases that come along" in capsys.readouterr().err
    assert ends_with("gate", "results/mine", "--cases", "cases") == 3
    assert "holds documents of lead, which have not been through the gate" in capsys.readouterr().err
    assert ends_with("labels", "out", "results/mine", "sheet.csv", "--cases", "cases") == 0
    (place / "documents" / "river.json").unlink()
    assert run("unscored") == 4
    capsys.readouterr()
    assert ends_with("gate", "results/unscored", "--cases", "cases") == 3
    assert "has no scored sample" in capsys.readouterr().err


def test_people_judge_sentences_with_several_spans(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sheet of whole sentences gives recall and leaves precision open; with --each it gives both. Another locale's separator is read."""
    case = a_case(place)
    (place / "river.yaml").unlink()
    cited = [
        cite(case, "gazette", "The Reed Circle claims that 40 barges were sunk"),
        cite(case, "courier", "Forty barges were sunk near Low Quay"),
    ]
    document = a_good_document(case)
    document["claims"][0] = a_claim("c1", "alleged", a_statement("The Reed Circle claims that 40 barges were sunk.", *cited))
    (place / "documents" / "river.json").write_text(json.dumps(document), encoding="utf-8")
    assert run("labelled") == 0
    for name, extra, rows in (("whole", (), 2), ("each", ("--each",), 4)):
        assert ends_with("labels", "out", "results/labelled", f"{name}.csv", "--cases", "cases", *extra) == 0
        _fill_in(place / f"{name}.csv", rows=rows)
    assert run("human", "--judge", "overlap", "--judge", "human:whole.csv", "--judge", "human:each.csv") == 0
    summary = RunFolder.open(place / "results" / "human").summary()
    scores = {name: entry["value"] for name, entry in summary["scores"]["gold"].items() if "human" in name}
    assert scores["citation_recall[human:whole]"] == scores["citation_recall[human:each]"] == 1.0
    assert scores["citation_precision[human:each]"] == 1.0
    assert summary["judges"]["gold"]["human:whole"] == {"sentences": 2, "open": 0, "precision_open": 1, "reasons": []}
    assert "1 of 2 sentences judged" in capsys.readouterr().out
    assert len(RunFolder.open(place / "results" / "human").record()["settings"]["labels_sha256"]["human:whole"]) == 64


def test_a_run_is_reported_and_compared_without_its_sheets_and_keys(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The judges' names suffice; figures that one of the runs lacks are named, not counted among those that did not change."""
    assert run("first") == 0
    assert ends_with("labels", "out", "results/first", "sheet.csv", "--cases", "cases") == 0
    _fill_in(place / "sheet.csv", rows=2)
    assert run("second", "--judge", "overlap", "--judge", "human:sheet.csv") == 0
    (place / "sheet.csv").unlink()
    assert ends_with("report", "results/second") == 0
    capsys.readouterr()
    assert ends_with("compare", "results/first", "results/second") == 0
    assert "citation_f1[human:sheet]: not compared, one of the runs does not have this figure" in capsys.readouterr().out


def test_a_run_of_another_format_says_how_to_score_it_again(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts of another version are never added to these."""
    assert run("old") == 0
    file = place / "results" / "old" / "run.json"
    file.write_text(file.read_text(encoding="utf-8").replace(f'"format": {RUN_FORMAT}', '"format": 1'), encoding="utf-8")
    assert run("new", "--compare", "results/old") == 3
    assert "score its documents again with --system documents:results/old/documents" in capsys.readouterr().err
    assert run("again", system="documents:results/old/documents") == 0


def test_a_line_separator_in_a_sentence_loses_no_sample(tmp_path: Path) -> None:
    """U+2028 and its like are no ends of lines in samples.jsonl."""
    folder = RunFolder.create(tmp_path, "r", {"format": RUN_FORMAT})
    line = {"sample": "river/gold", "status": "scored", "text": "one\u2028two\x85three"}
    folder.append(Sampled(line=line, document=None, effort={"sample": "river/gold", "seconds": 1.0}))
    folder.settle()
    assert folder.samples() == [line]


STUCK = """
import time
from briefs.cli import main
from briefs_evals.systems.documents import Documents
stored = Documents.brief
Documents.brief = lambda self, task: time.sleep(600) if task.case_id == "river" else stored(self, task)
main()
"""


def test_a_killed_run_goes_on(place: Path) -> None:
    """SIGKILL during the second sample: --resume runs it and ends with the files of a run that was not killed."""
    (place / "cases" / "brook.yaml").write_text(CASE.replace("id: river", "id: brook"), encoding="utf-8")
    document = (place / "documents" / "river.json").read_text(encoding="utf-8")
    (place / "documents" / "brook.json").write_text(document, encoding="utf-8")
    assert run("whole") == 0
    command = [sys.executable, "-c", STUCK, "eval", "--cases", "cases", "--claims", "gold", "--jobs", "1", "--judge", "overlap"]
    samples = place / "results" / "killed" / "samples.jsonl"
    with subprocess.Popen([*command, "--system", "documents:documents", "--run-id", "killed"], cwd=place) as process:
        for _ in range(600):
            if samples.is_file() and samples.read_bytes().endswith(b"\n"):
                break
            time.sleep(0.1)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert len(samples.read_bytes().splitlines()) == 1
    assert run("killed", "--resume") == 0
    for name in ("samples.jsonl", "summary.json"):
        assert (place / "results" / "killed" / name).read_bytes() == (place / "results" / "whole" / name).read_bytes()


def test_half_a_document_is_never_scored(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C while the product writes, which then hands over what it has: 130, no line of the sample, and how to go on."""
    half = replace(a_document(), is_interrupted=True)
    monkeypatch.setattr("briefs_evals.systems.product.draft_document", lambda *_, **__: half)
    assert run("cut", system="briefs") == 130
    assert "--resume --run-id cut" in capsys.readouterr().err
    assert not (place / "results" / "cut" / "samples.jsonl").exists()


def test_two_runs_over_a_model_are_equal_and_say_what_it_took(place: Path) -> None:
    """A scripted endpoint, named in a configuration file: the same scores twice, tokens counted both times, for it is asked both times."""
    asked: list[str] = []

    def answer(user: str) -> str:
        asked.append(user)
        return "{}"

    counts = []
    with endpoint(answer) as url:
        (place / "desk.toml").write_text(f'model = "openai:pinned-1"\nbase_url = "{url}"\n', encoding="utf-8")
        for run_id in ("one", "two"):
            run(run_id, "--config", "desk.toml", system="briefs")
            counts.append(len(asked))
    one, two = (RunFolder.open(place / "results" / name) for name in ("one", "two"))
    assert counts[0] > 0
    assert counts[1] == 2 * counts[0]
    assert one.summary() == two.summary()
    assert one.summary()["scores"]["gold"]["tokens_per_brief"]["value"] > 0
    assert one.record()["settings"]["config_sha256"]


def _fill_in(sheet: Path, *, rows: int) -> None:
    """Answer yes to everything, as a spreadsheet of another locale writes it."""
    with sheet.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert len(found) == rows
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, found[0], delimiter=";")
        writer.writeheader()
        writer.writerows({**row, "verdict": "yes"} for row in found)


def test_a_baseline_is_judged_by_what_can_read_it(place: Path) -> None:
    """Without --judge a system whose documents never saw the gate is not asked about by the gate, and ends with 0."""
    assert ends_with("--cases", "cases", "--jobs", "1", "--system", "lead", "--run-id", "lead") == 0
    assert RunFolder.open(place / "results" / "lead").record()["settings"]["judges"] == ["overlap-4"]


def test_a_threshold_holds_for_given_and_found_claims(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Unless it names one of them: the lead sentences of found claims are confirmed too."""
    arguments = ("--cases", "cases", "--jobs", "1", "--judge", "overlap", "--system", "lead")
    assert ends_with(*arguments, "--run-id", "both", "--fail-over", "over_confirmation=0.1") == 6
    said = capsys.readouterr().err
    assert "over_confirmation (claims given)" in said
    assert "over_confirmation (claims found)" in said
    assert ends_with(*arguments, "--run-id", "own", "--fail-over", "own:over_confirmation=0.1") == 6
    assert "claims given" not in capsys.readouterr().err


def test_half_a_run_is_not_compared(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without its summary a run did not end."""
    assert run("first") == 0
    assert run("second") == 0
    (place / "results" / "first" / "summary.json").unlink()
    assert ends_with("compare", "results/first", "results/second") == 3
    assert "has no summary: the run did not end" in capsys.readouterr().err


def test_people_see_the_claim_and_the_section(place: Path) -> None:
    """A sheet has them as columns; the key is over them too, so the same sentence of another claim is another question."""
    assert run("shown") == 0
    assert ends_with("labels", "out", "results/shown", "sheet.csv", "--cases", "cases") == 0
    with (place / "sheet.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["section"]: row["claim"] for row in csv.DictReader(file)}
    assert rows == {"alleged": "c1", "confirmed": "c2"}
    assert (
        len({question_key("It says so.", (), claim=claim, section=section) for claim in "ab" for section in ("alleged", "confirmed")}) == 4
    )


def test_a_blank_sheet_and_an_id_that_no_run_would_take(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Said at once, in the words that fit: nothing was filled in; the validator would refuse the id."""
    assert run("blank") == 0
    assert ends_with("labels", "out", "results/blank", "sheet.csv", "--cases", "cases") == 0
    assert ends_with("labels", "in", "results/blank", "sheet.csv", "--cases", "cases") == 0
    assert "the sheet is blank; write yes or no under verdict" in capsys.readouterr().out
    for name in ("a/b", ""):
        assert ends_with("new", "article.txt", "--corpus", "corpus", "--as-of", "2026-03-08", "--id", name) == 2
        assert "is no id: start with a letter or digit" in capsys.readouterr().err
    report = (place / "results" / "blank" / "report.html").read_text(encoding="utf-8")
    assert "How good are the briefs?" in report
    assert "seconds in the system" in report
