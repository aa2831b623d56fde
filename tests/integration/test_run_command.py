"""`briefs run`: articles through a pipe, one document a line, and no article that loses another."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from briefs.cli import main
from briefs.domain.unwire import document_from_json

RELAY = "The Reed Circle, a partisan movement, claims that 40 barges were sunk at Low Quay in May 2025. The office could not verify it.\n"
ARTICLE = {"id": "a1", "headline": "Barges", "body": "Forty barges were sunk at Low Quay in May 2025, the Reed Circle says."}
OVERSTATED = {"headline": "Barges", "body": "In May 2025, 40 barges were sunk at Low Quay."}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """One relay."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "gazette.txt").write_text(RELAY, encoding="utf-8")
    return folder


class Pipe:
    """Runs `briefs run` in this process."""

    def __init__(self, corpus: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.corpus, self.capsys, self.monkeypatch = corpus, capsys, monkeypatch

    def __call__(self, data: bytes, *more: str) -> tuple[int, list[dict[str, Any]], str]:
        """(exit code, lines, stderr)."""
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        with pytest.raises(SystemExit) as ended:
            main(["run", "--corpus", str(self.corpus), "--as-of", "2026-01-01", *more])
        captured = self.capsys.readouterr()
        return int(ended.value.code or 0), [json.loads(line) for line in captured.out.splitlines()], captured.err


@pytest.fixture
def pipe(corpus: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Pipe:
    """Over a corpus of one relay."""
    return Pipe(corpus, capsys, monkeypatch)


@pytest.mark.parametrize(
    "text", [json.dumps(ARTICLE), json.dumps(ARTICLE, indent=2), json.dumps([ARTICLE]), "\n\n" + json.dumps(ARTICLE) + "\n"]
)
def test_one_article_gives_one_document(pipe: Pipe, text: str) -> None:
    """On one line, over several, in a list, after blank lines: a document of the published schema that says which article it is of."""
    code, [document], _ = pipe(text.encode())
    assert code == 0
    assert document["provenance"]["input"]["id"] == "a1"
    assert document_from_json(document).briefs[0].assessment.standing == "alleged"


def test_a_broken_line_does_not_lose_the_others(pipe: Pipe) -> None:
    """Each line has its answer, in order; the whole is partial."""
    lines = [
        json.dumps(ARTICLE),
        "{broken",
        '"text"',
        '{"headline": "no body"}',
        "[]",
        "\ud800".encode("utf-8", "replace").decode(),
        json.dumps(ARTICLE),
    ]
    code, answers, err = pipe("\n".join(lines).encode())
    assert code == 4
    assert ["error" in answer for answer in answers] == [False, True, True, True, True, True, False]
    assert [answer["input"]["number"] for answer in answers if "error" in answer] == [2, 3, 4, 5, 6]
    assert {answer["error"]["exit_code"] for answer in answers if "error" in answer} == {3}
    assert "article 2 is not valid JSON" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("first", [b"{broken", b'{"headline": "cut off",', b"["])
def test_a_broken_first_line_is_named_too(pipe: Pipe, first: bytes) -> None:
    """Also when it looks like the beginning of a document over several lines."""
    code, answers, _ = pipe(first + b"\n" + json.dumps(ARTICLE).encode())
    assert (code, len(answers), "error" in answers[0]) == (4, 2, True)


@pytest.mark.parametrize(
    ("data", "lines"), [(b"", 0), (b"\n\n", 0), (b"no json", 1), (b"\xff\xfe\x00", 1), (b'{"body": 5}', 1), (b"[" * 100_000, 1)]
)
def test_nothing_usable_ends_with_3(pipe: Pipe, data: bytes, lines: int) -> None:
    """With a sentence on stderr."""
    code, answers, err = pipe(data)
    assert (code, len(answers)) == (3, lines)
    assert err


def test_lines_after_a_list_are_briefed_too(pipe: Pipe) -> None:
    """None is lost, and what is broken among them is told."""
    text = "\n".join([json.dumps([ARTICLE, {**ARTICLE, "id": "a2"}]), json.dumps({**ARTICLE, "id": "a3"}), "{broken"])
    code, lines, _ = pipe(text.encode())
    assert [line["provenance"]["input"]["id"] for line in lines[:3]] == ["a1", "a2", "a3"]
    assert [line["provenance"]["input"]["number"] for line in lines[:3]] == [1, 2, 3]
    assert (code, lines[3]["input"]["number"], lines[3]["error"]["exit_code"]) == (4, 4, 3)


def test_a_line_that_is_too_long_is_one_error(pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many times too long; the next line is read as one."""
    monkeypatch.setattr("briefs.cli.running._MOST_BYTES", 1 << 20)
    long = json.dumps({**ARTICLE, "body": "Barges. " * 500_000})
    for number, text in ((1, f"{long}\n{json.dumps(ARTICLE)}\n"), (2, f"{json.dumps(ARTICLE)}\n{long}")):
        code, lines, _ = pipe(text.encode())
        assert (code, len(lines)) == (4, 2)
        [message] = [line["error"]["message"] for line in lines if "error" in line]
        assert message == f"article {number} is longer than 1 MB"


def test_given_claims_keep_their_ids(pipe: Pipe) -> None:
    """In an envelope with the article."""
    envelope = {"id": 7, "article": ARTICLE, "claims": [{"id": "q7", "text": "Forty barges were sunk at Low Quay."}]}
    code, [document], _ = pipe(json.dumps(envelope).encode())
    assert code == 0
    assert [claim["id"] for claim in document["claims"]] == ["q7"]
    assert document["provenance"]["input"]["id"] == 7
    assert pipe(json.dumps({**envelope, "claims": "q7"}).encode())[0] == 3


def test_fail_on_ends_with_6_and_the_documents_are_out(pipe: Pipe) -> None:
    """Over-standing: the article states as fact what one side alleges; attributed it passes."""
    lines = f"{json.dumps(ARTICLE)}\n{json.dumps(OVERSTATED)}".encode()
    code, documents, err = pipe(lines, "--fail-on", "over-standing")
    assert (code, len(documents)) == (6, 2)
    assert "refused" not in documents[0]["provenance"]
    assert documents[1]["provenance"]["refused"][0].startswith("over-standing: claims c-")
    assert "article 2: over-standing" in err
    assert pipe(json.dumps(ARTICLE).encode(), "--fail-on", "over-standing")[0] == 0


def test_a_missing_corpus_and_a_wrong_option(pipe: Pipe) -> None:
    """3 and 2."""
    pipe.corpus = pipe.corpus / "missing"
    assert pipe(json.dumps(ARTICLE).encode())[0] == 3
    assert pipe(json.dumps(ARTICLE).encode(), "--language", "xx")[0] == 2


def test_each_line_is_answered_before_the_next_one_comes(corpus: Path) -> None:
    """A pipe that stays open is worked on as it flows."""
    command = [sys.executable, "-c", "from briefs.cli import main; main()", "run", "--corpus", str(corpus), "--as-of", "2026-01-01"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    guard = threading.Timer(120, process.kill)
    guard.start()
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        for line, key in ((b"{broken", "error"), (json.dumps(ARTICLE).encode(), "claims"), (json.dumps(ARTICLE).encode(), "claims")):
            process.stdin.write(line + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())[key]
        process.stdin.close()
        assert process.wait(timeout=60) == 4
    finally:
        guard.cancel()
        process.kill()
