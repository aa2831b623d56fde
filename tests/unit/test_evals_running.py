"""Runs: determinism, crashes, resume, thresholds, comparison, reports, labels."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from briefs.errors import GateRefused, UsageError
from briefs_evals import samples
from briefs_evals.cases import UnsoundCase, load_cases
from briefs_evals.evaluating import Evaluation, Outcome, evaluate
from briefs_evals.judges.human import SheetError
from briefs_evals.record import code_sha256
from briefs_evals.results import RunFolder
from briefs_evals.running import run_samples
from briefs_evals.samples import SampleJob
from briefs_evals.systems import SystemSpec
from tests.evals_endpoint import endpoint
from tests.evals_story import CASE, a_case, a_claim, a_good_document, write_case

Json = dict[str, Any]


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Two cases and their documents, `documents/`; the second one's system output is wrong."""
    folder = tmp_path / "cases"
    folder.mkdir()
    write_case(folder)
    (folder / "brook.yaml").write_text(CASE.replace("id: river", "id: brook").replace("split: dev", "split: held-out"), encoding="utf-8")
    documents = tmp_path / "documents"
    documents.mkdir()
    good = a_good_document(a_case(tmp_path))
    (documents / "river.json").write_text(json.dumps(good), encoding="utf-8")
    wrong = {**good, "claims": [a_claim("c1", "confirmed"), *good["claims"][1:]]}
    (documents / "brook.json").write_text(json.dumps(wrong), encoding="utf-8")
    return folder


def run(cases: Path, run_id: str, **fields: Any) -> Outcome:
    """One evaluation of the stored documents, judged without a model."""
    values: Json = {"judges": ("overlap",), "modes": ("gold",), "results": cases.parent / "results", "case_paths": (cases,), **fields}
    spec = values.pop("system", f"documents:{cases.parent / 'documents'}")
    return evaluate(Evaluation(system=SystemSpec(name=spec), run_id=run_id, **values), on_progress=lambda *_: None)


def scores(outcome: Outcome) -> tuple[bytes, bytes]:
    """The files of a run that hold its scores."""
    summary, lines = ((outcome.folder / name).read_bytes() for name in ("summary.json", "samples.jsonl"))
    return summary, lines


def test_two_runs_and_two_workers_give_the_same_scores(cases: Path) -> None:
    """Byte by byte: in this process and in two others, and with the cases in another order. Times stand in a file of their own."""
    first = run(cases, "one")
    assert scores(first) == scores(run(cases, "two"))
    assert scores(first) == scores(run(cases, "three", jobs=2))
    shuffled = tuple(sorted(cases.glob("*.yaml"), reverse=True))
    assert scores(first) == scores(run(cases, "four", case_paths=shuffled))
    assert set(RunFolder.open(first.folder).effort()) == {"brook/gold", "river/gold"}
    assert b"seconds" not in b"".join(scores(first))


@pytest.mark.parametrize("locale", ["tr_TR.UTF-8"])
def test_the_locale_does_not_matter(cases: Path, locale: str) -> None:
    """The command in another locale and time zone, with another seed of hashes, writes and prints the same summary."""
    expected = run(cases, "here")
    command = [sys.executable, "-c", "from briefs.cli import main; main()", "eval", "--cases", str(cases), "--json", "--claims", "gold"]
    arguments = ["--system", f"documents:{cases.parent / 'documents'}", "--judge", "overlap", "--results", str(cases.parent / locale)]
    environment = {**os.environ, "LC_ALL": locale, "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "7"}
    done = subprocess.run([*command, *arguments, "--run-id", "there"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == expected.summary_json
    assert (cases.parent / locale / "there" / "samples.jsonl").read_bytes() == (expected.folder / "samples.jsonl").read_bytes()


def test_a_crash_is_one_unscored_sample(cases: Path) -> None:
    """A document that cannot be scored loses its sample alone, is counted, and ends in exit code 4."""
    (cases.parent / "documents" / "brook.json").write_text('{"claims": [{"id": "c1"}]}', encoding="utf-8")
    outcome = run(cases, "crash")
    [unscored] = outcome.summary["samples"]["unscored"]
    assert unscored["sample"] == "brook/gold"
    assert unscored["reason"].startswith("crashed: KeyError")
    assert (outcome.summary["samples"]["scored"], outcome.exit_code()) == (1, 4)
    assert outcome.summary["scores"]["gold"]["standing_accuracy"]["value"] == 1.0


class Deadly(str):
    """Ends the process that it reaches, as a fault in native code or a lack of memory would."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (3,)


def test_a_worker_that_dies_takes_one_sample_with_it(cases: Path) -> None:
    """Two samples at a time, one of which kills its process: the other is scored all the same, the one is unscored and counted."""
    spec = SystemSpec(name=f"documents:{cases.parent / 'documents'}")
    modes = {"brook": Deadly("gold"), "river": "gold"}
    jobs = [
        SampleJob(case=case, mode=modes[case.id], system=spec, judges=("overlap",), work=cases.parent / "work")
        for case in load_cases([cases])
    ]
    kept: list[samples.Sampled] = []
    run_samples(jobs, workers=2, keep=kept.append, on_progress=lambda *_: None)
    lines = {sampled.line["case"]: sampled.line for sampled in kept}
    assert lines["river"]["status"] == "scored"
    assert (lines["brook"]["status"], lines["brook"]["reason"]) == ("unscored", "crashed: the worker process died")


def test_a_missing_document_or_model_is_unscored_with_its_reason(cases: Path) -> None:
    """No figure is made up, and none is NaN."""
    (cases.parent / "documents" / "brook.json").unlink()
    assert "no document brook" in run(cases, "missing").summary["samples"]["unscored"][0]["reason"]
    outcome = run(cases, "no-model", system="langchain-rag")
    assert {"no model"} == {item["reason"][:8] for item in outcome.summary["samples"]["unscored"]}
    assert "NaN" not in json.dumps(outcome.summary)
    assert outcome.summary["scores"]["gold"]["standing_accuracy"]["unscored"] == "no sample was scored"


def test_resume_keeps_what_was_scored(cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run cut off in the middle of a line goes on with the rest and ends with the same scores."""
    whole = run(cases, "whole")
    run(cases, "cut")
    file = cases.parent / "results" / "cut" / "samples.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text(lines[0] + lines[1][:40], encoding="utf-8")
    asked: list[str] = []
    original = samples.score_document
    monkeypatch.setattr(samples, "score_document", lambda case, *a, **k: asked.append(case.id) or original(case, *a, **k))  # type: ignore[func-returns-value]
    assert scores(whole) == scores(run(cases, "cut", resume=True))
    assert len(asked) == 1


def test_resume_refuses_changed_code(cases: Path, tmp_path: Path) -> None:
    """Also where git calls both states the same commit with changes: half the samples of one program and half of another are no run."""
    run(cases, "code")
    path = cases.parent / "results" / "code" / "run.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["hashes"]["code"] = "0" * 64
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(UsageError, match=r"other hashes \(code\)"):
        run(cases, "code", resume=True)
    found = []
    for number, text in enumerate(("x = 1", "x = 1", "x = 2")):
        root = tmp_path / str(number) / "package"
        root.mkdir(parents=True)
        (root / "module.py").write_text(text, encoding="utf-8")
        found.append(code_sha256((root,)))
    assert found[0] == found[1] != found[2]


def test_a_program_that_says_nothing_fails_the_command_of_the_readme(cases: Path) -> None:
    """It never over-confirms; the second threshold is for it."""
    documents = cases.parent / "silent"
    documents.mkdir()
    for path in (cases.parent / "documents").glob("*.json"):
        document = {**json.loads(path.read_text(encoding="utf-8")), "claims": []}
        (documents / path.name).write_text(json.dumps(document), encoding="utf-8")
    readme = (Path(__file__).parents[2] / "evals" / "README.md").read_text(encoding="utf-8")
    command = next(line for line in readme.splitlines() if line.startswith("$ briefs eval --run-id briefs"))
    limits = tuple(re.findall(r"--fail-over (\S+)", command))
    silent = run(cases, "silent", system=f"documents:{documents}", fail_over=limits, case_ids=("river",))
    with pytest.raises(GateRefused, match="empty_briefs"):
        silent.exit_code()
    assert run(cases, "speaking", fail_over=limits, case_ids=("river",)).exit_code() == 0


def test_resume_refuses_another_kind_of_run(cases: Path) -> None:
    """Other settings or other cases under one id are an error; so is a run that is there already."""
    run(cases, "a")
    with pytest.raises(UsageError, match="there already"):
        run(cases, "a")
    with pytest.raises(UsageError, match="other settings"):
        run(cases, "a", resume=True, modes=("own",))
    (cases / "brook.yaml").write_text(
        CASE.replace("id: river", "id: brook").replace("status: unverified", "status: unverified, why: open"), encoding="utf-8"
    )
    with pytest.raises(UsageError, match="other cases"):
        run(cases, "a", resume=True)


def test_a_case_that_is_not_sound_is_refused_before_anything_runs(cases: Path) -> None:
    """A typo in a label ends with 3 and names case, claim and field; no folder is made."""
    (cases / "brook.yaml").write_text(CASE.replace("id: river", "id: brook").replace("status: alleged", "status: aleged"), encoding="utf-8")
    with pytest.raises(UnsoundCase, match=r"brook\.yaml:\d+: claim c1: claims\[0\]\.status: 'aleged' is no standing") as caught:
        run(cases, "unsound")
    assert caught.value.exit_code == 3
    assert not (cases.parent / "results").exists()


def test_over_confirmation_fails_with_a_clear_message(cases: Path) -> None:
    """One of four claims that may not be confirmed is: over 0.1, exit code 6, and the sentence says how many."""
    with pytest.raises(GateRefused, match=r"over_confirmation .* is 0\.250, over 0\.100: 1 of 4 claims") as caught:
        run(cases, "over", fail_over=("over_confirmation=0.1",)).exit_code()
    assert caught.value.exit_code == 6
    assert run(cases, "under", fail_over=("over_confirmation=0.25",), fail_under=("standing_accuracy=0.8",)).exit_code() == 0


def test_a_loosened_policy_fails_the_command(cases: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The README's command over the product: it holds; with the last rule turned to confirmed it ends with 6 and names the claim."""
    from briefs import wiring
    from briefs.assess.policy import DEFAULT_POLICY, load_policy
    from briefs.cli import main

    (cases / "brook.yaml").unlink()
    command = ["briefs", "eval", "--cases", str(cases), "--claims", "gold", "--jobs", "1", "--judge", "overlap"]
    command += ["--results", str(cases.parent / "results"), "--fail-over", "over_confirmation=0"]

    def ends_with(run_id: str) -> int:
        monkeypatch.setattr(sys, "argv", [*command, "--run-id", run_id])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    assert ends_with("as-it-is") == 0, capsys.readouterr().err
    policy = DEFAULT_POLICY.read_text(encoding="utf-8")
    start = policy.index("- id: 6-asserted")
    loose = cases.parent / "policy.yaml"
    loose.write_text(policy[:start] + policy[start:].replace("standing: alleged", "standing: confirmed", 1), encoding="utf-8")
    monkeypatch.setattr(wiring, "load_policy", lambda: load_policy(loose))
    capsys.readouterr()
    assert ends_with("loosened") == 6
    said = " ".join(capsys.readouterr().err.split())
    assert "over_confirmation (claims given) is 0.500, over 0.000: 1 of 2 claims" in said
    assert "river/gold c1" in said


def test_an_unscored_figure_does_not_hold_its_threshold(cases: Path) -> None:
    """Silence is no pass."""
    assert "unscored" in run(cases, "silent", fail_under=("quotes_exact=0.5",)).faults[0]


@pytest.mark.parametrize("text", ["nonsense=1", "standing_accuracy", "over_confirmation=0.1", "standing_accuracy=high"])
def test_a_threshold_that_cannot_be_meant_is_refused(cases: Path, text: str) -> None:
    """Unknown metric, no number, the wrong side: refused before anything runs."""
    with pytest.raises(UsageError):
        run(cases, "bad", fail_under=(text,))
    assert not (cases.parent / "results" / "bad").exists()


def test_compare_finds_what_got_worse(cases: Path) -> None:
    """The earlier run is right everywhere; the later one over-confirms one claim."""
    documents = cases.parent / "documents"
    wrong = (documents / "brook.json").read_text(encoding="utf-8")
    (documents / "brook.json").write_text((documents / "river.json").read_text(encoding="utf-8"), encoding="utf-8")
    run(cases, "before")
    (documents / "brook.json").write_text(wrong, encoding="utf-8")
    later = run(cases, "after", compared=cases.parent / "results" / "before", fail_if_worse=("over_confirmation",))
    assert "got worse: 0.000 before, 0.250 now" in later.faults[0]
    same = run(cases, "again", compared=cases.parent / "results" / "after", fail_if_worse=("over_confirmation", "standing_accuracy"))
    assert same.faults == ()


def test_the_report_holds_hostile_text_as_text(cases: Path) -> None:
    """A source that carries markup makes no element; the page loads nothing from outside."""
    path = cases.parent / "documents" / "brook.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["claims"][0]["text"] = "<script>alert(1)</script>"
    document["claims"][0]["reasons"] = [{"rule": "r", "text": "<img src=x onerror=alert(1)>"}]
    path.write_text(json.dumps(document), encoding="utf-8")
    page = (run(cases, "hostile").folder / "report.html").read_text(encoding="utf-8")
    tags: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            tags.append(tag)

    Tags().feed(page)
    assert not {"script", "img", "link", "iframe"} & set(tags)
    assert "over-confirmed" in page
    assert not [mark for mark in ("http:", "https:", "url(", "@import") if mark in page]


def test_junit_names_every_sample_and_threshold_alike_in_every_run(cases: Path, tmp_path: Path) -> None:
    """Held thresholds stand there too; names hold no value and repeat; failures name the samples; times are numbers."""
    names = []
    for run_id in ("junit-1", "junit-2"):
        run(cases, run_id, junit=tmp_path / "out.xml", fail_over=("over_confirmation=0",), fail_under=("standing_accuracy=0.5",))
        suite = ET.parse(tmp_path / "out.xml").getroot()[0]
        assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("5", "2", "0")
        assert float(suite.get("time", "nan")) >= 0
        names.append([(case.get("classname"), case.get("name")) for case in suite])
    assert names[0] == names[1]
    assert ("eval.thresholds", "standing_accuracy (claims given) not under 0.5") in names[0]
    said = {case.get("name"): failure.get("message") for case in suite for failure in case.iter("failure")}
    assert "brook/gold c1" in str(said["brook/gold"])
    assert "brook/gold c1" in str(said["over_confirmation (claims given) not over 0"])
    assert all(float(case.get("time", "nan")) >= 0 for case in suite)


def test_one_story_has_no_interval(cases: Path) -> None:
    """Resamples of one story are all that story: no interval is given, and the table says why."""
    outcome = run(cases, "alone", case_ids=("brook",))
    entry = outcome.summary["scores"]["gold"]["standing_accuracy"]
    assert (entry["interval"], entry["stories"]) == (None, 1)
    assert "n/a, one story" in outcome.text
    assert "n/a, one story" in (outcome.folder / "report.html").read_text(encoding="utf-8")


def test_the_table_is_made_from_runs_and_put_in_its_place(cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both tables come out of run folders and stand between their comments; a file without the comments is left alone."""
    from evals import table

    product, other = run(cases, "product").folder, run(cases, "lead", system="lead", case_ids=("brook",)).folder
    readme = tmp_path / "README.md"
    readme.write_text(
        "before\n<!-- table -->\nold\n<!-- end of table -->\n<!-- chain -->\n<!-- end of chain -->\nafter\n", encoding="utf-8"
    )
    for arguments in ([str(product), str(other)], [str(product), "--beside", str(other)]):
        monkeypatch.setattr(sys, "argv", ["table", *arguments, "--write", str(readme)])
        table.main()
    text = readme.read_text(encoding="utf-8")
    assert "old" not in text
    assert "| **over-confirmation** ↓ | 0.250 | [0.000, 0.500] |" in text
    assert "| **over-confirmation** ↓ | 0.500 | 0.500 |" in text, "brook alone, on both sides"
    with pytest.raises(ValueError, match="no place for the table"):
        table.put("x", "nothing", "table")


def test_references_leave_the_story_out(cases: Path) -> None:
    """Two stories of one alleged, confirmed and unverified claim each: of equally frequent labels of the other story the first by name."""
    outcome = run(cases, "beside")
    found = outcome.summary["beside"]["gold"]
    assert found["standing_accuracy"] == {"most frequent label": pytest.approx(2 / 3, abs=1e-4)}, "alleged: c1, and c3 accepts it"
    assert found["origins_exact"] == {"always one origin": pytest.approx(2 / 3, abs=1e-4)}
    assert found["origins_within_one"] == {"always one origin": 1.0}
    assert "held against" in outcome.text


def test_the_record_says_what_made_it(cases: Path) -> None:
    """Versions, hashes and git state stand in run.json; a sample's line names its case's hash."""
    folder = RunFolder.open(run(cases, "record").folder)
    record = folder.record()
    assert set(record["hashes"]) >= {"policy", "prompts", "templates", "overlap_judge"}
    assert all(record["hashes"].values())
    assert record["cases"]["river"]["sha256"] == next(line for line in folder.samples() if line["case"] == "river")["case_sha256"]


def test_labels_go_out_and_come_back(cases: Path, tmp_path: Path) -> None:
    """A sheet of a run's sentences, filled in, is one more judge; keys carry over, a bad verdict names its line."""
    from click.testing import CliRunner

    from briefs_evals.cli import eval_command

    folder, sheet = run(cases, "labels").folder, tmp_path / "ann.csv"
    runner = CliRunner()
    done = runner.invoke(eval_command, ["labels", "out", str(folder), str(sheet), "--cases", str(cases)])
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(sheet.open(encoding="utf-8", newline="")))
    assert len(rows) == 2
    for row in rows:
        row["verdict"] = "yes"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    done = runner.invoke(eval_command, ["labels", "in", str(folder), str(sheet), "--cases", str(cases)])
    assert "human:ann: 2 of 2 sentences labelled; carried by their spans: 1.000" in done.output
    judged = run(cases, "human", judges=("overlap", f"human:{sheet}"))
    assert judged.summary["scores"]["gold"]["citation_recall[human:ann]"]["judged_by"] == "human:ann"
    sheet.write_text("key,verdict\nabc,maybe\n", encoding="utf-8")
    with pytest.raises(SheetError, match="line 2") as caught:
        run(cases, "bad-sheet", judges=(f"human:{sheet}",))
    assert caught.value.exit_code == 3


def test_a_chat_model_judges_over_the_wire(cases: Path) -> None:
    """From the command line to a scripted endpoint: its verdicts become figures under its own name, beside the other judge's."""
    asked: list[Json] = []

    def script(user: str) -> str:
        asked.append(json.loads(user))
        carried = "Reed Circle" in user
        return json.dumps({"supported": carried, "missing": "" if carried else "who says it"})

    with endpoint(script) as url:
        outcome = run(cases, "chat", judges=("overlap", f"chat:pinned-1@{url}"), case_ids=("river",))
    [name] = [name for name in outcome.summary["scores"]["gold"] if name.startswith("citation_recall[chat:openai:pinned-1:")]
    assert outcome.summary["scores"]["gold"][name]["value"] == 0.5, "of two sentences the one that names the speaker"
    assert outcome.summary["scores"]["gold"][name]["judged_by"] == name.removeprefix("citation_recall[").removesuffix("]")
    assert not outcome.summary["scores"]["gold"][name]["is_the_gate"]
    assert {item["publisher"] for question in asked for item in question["evidence"]} == {"The Gazette", "Harbour Office"}
    assert "not carried: who says it" in (outcome.folder / "report.html").read_text(encoding="utf-8"), (
        "the judge's finding, beside the span"
    )
    assert name in outcome.text
    assert RunFolder.open(outcome.folder).record()["settings"]["judges"][1] in name


def test_a_chat_judge_that_refuses_the_key_is_asked_once(cases: Path) -> None:
    """Every sentence is open, the figure is unscored with the reason, and the endpoint is left alone after its first refusal."""
    asked: list[str] = []

    def refuse(user: str) -> int:
        asked.append(user)
        return 401

    with endpoint(refuse) as url:
        outcome = run(cases, "refused", judges=("overlap", f"chat:pinned-1@{url}"), case_ids=("river",))
    [entry] = [e for name, e in outcome.summary["scores"]["gold"].items() if name.startswith("citation_f1[chat:")]
    assert entry["value"] is None
    assert "left every sentence open" in entry["unscored"]
    assert len(asked) == 1
    assert outcome.exit_code() == 4, "a judge that was asked for and said nothing is no pass"
    assert "left every sentence open: the model failed" in outcome.shortfalls()[0]
    assert outcome.summary["scores"]["gold"]["citation_f1[overlap-4]"]["value"] is not None


@pytest.mark.parametrize("system", ["lead", "two-outlets", "majority"])
def test_baselines_run_in_the_same_harness(cases: Path, system: str) -> None:
    """Each yields a scored sample a case, with citations that resolve."""
    outcome = run(cases, system, system=system, modes=("gold", "own"))
    assert (outcome.summary["samples"]["scored"], outcome.summary["samples"]["unscored"]) == (4, [])
    assert outcome.summary["scores"]["gold"]["citations_resolve"]["value"] in (1.0, None)


def test_the_langchain_chain_repairs_nothing(tmp_path: Path) -> None:
    """A number that no chunk has does not resolve; an answer that does not parse is a failed claim."""
    from langchain_core.embeddings import DeterministicFakeEmbedding
    from langchain_core.language_models import FakeListChatModel

    from briefs_evals.cases import write_task
    from briefs_evals.systems.langchain_rag import LangChainRag

    case = a_case(tmp_path)
    answer = {"standing": "confirmed", "sentences": [{"text": "Barges were sunk.", "chunks": [1, 9]}]}
    chat = FakeListChatModel(responses=[json.dumps(answer), "Sorry.", '{"standing": "maybe", "sentences": []}'])
    system = LangChainRag(chat=chat, embeddings=DeterministicFakeEmbedding(size=8))
    document = system.brief(write_task(case, tmp_path / "task", claims="gold"))
    line = samples.score_document(case, document, mode="gold", judges=[])
    assert line["tallies"]["citations_resolve"] == {"resolve": 1, "of": 2}
    assert [item["claim"] for item in line["failed_claims"]] == ["c2", "c3"]


def test_the_langchain_chain_counts_its_tokens(tmp_path: Path) -> None:
    """Over the wire: three claims, each 10 + 2 tokens; the figure is tokens a brief."""
    from langchain_core.embeddings import DeterministicFakeEmbedding

    from briefs_evals.cases import write_task
    from briefs_evals.systems.langchain_rag import LangChainRag

    case = a_case(tmp_path)
    with endpoint(lambda _: '{"standing": "alleged", "sentences": []}') as url:
        system = LangChainRag.of_endpoint(model="openai:pinned-1", base_url=url)
        system._embeddings = DeterministicFakeEmbedding(size=8)
        document = system.brief(write_task(case, tmp_path / "task", claims="gold"))
    assert document["provenance"]["tokens"] == {"prompt": 30, "completion": 6}
    line = samples.score_document(case, document, mode="gold", judges=[])
    assert line["tallies"]["tokens_per_brief"] == {"tokens": 36, "of_tokens": 3, "cost": 0, "of_cost": 0}


def test_the_product_never_imports_the_harness() -> None:
    """`briefs --help` names the command without loading more of the harness than the command itself."""
    code = "import briefs.cli, briefs.wiring, sys; assert not [m for m in sys.modules if m.startswith('briefs_evals')]"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_failures_of_held_out_stories_stand_behind_a_door_of_their_own(cases: Path) -> None:
    """The over-confirmed claim of the held-out story is not on the page until somebody opens it; counts and halves of F1 are told."""
    page = (run(cases, "door").folder / "report.html").read_text(encoding="utf-8")
    before, _, behind = page.partition("<b>of held-out stories</b>: 1")
    assert "brook/gold c1" in behind
    assert "brook/gold c1" not in before
    assert "1 of 4 claims" in before
    assert "recall 0.750, precision 0.750" in before, "one of four claims has an empty brief"
