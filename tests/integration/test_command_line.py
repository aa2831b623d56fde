"""The command line as a user meets it: one run of the whole job, and every bad input with its exit code and message."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from briefs.cli import main
from tests.packaging.test_wheel import ROOT

Run = Callable[..., tuple[int, str, str]]

RELAY = (
    "The Reed Circle, a partisan movement, claims that 40 barges were sunk at Low Quay in May 2025. "
    "The harbour office could not verify it.\n"
)
COPY = "According to the Reed Circle, 40 barges were sunk at Low Quay in May 2025. The group said so on Telegram.\n"
ARTICLE = "Forty barges were sunk at Low Quay in May 2025, the Reed Circle says. The quay was closed for a week.\n"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `briefs …` in this process; (exit code, stdout, stderr)."""

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return call


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with an article and a corpus of two relays of one post."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "gazette.txt").write_text(RELAY, encoding="utf-8")
    (corpus / "courier.txt").write_text(COPY, encoding="utf-8")
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


def _draft(run: Run, desk: Path, *more: object) -> tuple[int, str, str]:
    return run("draft", desk / "article.txt", "--corpus", desk / "corpus", "--as-of", "2026-01-01", *more)


def test_two_relays_of_one_party_stay_alleged(run: Run, desk: Path) -> None:
    """The whole job: JSON on stdout, alleged, one origin, and every citation resolves to the character."""
    code, out, err = _draft(run, desk, "--claim", "Forty barges were sunk at Low Quay in May 2025.", "--format", "json")
    assert code == 0, err
    [claim] = json.loads(out)["claims"]
    assert claim["standing"] == "alleged"
    assert claim["independent_origins"] <= 1
    texts = {"gazette": RELAY.strip(), "courier": COPY.strip()}
    cited = [c for s in claim["statements"] for c in s["citations"]]
    assert cited
    assert all(texts[c["source"]][c["start"] : c["end"]] == c["exact"] for c in cited)


def test_the_same_inputs_give_the_same_bytes(run: Run, desk: Path) -> None:
    """Apart from provenance, two runs agree in every byte, the second from a warm index."""
    documents = []
    for _ in range(2):
        _, out, _ = _draft(run, desk, "--format", "json")
        data = json.loads(out)
        data.pop("provenance")
        documents.append(json.dumps(data, sort_keys=True))
    assert documents[0] == documents[1]


def test_every_format_is_written_to_a_folder(run: Run, desk: Path) -> None:
    """Four formats, four files, their paths on stdout."""
    out_folder = desk / "out"
    formats = [argument for name in ("md", "html", "docx", "json") for argument in ("--format", name)]
    code, out, err = _draft(run, desk, *formats, "-o", out_folder)
    assert code == 0, err
    assert sorted(path.name for path in out_folder.iterdir()) == ["article.docx", "article.html", "article.json", "article.md"]
    assert all(str(path) in out for path in out_folder.iterdir())


def test_a_given_claim_keeps_its_id(run: Run, desk: Path) -> None:
    """An id of the checker's own list comes back."""
    claims = desk / "claims.json"
    claims.write_text(json.dumps([{"id": "q7", "text": "Forty barges were sunk at Low Quay."}]), encoding="utf-8")
    _, out, _ = _draft(run, desk, "--claims", claims, "--format", "json")
    assert [claim["id"] for claim in json.loads(out)["claims"]] == ["q7"]


def test_verify_passes_what_was_just_written_and_names_what_an_editor_broke(run: Run, desk: Path) -> None:
    """`verify` ends with 0 on a fresh brief, with 6 and the sentence on one with a changed figure."""
    brief = desk / "brief.json"
    _draft(run, desk, "--claim", "Forty barges were sunk at Low Quay in May 2025.", "--format", "json", "-o", brief)
    assert run("verify", brief, "--corpus", desk / "corpus")[0] == 0
    data = json.loads(brief.read_text(encoding="utf-8"))
    statement = next(s for s in data["claims"][0]["statements"] if "40" in s["text"] or "barges" in s["text"])
    statement["text"] = "The Reed Circle claims that 90 barges were sunk at Low Quay in May 2025."
    brief.write_text(json.dumps(data), encoding="utf-8")
    code, out, err = run("verify", brief, "--corpus", desk / "corpus")
    assert code == 6
    assert "90" in out
    assert "1 of" in err


def test_an_edited_brief_is_rendered_only_after_it_was_checked_again(run: Run, desk: Path) -> None:
    """Without a corpus a changed brief is refused with 6; unchanged it renders."""
    brief = desk / "brief.json"
    _draft(run, desk, "--format", "json", "-o", brief)
    assert run("render", brief, "--format", "html", "-o", desk / "a.html")[0] == 0
    data = json.loads(brief.read_text(encoding="utf-8"))
    data["claims"][0]["standing"] = "confirmed"
    brief.write_text(json.dumps(data), encoding="utf-8")
    code, _, err = run("render", brief, "-o", desk / "b.md")
    assert code == 6
    assert "--corpus" in err
    assert not (desk / "b.md").exists()


def test_forget_erases_a_text_from_everything_we_keep(run: Run, desk: Path) -> None:
    """After `forget` no file below the corpus holds the source's words, and a search does not find them."""
    corpus = desk / "corpus"
    (corpus / "secret.txt").write_text("The zebrafish ledger names the buyer of the barges.\n", encoding="utf-8")
    assert run("index", "--corpus", corpus)[0] == 0
    assert "zebrafish" in run("search", "zebrafish ledger", "--corpus", corpus)[1]
    assert run("forget", "secret", "--corpus", corpus)[0] == 0
    assert "zebrafish" not in run("search", "zebrafish ledger", "--corpus", corpus)[1]
    assert [p for p in corpus.rglob("*") if p.is_file() and b"zebrafish" in p.read_bytes()] == []


def test_add_takes_a_file_in(run: Run, desk: Path) -> None:
    """`add` prints the id; the source is found at once."""
    outside = desk / "note.txt"
    outside.write_text("A dredger named Petrel passed Low Quay at dawn.\n", encoding="utf-8")
    code, out, err = run("add", outside, "--corpus", desk / "corpus", "--publisher", "Harbour Office", "--kind", "official")
    assert code == 0, err
    assert "Harbour Office" in run("search", "dredger Petrel", "--corpus", desk / "corpus")[1]
    assert out.strip() == "note"


def test_an_unreadable_source_is_listed_and_ends_in_4(run: Run, desk: Path) -> None:
    """The rest of the corpus goes on; the document says what was left out."""
    (desk / "corpus" / "broken.pdf").write_bytes(b"%PDF-1.7\nnot a pdf\n")
    code, out, err = _draft(run, desk, "--format", "json")
    assert code == 4, err
    assert [item["source"] for item in json.loads(out)["left_out"]] == ["broken"]
    assert "Source not read: broken: 'broken.pdf': the PDF is damaged" in err


def test_fail_on_ends_in_6_after_writing(run: Run, desk: Path) -> None:
    """The document is written, then the refusal said."""
    output = desk / "a.json"
    code, _, err = _draft(run, desk, "--claim", "A whale ate the mayor.", "--format", "json", "-o", output, "--fail-on", "unverified")
    assert code == 6
    assert output.exists()
    assert "unverified" in err


@pytest.mark.parametrize(
    ("content", "named"),
    [(None, "missing.txt"), (b"", "missing.txt"), (b"\x00\x01\x02\xff\xfe\x00", "missing.txt"), (b"  \n", "missing.txt")],
)
def test_a_bad_article_ends_in_3_and_is_named(run: Run, desk: Path, content: bytes | None, named: str) -> None:
    """Missing, empty, binary, blank."""
    path = desk / "missing.txt"
    if content is not None:
        path.write_bytes(content)
    code, out, err = run("draft", path, "--corpus", desk / "corpus")
    assert (code, out) == (3, "")
    assert named in err


def test_an_article_in_another_language_needs_claims(run: Run, desk: Path) -> None:
    """English rules never read another language."""
    text = "Die Hafenbehörde teilte am Montag mit, dass vierzig Kähne am Kai gesunken seien. Die Ursache ist bisher nicht bekannt.\n"
    (desk / "artikel.txt").write_text(text, encoding="utf-8")
    code, _, err = run("draft", desk / "artikel.txt", "--corpus", desk / "corpus")
    assert code == 3
    assert "--claims" in err


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ('{"id": "a", "path": "gazette.txt"}\n{broken\n', ("manifest.jsonl", "2")),
        ('{"id": "a", "path": "gazette.txt"}\n{"id": "a", "path": "courier.txt"}\n', ("manifest.jsonl", "a")),
        ('{"id": "a", "path": "../article.txt"}\n', ("manifest.jsonl",)),
        ('{"id": "a", "path": "gazette.txt", "colour": "red"}\n', ("manifest.jsonl", "colour")),
    ],
)
def test_a_broken_manifest_ends_in_3_with_its_line(run: Run, desk: Path, manifest: str, words: tuple[str, ...]) -> None:
    """A line that is no JSON, an id twice, a path that leaves, an unknown field."""
    (desk / "corpus" / "manifest.jsonl").write_text(manifest, encoding="utf-8")
    code, _, err = _draft(run, desk)
    assert code == 3
    assert all(word in err for word in words)


def test_an_empty_corpus_ends_in_3(run: Run, desk: Path) -> None:
    """No source, no "no evidence"."""
    for path in (desk / "corpus").iterdir():
        path.unlink()
    assert _draft(run, desk)[0] == 3


def test_a_locked_index_ends_in_2_and_says_where(run: Run, desk: Path) -> None:
    """Another process is writing."""
    assert run("index", "--corpus", desk / "corpus")[0] == 0
    lock_file = desk / "corpus" / ".briefs" / "index" / "writer.lock"
    (desk / "corpus" / "new.txt").write_text("A new source about the quay.\n", encoding="utf-8")
    with FileLock(lock_file):
        code, _, err = run("index", "--corpus", desk / "corpus")
    assert code == 2
    assert ".briefs" in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_refused_write_keeps_the_file_that_stood(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk refuses, the old output still stands and no temporary file is left."""
    output = desk / "a.md"
    output.write_text("old", encoding="utf-8")

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("briefs.collect.durable.os.fsync", refuse)
    code, _, err = _draft(run, desk, "-o", output)
    assert code == 1
    assert "No space left" in err
    assert output.read_text(encoding="utf-8") == "old"
    assert list(desk.glob(".writing-*")) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("draft",),
        ("draft", "x.txt", "--format", "pdf"),
        ("draft", "x.txt", "--as-of", "yesterday"),
        ("draft", "x.txt", "--format", "md", "--format", "json"),
        ("draft", "x.txt", "--base-url", "http://127.0.0.1:1/v1"),
        ("draft", "x.txt", "--model", "gpt"),
        ("draft", "x.txt", "--language", "xx"),
        ("search", ""),
        ("search", " ?! "),
        ("search", "barge", "-v", "--quiet"),
        ("-q", "search", "barge", "-v"),
        ("nonsense",),
    ],
)
def test_wrong_usage_ends_in_2(run: Run, arguments: tuple[str, ...]) -> None:
    """Before any file is read."""
    assert run(*arguments)[0] == 2


@pytest.mark.parametrize("content", ["{", "[]", '{"schema_version": "1.0"}', ""])
def test_a_file_that_is_no_brief_ends_in_3(run: Run, tmp_path: Path, content: str) -> None:
    """Broken JSON, another shape, empty."""
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    code, _, err = run("verify", path)
    assert code == 3
    assert "x.json" in err
    assert "Traceback" not in err


def test_an_internal_error_is_reported_without_a_traceback(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 1 and one line; --verbose shows the trace."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("briefs.wiring.draft_document", fail)
    code, _, err = _draft(run, desk)
    assert code == 1
    assert "boom" in err
    assert "Traceback" not in err


def test_help_is_quick_to_import_nothing_heavy() -> None:
    """`--help` loads neither models nor stores."""
    heavy = ("spacy", "chromadb", "openai", "langchain", "numpy", "trafilatura", "pydantic")
    program = f"import sys, briefs.cli; sys.exit(any(name in sys.modules for name in {heavy!r}))"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_no_confidential_name_reaches_the_output_or_the_log(run: Run, desk: Path) -> None:
    """Neither stdout nor stderr names a confidential source."""
    line = {"id": "s1", "path": "gazette.txt", "publisher": "Jane Roe", "confidential": True, "display_name": "a dock worker"}
    (desk / "corpus" / "manifest.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    code, out, err = run("-v", "draft", desk / "article.txt", "--corpus", desk / "corpus", "--as-of", "2026-01-01", "--format", "json")
    assert code == 0, err
    assert "Jane Roe" not in out + err


def test_a_model_without_a_key_is_told_before_any_work(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 2 names the variable; nothing is read, so not even the missing article is reported."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    code, out, err = run("draft", desk / "missing.txt", "--corpus", desk / "corpus", "--model", "openai:x")
    assert (code, out) == (2, "")
    assert "OPENAI_API_KEY" in err
    assert "missing.txt" not in err
    assert not (desk / "corpus" / ".briefs").exists()
    assert run("draft", desk / "missing.txt", "--model", "openai:x", "--base-url", "http://127.0.0.1:1/v1")[0] == 3


@pytest.mark.parametrize(("name", "opens_with"), [("b.html", "<!doctype html>"), ("b.HTM", "<!doctype"), ("b.md", "# "), ("b.json", "{")])
def test_the_format_is_taken_from_the_ending(run: Run, desk: Path, name: str, opens_with: str) -> None:
    """`-o b.html` is HTML, for `draft` and for `render`."""
    assert _draft(run, desk, "--claim", "Forty barges were sunk.", "-o", desk / name)[0] == 0
    assert (desk / name).read_text(encoding="utf-8").startswith(opens_with)
    brief = desk / "b.json"
    _draft(run, desk, "--claim", "Forty barges were sunk.", "-o", brief)
    assert run("render", brief, "-o", desk / f"r-{name}")[0] == 0
    assert (desk / f"r-{name}").read_text(encoding="utf-8").startswith(opens_with)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--format", "md", "-o", "b.html"), ("b.html", "html", "md")),
        (("--format", "md", "--format", "html", "-o", "single.md"), ("single.md", "2 formats", "folder")),
        (("-o", "b.pdf"), ("b.pdf", ".docx", "--format")),
        (("-o", "b"), ("the format of -o b",)),
        (("--format", "md", "--format", "html", "-o", "article.txt"), ("article.txt", "folder")),
        (("-o", "article.txt/x.md"), ("article.txt is a file",)),
        (("--format", "md", "-o", "full/"), ("article.md is a folder",)),
    ],
)
def test_an_output_that_cannot_be_meant_ends_in_2(
    run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    """Format against ending, several formats in one file, a format that cannot be told: before any work, with nothing written."""
    monkeypatch.chdir(desk)
    (desk / "full" / "article.md").mkdir(parents=True)
    before = sorted(desk.rglob("*"))
    code, out, err = _draft(run, desk, *arguments)
    assert (code, out) == (2, "")
    assert all(word in err for word in words), err
    assert sorted(desk.rglob("*")) == before


def test_an_output_folder_is_named_by_its_slash(run: Run, desk: Path) -> None:
    """One format goes into a folder too."""
    code, out, _ = _draft(run, desk, "--claim", "Forty barges were sunk.", "--format", "md", "-o", f"{desk}/new/")
    assert (code, out.strip()) == (0, str(desk / "new" / "article.md"))


def test_a_pipe_is_written_to_not_replaced(run: Run, desk: Path) -> None:
    """`-o /dev/null` must not make a file of it."""
    device = desk / "device.md"
    device.symlink_to("/dev/null")
    assert _draft(run, desk, "--claim", "Forty barges were sunk.", "-o", device)[0] == 0
    assert device.is_char_device()


def test_quiet_and_verbose_are_understood_after_the_subcommand(run: Run, desk: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The same as before it."""
    before = _draft(run, desk, "--claim", "A whale ate the mayor.", "-o", desk / "a.md")
    after = _draft(run, desk, "--claim", "A whale ate the mayor.", "-o", desk / "a.md", "-q")
    assert "claim" in before[2]
    assert after == (0, before[1], "")
    assert not caplog.records
    _draft(run, desk, "--claim", "A whale ate the mayor.", "--verbose")
    assert "Checking claims" in caplog.text


def test_add_says_what_is_there_already_or_was_forgotten(run: Run, desk: Path) -> None:
    """A second time it prints the same id and exits 0; a forgotten text is refused with its day until --again."""
    outside = desk / "note.txt"
    outside.write_text("A dredger named Petrel passed Low Quay at dawn.\n", encoding="utf-8")
    assert run("add", outside, "--corpus", desk / "corpus")[:2] == (0, "note\n")
    code, out, err = run("add", outside, "--corpus", desk / "corpus")
    assert (code, out) == (0, "note\n")
    assert "already there" in err
    assert run("forget", "note", "--corpus", desk / "corpus")[0] == 0
    code, out, err = run("add", outside, "--corpus", desk / "corpus")
    assert (code, out) == (3, "")
    assert "was forgotten on" in err
    assert run("add", outside, "--corpus", desk / "corpus", "--again")[:2] == (0, "note\n")


def test_add_makes_a_corpus_only_when_told(run: Run, desk: Path) -> None:
    """A typo in --corpus is an error; --new makes the folder."""
    code, _, err = run("add", desk / "article.txt", "--corpus", desk / "corpsu")
    assert code == 3
    assert "--new" in err
    assert not (desk / "corpsu").exists()
    assert run("add", desk / "article.txt", "--corpus", desk / "corpsu", "--new")[0] == 0


def test_a_closed_pipe_ends_quietly(desk: Path) -> None:
    """`briefs search … | head -1`: no message, no trace, and not an error of ours."""
    for n in range(40):
        (desk / "corpus" / f"n{n}.txt").write_text(f"Barge number {n} lay at the quay. " * 40, encoding="utf-8")
    briefs = f"{sys.executable} -c 'from briefs.cli import main; main()'"
    program = f"{briefs} search barge -k 200 --corpus {desk / 'corpus'} | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("141", "")


def test_the_review_page_needs_the_corpus_for_what_surrounds_citations(run: Run, desk: Path, tmp_path: Path) -> None:
    """Straight from the sources; the same again from JSON with the corpus; without it the page says what is missing."""
    folder = tmp_path / "out"
    code, out, err = _draft(run, desk, "--format", "review", "--format", "json", "-o", f"{folder}/")
    assert code == 0, err
    pages = sorted(folder.iterdir())
    assert [path.name for path in pages] == ["article.json", "article.review.html"], out
    drafted = pages[1].read_text(encoding="utf-8")
    assert 'class="context"' in drafted
    again = tmp_path / "again.html"
    code, _, err = run("render", str(pages[0]), "--corpus", str(desk / "corpus"), "--format", "review", "-o", str(again))
    assert code == 0, err
    assert again.read_text(encoding="utf-8") == drafted
    code, _, err = run("render", str(pages[0]), "--format", "review", "-o", str(again))
    assert code == 0, err
    assert "were not at hand" in again.read_text(encoding="utf-8")
