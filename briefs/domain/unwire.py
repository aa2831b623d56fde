"""Reads a document of the JSON contract back into the product's words.

Source texts are not part of a document: sources come back with an empty `text` and the sha256 that the text had. Whoever checks
citations joins them with a corpus first.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from briefs.domain.briefs import (
    ArticleWording,
    Brief,
    Document,
    Finding,
    ReadRecord,
    Searched,
    Section,
    Skipped,
    Statement,
    VerificationReport,
    Withheld,
    WordingVerdict,
)
from briefs.domain.claims import Claim
from briefs.domain.dates import PartialDate
from briefs.domain.evidence import Attribution, Evidence, Origin, OriginFlags, SpeechAct, Stance
from briefs.domain.sources import Article, Handling, HandlingRule, LeftOut, Source, SourceKind, TextKind
from briefs.domain.standing import Assessment, ClaimKind, Reason, Reply, Standing
from briefs.domain.text import Citation, Span
from briefs.domain.wire import Json
from briefs.errors import BriefError


@cache
def published_schema() -> Json:
    """The JSON Schema (2020-12) of a document."""
    text = resources.files("briefs.domain").joinpath("brief.schema.json").read_text(encoding="utf-8")
    schema: Json = json.loads(text)
    return schema


def document_from_json(data: object, *, is_own: bool = False) -> Document:
    """The document that `document_to_json` wrote, also after an editor changed sentences in it.

    `is_own` leaves out the check against the schema, which takes longer than all the rest: for what this program wrote and kept where
    nobody else writes.

    Raises:
        BriefError: it does not follow the published schema; the message names the place.
    """
    if not is_own:
        _validate(data)
    assert isinstance(data, dict)
    try:
        return _document(data)
    except ValueError as error:
        raise BriefError(f"the brief holds a value that cannot be: {error}") from error


def _validate(data: object) -> None:
    import jsonschema  # 0.1 s: only `verify` and `render` read documents

    validator = jsonschema.Draft202012Validator(published_schema())
    errors = sorted(validator.iter_errors(data), key=lambda e: [str(p) for p in e.absolute_path])
    if errors:
        first = errors[0]
        where = "/".join(str(part) for part in first.absolute_path) or "the top level"
        raise BriefError(f"not a brief of this program: at {where}: {first.message[:200]} (`briefs schema` prints what is expected)")


def _document(data: Json) -> Document:
    return Document(
        article=_article(data["article"]),
        as_of=data["as_of"],
        briefs=tuple(_brief(item) for item in data["claims"]),
        skipped=tuple(_skipped(item) for item in data.get("skipped", ())),
        sources=tuple(_source(item) for item in data["sources"]),
        left_out=tuple(LeftOut(i["source"], i["reason"], i["code"]) for i in data.get("left_out", ())),
        language=data.get("language", "en"),
        provenance=data["provenance"],
    )


def _date(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def _span(data: Json | None) -> Span | None:
    return None if data is None else Span(data["start"], data["end"])


def _citation(data: Json) -> Citation:
    return Citation(data["source"], Span(data["start"], data["end"]), data["exact"], data["sha256"])


def _citations(data: Json) -> tuple[Citation, ...]:
    return tuple(_citation(item) for item in data.get("citations", ()))


def _article(data: Json) -> Article:
    return Article(
        text=data["text"],
        title=data.get("title", ""),
        url=data.get("url"),
        byline=data.get("byline"),
        published_at=_date(data.get("published_at")),
        language=data.get("language", "en"),
        sha256=data.get("sha256", ""),
    )


def _claim(data: Json) -> Claim:
    return Claim(
        id=data["id"],
        text=data["text"],
        span=_span(data["span"]),
        claimant=data.get("claimant"),
        is_attributed=data.get("is_attributed", False),
        quoted=tuple(Span(item["start"], item["end"]) for item in data.get("quoted", ())),
        checkworthy=data["checkworthy"],
        checkworthiness=data.get("checkworthiness", 1.0),
    )


def _brief(data: Json) -> Brief:
    claim = _claim(data)
    read = data["read"]
    return Brief(
        claim=claim,
        assessment=_assessment(data),
        wording=_wording(data["article_wording"]),
        report=VerificationReport(
            claim_id=claim.id,
            passed=tuple(_statement(item) for item in data["statements"]),
            withheld=tuple(_withheld(item) for item in data["withheld"]),
        ),
        read=ReadRecord(tuple(read["queries"]), tuple(read["passages"]), tuple(read["sources"])),
        is_publishable=data["is_publishable"],
        not_publishable_because=data.get("not_publishable_because", ""),
        note=data.get("note", ""),
        written_by=data.get("written_by", ""),
        sha256=data["brief_sha256"],
    )


def _assessment(data: Json) -> Assessment:
    reply = data.get("right_of_reply")
    return Assessment(
        claim_id=data["id"],
        kind=ClaimKind(data.get("kind", "fact")),
        standing=Standing(data["standing"]),
        reasons=tuple(Reason(r["rule"], r["text"], _citations(r)) for r in data["reasons"]),
        holders=tuple(data["holders"]),
        confirmed_by=tuple(data.get("confirmed_by", ())),
        denied_by=tuple(data.get("denied_by", ())),
        origins=tuple(_origin(item) for item in data["origins"]),
        independent_origins=data["independent_origins"],
        origins_without_stake=data["origins_without_stake"],
        evidence=tuple(_evidence(item, data["id"]) for item in data.get("evidence", ())),
        would_change=data.get("would_change", ""),
        accuses=data.get("accuses", False),
        reply=None if reply is None else Reply(reply["status"], reply["by"], _citations(reply)),
        unverified_by=tuple((item["name"], _citation(item["citation"])) for item in data.get("unverified_by", ())),
        misattributed_to=data.get("misattributed_to"),
        nearest=tuple(_citation(item) for item in data.get("nearest", ())),
    )


def _origin(data: Json) -> Origin:
    return Origin(
        key=str(data.get("key") or data["name"]),
        name=data["name"],
        description=data.get("description", ""),
        independent=data["independent"],
        flags=OriginFlags(
            interested=data["interested"],
            anonymous=data["anonymous"],
            first_hand=data.get("first_hand", False),
            primary_record=data.get("primary_record", False),
            admission=data.get("admission", False),
            retracted=data.get("retracted", False),
        ),
        side=data.get("side"),
        stance=Stance(data.get("stance", "supports")),
        sources=tuple(data["sources"]),
        relays=tuple(data.get("relays", ())),
        why=data.get("why", ""),
    )


def _evidence(data: Json, claim: str) -> Evidence:
    attribution = data.get("attribution")
    citation = _citation(data["citation"])
    return Evidence(
        claim_id=claim,
        citation=citation,
        stance=Stance(data["stance"]),
        score=data["score"],
        origin=data["origin"],
        attribution=None if attribution is None else _attribution(attribution, citation.source_id),
        is_relay=data.get("is_relay", False),
        asserts_only_attribution=data.get("asserts_only_attribution", False),
        about_statement=data.get("about_statement", False),
    )


def _attribution(data: Json, source_id: str) -> Attribution:
    content = data["content"]
    return Attribution(
        source_id=source_id,
        speaker=data["speaker"],
        named=data.get("named", ""),
        act=SpeechAct(data["act"]),
        content=Span(content["start"], content["end"]),
        cue=_span(data.get("cue")),
        speaker_span=_span(data.get("speaker_span")),
        via=tuple(data.get("via", ())),
        is_anonymous=data.get("anonymous", False),
        is_hedged=data.get("hedged", False),
        is_quotation=data.get("quotation", False),
    )


def _wording(data: Json) -> ArticleWording:
    fault = data.get("fault")
    return ArticleWording(
        verdict=WordingVerdict(data["verdict"]),
        why=data.get("why", ""),
        fault=_span(fault),
        fault_text=fault["exact"] if fault else "",
        proposal=data.get("proposal", ""),
        citations=_citations(data),
    )


def _statement(data: Json) -> Statement:
    searched = data.get("searched")
    return Statement(
        section=Section(data["section"]),
        text=data["text"],
        citations=_citations(data),
        role=data.get("role", ""),
        searched=None if searched is None else Searched(tuple(searched["queries"]), tuple(searched["sources"])),
        template=data.get("template", ""),
    )


def _withheld(data: Json) -> Withheld:
    findings = tuple(Finding(f["code"], f["message"], f.get("words", "")) for f in data.get("findings", ()))
    return Withheld(_statement({"section": "unknown", **data}), findings or (Finding("unstated", data["finding"]),))


def _skipped(data: Json) -> Skipped:
    claim = Claim(id=data["id"], text=data["text"], span=_span(data.get("span")), checkworthy=data.get("checkworthy", False))
    return Skipped(claim, data["reason"], data.get("is_failure", False))


def _source(data: Json) -> Source:
    rule, _, until = data.get("handling", "open").partition("-until ")
    handling = Handling(HandlingRule(rule), _date(until))
    values: dict[str, Any] = {key: data.get(key) for key in ("url", "author", "original_language")}
    return Source(
        id=data["id"],
        text="",
        sha256=data["sha256"],
        title=data.get("title") or "",
        publisher="" if data.get("confidential") else data.get("publisher", ""),
        display_name=data.get("publisher") if data.get("confidential") else None,
        confidential=data.get("confidential", False),
        kind=SourceKind(data.get("kind", "unknown")),
        published_at=_date(data.get("published_at")),
        retrieved_at=_date(data.get("retrieved_at")),
        language=data.get("language", "und"),
        text_kind=TextKind(data.get("text_kind", "full")),
        handling=handling,
        **values,
    )
