"""ClaimReview (schema.org) as JSON-LD, for a brief that an editor approved. Whoever calls answers for the approval: it is an argument.

No number stands for a standing: "alleged" is no point on a scale from false to true. The words are in `alternateName`, which is what search
engines show (Google, "Fact Check (ClaimReview) structured data").
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from briefs.domain import Brief, Document, HandlingRule, Stance
from briefs.domain.wire import Json
from briefs.render.plain import Redaction, fit_url, one_line
from briefs.render.strings import strings


class RestrictedSource(ValueError):
    """A review is for everybody, and a source of the brief is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """An editor's approval, and who publishes the review."""

    brief_sha256: str
    approved_at: str
    """ISO 8601."""
    publisher: str
    publisher_url: str | None = None
    review_url: str | None = None
    """Where readers find the review: never the article's own address, which is what is reviewed."""


def to_claim_review(document: Document, brief: Brief, approved: Approved) -> Json:
    """The review of one claim.

    Raises:
        RestrictedSource: the brief rests on a source that is confidential, local-only or under embargo.
        ValueError: the approval is of another brief, or the brief is not publishable.
    """
    if approved.brief_sha256 != brief.sha256 or not brief.is_publishable:
        raise ValueError(f"the approval does not hold for the brief of {brief.claim.id}")
    if _rests_on(brief) & _restricted(document):
        raise RestrictedSource(f"the brief of {brief.claim.id} rests on a source that is confidential, local-only or under embargo")
    shown = Redaction.of(document.sources)
    words = strings(document.language)
    assessment = brief.assessment
    holders = [{"@type": "Thing", "name": one_line(shown(name))} for name in assessment.holders]
    text = " ".join(one_line(shown(statement.text)) for statement in brief.report.passed)
    claim: Json = {"@type": "Claim", "text": one_line(brief.claim.text)}
    if holders:
        claim["author"] = holders if len(holders) > 1 else holders[0]
    # only what says that the claim is so is an appearance of it: a denial is none, nor a report that somebody said it
    carrying = {item.citation.source_id for item in assessment.evidence if item.stance is Stance.SUPPORTS and not item.about_statement}
    urls = {source.id: fit_url(source.url) for source in document.sources}
    appearances = [{"@type": "CreativeWork", "url": url} for source_id in sorted(carrying) if (url := urls.get(source_id))]
    if appearances:
        claim["appearance"] = appearances
    review: Json = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "identifier": f"sha256:{brief.sha256}",
        "inLanguage": document.language,
        "datePublished": approved.approved_at[:10],
        "claimReviewed": one_line(brief.claim.text),
        "itemReviewed": claim,
        "author": {"@type": "Organization", "name": one_line(approved.publisher)},
        "reviewRating": {
            "@type": "Rating",
            "alternateName": words(f"standing_{assessment.standing.value}"),
            "ratingExplanation": one_line(shown(assessment.reasons[-1].text)) if assessment.reasons else "",
        },
        "reviewBody": text,
    }
    publisher_url, review_url = fit_url(approved.publisher_url), fit_url(approved.review_url)
    if publisher_url:
        review["author"]["url"] = publisher_url
    if review_url:
        review["url"] = review_url
    return review


def _rests_on(brief: Brief) -> set[str]:
    """Sources of which anything may stand in the review, words, names or a weight in the standing."""
    assessment = brief.assessment
    cited = [citation for statement in brief.report.passed for citation in statement.citations]
    cited += [citation for reason in assessment.reasons for citation in reason.citations]
    cited += [item.citation for item in assessment.evidence]
    return {citation.source_id for citation in cited} | {source for origin in assessment.origins for source in origin.sources}


def _restricted(document: Document) -> set[str]:
    return {source.id for source in document.sources if source.confidential or source.handling.rule is not HandlingRule.OPEN}


def json_ld(data: object) -> bytes:
    """JSON that may stand inside a script element as it is: no `<`, `>` or `&`, whatever the text says."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return (text + "\n").encode("utf-8")
