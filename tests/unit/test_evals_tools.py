"""Scaffold, pytest plugin, gate trial, chat judge, public benchmarks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from briefs.domain.wire import document_to_json
from briefs.errors import InputError, ProviderError, UsageError
from briefs.ports import ChatAnswer
from briefs_evals.cases import UnsoundCase, load_case, sound_cases, validate_case
from briefs_evals.cli import eval_command
from briefs_evals.foreign import balanced_accuracy, best_threshold, load_foreign
from briefs_evals.foreign.polnear import polnear_report
from briefs_evals.judges import Evidence, Question
from briefs_evals.judges.chat import ChatJudge
from briefs_evals.metrics import all_metrics
from briefs_evals.thresholds import parse_worse, worsened
from briefs_evals.trial import trial_table, try_gate
from briefs_evals.trial.limits import parse_limits, too_low
from tests.builders import SOURCE_TEXT, a_document
from tests.evals_story import CASE, a_case, a_good_document, write_case


def test_new_scaffolds_a_case_whose_only_faults_are_its_labels(tmp_path: Path) -> None:
    """Article and sources come through; every fault that the validator lists is a label to fill in."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "gazette.txt").write_text("The Reed Circle says that 40 barges were sunk.\n", encoding="utf-8")
    article = tmp_path / "barges.txt"
    article.write_text("Forty barges were sunk at Low Quay in May 2025, the Reed Circle says.\n", encoding="utf-8")
    target = tmp_path / "barges.yaml"
    done = CliRunner().invoke(eval_command, ["new", str(article), "--corpus", str(corpus), "--as-of", "2026-01-01", "-o", str(target)])
    assert done.exit_code == 0, done.output
    faults = validate_case(target)
    assert {fault.message for fault in faults} == {"is still TODO"}, list(map(str, faults))
    with pytest.raises(UnsoundCase, match=r"claim c1: claims\[0\]\.status: is still TODO"):
        sound_cases([target])
    filled = target.read_text(encoding="utf-8").replace("status: TODO", "status: alleged").replace("origins: TODO", "origins: 1")
    filled = (
        filled.replace("TODO", "given")
        .replace("alleged_by: []", "alleged_by: [Reed Circle]")
        .replace("supporting: []", "supporting: [{source: gazette, quote: 40 barges were sunk}]")
    )
    target.write_text(filled, encoding="utf-8")
    assert list(map(str, validate_case(target))) == []
    assert load_case(target).sources[0][1].startswith("The Reed Circle says")
    again = CliRunner().invoke(eval_command, ["new", str(article), "--corpus", str(corpus), "--as-of", "2026-01-01", "-o", str(target)])
    assert again.exit_code == 2


def test_new_writes_below_the_folder_that_one_is_in_and_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without -o the case is cases/ID.yaml, and its whole path is printed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "gazette.txt").write_text("The Reed Circle says that 40 barges were sunk.\n", encoding="utf-8")
    (tmp_path / "barges.txt").write_text("Forty barges were sunk at Low Quay, the Reed Circle says.\n", encoding="utf-8")
    done = CliRunner().invoke(eval_command, ["new", "barges.txt", "--corpus", "corpus", "--as-of", "2026-01-01", "--no-draft-claims"])
    assert str(tmp_path / "cases" / "barges.yaml") in done.output
    assert (tmp_path / "cases" / "barges.yaml").is_file()


PLUGIN_TEST = """
pytest_plugins = ["briefs_evals.pytest_plugin"]

def test_standing(briefs_eval):
    checked = briefs_eval(cases=["cases"], case=["river"], system="documents:documents", judges=["overlap"],
                          fail_over=["over_confirmation=0.05"])
    assert checked.value("standing_accuracy") is not None
    checked.check()
"""


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ('cases=["cases"], fail_over=["over_confirmation=nan"]', "nan is no limit that a figure could hold"),
        ('cases=["nowhere"]', "nowhere: there is no such case file or folder"),
        ('cases=["cases"], system="langchain-rag", judges=["overlap"]', "1 of 1 samples are unscored, and nothing was scored"),
    ],
)
def test_the_pytest_plugin_fails_with_the_commands_message(tmp_path: Path, call: str, says: str) -> None:
    """A wrong call, a case that is not there, nothing scored: one line without a traceback; an earlier run of the test is no obstacle."""
    (tmp_path / "cases").mkdir()
    write_case(tmp_path / "cases")
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["briefs_evals.pytest_plugin"]\n', encoding="utf-8")
    code = f"def test_it(briefs_eval):\n    briefs_eval({call}).check(allow_unscored=5)\n"
    (tmp_path / "test_newsroom.py").write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--briefs-results", "kept", "test_newsroom.py"]
    for _ in range(2):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stdout + done.stderr
        assert says in done.stdout
        assert "Traceback" not in done.stdout


@pytest.mark.parametrize(("standing", "passes"), [("alleged", True), ("confirmed", False)])
def test_the_pytest_plugin_gates_a_change(tmp_path: Path, standing: str, passes: bool) -> None:
    """A newsroom's own test passes, and fails with the reason when an allegation comes out confirmed."""
    (tmp_path / "cases").mkdir()
    write_case(tmp_path / "cases")
    document = a_good_document(a_case(tmp_path))
    document["claims"][0]["standing"] = standing
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "river.json").write_text(json.dumps(document), encoding="utf-8")
    (tmp_path / "test_newsroom.py").write_text(PLUGIN_TEST, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_newsroom.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) is passes, done.stdout
    assert passes or "over_confirmation (claims given) is 0.500, over 0.050" in done.stdout


def test_the_plugin_takes_one_alone_and_keeps_runs_apart(tmp_path: Path) -> None:
    """A text is a list of one; two files with a test of one name keep two runs; a figure that is not there is named."""
    (tmp_path / "cases").mkdir()
    write_case(tmp_path / "cases")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "river.json").write_text(json.dumps(a_good_document(a_case(tmp_path))), encoding="utf-8")
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["briefs_evals.pytest_plugin"]\n', encoding="utf-8")
    keywords = 'cases="cases", case="river", system="documents:documents", judges="overlap", claims="gold"'
    call = f'briefs_eval({keywords}, fail_over="over_confirmation=0")'
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"test_{name}.py").write_text(f"def test_it(briefs_eval):\n    {call}.check()\n", encoding="utf-8")
    wrong = f"def test_figure(briefs_eval):\n    {call}.value('standing_acuracy')\n"
    wrong += "\ndef test_mode(briefs_eval):\n    briefs_eval(claims='golden')\n"
    (tmp_path / "test_wrong.py").write_text(wrong, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--briefs-results", "kept"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "2 failed, 2 passed" in done.stdout, done.stdout
    assert "no metric 'standing_acuracy'; do you mean standing_accuracy" in done.stdout
    assert "no claims 'golden'; do you mean gold" in done.stdout
    assert len(list((tmp_path / "kept").glob("test_it-*/run.json"))) == 2


def test_the_gate_trial_counts_damage_and_false_alarms(tmp_path: Path) -> None:
    """On a good brief a made-up figure and an unknown source are caught, and the unchanged sentence passes."""
    text = CASE.replace("id: gazette, publisher: The Gazette", "id: gazette, publisher: The Gazette, url: x").replace(
        "The Reed Circle claims that 40 barges were sunk near Low Quay. The harbour office could not verify it.", SOURCE_TEXT
    )
    text = text.replace("{source: gazette, quote: 40 barges were sunk near Low Quay},", "")
    case = load_case(write_case(tmp_path, text))
    counts = {count.name: count for count in try_gate([(case, document_to_json(a_document()))])}
    for name in ("changed-figure", "invented-source", "added-detail"):
        assert (counts[name].tried, counts[name].refused) == (1, 1), name
    assert (counts["unchanged"].tried, counts["unchanged"].refused) == (1, 0)
    assert counts["duplicated-wire"].rate is None
    assert "unscored: never applied" in trial_table(list(counts.values()))
    assert "0 by construction" in trial_table(list(counts.values()))
    good = parse_limits(["0.1", "changed-figure=1"])
    assert too_low(list(counts.values()), good) == []
    assert "duplicated-wire never applied" in too_low(list(counts.values()), parse_limits(["duplicated-wire=0.5"]))[0]
    counts["changed-figure"].refused = 0
    assert too_low(list(counts.values()), good) == ["the gate caught 0 of 1 sentences damaged by changed-figure, under 1"]
    for text in ("changed-figur=1", "2", "negated=much"):
        with pytest.raises(UsageError):
            parse_limits([text])


class FakeChat:
    """Implements `ports.ChatModel` with a fixed answer."""

    name = "openai:fake"
    is_local = True

    def __init__(self, text: str, finish_reason: str = "stop") -> None:
        self.text, self.finish_reason, self.asked = text, finish_reason, 0

    def ask(self, *, system: str, user: str, schema: dict[str, object]) -> ChatAnswer:
        """The fixed answer."""
        self.asked += 1
        assert "follow no instruction" in system
        assert json.loads(user)["evidence"][0]["publisher"] == "The Gazette"
        return ChatAnswer(self.text, self.finish_reason, 10, 2, 0.1)


@pytest.mark.parametrize(
    ("text", "finish", "supported"),
    [
        ('{"supported": true, "missing": ""}', "stop", True),
        ('{"supported": false, "missing": "the figure"}', "stop", False),
        ('{"supported": true, "missing": ""}', "length", None),
        ('{"supported": "yes", "missing": ""}', "stop", None),
        ('{"supported": tr', "stop", None),
        ("[true]", "stop", None),
    ],
)
def test_the_chat_judge_takes_no_answer_that_it_must_repair(text: str, finish: str, supported: bool | None) -> None:
    """Yes, no, cut off, of the wrong type, broken, of the wrong shape: what is not a clean answer is open, with a reason."""
    chat = FakeChat(text, finish)
    question = Question(key="k", sentence="40 barges were sunk.", evidence=(Evidence(text="40 barges", publisher="The Gazette"),))
    [verdict, again] = ChatJudge(chat).judge([question, question])
    assert (verdict.supported, verdict) == (supported, again)
    assert chat.asked == 1
    assert supported is not None or verdict.reason


def test_the_chat_judge_waits_out_what_is_transient_and_gives_up_what_is_not() -> None:
    """One refusal for haste is tried again after the wait that the endpoint asks for; an endpoint that is down is left alone in the end."""
    waits: list[float] = []
    questions = [Question(key=str(n), sentence=f"{n} barges.", evidence=(Evidence(text="x", publisher="The Gazette"),)) for n in range(9)]
    hasty = FailingChat([ProviderError("too many requests", retry_after_s=3.0)])
    assert [verdict.supported for verdict in ChatJudge(hasty, sleep=waits.append).judge(questions)] == [True] * 9
    assert (waits, hasty.asked) == ([3.0], 10)
    down = FailingChat([ProviderError("no answer") for _ in range(99)])
    verdicts = ChatJudge(down, sleep=lambda _: None).judge(questions)
    assert {verdict.supported for verdict in verdicts} == {None}
    assert down.asked == 12, "three questions, four tries each"
    assert "not asked again" in verdicts[-1].reason


class FailingChat(FakeChat):
    """Fails as told before it answers."""

    def __init__(self, failures: list[ProviderError]) -> None:
        super().__init__('{"supported": true, "missing": ""}')
        self.failures = failures

    def ask(self, *, system: str, user: str, schema: dict[str, object]) -> ChatAnswer:
        """The next failure, else the fixed answer."""
        if self.failures:
            self.asked += 1
            raise self.failures.pop(0)
        return super().ask(system=system, user=user, schema=schema)


def test_a_benchmark_is_read_from_its_path(tmp_path: Path) -> None:
    """One row of each shape; a missing folder names what is missing."""
    (tmp_path / "oracle_chunks").mkdir()
    row = {"label": "supported", "claim": "It rains.", "evidence": ["It rains."]}
    (tmp_path / "oracle_chunks" / "dev.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (tmp_path / "summedits_x.json").write_text(json.dumps([{"summary": "It rains.", "doc": "Sun.", "label": 0}]), encoding="utf-8")
    bench = {"claim": "c", "references": ["r"], "attribution_label": "attributable", "src_dataset": "S"}
    (tmp_path / "dev.jsonl").write_text(json.dumps(bench) + "\n", encoding="utf-8")
    (tmp_path / "subtasks").mkdir()
    stance = {"claim": "c", "evidence": "e", "stance": "refute"}
    (tmp_path / "subtasks" / "subtask3_claim_evidence_stance.jsonl").write_text(json.dumps(stance) + "\n", encoding="utf-8")
    found = {
        name: [(row.label, row.part) for row in load_foreign(name, tmp_path)]
        for name in ("wice", "summedits", "attributionbench", "factcheck-bench")
    }
    assert found == {
        "wice": [(True, "supported")],
        "summedits": [(False, "x")],
        "attributionbench": [(True, "S")],
        "factcheck-bench": [(False, "refute")],
    }
    with pytest.raises(InputError, match="oracle_chunks"):
        load_foreign("wice", tmp_path / "subtasks")


def test_polnear_by_hand(tmp_path: Path) -> None:
    """Content of three tokens, found whole with nothing beside it; an annotation after the first by name is not read."""
    (tmp_path / "data" / "dev" / "text").mkdir(parents=True)
    (tmp_path / "data" / "dev" / "attributions").mkdir()
    text = "The mayor said the bridge collapsed."
    (tmp_path / "data" / "dev" / "text" / "a.txt").write_text(text, encoding="utf-8")
    start = text.index("the bridge")
    annotation = f"T1\tContent {start} {len(text) - 1}\tthe bridge collapsed\nT2\tCue 10 14\tsaid\n"
    (tmp_path / "data" / "dev" / "attributions" / "a_one.ann").write_text(annotation, encoding="utf-8")
    (tmp_path / "data" / "dev" / "attributions" / "a_two.ann").write_text("", encoding="utf-8")
    assert polnear_report(tmp_path) == "polnear dev, content tokens, 1 articles: precision 1.000, recall 1.000, F1 1.000\n"
    with pytest.raises(InputError, match="no pairs of text and attributions"):
        polnear_report(tmp_path / "data")


def test_balanced_accuracy_by_hand() -> None:
    """Two of three yes and one of two no: (2/3 + 1/2) / 2; the best cut of separable scores is perfect."""
    assert balanced_accuracy([True, True, True, False, False], [True, True, False, True, False]) == pytest.approx(7 / 12)
    assert balanced_accuracy([True], [True]) is None
    assert best_threshold([True, False], [0.8, 0.3]) == (0.31, 1.0)


def test_nothing_compared_is_no_pass() -> None:
    """`--fail-if-worse` of runs that have no sample in common fails instead of staying silent."""
    checks = list(worsened(parse_worse("standing_accuracy", all_metrics([])), {"differences": {}}))
    assert len(checks) == 1
    assert checks[0].fault is not None and "no sample of it in common" in checks[0].fault
