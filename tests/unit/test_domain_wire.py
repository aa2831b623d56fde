"""The JSON contract: what is written comes back, and the hash binds what it must."""

import dataclasses
import json

import jsonschema
import pytest

from briefs.domain import Article, Source, Stance
from briefs.domain.unwire import document_from_json, published_schema
from briefs.domain.wire import brief_sha256, canonical_sha256, document_to_json, hashed_part
from briefs.errors import BriefError
from tests.builders import a_document, a_source


def test_a_document_follows_the_published_schema() -> None:
    """What we write validates against what we publish."""
    jsonschema.Draft202012Validator(published_schema()).validate(document_to_json(a_document()))


def test_a_document_comes_back_whole() -> None:
    """Everything but source texts survives the way through JSON."""
    document = a_document()
    data = json.loads(json.dumps(document_to_json(document)))
    back = document_from_json(data)
    assert document.briefs == back.briefs
    assert document.article == back.article
    assert document.left_out == back.left_out
    assert [s.claim.text for s in document.skipped] == [s.claim.text for s in back.skipped]
    assert document_to_json(back) == data


def test_anyone_can_recompute_the_hash_from_the_json() -> None:
    """The hash is over the part of the claim's JSON that may not change under a sign-off, by RFC 8785."""
    document = a_document()
    claim = json.loads(json.dumps(document_to_json(document)))["claims"][0]
    assert canonical_sha256(hashed_part(claim)) == brief_sha256(document.briefs[0])


def test_a_source_that_changes_nothing_leaves_the_hash() -> None:
    """More may be read, and scores may move in their last digits, and an editor's sign-off holds; another stance ends it."""
    brief = a_document().briefs[0]
    assert brief.assessment.evidence
    first, *rest = brief.assessment.evidence
    read = dataclasses.replace(brief.read, source_ids=(*brief.read.source_ids, "gazette-2"))
    passed = tuple(
        dataclasses.replace(s, searched=dataclasses.replace(s.searched, source_ids=("x",))) if s.searched else s
        for s in brief.report.passed
    )
    moved = dataclasses.replace(brief.assessment, evidence=(dataclasses.replace(first, score=0.123), *rest))
    other = dataclasses.replace(brief.assessment, evidence=(dataclasses.replace(first, stance=Stance.NEUTRAL), *rest))
    report = dataclasses.replace(brief.report, passed=passed)
    assert brief_sha256(dataclasses.replace(brief, read=read, report=report, assessment=moved)) == brief_sha256(brief)
    assert brief_sha256(dataclasses.replace(brief, assessment=other)) != brief_sha256(brief)


def test_the_hash_survives_an_edit_elsewhere_in_the_article() -> None:
    """Moving the claim within the article does not change its brief."""
    document = a_document()
    brief = document.briefs[0]
    assert brief.claim.span is not None
    moved = dataclasses.replace(brief, claim=dataclasses.replace(brief.claim, span=brief.claim.span.shifted(7)))
    assert brief_sha256(brief) == brief_sha256(moved)


def test_the_hash_changes_with_a_sentence() -> None:
    """A changed statement is another brief."""
    brief = a_document().briefs[0]
    first, *rest = brief.report.passed
    changed = dataclasses.replace(
        brief.report, passed=(dataclasses.replace(first, text="The Reed Circle says that barges were sunk."), *rest)
    )
    assert brief_sha256(brief) != brief_sha256(dataclasses.replace(brief, report=changed))


def test_a_confidential_source_shows_its_display_name_alone() -> None:
    """Publisher, title, author and address of a confidential source never reach the document."""
    source = a_source(confidential=True, display_name="a port worker", author="Jane Roe")
    text = json.dumps(document_to_json(a_document(source)))
    for secret in ("The Gazette", "gazette.example", "Jane Roe"):
        assert secret not in text.replace("The Gazette attributes it", "").replace('"name": "The Gazette"', "")
    assert "a port worker" in text


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("claims", 0, "standing"), "proven", "claims/0/standing"),
        (("claims", 0, "statements", 0, "section"), "facts", "claims/0/statements/0/section"),
        (("sources",), None, "sources"),
        (("schema_version",), "9.0", "schema_version"),
    ],
)
def test_a_broken_document_is_refused_by_place(path: tuple[str | int, ...], value: object, named: str) -> None:
    """The message names the place that does not follow the schema."""
    data = json.loads(json.dumps(document_to_json(a_document())))
    target = data
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    with pytest.raises(BriefError, match=named):
        document_from_json(data)


def test_an_empty_document_is_not_publishable() -> None:
    """No brief, nothing to publish."""
    document = dataclasses.replace(a_document(), briefs=())
    assert document.is_publishable is False


def test_texts_carry_their_own_hash() -> None:
    """An article and a source hash their text unless told otherwise."""
    assert Article(text="a").sha256 == Source(id="x", text="a").sha256
