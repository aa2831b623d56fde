"""`briefs draft --model` as a user meets it, over HTTP to a scripted endpoint."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from briefs.cli import main
from evals.model_server import ModelServer, Question, Reply
from tests.chain_story import ARTICLE, CLAIMS, SOURCES, honest

Run = Callable[..., tuple[int, str, str]]
GERMAN = "Die Brücke in Lorne wurde am 4. März 2025 gesperrt."


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `briefs …` in this process; (exit code, stdout, stderr)."""

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return call


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Article, claims and corpus of the story; the index is built once for all tests here."""
    root = tmp_path_factory.mktemp("desk")
    corpus = root / "corpus"
    corpus.mkdir()
    lines = []
    for source in SOURCES:
        (corpus / f"{source.id}.txt").write_text(source.text + "\n", encoding="utf-8")
        row = {
            "id": source.id,
            "path": f"{source.id}.txt",
            "publisher": source.publisher,
            "kind": source.kind.value,
            "published_at": "2025-03-05",
        }
        lines.append(json.dumps(row))
    (corpus / "manifest.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (root / "article.txt").write_text(ARTICLE.text + "\n", encoding="utf-8")
    (root / "artikel.txt").write_text(GERMAN + " Der Verkehr fährt nun durch die Stadt Hask, und die Läden klagen.\n", encoding="utf-8")
    (root / "claims.json").write_text(json.dumps([{"id": claim.id, "text": claim.text} for claim in CLAIMS]), encoding="utf-8")
    return root


def _draft(run: Run, desk: Path, server: ModelServer, *more: object, article: str = "article.txt") -> tuple[int, str, str]:
    where = ("draft", desk / article, "--corpus", desk / "corpus", "--as-of", "2025-05-01", "--format", "json")
    return run(*where, "--model", "openai:scripted", "--base-url", server.url, *more)


def test_a_run_its_cost_and_a_second_run_that_asks_nothing(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens, dollars and seconds a stage and a claim in provenance; the key nowhere; --no-cache asks again; --estimate asks nothing."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    claims = ("--claims", desk / "claims.json")
    with ModelServer.running(honest) as server:
        code, out, err = _draft(run, desk, server, "--estimate", *claims)
        assert (code, server.questions) == (0, []), err
        assert "questions" in out and "tokens" in out
        code, out, err = _draft(run, desk, server, *claims)
        assert code == 0, err
        asked = len(server.questions)
        code, again, err_again = _draft(run, desk, server, *claims)
        assert len(server.questions) == asked
        _draft(run, desk, server, "--no-cache", *claims)
        assert len(server.questions) == 2 * asked
    first, second = json.loads(out), json.loads(again)
    assert first["claims"] == second["claims"]
    model = first["provenance"]["model"]
    assert model["stages"]["draft"]["prompt_tokens"] == 200
    assert set(model["claims"]) >= {"c-closed", "c-falsified"}
    assert first["provenance"]["tokens"] == {"prompt": 100 * asked, "completion": 20 * asked}
    assert "questions" in err and "from the cache" in err_again
    everything = (
        out + err + b"".join(file.read_bytes() for file in (desk / "corpus" / ".briefs").rglob("*") if file.is_file()).decode("latin-1")
    )
    assert "sk-very-secret" not in everything


def test_an_article_in_another_language_gets_its_claims_from_the_model(run: Run, desk: Path) -> None:
    """Exact spans in the German article; without a model it is refused."""

    def script(question: Question) -> Reply:
        if question.stage == "extract":
            return Reply(json.dumps({"claims": [{"quote": GERMAN, "text": GERMAN, "claimant": ""}]}))
        return honest(question)

    with ModelServer.running(script) as server:
        code, out, err = _draft(run, desk, server, article="artikel.txt")
    assert code == 0, err
    data = json.loads(out)
    [claim] = data["claims"]
    assert data["article"]["text"][claim["span"]["start"] : claim["span"]["end"]] == GERMAN
    assert run("draft", desk / "artikel.txt", "--corpus", desk / "corpus")[0] == 3


def test_an_outage_while_claims_are_sought_ends_with_5(run: Run, desk: Path) -> None:
    """No document that looks like an article without faults."""
    with ModelServer.running(lambda q: Reply(status=401)) as server:
        code, out, err = _draft(run, desk, server, article="artikel.txt")
    assert (code, out) == (5, "")
    assert "401" in err


def test_a_budget_without_a_price_is_told(run: Run, desk: Path, tmp_path: Path) -> None:
    """A model elsewhere that no table knows: exit 2 or a claim not processed would hide it, so each claim says what to write."""
    config = tmp_path / "briefs.toml"
    config.write_text('[prices."scripted"]\ninput = 1\noutput = 1\n', encoding="utf-8")
    with ModelServer.running(honest) as server:
        code, out, err = _draft(run, desk, server, "--config", config, "--budget-usd", "0", "--no-cache", "--claims", desk / "claims.json")
        assert code == 0, err
        assert not server.questions
    notes = {claim.get("note", "") for claim in json.loads(out)["claims"] if claim["standing"] != "unverified"}
    assert notes == {"budget-spent"}


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_writes_the_finished_claims_and_the_same_command_goes_on(run: Run, desk: Path, tmp_path: Path) -> None:
    """A real interrupt while the second claim waits for a slow model: 130, the first is in the file and is not asked for again."""
    rows = [
        {"id": f"c-{n}", "text": CLAIMS[1].text.replace("inspection", name)} for n, name in enumerate(("inspection", "yearly inspection"))
    ]
    claims, output = tmp_path / "claims.json", tmp_path / "b.json"
    claims.write_text(json.dumps(rows), encoding="utf-8")
    begun = threading.Event()

    def script(question: Question) -> Reply:
        if question.stage == "draft" and "yearly" in question.user:
            begun.set()
            return replace(honest(question), delay_s=60.0)
        return honest(question)

    with ModelServer.running(script) as server:
        command = [sys.executable, "-c", "from briefs.cli import main; main()", "draft", str(desk / "article.txt"), "--as-of", "2025-05-01"]
        command += ["--corpus", str(desk / "corpus"), "--claims", str(claims), "-o", str(output)]
        command += ["--model", "openai:scripted", "--base-url", server.url]
        # a shell's background job ignores SIGINT, and so would its children
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, preexec_fn=_heed_interrupts)  # noqa: PLW1509 - no threads here
        assert begun.wait(200)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 130, err
        data = json.loads(output.read_text(encoding="utf-8"))
        assert [claim["id"] for claim in data["claims"]] == ["c-0"]
        assert [item["reason"] for item in data["skipped"]] == ["not processed: interrupted"]
        server.script = honest
        before = len(server.questions)
        code, out, err = _draft(run, desk, server, "--claims", claims)
        assert code == 0, err
        assert len(json.loads(out)["claims"]) == 2
        assert len(server.asked("draft")) - 2 == 1
        assert len(server.questions) == before + 1
