"""Whether a document, a name or a date that a brief calls missing is missing: every sentence of evidence is read for it once more."""

from __future__ import annotations

from collections.abc import Sequence

from briefs.domain import Evidence, Source, Stance
from briefs.language import names_corefer
from briefs.verify.case import Case, sentences_of
from briefs.verify.lexicon import words_of
from briefs.verify.names import are_kin
from briefs.verify.reading import dates_of, names_of, tokens_of

_PARTS_OF_DATES = ("date", "datum")
_NAMES = ("name", "names", "namen")
_FINER_THAN_YEAR = "-"


def missing_fault(case: Case, things: Sequence[str]) -> str:
    """Why these things may not be called missing; "" when they may.

    Each must be among the recorded queries, every source with evidence for the claim among those searched, and no such sentence may have
    one: a date finer than a year, a name that is neither the claim's nor a holder's, or a word of a document that was shown (`exhibits`).
    """
    searched = case.statement.searched
    queries = {stem for query in searched.queries for stem in _stems(query, case)} if searched is not None else set()
    unsearched = [thing for thing in things if not _stems(thing, case) <= queries]
    if unsearched:
        return f"it was not searched for: {', '.join(unsearched)}"
    sources = {source.id: source for source in case.searched}
    for item in case.assessment.evidence:
        if item.stance is not Stance.SUPPORTS:
            continue
        source = sources.get(item.citation.source_id)
        if source is None:
            return f"{item.citation.source_id} carries the claim and was not searched"
        for thing in things:
            found = _found(case, thing, item, source)
            if found:
                return f"{source.shown_name} has one: {found}"
    return ""


def _found(case: Case, thing: str, item: Evidence, source: Source) -> str:
    text = _around(item, source)
    folded = thing.lower()
    if folded in _PARTS_OF_DATES:
        return next((d.span.of(text) for d in dates_of(text, source.language) if _FINER_THAN_YEAR in d.value), "")
    if folded in _NAMES:
        return _other_name(case, text, item, source)
    words = words_of(source.language)
    if not words.is_known:
        return "its language has no word list"
    return next((text[start:end] for start, end in words["exhibits"].find(text)), "")


def _other_name(case: Case, text: str, item: Evidence, source: Source) -> str:
    assessment = case.assessment
    known = [mention.span.of(case.claim.text) for mention in names_of(case.claim.text, case.language)]
    known += [source.shown_name, source.title, source.author or "", *assessment.holders, *(origin.name for origin in assessment.origins)]
    known += [item.attribution.named, *item.attribution.via] if item.attribution is not None else []
    stems = {token.stem for name in known for token in tokens_of(name, source.language)}
    for mention in names_of(text, source.language):
        name = mention.span.of(text)
        is_known = any(other and (names_corefer(name, other) or are_kin(name, other)) for other in known)
        if not is_known and not {token.stem for token in tokens_of(name, source.language)} <= stems:
            return name
    return ""


def _around(item: Evidence, source: Source) -> str:
    """The sentences that the evidence touches and the one behind them."""
    sentences = sentences_of(source.text, source.language)
    touched = [i for i, sentence in enumerate(sentences) if sentence.overlaps(item.citation.span)]
    if not touched:
        return item.citation.exact
    last = min(touched[-1] + 1, len(sentences) - 1)
    return source.text[sentences[touched[0]].start : sentences[last].end]


def _stems(text: str, case: Case) -> set[str]:
    return {token.stem for token in tokens_of(text, case.language)}
