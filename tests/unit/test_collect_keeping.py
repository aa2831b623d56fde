"""Adding and forgetting: nothing overwritten, nothing half done, nothing left of what was forgotten."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefs.collect import Added, add_source, cut_passages, durable, forget_source, forgetting, load_corpus, state_dir
from briefs.errors import CorpusError, SourceUnreadable, StorageError
from tests.unit.collect_files import telegram_export, write_corpus

NOW = datetime(2026, 3, 8, 12, 0, tzinfo=UTC)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """A file outside the corpus."""
    path = tmp_path / "Field Note (1).TXT"
    path.write_text("The bridge is closed, the council said.", encoding="utf-8")
    return path


def everything(root: Path) -> bytes:
    """All bytes of all files below a folder."""
    return b"\n".join(path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file())


def test_add_copies_and_lists(tmp_path: Path, note: Path) -> None:
    """A new corpus gets the file under a safe name and a line with what was given."""
    root = tmp_path / "corpus"
    added = add_source(root, note, now=NOW, url="https://example.org/n", publisher="The Example", kind="outlet", makes_corpus=True)
    assert added == Added("field-note-1")
    [source] = load_corpus(root, as_of=None).sources
    assert (source.url, source.publisher, str(source.retrieved_at)) == ("https://example.org/n", "The Example", "2026-03-08")
    assert (root / "sources" / "field-note-1.txt").read_bytes() == note.read_bytes()


def test_add_makes_no_corpus_unasked(tmp_path: Path, note: Path) -> None:
    """A typo in the folder's name is an error, not a new corpus."""
    with pytest.raises(CorpusError, match="--new"):
        add_source(tmp_path / "corpsu", note, now=NOW)
    assert not (tmp_path / "corpsu").exists()


def test_the_same_file_is_added_once(tmp_path: Path, note: Path) -> None:
    """A second time it is already there, whatever it is called; nothing is written."""
    root = write_corpus(tmp_path / "corpus", files={"t.txt": "Other words."})
    first = add_source(root, note, now=NOW, publisher="The Example")
    before = (root / "manifest.jsonl").read_bytes(), everything(root / "sources")
    renamed = note.rename(tmp_path / "copy.txt")
    assert add_source(root, renamed, now=NOW) == Added(first.source_id, was_there=True)
    assert add_source(root, renamed, now=NOW, publisher="The Example") == Added(first.source_id, was_there=True)
    assert before == ((root / "manifest.jsonl").read_bytes(), everything(root / "sources"))


def test_the_same_file_with_other_metadata_is_refused(tmp_path: Path, note: Path) -> None:
    """What was typed is neither ignored nor made a second source in silence; `is_again` makes it one."""
    root = write_corpus(tmp_path / "corpus", files={"t.txt": "Other words."})
    first = add_source(root, note, now=NOW, publisher="The Example")
    with pytest.raises(CorpusError, match=r"another publisher; edit line 1 .*--again"):
        add_source(root, note, now=NOW, publisher="The Other")
    second = add_source(root, note, now=NOW, publisher="The Other", is_again=True)
    assert not second.was_there
    assert {source.id for source in load_corpus(root, as_of=None).sources} == {"t", first.source_id, second.source_id}


def test_the_same_file_lies_loose_in_the_corpus(tmp_path: Path, note: Path) -> None:
    """Without metadata it is there already; with some, the one inside is the one to add."""
    root = write_corpus(tmp_path / "corpus", files={"loose/old.txt": note.read_bytes()})
    assert add_source(root, note, now=NOW) == Added("old", was_there=True)
    with pytest.raises(CorpusError, match=r"loose/old\.txt"):
        add_source(root, note, now=NOW, publisher="X")


def test_what_was_forgotten_comes_back_only_on_purpose(tmp_path: Path, note: Path) -> None:
    """The tombstone is told, with its day; `is_again` restores the text, and a text that only looks alike is free."""
    root = write_corpus(tmp_path / "corpus", files={"t.txt": "Other words."})
    source_id = add_source(root, note, now=NOW).source_id
    forget_source(root, source_id, now=NOW)
    with pytest.raises(CorpusError, match=r"forgotten on 2026-03-08, as 'field-note-1'.*--again"):
        add_source(root, note, now=NOW)
    assert b"bridge" not in everything(root)
    assert add_source(root, note, now=NOW, is_again=True) == Added(source_id)
    assert source_id in {source.id for source in load_corpus(root, as_of=None).sources}
    note.write_text("The bridge is open, the council said.", encoding="utf-8")
    assert not add_source(root, note, now=NOW).was_there


def test_add_never_overwrites(tmp_path: Path, note: Path) -> None:
    """Twice the same name gives two files and two ids; the manifest keeps its own bytes."""
    root = write_corpus(tmp_path / "corpus", files={"manifest.jsonl": b'{"path": "a.txt",   "id": "a"}', "a.txt": "A."})
    first = add_source(root, note, now=NOW).source_id
    note.write_text("The bridge is open.", encoding="utf-8")
    second = add_source(root, note, now=NOW).source_id
    assert first != second
    lines = (root / "manifest.jsonl").read_bytes().split(b"\n")
    assert lines[0] == b'{"path": "a.txt",   "id": "a"}'
    assert len({json.loads(line)["path"] for line in lines if line}) == 3
    assert len(load_corpus(root, as_of=None).sources) == 3


def test_add_a_file_that_lies_inside(tmp_path: Path) -> None:
    """A loose file stays where it is and keeps its id; it has one line."""
    root = write_corpus(tmp_path, files={"deep/My note.txt": "The bridge is closed."})
    [before] = load_corpus(root, as_of=None).sources
    assert add_source(root, root / "deep" / "My note.txt", now=NOW, publisher="X").source_id == before.id == "my-note"
    assert [source.publisher for source in load_corpus(root, as_of=None).sources] == ["X"]
    assert add_source(root, root / "deep" / "My note.txt", now=NOW).was_there
    with pytest.raises(CorpusError, match="already, line 1"):
        add_source(root, root / "deep" / "My note.txt", now=NOW, is_again=True)


@pytest.mark.parametrize(
    ("name", "content", "arguments", "error"),
    [
        ("a.txt", b"A text.", {"kind": "blog"}, CorpusError),
        ("a.txt", b"A text.", {"handling": "hush"}, CorpusError),
        ("a.txt", b"A text.", {"source_id": "../a"}, CorpusError),
        ("a.txt", b"A text.", {"source_id": "taken"}, CorpusError),
        ("a.txt", b" \n", {}, SourceUnreadable),
        ("a.pdf", b"rubbish", {}, SourceUnreadable),
        ("a.doc", b"A text.", {}, SourceUnreadable),
    ],
)
def test_refused_source_changes_nothing(
    tmp_path: Path, name: str, content: bytes, arguments: dict[str, str], error: type[Exception]
) -> None:
    """What would not be usable is refused before anything is written."""
    root = write_corpus(tmp_path / "corpus", [{"id": "taken", "path": "t.txt"}], {"t.txt": "T."})
    (tmp_path / name).write_bytes(content)
    with pytest.raises(error):
        add_source(root, tmp_path / name, now=NOW, **arguments)  # type: ignore[arg-type]
    assert sorted(path.name for path in root.iterdir() if not path.name.startswith(".")) == ["manifest.jsonl", "t.txt"]


def test_full_disk_loses_nothing(tmp_path: Path, note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the manifest cannot be written the corpus stands as before."""
    root = write_corpus(tmp_path / "corpus", [{"id": "t", "path": "t.txt"}], {"t.txt": "T."})
    load_corpus(root, as_of=None)
    before = (root / "manifest.jsonl").read_bytes()

    def refuse(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable.os, "fsync", refuse)
    with pytest.raises(StorageError, match="No space left"):
        add_source(root, note, now=NOW)
    assert (root / "manifest.jsonl").read_bytes() == before
    assert not list((root / "sources").iterdir())


def test_killed_before_the_text_is_in_place(tmp_path: Path, note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A confidential file is never in the corpus without its line; the next change sweeps up what a kill left."""
    root = write_corpus(tmp_path / "corpus", files={"t.txt": "T."})
    load_corpus(root, as_of=None)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("briefs.collect.adding.append_line", die)
        patch.setattr(Path, "unlink", die)
        with pytest.raises(KeyboardInterrupt):
            add_source(root, note, now=NOW, confidential=True)
    assert [source.id for source in load_corpus(root, as_of=None).sources] == ["t"]
    forget_source(root, "t", now=NOW)
    assert b"bridge" not in everything(root)


def test_forget_erases_text_everywhere(tmp_path: Path, note: Path) -> None:
    """File, line and cache go; a tombstone without text or title stays."""
    root = write_corpus(tmp_path / "corpus", files={"t.txt": "Other words."})
    source_id = add_source(root, note, now=NOW, title="Bridge shut").source_id
    source = load_corpus(root, as_of=None).by_id(source_id)
    forgotten = forget_source(root, source_id, now=NOW)
    assert forgotten.source_ids == (source_id,)
    assert forgotten.passage_ids == tuple(passage.id for passage in cut_passages(source))
    assert b"bridge" not in everything(root).lower()
    [stone] = (state_dir(root) / "tombstones.jsonl").read_text().splitlines()
    assert json.loads(stone) == {"id": source_id, "sha256": source.sha256, "forgotten_at": "2026-03-08T12:00:00+00:00"}
    assert [source.id for source in load_corpus(root, as_of=None).sources] == ["t"]


def test_forgotten_text_does_not_come_back_as_a_loose_file(tmp_path: Path, note: Path) -> None:
    """Under any name; only adding it on purpose brings it back."""
    root = write_corpus(tmp_path / "corpus", files={"t.txt": "Other words.", "n.txt": note.read_bytes()})
    forget_source(root, "n", now=NOW)
    write_corpus(root, files={"renamed.txt": note.read_bytes()})
    corpus = load_corpus(root, as_of=None)
    assert [(item.source_id, item.code) for item in corpus.left_out] == [("renamed", "forgotten")]
    add_source(root, root / "renamed.txt", now=NOW, is_again=True)
    assert "renamed" in [source.id for source in load_corpus(root, as_of=None).sources]


def test_file_of_two_sources_stays(tmp_path: Path) -> None:
    """Another line's file is not pulled from under it."""
    root = write_corpus(tmp_path, [{"id": "a", "path": "f.txt"}, {"id": "b", "path": "f.txt"}], {"f.txt": "The text."})
    assert not forget_source(root, "a", now=NOW).file_removed
    assert [source.id for source in load_corpus(root, as_of=None).sources] == ["b"]


def test_forget_one_telegram_message(tmp_path: Path) -> None:
    """Its words leave the export and the cache, the other messages keep their ids, and a new export does not bring it back."""
    root = write_corpus(tmp_path, [{"id": "no", "path": "result.json"}], {"result.json": telegram_export()})
    load_corpus(root, as_of=None)
    forgotten = forget_source(root, "no-3", now=NOW)
    assert (forgotten.source_ids, forgotten.file_removed) == (("no-3",), False)
    assert b"lorries" not in everything(root)
    assert b"at night" not in everything(root)
    assert [source.id for source in load_corpus(root, as_of=None).sources] == ["no-2"]
    (root / "result.json").write_bytes(telegram_export())
    corpus = load_corpus(root, as_of=None)
    assert [source.id for source in corpus.sources] == ["no-2"]
    assert [(item.source_id, item.code) for item in corpus.left_out] == [("no-3", "forgotten")]


def test_forget_a_whole_export(tmp_path: Path) -> None:
    """The manifest's id stands for every message."""
    root = write_corpus(tmp_path, [{"id": "no", "path": "result.json"}], {"result.json": telegram_export(), "t.txt": "T."})
    assert set(forget_source(root, "no", now=NOW).source_ids) == {"no-2", "no-3", "no"}
    assert not (root / "result.json").exists()


def test_forget_what_cannot_be_read(tmp_path: Path) -> None:
    """A broken or missing file can be forgotten too."""
    root = write_corpus(tmp_path, [{"id": "gone", "path": "gone.txt"}, {"id": "bad", "path": "bad.pdf"}], {"bad.pdf": "x", "t.txt": "T."})
    forget_source(root, "gone", now=NOW)
    forget_source(root, "bad", now=NOW)
    assert load_corpus(root, as_of=None).left_out == ()


def test_forget_goes_on_after_a_kill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between file and manifest, the id still leads there and the second run finishes."""
    root = write_corpus(tmp_path, [{"id": "a", "path": "a.txt"}], {"a.txt": "The bridge.", "t.txt": "T."})

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(forgetting, "drop_lines", die)
        with pytest.raises(KeyboardInterrupt):
            forget_source(root, "a", now=NOW)
    assert not (root / "a.txt").exists()
    forget_source(root, "a", now=NOW)
    assert (root / "manifest.jsonl").read_bytes().strip() == b""
    with pytest.raises(CorpusError, match="forgotten already, on 2026-03-08"):
        forget_source(root, "a", now=NOW)


def test_unknown_id(tmp_path: Path) -> None:
    """The message says what there is."""
    root = write_corpus(tmp_path, files={"t.txt": "T."})
    with pytest.raises(CorpusError, match="no source 'x' in the corpus; it has: t"):
        forget_source(root, "x", now=NOW)
