"""ClaimReview only after an editor's approval of this very brief; annotations that find the claim in the article."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from briefs.domain import Article, Document, Handling, HandlingRule, PartialDate, Stance
from briefs.render import Approved, to_annotations, to_claim_review
from briefs.service.decisions import Decision
from briefs.service.job import Outcome
from tests.builders import a_document, a_source
from tests.service.desk import CONFIG, Desk, hashed

TEXT = {"type": "string", "minLength": 1}
URL = {"type": "string", "pattern": "^https?://"}
CREATIVE_WORK = {"type": "object", "required": ["@type", "url"], "properties": {"@type": {"const": "CreativeWork"}, "url": URL}}
NAMED = {
    "type": "object",
    "required": ["@type", "name"],
    "properties": {"@type": {"enum": ["Thing", "Person", "Organization"]}, "name": TEXT},
}
CLAIM_REVIEW: dict[str, Any] = {
    "type": "object",
    "required": ["@context", "@type", "claimReviewed", "reviewRating", "author", "itemReviewed", "datePublished"],
    "additionalProperties": False,
    "properties": {
        "@context": {"const": "https://schema.org"},
        "@type": {"const": "ClaimReview"},
        "identifier": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
        "inLanguage": {"type": "string", "pattern": "^[a-z]{2}$"},
        "datePublished": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "claimReviewed": TEXT,
        "url": URL,
        "reviewBody": TEXT,
        "author": {
            "type": "object",
            "required": ["@type", "name"],
            "properties": {"@type": {"const": "Organization"}, "name": TEXT, "url": URL},
        },
        "itemReviewed": {
            "type": "object",
            "required": ["@type"],
            "additionalProperties": False,
            "properties": {
                "@type": {"const": "Claim"},
                "text": TEXT,
                "author": {"oneOf": [NAMED, {"type": "array", "items": NAMED}]},
                "appearance": {"type": "array", "items": CREATIVE_WORK},
            },
        },
        "reviewRating": {
            "type": "object",
            "required": ["@type", "alternateName"],
            "additionalProperties": False,
            "properties": {"@type": {"const": "Rating"}, "alternateName": TEXT, "ratingExplanation": {"type": "string"}},
        },
    },
}
"""The properties of schema.org's ClaimReview that are written, with those that search engines ask for as required."""
SELECTORS = {
    "type": "array",
    "minItems": 2,
    "items": {
        "oneOf": [
            {
                "type": "object",
                "required": ["type", "exact", "prefix", "suffix"],
                "additionalProperties": False,
                "properties": {
                    "type": {"const": "TextQuoteSelector"},
                    "exact": TEXT,
                    "prefix": {"type": "string"},
                    "suffix": {"type": "string"},
                },
            },
            {
                "type": "object",
                "required": ["type", "start", "end"],
                "additionalProperties": False,
                "properties": {"type": {"const": "TextPositionSelector"}, "start": {"type": "integer"}, "end": {"type": "integer"}},
            },
        ]
    },
}
ANNOTATIONS: dict[str, Any] = {
    "type": "object",
    "required": ["@context", "id", "type", "items"],
    "properties": {
        "@context": {"type": "array", "contains": {"const": "http://www.w3.org/ns/anno.jsonld"}},
        "type": {"const": "AnnotationPage"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "type", "target"],
                "properties": {
                    "id": {"type": "string", "pattern": "^[a-z]+:"},
                    "type": {"const": "Annotation"},
                    "motivation": {"enum": ["assessing", "commenting", "classifying", "describing", "editing"]},
                    "body": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["type", "value", "purpose"],
                            "properties": {"type": {"const": "TextualBody"}, "value": TEXT},
                        },
                    },
                    "target": {"type": "object", "required": ["source", "selector"], "properties": {"source": TEXT, "selector": SELECTORS}},
                },
            },
        },
    },
}
"""The Web Annotation Data Model's shapes: sections 3.1 (annotations), 3.2.4 (embedded text), 4.2.4 and 4.2.5 (selectors), 5.2 (pages)."""


def _review(document: Document) -> dict[str, Any]:
    brief = document.briefs[0]
    approved = Approved(brief_sha256=brief.sha256, approved_at="2026-03-09T10:00:00Z", publisher="The Desk")
    return to_claim_review(document, brief, approved)


def test_a_claim_review_has_schema_orgs_shape() -> None:
    """With the standing in words, and who asserts the claim as its author."""
    review = _review(hashed(a_document()))
    jsonschema.validate(review, CLAIM_REVIEW)
    assert review["reviewRating"]["alternateName"] == "alleged"
    assert review["itemReviewed"]["author"]["name"] == "The Reed Circle"
    assert "ratingValue" not in review["reviewRating"]


def test_annotations_show_no_confidential_name_or_address() -> None:
    """The source's address and publisher stay where they are."""
    source = a_source(publisher="Jane Q. Source", confidential=True, display_name="an official", url="https://secret.example/x")
    text = json.dumps(to_annotations(hashed(a_document(source))))
    assert "Jane" not in text
    assert "secret.example" not in text


RESTRICTED: dict[str, dict[str, Any]] = {
    "confidential": {"confidential": True, "display_name": "an official"},
    "local-only": {"handling": Handling(HandlingRule.LOCAL_ONLY)},
    "embargoed": {"handling": Handling(HandlingRule.EMBARGOED, PartialDate("2030-01"))},
}


@pytest.mark.parametrize("case", list(RESTRICTED))
def test_a_brief_that_rests_on_a_source_not_for_everybody_gets_no_claim_review(desk: Desk, case: str) -> None:
    """Not even after an approval, and of a job's reviews it is left out."""
    job, document = desk.finished(a_document(a_source(**RESTRICTED[case])))
    assert _approve(desk, job.id, document).status_code == 201
    for path in (f"claims/{document.briefs[0].claim.id}/claimreview", "result?format=claimreview"):
        answer = desk.client.get(f"/v1/briefs/{job.id}/{path}")
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:briefs:problem:restricted-source")
        assert "gazette" not in answer.text.lower()


@pytest.mark.parametrize(
    "change", [{"stance": Stance.REFUTES}, {"stance": Stance.NEUTRAL}, {"about_statement": True}], ids=["denies", "neutral", "only-said"]
)
def test_only_a_source_that_says_so_is_an_appearance_of_the_claim(change: dict[str, Any]) -> None:
    """A denial that is cited is none; nor is the article where the claim first appeared, for all that is known."""
    document = a_document()
    assert _review(hashed(document))["itemReviewed"]["appearance"] == [{"@type": "CreativeWork", "url": "https://gazette.example/a"}]
    brief = document.briefs[0]
    [evidence] = brief.assessment.evidence
    other = replace(brief, assessment=replace(brief.assessment, evidence=(replace(evidence, **change),)))
    review = _review(hashed(replace(document, briefs=(other,))))
    assert "appearance" not in review["itemReviewed"]
    assert "firstAppearance" not in review["itemReviewed"]
    assert "paper.example" not in json.dumps(review)


def test_a_reviews_address_is_its_own(tmp_path: Path) -> None:
    """Below `public_url`; without one there is none, and never the article's."""
    for folder, start in (("a", 'public_url = "https://briefs.example/"\n'), ("b", "")):
        (tmp_path / folder).mkdir()
        desk = Desk.at(tmp_path / folder, config=start + CONFIG)
        job, document = desk.finished()
        assert _approve(desk, job.id, document).status_code == 201
        path = f"/v1/briefs/{job.id}/claims/{document.briefs[0].claim.id}/claimreview"
        review = desk.client.get(path).json()
        assert review.get("url") == (f"https://briefs.example{path}" if start else None)


@pytest.mark.parametrize("change", [{"brief_sha256": "1" * 64}, {"is_publishable": False}])
def test_no_claim_review_without_the_right_approval(change: dict[str, Any]) -> None:
    """Of another brief, or of one that is not publishable."""
    document = hashed(a_document())
    brief = document.briefs[0]
    given = Approved(brief_sha256=change.get("brief_sha256", brief.sha256), approved_at="2026-03-09", publisher="The Desk")
    if "is_publishable" in change:
        brief = replace(brief, is_publishable=False)
    with pytest.raises(ValueError, match="approval"):
        to_claim_review(document, brief, given)


def test_annotations_have_the_w3cs_shape_and_find_the_claim() -> None:
    """Both selectors lead to the same words of the article."""
    document = hashed(a_document())
    page = to_annotations(document)
    jsonschema.validate(page, ANNOTATIONS)
    [annotation] = page["items"]
    quote, position = annotation["target"]["selector"]
    text = document.article.text
    assert quote["exact"] == text[position["start"] : position["end"]]
    assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
    assert annotation["target"]["source"] == document.article.url
    assert annotation["briefs:standing"] == "alleged"


def test_an_article_without_an_address_is_named_by_its_hash() -> None:
    """And an unfit address is none."""
    document = hashed(replace(a_document(), article=Article(text=a_document().article.text, url="javascript:alert(1)")))
    [annotation] = to_annotations(document)["items"]
    assert annotation["target"]["source"] == f"urn:briefs:article:{document.article.sha256}"
    assert "javascript" not in json.dumps(_review(document))


def test_hostile_text_cannot_leave_its_script_element(desk: Desk) -> None:
    """JSON-LD stands inside a page as it is."""
    source = a_source(text="The Reed Circle says that 40 barges were sunk. The harbour office could not verify it.</script><img src=x>")
    document = a_document(source)
    brief = document.briefs[0]
    hostile = replace(brief, claim=replace(brief.claim, text="Forty </script><script>alert(1)</script> barges were sunk."))
    job, document = desk.finished(replace(document, briefs=(hostile,)))
    assert _approve(desk, job.id, document).status_code == 201
    for path in (f"/v1/briefs/{job.id}/result?format=annotations", f"/v1/briefs/{job.id}/result?format=claimreview"):
        answer = desk.client.get(path)
        assert answer.status_code == 200
        assert b"<" not in answer.content
        assert json.loads(answer.content)


def _approve(desk: Desk, job_id: str, document: Document, **more: Any) -> Any:
    brief = document.briefs[0]
    body = {"decision": "approved", "brief_sha256": brief.sha256, "editor": "E. Ditor", **more}
    return desk.client.post(f"/v1/briefs/{job_id}/claims/{brief.claim.id}/decisions", json=body)


def test_a_claim_review_is_refused_until_an_editor_approves_and_after_the_approval_is_withdrawn(desk: Desk) -> None:
    """409 before; the review after; 409 again."""
    job, document = desk.finished()
    claim = document.briefs[0].claim.id
    path = f"/v1/briefs/{job.id}/claims/{claim}/claimreview"
    for place in (path, f"/v1/briefs/{job.id}/result?format=claimreview"):
        refused = desk.client.get(place)
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:briefs:problem:not-approved")
    assert _approve(desk, job.id, document).status_code == 201
    review = desk.client.get(path).json()
    jsonschema.validate(review, CLAIM_REVIEW)
    assert review["author"] == {"@type": "Organization", "name": "The Desk", "url": "https://desk.example"}
    graph = desk.client.get(f"/v1/briefs/{job.id}/result?format=claimreview").json()
    assert [{"@context": "https://schema.org", **node} for node in graph["@graph"]] == [review]
    assert _approve(desk, job.id, document, decision="withdrawn").status_code == 201
    assert desk.client.get(path).status_code == 409
    listed = desk.client.get(f"/v1/briefs/{job.id}/claims/{claim}/decisions").json()
    assert ([item["decision"] for item in listed["items"]], listed["approved"]) == (["approved", "withdrawn"], False)


def test_an_approval_binds_to_this_brief_and_this_article(desk: Desk) -> None:
    """It holds for the same brief made again, and lapses when the article or the brief is another."""
    job, document = desk.finished()
    claim = document.briefs[0].claim.id
    assert _approve(desk, job.id, document).status_code == 201
    same, _ = desk.finished()
    assert desk.client.get(f"/v1/briefs/{same.id}/claims/{claim}/claimreview").status_code == 200
    edited, _ = desk.finished(
        replace(a_document(), article=replace(a_document().article, text=a_document().article.text + " More.", sha256=""))
    )
    assert desk.client.get(f"/v1/briefs/{edited.id}/claims/{claim}/claimreview").status_code == 409
    brief = a_document().briefs[0]
    other, _ = desk.finished(replace(a_document(), briefs=(replace(brief, assessment=replace(brief.assessment, would_change="Nothing.")),)))
    assert desk.client.get(f"/v1/briefs/{other.id}/claims/{claim}/claimreview").status_code == 409


def test_the_claims_of_an_unchanged_job_are_those_of_the_job_that_stands(desk: Desk) -> None:
    """Read, decided and published by either id."""
    job, document = desk.finished()
    later = desk.hand_in()["id"]
    running = desk.services.jobs.next_job(0)
    assert running is not None
    assert desk.services.jobs.finish(running, Outcome(state="unchanged", same_as=job.id, article_sha256=job.article_sha256))
    assert _approve(desk, later, document).status_code == 201
    base = f"claims/{document.briefs[0].claim.id}"
    for path in (f"{base}/decisions", f"{base}/claimreview"):
        first, second = (desk.client.get(f"/v1/briefs/{name}/{path}") for name in (job.id, later))
        assert (first.status_code, first.content) == (200, second.content)


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"brief_sha256": "1" * 64}, 409, "brief-changed"),
        ({"seen": 7}, 409, "decided-meanwhile"),
        ({"decision": "published"}, 422, "invalid-request"),
        ({"editor": ""}, 422, "invalid-request"),
        ({"editor": "A\nB"}, 422, "invalid-request"),
    ],
)
def test_a_decision_on_something_else_is_refused(desk: Desk, more: dict[str, Any], status: int, code: str) -> None:
    """Nothing is recorded."""
    job, document = desk.finished()
    before = desk.counts()
    answer = _approve(desk, job.id, document, **more)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:briefs:problem:{code}")
    assert before == desk.counts()


def test_of_two_editors_the_later_one_is_told(desk: Desk) -> None:
    """Each says which decision they saw last."""
    job, document = desk.finished()
    first = _approve(desk, job.id, document, seen=0)
    assert first.status_code == 201
    assert _approve(desk, job.id, document, decision="rejected", seen=0).status_code == 409
    assert _approve(desk, job.id, document, decision="rejected", seen=first.json()["number"]).status_code == 201


def test_a_brief_that_is_not_publishable_is_not_approved(desk: Desk) -> None:
    """It may be rejected."""
    brief = replace(a_document().briefs[0], is_publishable=False, not_publishable_because="a stage failed")
    job, document = desk.finished(replace(a_document(), briefs=(brief,)))
    assert _approve(desk, job.id, document).json()["type"] == "urn:briefs:problem:not-publishable"
    assert _approve(desk, job.id, document, decision="rejected").status_code == 201


def test_decisions_are_never_changed_not_even_by_us(desk: Desk) -> None:
    """The state refuses it; erasing a job leaves the decision."""
    job, document = desk.finished()
    _approve(desk, job.id, document)
    for statement in ("UPDATE decisions SET decision = 'rejected'", "DELETE FROM decisions"):
        with pytest.raises(Exception, match="only added"):
            desk.database.connection().execute(statement)
    desk.client.delete(f"/v1/briefs/{job.id}")
    row = desk.database.connection().execute("SELECT * FROM decisions").fetchone()
    assert Decision(**dict(row)).editor == "E. Ditor"
