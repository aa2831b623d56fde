"""A corpus folder: what is taken, what is left out and why, and the cache of texts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from briefs.collect import canonical_url, load_corpus, state_dir, texts
from briefs.domain import Article, HandlingRule, PartialDate
from briefs.errors import CorpusError
from tests.unit.collect_files import telegram_export, write_corpus

ARTICLE = Article(
    text=(
        "The council closed the old bridge on Monday after engineers found cracks in two of its pillars. "
        "Residents of the northern bank now drive eleven kilometres more to reach the hospital. "
        "The mayor said that the repair would take at least nine months and cost four million."
    ),
    url="https://www.example.org/news/bridge/",
)


def reasons(root: Path, **arguments: object) -> dict[str, str]:
    """Id -> code of what was left out."""
    return {item.source_id: item.code for item in load_corpus(root, **{"as_of": None, **arguments}).left_out}  # type: ignore[arg-type]


def test_manifest_order_then_loose_files(tmp_path: Path) -> None:
    """The manifest's sources come in its order; files that it does not name follow by path."""
    files = {
        "z.txt": "Text z.",
        "a.txt": "Text a.",
        "loose b.md": "# B\n\nText b.",
        "README.md": "no",
        ".hidden.txt": "no",
        "parties.yaml": "no",
    }
    root = write_corpus(tmp_path, [{"id": "z", "path": "z.txt"}, {"id": "one", "path": "a.txt"}], files)
    assert [source.id for source in load_corpus(root, as_of=None).sources] == ["z", "one", "loose-b"]


def test_front_matter_of_a_loose_file_counts(tmp_path: Path) -> None:
    """A loose Markdown file brings its own metadata, handling and confidentiality included."""
    front = "title: Night watch\ndate: 2026-03-02\nurl: https://example.org/n\nauthors: [A, B]\nhandling: local-only"
    text = f"---\n{front}\n---\nBody *text* here.\n"
    [source] = load_corpus(write_corpus(tmp_path, files={"n.md": text}), as_of=None).sources
    assert (source.title, source.author, str(source.published_at), source.url) == (
        "Night watch",
        "A, B",
        "2026-03-02",
        "https://example.org/n",
    )
    assert source.text == "Body text here."
    assert source.handling.rule is HandlingRule.LOCAL_ONLY


def test_a_confidential_source_leaves_its_identity_behind(tmp_path: Path) -> None:
    """Nothing after the corpus can leak what it never gets: publisher, title, author and address."""
    front = "title: Night watch\nurl: https://example.org/n\nauthors: [Jane Roe]\nsitename: Secret Wire\n"
    front += "confidential: true\ndisplay_name: a clerk"
    [source] = load_corpus(write_corpus(tmp_path, files={"n.md": f"---\n{front}\n---\nBody text here.\n"}), as_of=None).sources
    assert (source.confidential, source.publisher, source.title, source.author, source.url) == (True, "a clerk", "", None, None)


def test_manifest_goes_before_front_matter_but_does_not_unhide(tmp_path: Path) -> None:
    """What the manifest leaves open the file may close."""
    files = {"n.md": "---\ntitle: Own\nconfidential: true\n---\nBody text."}
    [source] = load_corpus(write_corpus(tmp_path, [{"id": "n", "path": "n.md", "title": "Given"}], files), as_of=None).sources
    assert (source.title, source.confidential) == ("", True)


def test_bad_front_matter_is_unreadable(tmp_path: Path) -> None:
    """Front matter that might hide a confidentiality is never skipped over."""
    files = {"ok.txt": "A text.", "n.md": "---\nconfidential: [\n---\nBody.", "m.md": "---\nhandling: hush\n---\nBody."}
    assert reasons(write_corpus(tmp_path, files=files)) == {"n": "unreadable", "m": "unreadable"}


def test_unsupported_files_are_listed(tmp_path: Path) -> None:
    """What cannot be read is said, not dropped in silence."""
    root = write_corpus(tmp_path, files={"a.txt": "A text.", "old.doc": b"x", "p.jpg": b"x"})
    corpus = load_corpus(root, as_of=None)
    assert {item.source_id: item.code for item in corpus.left_out} == {"old": "unsupported", "p": "unsupported"}
    assert "save it as DOCX" in corpus.left_out[0].reason


def test_hostile_file_names(tmp_path: Path) -> None:
    """Control characters, clashes and broken bytes in names give safe, different ids."""
    root = write_corpus(tmp_path, files={"a b.txt": "One.", "a-b.txt": "Two.", "..txt..txt": "no", "\n\x1b[31m.txt": "Three."})
    Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9.txt")).write_bytes(b"Four.")
    ids = [source.id for source in load_corpus(root, as_of=None).sources]
    assert len(set(ids)) == 4
    assert {"a-b", "31m", "caf"} <= set(ids)
    assert all(source_id.isprintable() for source_id in ids)


def test_later_than_as_of(tmp_path: Path) -> None:
    """Only what was certainly published later is left out; an unknown date is used."""
    lines = [
        {"id": str(n), "path": f"{n}.txt", "published_at": day}
        for n, day in enumerate([None, "2026", "2026-03-08", "2026-03-09", "2026-04"])
    ]
    root = write_corpus(tmp_path, lines, {f"{n}.txt": f"Text {n}." for n in range(5)})
    assert reasons(root, as_of=PartialDate("2026-03-08")) == {"3": "later-than-as-of", "4": "later-than-as-of"}


@pytest.mark.parametrize(
    ("as_of", "rule"),
    [(None, "embargoed"), ("2026-03-08", "embargoed"), ("2026-03", "embargoed"), ("2026-03-09", "open")],
)
def test_embargo_holds_until_certainly_over(tmp_path: Path, as_of: str | None, rule: str) -> None:
    """An embargoed source is used here but stays restricted through its day."""
    root = write_corpus(tmp_path, [{"id": "a", "path": "a.txt", "handling": "embargoed-until 2026-03-08"}], {"a.txt": "A text."})
    [source] = load_corpus(root, as_of=PartialDate(as_of) if as_of else None).sources
    assert source.handling.rule.value == rule


def test_a_date_in_the_future_opens_no_embargo(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The calendar ends an embargo, not a date that somebody types; the warning names the id alone."""
    line = {"id": "a", "path": "a.txt", "handling": "embargoed-until 2026-03-08", "title": "Hush"}
    root = write_corpus(tmp_path, [line], {"a.txt": "A text."})
    typed = PartialDate("2030-01-01")
    [held] = load_corpus(root, as_of=typed, today=PartialDate("2026-03-08")).sources
    assert held.handling.rule is HandlingRule.EMBARGOED
    assert "source a stays embargoed" in caplog.text
    assert "Hush" not in caplog.text
    [opened] = load_corpus(root, as_of=typed, today=PartialDate("2026-03-09")).sources
    assert opened.handling.rule is HandlingRule.OPEN
    far = write_corpus(tmp_path / "far", [{**line, "handling": "embargoed-until 2999-01-01"}], {"a.txt": "A text."})
    [source] = load_corpus(far, as_of=PartialDate("3000-01-01")).sources
    assert source.handling.rule is HandlingRule.EMBARGOED


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://m.example.org/news/bridge?utm_source=x#top", "Something else entirely."),
        (None, "Advertisement.\n\n" + ARTICLE.text.replace("Monday", "Tuesday") + "\n\nRead more."),
    ],
)
def test_the_article_is_no_source(tmp_path: Path, url: str | None, text: str) -> None:
    """By address or by near-verbatim body."""
    root = write_corpus(
        tmp_path, [{"id": "copy", "path": "c.txt", "url": url}, {"id": "o", "path": "o.txt"}], {"c.txt": text, "o.txt": "Other."}
    )
    assert reasons(root, article=ARTICLE) == {"copy": "is-the-article"}


def test_a_statement_that_the_article_quotes_is_a_source(tmp_path: Path) -> None:
    """Near miss: a text wholly contained in the article is not the article."""
    root = write_corpus(tmp_path, files={"s.txt": ARTICLE.text.partition(". ")[0] + "."})
    assert reasons(root, article=ARTICLE) == {}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("https://www.example.org/a/", "http://example.org/a"),
        ("https://example.org/a/amp", "https://amp.example.org/a?fbclid=1&utm_medium=x"),
        ("https://www.google.com/amp/s/example.org/a", "https://example.org/a"),
        ("https://example-org.cdn.ampproject.org/c/s/example.org/a", "example.org/a"),
        ("https://example.org/a?b=2&a=1#x", "https://example.org:443/a?a=1&b=2"),
        ("https://example.org/%D0%B0", "https://example.org/а"),
    ],
)
def test_one_page_under_two_addresses(a: str, b: str) -> None:
    """What does not name the page does not count."""
    assert canonical_url(a) == canonical_url(b) != ""


@pytest.mark.parametrize(
    ("a", "b"), [("https://example.org/a", "https://example.org/b"), ("https://example.org/?p=1", "https://example.org/?p=2")]
)
def test_two_pages_stay_two(a: str, b: str) -> None:
    """Paths and real parameters name the page."""
    assert canonical_url(a) != canonical_url(b)


def test_empty_and_missing_files_are_listed(tmp_path: Path) -> None:
    """One source that fails does not stop the others."""
    lines = [{"id": "gone", "path": "gone.txt"}, {"id": "void", "path": "void.txt"}, {"id": "a", "path": "a.txt"}]
    root = write_corpus(tmp_path, lines, {"void.txt": " \n\n", "a.txt": "A text."})
    assert reasons(root) == {"gone": "unreadable", "void": "empty"}


@pytest.mark.parametrize("files", [{}, {"README.md": "x"}, {"void.txt": ""}])
def test_corpus_without_a_usable_source(tmp_path: Path, files: dict[str, str]) -> None:
    """Nothing to read is an error, never "no evidence"."""
    with pytest.raises(CorpusError):
        load_corpus(write_corpus(tmp_path, files=files), as_of=None)


def test_no_such_corpus(tmp_path: Path) -> None:
    """A missing folder is named and not made."""
    with pytest.raises(CorpusError, match="no corpus folder"):
        load_corpus(tmp_path / "typo", as_of=None)
    with pytest.raises(CorpusError, match="no corpus folder"):
        state_dir(tmp_path / "typo")
    assert not (tmp_path / "typo").exists()


def test_loose_symlink_out_and_pipe_are_not_read(tmp_path: Path) -> None:
    """Neither a way out of the corpus nor a pipe that would block."""
    (tmp_path / "secret.txt").write_text("secret")
    root = write_corpus(tmp_path / "corpus", files={"a.txt": "A text."})
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(root / "pipe.txt")
    assert reasons(root) == {"link": "unreadable", "pipe": "unreadable"}


def test_text_is_parsed_once_and_again_when_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache is keyed by content; a damaged cache file is parsed anew."""
    root = write_corpus(tmp_path, files={"a.txt": "A text."})
    load_corpus(root, as_of=None)
    [cached] = (state_dir(root) / "texts").iterdir()
    with monkeypatch.context() as patch:
        patch.setattr("briefs.collect.texts.load_bytes", None)
        assert load_corpus(root, as_of=None).sources[0].text == "A text."
    cached.write_bytes(b'[{"text": 1}]')
    assert load_corpus(root, as_of=None).sources[0].text == "A text."
    (root / "a.txt").write_text("Another text.")
    assert load_corpus(root, as_of=None).sources[0].text == "Another text."


def test_a_foreign_cache_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts that another account sealed, that somebody changed, or that were moved under another file's name are parsed anew."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "theirs"))
    root = write_corpus(tmp_path / "corpus", files={"a.txt": "A text.", "b.txt": "B text."})
    load_corpus(root, as_of=None)
    cached = sorted((state_dir(root) / "texts").iterdir())
    for path, other in zip(cached, reversed([path.read_bytes() for path in cached]), strict=True):
        path.write_bytes(other)
    assert [source.text for source in load_corpus(root, as_of=None).sources] == ["A text.", "B text."]
    for path in cached:
        path.write_bytes(path.read_bytes().replace(b"text", b"lies"))
    assert [source.text for source in load_corpus(root, as_of=None).sources] == ["A text.", "B text."]
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "ours"))
    calls: list[str] = []
    real = texts.load_bytes
    monkeypatch.setattr(texts, "load_bytes", lambda *args, **kwargs: calls.append("parsed") or real(*args, **kwargs))
    load_corpus(root, as_of=None)
    assert calls == ["parsed", "parsed"]


def test_an_account_without_a_home_only_loses_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no key can be kept the corpus is still read."""
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    root = write_corpus(tmp_path / "corpus", files={"a.txt": "A text."})
    assert [load_corpus(root, as_of=None).sources[0].text for _ in range(2)] == ["A text."] * 2


def test_state_goes_to_the_cache_when_the_corpus_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A read-only corpus is read all the same."""
    root = write_corpus(tmp_path / "corpus", files={"a.txt": "A text.", ".briefs": "a file in the way"})
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert state_dir(root).parent == tmp_path / "cache" / "briefs"
    assert len(load_corpus(root, as_of=None).sources) == 1


def test_telegram_messages_are_sources(tmp_path: Path) -> None:
    """Each message with text: its own id, date, channel; forwards keep whose post it is."""
    root = write_corpus(tmp_path, files={"result.json": telegram_export(), "photos/photo_1.jpg": b"x"})
    corpus = load_corpus(root, as_of=None)
    first, second = corpus.sources
    assert (first.id, str(first.published_at), first.publisher, first.kind.value) == (
        "northern-observer-2",
        "2026-03-02",
        "Northern Observer",
        "social",
    )
    assert second.text == "Two lorries crossed it at night, residents wrote."
    assert (second.author, second.forwarded_from) == ("River Watch", "River Watch")
    assert corpus.left_out == ()


def test_manifest_line_of_a_telegram_export(tmp_path: Path) -> None:
    """Its id is the prefix, its address leads to each message, its fields count for all."""
    line = {"id": "no", "path": "result.json", "url": "https://t.me/north/", "publisher": "North", "handling": "open"}
    root = write_corpus(tmp_path, [line], {"result.json": telegram_export(chat_type="private_channel")})
    source = load_corpus(root, as_of=None).sources[0]
    assert (source.id, source.url, source.publisher, source.handling.rule) == ("no-2", "https://t.me/north/2", "North", HandlingRule.OPEN)


def test_private_chat_is_local_only_by_default(tmp_path: Path) -> None:
    """What was not public does not leave the machine unless somebody says so."""
    root = write_corpus(tmp_path, files={"result.json": telegram_export(chat_type="private_channel")})
    assert load_corpus(root, as_of=None).sources[0].handling.rule is HandlingRule.LOCAL_ONLY


def test_progress_is_told(tmp_path: Path) -> None:
    """From nothing done to all done."""
    steps: list[tuple[str, int, int]] = []
    load_corpus(write_corpus(tmp_path, files={"a.txt": "A.", "b.txt": "B."}), as_of=None, on_progress=lambda *step: steps.append(step))
    assert steps == [("Reading sources", 0, 2), ("Reading sources", 1, 2), ("Reading sources", 2, 2)]
