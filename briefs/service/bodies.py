"""What requests and answers hold: the shapes that the OpenAPI document publishes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from briefs.domain import PartialDate
from briefs.service.settings import Name

ClaimId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,119}$")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ClaimIn(_Body):
    """A claim of the checker's own list."""

    text: str = Field(min_length=1, max_length=2000)
    id: ClaimId | None = None


class BriefRequest(_Body):
    """An article to be briefed: itself, or where it stands."""

    corpus: Name = Field(description="Which corpus holds the sources.")
    article: dict[str, Any] | None = Field(
        default=None,
        description="As a content management system exports it: headline, body (text or HTML), url, dates; also ninjs, WordPress, Ghost.",
        examples=[{"headline": "Barges sunk at Low Quay", "body": "Forty barges were sunk, the Reed Circle says."}],
    )
    article_url: str | None = Field(default=None, max_length=2000, description="Where to fetch it; its host is listed under [fetch].")
    as_of: str | None = Field(
        default=None, max_length=10, description="Use no source published later: 2026, 2026-03 or 2026-03-08. Default: today."
    )
    claims: list[ClaimIn] = Field(default=[], max_length=200, description="Check these instead of the claims that are found.")
    language: str = Field(default="en", pattern=r"^[a-z]{2}$", description="Of the briefs' own sentences.")
    callback_url: str | None = Field(
        default=None, max_length=2000, description="Told when the job is finished; its host is listed under [callbacks]."
    )

    @field_validator("as_of")
    @classmethod
    def _is_date(cls, value: str | None) -> str | None:
        return value if value is None else str(PartialDate.parse(value))

    @model_validator(mode="after")
    def _one_article(self) -> BriefRequest:
        if (self.article is None) == (self.article_url is None):
            raise ValueError("give either article or article_url")
        return self


class ErrorOut(BaseModel):
    """Why a job failed."""

    code: str
    message: str | None


class DeliveryOut(BaseModel):
    """Whether the briefs stand beside their post in the content management system."""

    state: Literal["waiting", "delivered", "conflict", "given-up"] = Field(
        description="`conflict`: a person changed what would have been overwritten, and nothing was written."
    )
    outcome: str = Field(description="Of the last attempt: created, updated, unchanged, conflict, gone, or what went wrong in a word.")
    detail: str = Field(description="The same as a sentence for an editor.")
    attempts: int
    at: str | None = Field(description="Of the last attempt.")


class JobOut(BaseModel):
    """A job as it stands."""

    id: str
    state: Literal["queued", "running", "succeeded", "partial", "unchanged", "failed", "cancelled"]
    corpus: str
    article: str | None = Field(description="`hook/article id` when a content management system told us of it.")
    created_at: str
    started_at: str | None
    finished_at: str | None
    attempts: int
    ahead: int | None = Field(description="Jobs that are worked on before this one, while it waits.")
    claims: int | None = Field(description="How many claims were briefed.")
    article_sha256: str | None
    same_as: str | None = Field(description="The job whose result still stands, when state is `unchanged`.")
    error: ErrorOut | None
    delivery: DeliveryOut | None = Field(description="Null where nothing is to be delivered, or a later job's briefs took the place.")
    erased_at: str | None
    links: dict[str, str]


class JobList(BaseModel):
    """Newest first."""

    items: list[JobOut]
    next: int | None = Field(description="`before` of the next page; null at the end.")


class CorpusOut(BaseModel):
    """A corpus."""

    name: str
    links: dict[str, str]


class CorpusList(BaseModel):
    """By name."""

    items: list[CorpusOut]


class SourceIn(_Body):
    """A source with its file, as `briefs add` takes it."""

    filename: FileName = Field(description="Its ending says what it is: .txt, .md, .html, .pdf, .docx, .json of a Telegram export.")
    content: str | None = Field(default=None, description="The text of a text file.")
    content_base64: str | None = Field(default=None, description="Any file.")
    id: str | None = Field(default=None, max_length=120)
    url: str | None = Field(default=None, max_length=2000)
    publisher: Line | None = None
    kind: Literal["wire", "outlet", "official", "party", "social", "ngo", "expert", "document", "unknown"] | None = None
    author: Line | None = None
    published_at: str | None = Field(default=None, max_length=10)
    retrieved_at: str | None = Field(default=None, max_length=10)
    language: str | None = Field(default=None, pattern=r"^[a-z]{2,3}$")
    original_language: str | None = Field(default=None, pattern=r"^[a-z]{2,3}$")
    title: Line | None = None
    text_kind: Literal["full", "excerpt", "summary", "transcript", "translation", "own-words"] | None = None
    handling: str | None = Field(default=None, max_length=40, description="open, local-only, or embargoed-until DATE")
    confidential: bool | None = None
    display_name: Line | None = None
    interested_in: list[Line] | None = Field(default=None, max_length=50)
    again: bool = Field(default=False, description="Take it in although its text was forgotten, or the same file is there.")

    @model_validator(mode="after")
    def _one_content(self) -> SourceIn:
        if (self.content is None) == (self.content_base64 is None):
            raise ValueError("give either content or content_base64")
        return self


class SourceAdded(BaseModel):
    """The source's id."""

    id: str
    was_there: bool


class SourceOut(BaseModel):
    """A source as readers may know it: of a confidential one the display name alone."""

    id: str
    publisher: str
    kind: str
    title: str
    url: str | None
    author: str | None
    published_at: str | None
    language: str
    text_kind: str
    handling: str
    confidential: bool
    sha256: str
    characters: int


class LeftOutOut(BaseModel):
    """A file that is not used, and why."""

    id: str
    code: str
    reason: str


class SourceList(BaseModel):
    """In the manifest's order."""

    items: list[SourceOut]
    left_out: list[LeftOutOut]


class Forgot(BaseModel):
    """What was erased."""

    ids: list[str]
    erased_results: list[str] = Field(description="Jobs whose results held words of the source.")


class PartyIn(_Body):
    """Somebody with a stake in the matter."""

    name: Line
    aliases: list[Line] = Field(default_factory=list, max_length=50, description="Other names for it in the sources.")
    side: Line | None = Field(default=None, description="Two parties with one side are never opposed. Without: its own side.")
    editor: Line = Field(description="Who says so; stands in the audit.")


class PartyOut(BaseModel):
    """A party of a corpus."""

    name: str
    aliases: list[str]
    side: str


class PartiesOut(BaseModel):
    """The parties of a corpus, as its `parties.yaml` has them."""

    items: list[PartyOut]


class DecisionIn(_Body):
    """What an editor decided on one brief."""

    decision: Literal["approved", "rejected", "withdrawn"]
    brief_sha256: Sha256 = Field(description="Of the brief that the editor read.")
    editor: Line
    note: str = Field(default="", max_length=2000)
    seen: int | None = Field(
        default=None,
        ge=0,
        le=2**53,
        description="Number of the last decision that the editor saw, 0 for none: a later one makes this a 409.",
    )


class DecisionOut(BaseModel):
    """A recorded decision; it is never changed."""

    number: int
    job: str
    claim: str
    brief_sha256: str
    article_sha256: str
    decision: str
    editor: str
    caller: str
    note: str
    decided_at: str


class DecisionList(BaseModel):
    """Oldest first, of this very brief of this very article."""

    items: list[DecisionOut]
    approved: bool = Field(description="Whether the approval holds.")


class HookAnswer(BaseModel):
    """What became of a hook."""

    status: Literal["accepted", "known", "ignored"]
    job: str | None


class Health(BaseModel):
    """Whether the service answers."""

    status: Literal["ok"]


class Readiness(BaseModel):
    """Whether it works."""

    status: Literal["ready", "starting"]
    queued: int
    running: int
    workers: int


class ProblemOut(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = None
