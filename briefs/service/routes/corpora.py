"""Corpora: one for each story; their sources listed, added and forgotten by the command line's rules."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from briefs.domain import Party
from briefs.service.bodies import (
    CorpusList,
    CorpusOut,
    Forgot,
    Line,
    PartiesOut,
    PartyIn,
    PartyOut,
    SourceAdded,
    SourceIn,
    SourceList,
)
from briefs.service.corpora import decoded
from briefs.service.logs import event
from briefs.service.marking import Marker
from briefs.service.problems import Problem
from briefs.service.services import Services, Shared, allowed, problems
from briefs.service.settings import NAME_PATTERN
from briefs.service.tokens import Caller

router = APIRouter(prefix="/v1/corpora", tags=["corpora"])
CorpusName = Annotated[str, Path(pattern=NAME_PATTERN, examples=["bridge-story"])]
SourceId = Annotated[str, Path(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f/\\]+$", examples=["gazette-1"])]


@router.get("", response_model=CorpusList, responses=problems())
def list_corpora(shared: Shared, _: Annotated[Caller, allowed("corpora:read")]) -> CorpusList:
    """Names of all corpora."""
    return CorpusList(items=[_shown(name) for name in shared.corpora.names()])


@router.put("/{name}", response_model=CorpusOut, responses={**problems(), 201: {"model": CorpusOut, "description": "It was made."}})
def make_corpus(name: CorpusName, shared: Shared, response: Response, _: Annotated[Caller, allowed("corpora:write")]) -> CorpusOut:
    """Make a corpus; one that is there stays as it is."""
    if shared.corpora.make(name):
        response.status_code = 201
        event("corpus-made", corpus=name)
    return _shown(name)


@router.get("/{name}", response_model=CorpusOut, responses=problems())
def show_corpus(name: CorpusName, shared: Shared, _: Annotated[Caller, allowed("corpora:read")]) -> CorpusOut:
    """Whether there is such a corpus."""
    _require(name, shared)
    return _shown(name)


@router.get("/{name}/sources", response_model=SourceList, responses=problems())
def list_sources(name: CorpusName, shared: Shared, _: Annotated[Caller, allowed("corpora:read")]) -> SourceList:
    """The sources, and the files that are not used."""
    _require(name, shared)
    return SourceList.model_validate(shared.corpora.sources(name))


@router.post(
    "/{name}/sources",
    status_code=201,
    response_model=SourceAdded,
    responses={**problems(), 200: {"model": SourceAdded, "description": "It was there."}},
)
def add_source(
    name: CorpusName, body: SourceIn, shared: Shared, response: Response, _: Annotated[Caller, allowed("corpora:write")]
) -> SourceAdded:
    """Add a source, as `briefs add` does: the same file is added once, a forgotten text only with `again`."""
    _require(name, shared)
    content = decoded(body.content, body.content_base64)
    if len(content) > shared.settings.limits.source_mb * 2**20:
        raise Problem(413, "too-large", f"a source holds at most {shared.settings.limits.source_mb} MB")
    fields = body.model_dump(mode="json", exclude_none=True, exclude={"filename", "content", "content_base64", "again", "id"})
    if body.id is not None:
        fields["source_id"] = body.id
    added = SourceAdded.model_validate(shared.corpora.add(name, body.filename, content, {**fields, "is_again": body.again}))
    if added.was_there:
        response.status_code = 200
    event("source-added", corpus=name, was_there=added.was_there)
    return added


@router.delete("/{name}/sources/{source_id}", response_model=Forgot, responses=problems())
def forget_source(name: CorpusName, source_id: SourceId, shared: Shared, _: Annotated[Caller, allowed("corpora:write")]) -> Forgot:
    """Erase a source's text from corpus, index and caches, as `briefs forget` does, and every result in which words of it stand."""
    _require(name, shared)
    forgot = Forgot.model_validate(shared.corpora.forget(name, source_id))
    event("source-forgotten", corpus=name, sources=len(forgot.ids), erased_results=len(forgot.erased_results))
    return forgot


@router.get("/{name}/parties", response_model=PartiesOut, responses=problems())
def list_parties(name: CorpusName, shared: Shared, _: Annotated[Caller, allowed("corpora:read")]) -> PartiesOut:
    """Who is a party in the matter of this corpus."""
    _require(name, shared)
    return _parties(name, shared)


@router.post(
    "/{name}/parties",
    status_code=201,
    response_model=PartiesOut,
    responses={**problems(), 200: {"model": PartiesOut, "description": "It was there with this side."}},
)
def mark_party(
    name: CorpusName, body: PartyIn, shared: Shared, response: Response, caller: Annotated[Caller, allowed("corpora:write")]
) -> PartiesOut:
    """Mark a party: what it says for itself has a stake. One that has the same name or alias gets this side and the further names. Briefs
    that were made before stay as they are; `POST /v1/briefs/ID/again` briefs an article again."""
    _require(name, shared)
    party = Party(body.name, tuple(body.aliases), body.side or "")
    if not shared.parties.mark(name, party, Marker(editor=body.editor, caller=caller.name)):
        response.status_code = 200
    event("party-marked", corpus=name)
    return _parties(name, shared)


@router.delete("/{name}/parties", response_model=PartiesOut, responses=problems())
def unmark_party(
    name: CorpusName,
    shared: Shared,
    caller: Annotated[Caller, allowed("corpora:write")],
    party: Annotated[Line, Query(description="Its name, as the list has it.")],
    editor: Annotated[Line, Query(description="Who says so; stands in the audit.")],
) -> PartiesOut:
    """Take a party off the list."""
    _require(name, shared)
    if not shared.parties.unmark(name, party, Marker(editor=editor, caller=caller.name)):
        raise Problem(404, "no-such-party", "the list has no party of that name")
    event("party-unmarked", corpus=name)
    return _parties(name, shared)


def _parties(name: str, shared: Services) -> PartiesOut:
    return PartiesOut(items=[PartyOut(name=party.name, aliases=list(party.aliases), side=party.side) for party in shared.parties.of(name)])


def _require(name: str, shared: Services) -> None:
    if not shared.corpora.has(name):
        raise Problem(404, "no-such-corpus", "there is no corpus of that name; PUT /v1/corpora/NAME makes one")


def _shown(name: str) -> CorpusOut:
    return CorpusOut(name=name, links={"self": f"/v1/corpora/{name}", "sources": f"/v1/corpora/{name}/sources"})
