"""A folder of collected files as a corpus: what the manifest lists, the loose files beside it, and what was left out with the reason."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from briefs.collect.extracted import Extracted
from briefs.collect.layout import loose_files, no_folder, resolve_inside, shown, slug, unique_id
from briefs.collect.loaders import LEGACY, READABLE
from briefs.collect.manifest import Entry, ManifestLine, check_line, read_handling, read_manifest
from briefs.collect.same_article import ArticleTest
from briefs.collect.texts import texts_of
from briefs.collect.tombstones import Tombstones, read_tombstones
from briefs.domain import Article, Corpus, Handling, HandlingRule, LeftOut, PartialDate, Source, SourceKind, TextKind
from briefs.errors import CorpusError, SourceUnreadable
from briefs.language import detect_language

Progress = Callable[[str, int, int], None]
"""(what is being done, how many are done, how many there are)."""

_TELEGRAM_MEDIA = frozenset(
    ("photos", "video_files", "voice_messages", "round_video_messages", "stickers", "css", "js", "images", "lists", "contacts")
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Collected:
    """A source with the file that it came from, for keeping the corpus."""

    source: Source
    file: Path
    member: str
    """Which part of the file: a Telegram chat and message; "" for the whole."""
    entry: Entry | None
    """Its manifest line; None for a loose file."""
    file_sha256: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything in a corpus folder, before dates and the article are looked at."""

    collected: tuple[Collected, ...]
    left_out: tuple[LeftOut, ...]
    ids_of_files: dict[str, Path]
    """Id under which each readable or unreadable file was taken; a Telegram export's is the prefix of its messages' ids."""


def load_corpus(
    root: Path,
    *,
    as_of: PartialDate | None,
    article: Article | None = None,
    on_progress: Progress | None = None,
    today: PartialDate | None = None,
) -> Corpus:
    """The sources of a corpus folder, the manifest's in its order, then loose files by path.

    Left out, each with a sentence: what cannot be read or is empty, what was certainly published after `as_of` (an unknown date is used),
    what is the article itself, and loose files with a text that was forgotten. An embargo is lifted only when `as_of` and
    `today` (the present day in UTC when it is not given) both lie certainly after its day: a date that somebody types cannot end it.
    Until then, and without an `as_of`, the source is used here and stays restricted like a local-only one.

    Raises:
        CorpusError: no such folder, a broken manifest, a path that leaves the corpus, or nothing that can be used.
    """
    inventory = take_inventory(root, on_progress=on_progress)
    test = ArticleTest(article) if article is not None else None
    day = today or PartialDate(datetime.now(UTC).date().isoformat())
    sources: list[Source] = []
    left_out = list(inventory.left_out)
    for item in inventory.collected:
        source = _with_embargo(item.source, as_of, today=day)
        reason = _why_left_out(source, as_of, test)
        if reason is None:
            sources.append(source)
        else:
            left_out.append(reason)
    if not sources:
        raise CorpusError(_nothing_usable(root, left_out))
    return Corpus(tuple(source.without_identity() for source in sources), tuple(left_out))


def take_inventory(root: Path, *, on_progress: Progress | None = None) -> Inventory:
    """Read every file of a corpus folder.

    Raises:
        CorpusError: no such folder, a broken manifest, or a path that leaves the corpus.
    """
    if not root.is_dir():
        raise CorpusError(no_folder(root))
    return _Taking(root).run(on_progress)


class _Taking:
    """One pass over a corpus folder; ids given out so far keep later ones unique."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._entries = read_manifest(root)
        self._tombstones: Tombstones = read_tombstones(root)
        self._taken = {entry.line.id for entry in self._entries}
        self._collected: list[Collected] = []
        self._left_out: list[LeftOut] = []
        self._ids_of_files: dict[str, Path] = {}

    def run(self, on_progress: Progress | None) -> Inventory:
        listed = {entry.file for entry in self._entries}
        loose = [path for path in loose_files(self._root) if (self._root / path).resolve() not in listed]
        jobs: list[Entry | Path] = [*self._entries, *loose]
        for done, job in enumerate(jobs):
            if on_progress is not None:
                on_progress("Reading sources", done, len(jobs))
            if isinstance(job, Entry):
                self._take_listed(job)
            else:
                self._take_loose(job)
        if on_progress is not None and jobs:
            on_progress("Reading sources", len(jobs), len(jobs))
        return Inventory(tuple(self._collected), tuple(self._left_out), self._ids_of_files)

    def _take_listed(self, entry: Entry) -> None:
        self._ids_of_files[entry.line.id] = entry.file
        try:
            texts, sha256 = texts_of(self._root, entry.file, source_id=entry.line.id)
        except SourceUnreadable as error:
            self._leave_out(entry.line.id, "unreadable", error.reason)
            return
        stated = entry.line.model_dump(mode="json", exclude_none=True)
        self._take_texts(texts, stated, file=entry.file, entry=entry, file_sha256=sha256)

    def _take_loose(self, path: Path) -> None:
        source_id = unique_id(slug(path.stem), taken=self._taken, salt=str(path))
        if path.suffix.lower() not in READABLE:
            self._leave_out_unsupported(source_id, path)
            return
        self._taken.add(source_id)
        try:
            file = resolve_inside(self._root, path.as_posix())
        except CorpusError as error:
            self._leave_out(source_id, "unreadable", str(error))
            return
        self._ids_of_files[source_id] = file
        try:
            texts, sha256 = texts_of(self._root, file, source_id=source_id)
            stone = self._tombstones.of(sha256)
            if stone is not None:
                self._leave_out(source_id, "forgotten", _forgotten(stone.id, stone.forgotten_at))
                return
        except SourceUnreadable as error:
            self._leave_out(source_id, "unreadable", f"{shown(str(path))}: {error.reason}")
            return
        self._take_texts(texts, {"id": source_id}, file=file, entry=None, file_sha256=sha256)

    def _take_texts(
        self, texts: Sequence[Extracted], stated: Mapping[str, object], *, file: Path, entry: Entry | None, file_sha256: str
    ) -> None:
        """`stated` are the manifest's fields, which go before what the file says itself."""
        for text in texts:
            source_id = self._member_id(str(stated["id"]), text, is_listed=entry is not None)
            if not text.text.strip():
                self._leave_out(source_id, "empty", "its file holds no text")
                continue
            try:
                # The real path may hold bytes that are no text; nothing reads it from here on.
                line = check_line({**text.manifest, **stated, "path": "-"}, place="its own metadata")
            except CorpusError as error:
                self._leave_out(source_id, "unreadable", str(error))
                continue
            source = _source(source_id, text, line)
            stone = self._stone_for(source, text, is_listed=entry is not None)
            if stone is not None:
                self._leave_out(source_id, "forgotten", stone)
                continue
            self._collected.append(Collected(source, file, text.member, entry, file_sha256))

    def _member_id(self, file_id: str, text: Extracted, *, is_listed: bool) -> str:
        """The id of a message: the manifest's id or else the chat's name, and the message's number."""
        if not text.member:
            return file_id
        chat, _, message = text.member.rpartition("/")
        source_id = unique_id(f"{file_id if is_listed else slug(chat)}-{message}", taken=self._taken, salt=f"{file_id}/{text.member}")
        self._taken.add(source_id)
        return source_id

    def _stone_for(self, source: Source, text: Extracted, *, is_listed: bool) -> str | None:
        """A loose file is known by its text, a message also by its id, because an export made again holds it again."""
        stone = self._tombstones.of(source.sha256) if text.member or not is_listed else None
        if stone is None and text.member:
            stone = self._tombstones.by_id(source.id)
        if stone is None:
            return None
        if text.member:
            return f"this message was forgotten on {stone.forgotten_at[:10]}"
        return _forgotten(stone.id, stone.forgotten_at)

    def _leave_out_unsupported(self, source_id: str, path: Path) -> None:
        if path.parent.name in _TELEGRAM_MEDIA and (self._root / path.parent.parent / "result.json").is_file():
            return
        what = LEGACY.get(path.suffix.lower(), f"of a format that is not read ({', '.join(sorted(READABLE))})")
        self._leave_out(source_id, "unsupported", f"{shown(str(path))} is {what}")

    def _leave_out(self, source_id: str, code: str, reason: str) -> None:
        _log.info("left out: %s (%s)", source_id, code)
        self._left_out.append(LeftOut(source_id, reason, code))


def _source(source_id: str, text: Extracted, line: ManifestLine) -> Source:
    """The manifest's word goes before the file's own metadata."""
    body = text.text
    return Source(
        id=source_id,
        text=body,
        title=line.title if line.title is not None else text.title,
        url=_member_url(line.url, text) or text.url or None,
        publisher=line.publisher or text.publisher,
        kind=line.kind or (SourceKind(text.kind) if text.kind else SourceKind.UNKNOWN),
        author=line.author or text.author or None,
        published_at=_date(line.published_at or text.published_at),
        retrieved_at=_date(line.retrieved_at),
        language=line.language or text.language or detect_language(body),
        original_language=line.original_language,
        text_kind=line.text_kind or TextKind.FULL,
        handling=read_handling(line.handling) if line.handling else Handling(),
        confidential=bool(line.confidential),
        display_name=line.display_name,
        interested_in=tuple(line.interested_in or ()),
        forwarded_from=text.forwarded_from or None,
    )


def _member_url(url: str | None, text: Extracted) -> str | None:
    """A Telegram channel's address leads to each message."""
    if url and text.member:
        return f"{url.rstrip('/')}/{text.member.rpartition('/')[2]}"
    return url


def _date(value: str | None) -> PartialDate | None:
    return PartialDate(value) if value else None


def _with_embargo(source: Source, as_of: PartialDate | None, *, today: PartialDate) -> Source:
    until = source.handling.until
    if source.handling.rule is not HandlingRule.EMBARGOED or until is None or as_of is None or not as_of.is_certainly_after(until):
        return source
    if today.is_certainly_after(until):
        return replace(source, handling=Handling())
    _log.warning("source %s stays embargoed: its embargo ends after %s by the calendar, not by --as-of %s", source.id, until, as_of)
    return source


def _why_left_out(source: Source, as_of: PartialDate | None, test: ArticleTest | None) -> LeftOut | None:
    if as_of is not None and source.published_at is not None and source.published_at.is_certainly_after(as_of):
        return LeftOut(source.id, f"it was published on {source.published_at}, after {as_of}", "later-than-as-of")
    why_same = test.why_same(source) if test is not None else ""
    return LeftOut(source.id, why_same, "is-the-article") if why_same else None


def _forgotten(source_id: str, forgotten_at: str) -> str:
    return f"its text was forgotten on {forgotten_at[:10]} as {source_id}; to use it again, `briefs add --again` it"


def _nothing_usable(root: Path, left_out: Sequence[LeftOut]) -> str:
    if not left_out:
        return f"the corpus {root} holds no sources; put files in ({', '.join(sorted(READABLE))}) or run `briefs add`"
    return f"no source in {root} can be used: {'; '.join(_first_reasons(left_out))}"


def _first_reasons(left_out: Sequence[LeftOut]) -> Iterator[str]:
    for item in left_out[:5]:
        yield f"{item.source_id}: {item.reason}"
    if len(left_out) > 5:
        yield f"and {len(left_out) - 5} more"
