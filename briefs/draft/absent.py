"""What record would settle a claim and stands nowhere beside its evidence: a document, the name of somebody it leaves unnamed, a date.

Only where the claim implies such a record, and only after every sentence that carries the claim was read for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from briefs.domain import Assessment, Claim, Evidence, Source, Span, Stance
from briefs.draft.naming import is_same
from briefs.draft.phrases import Phrases
from briefs.language import content_tokens, find_dates, find_names, parse, split_sentences
from briefs.language.yaml_data import load_yaml

THINGS = ("document", "name", "date")
_FINER_THAN_YEAR = "-"


def absent_things(claim: Claim, assessment: Assessment, sources: Mapping[str, Source], phrases: Phrases) -> list[str]:
    """Those of `THINGS` that the claim implies and no sentence that carries it has, in that order; none without such evidence.

    A date is only told missing beside another thing: most claims have none, and an editor knows.
    """
    items = [item for item in assessment.evidence if item.stance is Stance.SUPPORTS]
    if not items or phrases.language != "en" or any(_language(item, sources) not in _exhibits() for item in items):
        return []
    wanted = implied_things(claim.text, phrases)
    found = [thing for thing in THINGS if thing in wanted and not _has(thing, claim, assessment, items, sources)]
    return found if set(found) - {"date"} else []


def implied_things(claim: str, phrases: Phrases) -> set[str]:
    """A document where the claim speaks of papers, a name where it leaves people unnamed, a date where something happened on no day."""
    doc = parse(claim)
    things = set()
    if any(token.lemma_.lower() in phrases.words("paper-words") for token in doc):
        things.add("document")
    if any(_is_unnamed_person(token, phrases) for token in doc):
        things.add("name")
    if any(token.tag_ in ("VBD", "VBN") for token in doc) and not any(_FINER_THAN_YEAR in date.value for date in find_dates(claim, "en")):
        things.add("date")
    return things


def _is_unnamed_person(token: Any, phrases: Phrases) -> bool:
    """ "a soldier", "commanders": somebody who did or suffered something, by no name."""
    if token.pos_ != "NOUN" or token.lemma_.lower() not in phrases.words("person-nouns"):
        return False
    if token.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj", "conj"):
        return False
    return not any(child.dep_ == "appos" or (child.pos_ == "PROPN" and child.dep_ == "compound") for child in token.children)


def _has(thing: str, claim: Claim, assessment: Assessment, items: Iterable[Evidence], sources: Mapping[str, Source]) -> bool:
    return any(_stands_in(thing, item, sources[item.citation.source_id], claim, assessment) for item in items)


def _stands_in(thing: str, item: Evidence, source: Source, claim: Claim, assessment: Assessment) -> bool:
    text = _around(item.citation.span, source)
    if thing == "document":
        lowered = text.lower()
        return any(cue in lowered for cue in _exhibits()[source.language])
    if thing == "date":
        return any(_FINER_THAN_YEAR in date.value for date in find_dates(text, source.language))
    known = [mention.span.of(claim.text) for mention in find_names(claim.text, "en")]
    known += [source.shown_name, source.title, source.author or "", *assessment.holders, *(origin.name for origin in assessment.origins)]
    known += [item.attribution.named, *item.attribution.via] if item.attribution is not None else []
    stems = {token.stem for name in known for token in content_tokens(name, source.language)}
    for mention in find_names(text, source.language):
        name = mention.span.of(text)
        words = {token.stem for token in content_tokens(name, source.language)}
        if not any(is_same(name, other) for other in known) and not words <= stems:
            return True
    return False


def _around(span: Span, source: Source) -> str:
    """The sentences that a span touches and the one behind them: "… One of them, Jan Roe, …"."""
    sentences = split_sentences(source.text, source.language)
    touched = [i for i, sentence in enumerate(sentences) if sentence.overlaps(span)]
    if not touched:
        return span.of(source.text)
    last = min(touched[-1] + 1, len(sentences) - 1)
    return source.text[sentences[touched[0]].start : sentences[last].end]


def _language(item: Evidence, sources: Mapping[str, Source]) -> str:
    return sources[item.citation.source_id].language


@cache
def _exhibits() -> dict[str, tuple[str, ...]]:
    data: dict[str, Any] = load_yaml(resources.files("briefs.draft").joinpath("exhibits.yaml").read_text(encoding="utf-8"))
    return {language: tuple(map(str, cues)) for language, cues in data.items() if language != "version"}
