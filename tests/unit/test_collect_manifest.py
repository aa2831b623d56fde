"""The manifest: what a line may say, and how a broken one is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefs.collect import load_corpus, read_manifest
from briefs.domain import HandlingRule, SourceKind, TextKind
from briefs.errors import CorpusError
from tests.unit.collect_files import write_corpus

FULL = {
    "id": "a",
    "path": "sources/a.txt",
    "url": "https://example.org/a",
    "publisher": "The Example",
    "kind": "wire",
    "author": "A. Writer",
    "published_at": "2023-09",
    "retrieved_at": 2024,
    "language": "en",
    "original_language": "de",
    "title": "A title",
    "text_kind": "own-words",
    "handling": "embargoed-until 2026-05-01",
    "confidential": True,
    "display_name": "an official",
    "interested_in": ["the council"],
}


def test_every_field_reaches_the_source(tmp_path: Path) -> None:
    """A line with all fields gives a source with all of them, partial dates as written."""
    root = write_corpus(tmp_path, [FULL], {"sources/a.txt": "The council met. It voted."})
    [source] = load_corpus(root, as_of=None).sources
    assert (source.kind, source.text_kind, source.handling.rule) == (SourceKind.WIRE, TextKind.OWN_WORDS, HandlingRule.EMBARGOED)
    assert str(source.published_at) == "2023-09"
    assert str(source.retrieved_at) == "2024"
    assert (source.confidential, source.shown_name, source.interested_in) == (True, "an official", ("the council",))


def test_text_kind_defaults_to_full_and_null_means_absent(tmp_path: Path) -> None:
    """Nulls are as good as missing fields."""
    root = write_corpus(
        tmp_path, [{"id": "a", "path": "a.txt", "author": None, "published_at": None, "text_kind": None}], {"a.txt": "A text."}
    )
    [source] = load_corpus(root, as_of=None).sources
    assert source.text_kind is TextKind.FULL
    assert source.published_at is None


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('{"id": "b", "path": "a.txt"', "not a JSON object on one line"),
        ('["b"]', "not a JSON object"),
        ('{"id": "b", "path": "a.txt", "publishr": "X"}', "unknown field 'publishr'"),
        ('{"id": "b", "path": "a.txt", "id": "c"}', "stands twice"),
        ('{"path": "a.txt"}', "id: Field required"),
        ('{"id": "b/../c", "path": "a.txt"}', "starts with a letter or digit"),
        ('{"id": "b", "path": "a.txt", "published_at": "2023-13"}', "published_at"),
        ('{"id": "b", "path": "a.txt", "handling": "secret"}', "open, local-only, embargoed-until DATE"),
        ('{"id": "b", "path": "a.txt", "kind": "blog"}', "kind"),
    ],
)
def test_broken_line_is_named_by_file_and_number(tmp_path: Path, line: str, fault: str) -> None:
    """The error names manifest, line and fault; the blank line before it is counted."""
    root = write_corpus(tmp_path, files={"a.txt": "A text.", "manifest.jsonl": '{"id": "a", "path": "a.txt"}\n\n' + line + "\n"})
    with pytest.raises(CorpusError) as caught:
        read_manifest(root)
    assert "manifest.jsonl, line 3" in str(caught.value)
    assert fault in str(caught.value)


def test_fault_never_repeats_the_value(tmp_path: Path) -> None:
    """A value at fault may be a confidential name, so a message holds the field alone."""
    line = {"id": "a", "path": "a.txt", "confidential": True, "publisher": ["Jane Hidden"]}
    with pytest.raises(CorpusError) as caught:
        read_manifest(write_corpus(tmp_path, [line]))
    assert "Hidden" not in str(caught.value)


def test_id_twice_names_both_lines(tmp_path: Path) -> None:
    """Neither of two sources with one id is silently dropped."""
    root = write_corpus(tmp_path, [{"id": "a", "path": "a.txt"}, {"id": "b", "path": "b.txt"}, {"id": "a", "path": "c.txt"}])
    with pytest.raises(CorpusError, match=r"'a' stands in line 1 and in line 3"):
        read_manifest(root)


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/passwd", "a/../../b.txt", "..\\b.txt", "C:\\b.txt", "link.txt", "out/b.txt"])
def test_path_that_leaves_the_corpus(tmp_path: Path, path: str) -> None:
    """Parents, absolute paths and symlinks lead to an error, not to a file."""
    root = write_corpus(tmp_path / "corpus", [{"id": "a", "path": path}])
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "b.txt").write_text("secret")
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    (root / "out").symlink_to(tmp_path)
    with pytest.raises(CorpusError, match=r"line 1.*leaves the corpus"):
        read_manifest(root)


def test_byte_order_mark_and_windows_newlines(tmp_path: Path) -> None:
    """A manifest saved by a Windows editor is read."""
    root = write_corpus(tmp_path, files={"manifest.jsonl": b"\xef\xbb\xbf" + json.dumps({"id": "a", "path": "a.txt"}).encode() + b"\r\n"})
    assert [entry.line.id for entry in read_manifest(root)] == ["a"]
