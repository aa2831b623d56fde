"""What a reporter collected: sources, the passages cut from them, and the article under check."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from briefs.domain.dates import PartialDate
from briefs.domain.text import Citation, Span, sha256_of


class SourceKind(StrEnum):
    """What sort of publisher speaks. `unknown` when nobody said."""

    WIRE = "wire"
    OUTLET = "outlet"
    OFFICIAL = "official"
    PARTY = "party"
    SOCIAL = "social"
    NGO = "ngo"
    EXPERT = "expert"
    DOCUMENT = "document"
    UNKNOWN = "unknown"


class TextKind(StrEnum):
    """How the stored text relates to what the publisher published.

    Only `full`, `excerpt` and `transcript` hold the publisher's own words. A `summary`, a `translation` and `own-words` are somebody
    else's rendering: nothing from them may stand in quotation marks as the publisher's words, except what they themselves quote.
    """

    FULL = "full"
    EXCERPT = "excerpt"
    SUMMARY = "summary"
    TRANSCRIPT = "transcript"
    TRANSLATION = "translation"
    OWN_WORDS = "own-words"

    @property
    def is_verbatim(self) -> bool:
        """Whether the stored words are the publisher's."""
        return self in (TextKind.FULL, TextKind.EXCERPT, TextKind.TRANSCRIPT)


class HandlingRule(StrEnum):
    """Where a source's text may go. `local-only` and an embargo keep it from logs and from every remote endpoint."""

    OPEN = "open"
    LOCAL_ONLY = "local-only"
    EMBARGOED = "embargoed"


@dataclass(frozen=True, slots=True)
class Handling:
    """A handling rule, with the day an embargo ends."""

    rule: HandlingRule = HandlingRule.OPEN
    until: PartialDate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One collected document. `text` is the stored, normalised body (NFC, `\\n` newlines); the title is metadata and not citable."""

    id: str
    text: str
    title: str = ""
    url: str | None = None
    publisher: str = ""
    kind: SourceKind = SourceKind.UNKNOWN
    author: str | None = None
    published_at: PartialDate | None = None
    retrieved_at: PartialDate | None = None
    language: str = "und"
    original_language: str | None = None
    text_kind: TextKind = TextKind.FULL
    handling: Handling = Handling()
    confidential: bool = False
    display_name: str | None = None
    interested_in: tuple[str, ...] = ()
    """Parties the manifest says this publisher belongs to or speaks for."""
    forwarded_from: str | None = None
    """Whose post this one passes on unchanged, when the file says so (a Telegram forward)."""
    sha256: str = field(default="")

    def __post_init__(self) -> None:
        if not self.sha256:
            object.__setattr__(self, "sha256", sha256_of(self.text))

    @property
    def shown_name(self) -> str:
        """The publisher as a reader may see it: the display name of a confidential source, never its real one."""
        if self.confidential:
            return self.display_name or "a confidential source"
        return self.publisher or self.id

    def without_identity(self) -> Source:
        """A confidential source as everything after the corpus sees it: its real name, address, author and title are not there to leak."""
        if not self.confidential:
            return self
        return replace(self, publisher=self.shown_name, url=None, author=None, title="")

    def cite(self, span: Span) -> Citation:
        """The citation of a span of this source's text."""
        return Citation(self.id, span, span.of(self.text), self.sha256)


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a source that the index holds: whole sentences, overlapping its neighbours."""

    source_id: str
    span: Span
    text: str
    source_sha256: str

    @property
    def id(self) -> str:
        """Stable while the source's text is: source id, offsets and the start of the text's sha256."""
        return f"{self.source_id}:{self.span.start}-{self.span.end}:{self.source_sha256[:12]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The article under check. It is never evidence for its own claims."""

    text: str
    title: str = ""
    url: str | None = None
    byline: str | None = None
    published_at: PartialDate | None = None
    language: str = "en"
    sha256: str = field(default="")

    def __post_init__(self) -> None:
        if not self.sha256:
            object.__setattr__(self, "sha256", sha256_of(self.text))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A source that was not used, and why: unreadable, later than `as_of`, the article itself, forgotten."""

    source_id: str
    reason: str
    """A sentence for a person."""
    code: str
    """`unreadable` | `unsupported` (a file format that is not read) | `later-than-as-of` | `is-the-article` | `empty` | `forgotten`."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The sources in manifest order, and what was left out."""

    sources: tuple[Source, ...]
    left_out: tuple[LeftOut, ...] = ()

    def by_id(self, source_id: str) -> Source:
        """The source with that id.

        Raises:
            KeyError: no source has it.
        """
        for source in self.sources:
            if source.id == source_id:
                return source
        raise KeyError(source_id)
