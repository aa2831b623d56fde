"""The JSON contract: a document as plain data, and its hash. Reading it back is `briefs.domain.unwire`.

The shape is published as `brief.schema.json` beside this file (`briefs schema`). Additions are free; what stands is not renamed.
"""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785

from briefs.domain.briefs import ArticleWording, Brief, Document, ReadRecord, Skipped, Statement, Withheld
from briefs.domain.evidence import Attribution, Evidence, Origin
from briefs.domain.sources import Article, HandlingRule, LeftOut, Source
from briefs.domain.standing import Assessment, Reason, Reply
from briefs.domain.text import Citation, Span

SCHEMA_VERSION = "1.0"
UNHASHED = ("brief_sha256", "span", "quoted", "article_wording", "read")
"""Keys of a claim that its hash leaves out: where the claim stands in the article may move, and more may be read, without changing the
brief. Of its statements `searched` is left out, of its evidence `score`: both change with every source that joins the corpus."""

Json = dict[str, Any]


def canonical_sha256(data: Json) -> str:
    """sha256 over canonical JSON (RFC 8785), hex."""
    return hashlib.sha256(rfc8785.dumps(data)).hexdigest()


def brief_sha256(brief: Brief) -> str:
    """The hash that an editor's sign-off binds to; anyone recomputes it from the claim's JSON: `canonical_sha256(hashed_part(claim))`."""
    return canonical_sha256(hashed_part(brief_to_json(brief)))


def hashed_part(claim: Json) -> Json:
    """What a claim's hash is over: its JSON without what `UNHASHED` tells."""
    kept = {key: value for key, value in claim.items() if key not in UNHASHED}
    for key, left_out in (("statements", "searched"), ("withheld", "searched"), ("evidence", "score")):
        kept[key] = [{name: value for name, value in item.items() if name != left_out} for item in claim[key]]
    return kept


def document_to_json(document: Document) -> Json:
    """The published shape, ready for `json.dumps`; keys in a fixed order, no value that JSON cannot hold."""
    cited = {citation.source_id for brief in document.briefs for s in brief.report.passed for citation in s.citations}
    return {
        "schema_version": SCHEMA_VERSION,
        "language": document.language,
        "article": _article(document.article),
        "as_of": document.as_of,
        "is_publishable": document.is_publishable,
        "claims": [brief_to_json(brief, article=document.article) for brief in document.briefs],
        "skipped": [_skipped(item, document.article) for item in document.skipped],
        "sources": [_source(source, is_cited=source.id in cited) for source in document.sources],
        "left_out": [_left_out(item) for item in document.left_out],
        "provenance": document.provenance,
    }


def brief_to_json(brief: Brief, *, article: Article | None = None) -> Json:
    """One claim's brief. The claim's `exact` words come from `article`; without it they are left out of the span (as in the hash)."""
    claim, assessment = brief.claim, brief.assessment
    return {
        "id": claim.id,
        "text": claim.text,
        "span": _span(claim.span, article),
        "claimant": claim.claimant,
        "is_attributed": claim.is_attributed,
        "quoted": [_span(span, article) for span in claim.quoted],
        "checkworthy": claim.checkworthy,
        "checkworthiness": claim.checkworthiness,
        **_assessment(assessment),
        "article_wording": _wording(brief.wording),
        "statements": [_statement(statement) for statement in brief.report.passed],
        "withheld": [_withheld(item) for item in brief.report.withheld],
        "read": _read(brief.read),
        "is_publishable": brief.is_publishable,
        "not_publishable_because": brief.not_publishable_because,
        # only where a model was asked: what the rules alone write keeps the hash that it always had
        **({"note": brief.note} if brief.note else {}),
        **({"written_by": brief.written_by} if brief.written_by else {}),
        "brief_sha256": brief.sha256,
    }


def _assessment(assessment: Assessment) -> Json:
    return {
        "kind": assessment.kind.value,
        "standing": assessment.standing.value,
        "reasons": [_reason(reason) for reason in assessment.reasons],
        "holders": list(assessment.holders),
        "confirmed_by": list(assessment.confirmed_by),
        "denied_by": list(assessment.denied_by),
        "origins": [_origin(origin) for origin in assessment.origins],
        "independent_origins": assessment.independent_origins,
        "origins_without_stake": assessment.origins_without_stake,
        "would_change": assessment.would_change,
        "accuses": assessment.accuses,
        "right_of_reply": _reply(assessment.reply),
        "unverified_by": [{"name": name, "citation": _citation(citation)} for name, citation in assessment.unverified_by],
        "misattributed_to": assessment.misattributed_to,
        "nearest": [_citation(citation) for citation in assessment.nearest],
        "evidence": [_evidence(item) for item in assessment.evidence],
    }


def _span(span: Span | None, article: Article | None) -> Json | None:
    if span is None:
        return None
    exact = {"exact": span.of(article.text)} if article is not None else {}
    return {"start": span.start, "end": span.end, **exact}


def _citation(citation: Citation) -> Json:
    span = citation.span
    return {"source": citation.source_id, "start": span.start, "end": span.end, "exact": citation.exact, "sha256": citation.sha256}


def _reason(reason: Reason) -> Json:
    return {"rule": reason.rule, "text": reason.text, "citations": [_citation(c) for c in reason.citations]}


def _reply(reply: Reply | None) -> Json | None:
    if reply is None:
        return None
    return {"status": reply.status, "by": reply.by, "citations": [_citation(c) for c in reply.citations]}


def _origin(origin: Origin) -> Json:
    flags = origin.flags
    return {
        "name": origin.name,
        "independent": origin.independent,
        "interested": flags.interested,
        "anonymous": flags.anonymous,
        "sources": list(origin.sources),
        "relays": list(origin.relays),
        "stance": origin.stance.value,
        "description": origin.description,
        "side": origin.side,
        "first_hand": flags.first_hand,
        "primary_record": flags.primary_record,
        "admission": flags.admission,
        "retracted": flags.retracted,
        "why": origin.why,
        "key": origin.key,
    }


def _evidence(item: Evidence) -> Json:
    return {
        "citation": _citation(item.citation),
        "stance": item.stance.value,
        "score": round(item.score, 4),
        "origin": item.origin,
        "is_relay": item.is_relay,
        "asserts_only_attribution": item.asserts_only_attribution,
        "about_statement": item.about_statement,
        "attribution": _attribution(item.attribution),
    }


def _attribution(attribution: Attribution | None) -> Json | None:
    if attribution is None:
        return None
    return {
        "speaker": attribution.speaker,
        "named": attribution.named,
        "act": attribution.act.value,
        "content": _span(attribution.content, None),
        "cue": _span(attribution.cue, None),
        "speaker_span": _span(attribution.speaker_span, None),
        "via": list(attribution.via),
        "anonymous": attribution.is_anonymous,
        "hedged": attribution.is_hedged,
        "quotation": attribution.is_quotation,
    }


def _wording(wording: ArticleWording) -> Json:
    fault = None
    if wording.fault is not None:
        fault = {"start": wording.fault.start, "end": wording.fault.end, "exact": wording.fault_text}
    return {
        "verdict": wording.verdict.value,
        "why": wording.why,
        "fault": fault,
        "proposal": wording.proposal,
        "citations": [_citation(c) for c in wording.citations],
    }


def _statement(statement: Statement) -> Json:
    searched = statement.searched
    return {
        "section": statement.section.value,
        "text": statement.text,
        "citations": [_citation(c) for c in statement.citations],
        "role": statement.role,
        "template": statement.template,
        "searched": None if searched is None else {"queries": list(searched.queries), "sources": list(searched.source_ids)},
    }


def _withheld(item: Withheld) -> Json:
    return {
        **_statement(item.statement),
        "finding": "; ".join(finding.message for finding in item.findings),
        "findings": [{"code": f.code, "message": f.message, "words": f.words} for f in item.findings],
    }


def _read(read: ReadRecord) -> Json:
    return {"queries": list(read.queries), "passages": list(read.passages), "sources": list(read.source_ids)}


def _article(article: Article) -> Json:
    return {
        "title": article.title,
        "url": article.url,
        "byline": article.byline,
        "published_at": str(article.published_at) if article.published_at else None,
        "language": article.language,
        "text": article.text,
        "sha256": article.sha256,
    }


def _skipped(item: Skipped, article: Article) -> Json:
    claim = item.claim
    span = _span(claim.span, article)
    return {
        "id": claim.id,
        "text": claim.text,
        "span": span,
        "checkworthy": claim.checkworthy,
        "reason": item.reason,
        "is_failure": item.is_failure,
    }


def _left_out(item: LeftOut) -> Json:
    return {"source": item.source_id, "code": item.code, "reason": item.reason}


def _source(source: Source, *, is_cited: bool) -> Json:
    """Metadata without the text; of a confidential source only what a reader may see."""
    hidden = source.confidential
    embargo = source.handling.until
    return {
        "id": source.id,
        "publisher": source.shown_name,
        "url": None if hidden else source.url,
        "title": "" if hidden else source.title,
        "author": None if hidden else source.author,
        "kind": source.kind.value,
        "published_at": str(source.published_at) if source.published_at else None,
        "retrieved_at": str(source.retrieved_at) if source.retrieved_at else None,
        "language": source.language,
        "original_language": source.original_language,
        "text_kind": source.text_kind.value,
        "handling": f"embargoed-until {embargo}" if source.handling.rule is HandlingRule.EMBARGOED else source.handling.rule.value,
        "confidential": hidden,
        "cited": is_cited,
        "sha256": source.sha256,
    }
