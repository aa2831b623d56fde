"""What a brief says about its own evidence holds against the assessment.

A stretch that matches the vocabulary is accounted for: it needs no span, but its counts, names and what it says of them must agree with the
assessment and with the sources that the sentence cites.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from briefs.domain import ClaimKind, Finding, Origin, Source, Span, Stance, Standing
from briefs.language import fold, is_in, names_corefer, same_figure
from briefs.verify.case import Case, CitedSpan
from briefs.verify.lexicon import words_of
from briefs.verify.meta import MetaPhrase, find_meta
from briefs.verify.meta_names import foreign_origins, speech_of, subjects
from briefs.verify.names import are_kin, carries_partly, is_publisher
from briefs.verify.reading import figures_of, names_of, tokens_of
from briefs.verify.speech import find_speech

_BESIDE = 3
"""Characters between a noun and the name of whom it means, at most."""
_ALSO_IN_SPANS = ("anonymous", "unverified", "no-comment", "carries", "language")
_LEAST_SHARED = 2
_SHARE = 0.25
"""Share of the claim's words, at least two, that a span in the claim's own language must have to bear on it."""


def about_evidence(case: Case) -> list[MetaPhrase]:
    """Stretches of the sentence about its evidence; one that a cited span itself has is the source's, and left to the span checks."""
    folded = [" ".join(fold(span.text).split()) for span in case.readable]
    return [
        phrase
        for phrase in find_meta(case.text, case.language)
        if phrase.check not in _ALSO_IN_SPANS or not any(" ".join(fold(phrase.span.of(case.text)).split()) in text for text in folded)
    ]


def check_meta(case: Case, phrases: Iterable[MetaPhrase]) -> list[Finding]:
    """Finding `not-in-assessment` for every stretch about the evidence that the assessment does not bear out."""
    findings = []
    for phrase in phrases:
        fault = _CHECKS[phrase.check](case, phrase)
        if fault:
            findings.append(Finding("not-in-assessment", fault, phrase.span.of(case.text)))
    return findings


def _is_one_of(name: str, others: Iterable[str]) -> bool:
    return any(names_corefer(name, other) or are_kin(name, other) for other in others if other)


def _origins(case: Case, names: Iterable[str]) -> list[Origin]:
    wanted = list(names)
    return [origin for origin in case.assessment.origins if _is_one_of(origin.name, wanted)]


def _interested(case: Case, phrase: MetaPhrase) -> str:
    named = subjects(case, phrase)[-1:]
    origins = _origins(case, named)
    if not named or not origins:
        return "the assessment has no such origin"
    if not all(origin.flags.interested for origin in origins):
        return f"the assessment does not call {named[0]} interested"
    return ""


def _without_stake(case: Case, phrase: MetaPhrase) -> str:
    count = case.assessment.origins_without_stake
    return "" if phrase.number == count else f"the assessment counts {count} without a stake"


def _origin_count(case: Case, phrase: MetaPhrase) -> str:
    count = case.assessment.independent_origins
    return "" if phrase.number == count else f"the assessment counts {count}"


def _anonymous(case: Case, phrase: MetaPhrase) -> str:
    is_known = any(origin.flags.anonymous for origin in case.assessment.origins) or any(
        item.attribution is not None and item.attribution.is_anonymous for span in case.cited for item in case.evidence_for(span)
    )
    return "" if is_known or _is_nameless_in_span(case, phrase) else "the assessment knows no anonymous source here"


def _is_nameless_in_span(case: Case, phrase: MetaPhrase) -> bool:
    """Whether the speaker after the remark ("an unnamed official says") speaks in a cited sentence, and its source gives it no name."""
    speaker = next((s for s in speech_of(case) for span in s.speaker_spans if span.overlaps(phrase.span)), None)
    head = speaker.speakers[0].split()[-1] if speaker is not None and speaker.speakers[0] else ""
    if not head or names_of(head, case.language):
        return False
    for span in case.readable:
        for frame in find_speech(span.context_text, span.language):
            given = [*frame.speakers, *frame.aliases]
            is_it = any(fold(name.split()[-1]) == fold(head) for name in frame.speakers if name)
            if is_it and not any(names_of(name, span.language) for name in given) and not _is_named_elsewhere(span, head):
                return True
    return False


def _is_named_elsewhere(span: CitedSpan, head: str) -> bool:
    """Whether the source has a name right beside the noun: "the official, Anna Reed", "official Anna Reed", "Anna Reed, an official"."""
    text = span.source.text
    for match in re.finditer(rf"(?<!\w){re.escape(head)}(?!\w)", text, re.IGNORECASE):
        around = Span(max(0, match.start() - _BESIDE), min(len(text), match.end() + _BESIDE))
        if any(mention.span.overlaps(around) for mention in names_of(text, span.language)):
            return True
    return False


def _asserts(case: Case, phrase: MetaPhrase) -> str:
    names = subjects(case, phrase)
    if not names:
        return "it does not say who"
    supporting = [o.name for o in case.assessment.origins if o.stance is Stance.SUPPORTS]
    carriers = [source for source in case.cited_sources if _has_evidence(case, source, Stance.SUPPORTS)]
    for name in names:
        if not _is_one_of(name, [*case.assessment.holders, *supporting]) and not any(is_publisher(s, name) for s in carriers):
            return f"the assessment does not have {name} among those who assert it"
    if not any(item.stance is Stance.SUPPORTS for span in case.cited for item in case.evidence_for(span)):
        return "no cited span is evidence for the claim"
    unseen = [span for span in case.cited if span.language != case.language and not _bears_on_claim(case, span)]
    return f"nothing in the cited text of {unseen[0].source.shown_name} bears on the claim" if unseen else ""


def _denies(case: Case, phrase: MetaPhrase) -> str:
    names = subjects(case, phrase)
    refuting = [origin.name for origin in case.assessment.origins if origin.stance is Stance.REFUTES]
    known = [*case.assessment.denied_by, *refuting]
    wrong = [name for name in names if not _is_one_of(name, known)]
    if not names:
        return "it does not say who"
    if wrong:
        return f"the assessment has no denial by {wrong[0]}"
    return "" if _span_denies(case) else "no cited text denies or negates anything"


def _span_has(case: Case, name: str) -> bool:
    """Whether a cited sentence has a phrase of the list, read by the gate's own words; a language without words is not judged."""
    return any(not words_of(span.language).is_known or words_of(span.language)[name].find(span.context_text) for span in case.cited)


def _span_denies(case: Case) -> bool:
    for span in case.cited:
        words = words_of(span.language)
        listed = (words["negators"], words["refuting"], words.speech["denies"])
        if not words.is_known or any(entries.find(span.context_text) for entries in listed):
            return True
    return case.assessment.denied_by == ()


def _contradicts(case: Case, phrase: MetaPhrase) -> str:
    if any(item.stance is Stance.REFUTES for span in case.cited for item in case.evidence_for(span)):
        return ""
    return "no cited span is evidence against the claim"


def _carries(case: Case, phrase: MetaPhrase) -> str:
    for name in subjects(case, phrase):
        sources = [source for source in case.cited_sources if is_publisher(source, name)]
        if not sources:
            return f"no cited source is published by {name}"
        if not any(_is_carrier(case, source) for source in sources):
            return f"the assessment does not have {name} among the carriers"
    unseen = [span for span in case.cited if span.language != case.language and not _bears_on_claim(case, span)]
    if unseen:
        return f"nothing in the cited text of {unseen[0].source.shown_name} shows that it carries this claim"
    return ""


def _bears_on_claim(case: Case, span: CitedSpan) -> bool:
    """Whether a text in another language has something of the claim: a name, a figure, a date, or the words of one who asserts it."""
    text, language = span.context_text, span.language
    if is_in(case.claim.text, language):
        # the claim is in the span's own language: they can be compared word for word
        wanted = {token.stem for token in tokens_of(case.claim.text, language)}
        shared = len(wanted & {token.stem for token in tokens_of(text, language)})
        exact = [figure for figure in figures_of(case.claim.text, language) if not figure.is_weak and not figure.is_year]
        has_figure = any(same_figure(found, figure) for found in figures_of(text, language) for figure in exact)
        return shared >= max(_LEAST_SHARED, _SHARE * len(wanted)) or (has_figure and shared > 0)
    if foreign_origins(case, [span]):
        return True
    names = [mention.span.of(case.claim.text) for mention in names_of(case.claim.text, case.language)]
    if any(carries_partly(text, language, name) for name in (*names, *case.assessment.holders)):
        return True
    figures = [figure for figure in figures_of(case.claim.text, case.language) if not figure.is_weak]
    return any(same_figure(found, figure) for found in figures_of(text, language) for figure in figures)


def _is_carrier(case: Case, source: Source) -> bool:
    return any(source.id in (*origin.sources, *origin.relays) for origin in case.assessment.origins)


def _has_evidence(case: Case, source: Source, stance: Stance) -> bool:
    return any(item.citation.source_id == source.id and item.stance is stance for item in case.assessment.evidence)


def _language(case: Case, phrase: MetaPhrase) -> str:
    named = subjects(case, phrase)[-1:]
    sources = [s for s in case.cited_sources if named and is_publisher(s, named[0])] or list(case.cited_sources)
    if any(phrase.language in (source.language, source.original_language) for source in sources):
        return ""
    return "no cited source is in that language"


def _confirms(case: Case, phrase: MetaPhrase) -> str:
    if case.assessment.standing is not Standing.CONFIRMED:
        return f"the claim is {case.assessment.standing.value}, not confirmed"
    return ""


def _confirmed_origins(case: Case, phrase: MetaPhrase) -> str:
    return _confirms(case, phrase) or _origin_count(case, phrase)


def _confirmed_record(case: Case, phrase: MetaPhrase) -> str:
    return _confirms(case, phrase) or ("" if _has_flag(case, "primary_record") else "the assessment has no record behind it")


def _confirmed_admission(case: Case, phrase: MetaPhrase) -> str:
    return _confirms(case, phrase) or ("" if _has_flag(case, "admission") else "the assessment has no admission behind it")


def _has_flag(case: Case, flag: str) -> bool:
    return any(getattr(origin.flags, flag) for origin in case.assessment.origins if origin.stance is Stance.SUPPORTS)


def _statement_only(case: Case, phrase: MetaPhrase) -> str:
    return "" if case.assessment.kind is ClaimKind.STATEMENT else "the claim is not about a statement"


def _unverified(case: Case, phrase: MetaPhrase) -> str:
    known = [name for name, _ in case.assessment.unverified_by]
    wrong = [name for name in subjects(case, phrase) if not _is_one_of(name, known)]
    if wrong or not known:
        return f"the assessment does not have {wrong[0] if wrong else 'anybody'} say that it could not verify it"
    return "" if _span_has(case, "unverified") else "no cited text says that something could not be verified"


def _no_comment(case: Case, phrase: MetaPhrase) -> str:
    reply = case.assessment.reply
    if reply is None or reply.status not in ("no-comment", "no-answer"):
        return "the assessment has no such reply"
    return "" if _span_has(case, "declined") else "no cited text says that there was no comment"


def _claim_figure(case: Case, phrase: MetaPhrase) -> str:
    """The claim's own figure beside another: it stands so in the claim."""
    figures = figures_of(phrase.span.of(case.text), case.language)
    theirs = figures_of(case.claim.text, case.language)
    for figure in figures:
        if not any((f.value, f.unit, f.modifier) == (figure.value, figure.unit, figure.modifier) for f in theirs):
            return "the claim does not have this figure"
    claim = {token.stem for token in tokens_of(case.claim.text, case.language)}
    slot = phrase.span.of(case.text)
    added = [t.span.of(slot) for t in tokens_of(slot, case.language)[1:] if t.stem not in claim and not t.span.of(slot)[0].isdigit()]
    if [word for word in added if not words_of(case.language).speech_kind(word)]:
        return f"the claim does not say: {', '.join(added)}"
    return "" if figures else "it gives no figure"


def _summary(case: Case, phrase: MetaPhrase) -> str:
    return "" if any(not source.text_kind.is_verbatim for source in case.cited_sources) else "no cited text is a summary"


def _free(case: Case, phrase: MetaPhrase) -> str:
    return ""


_CHECKS: dict[str, Callable[[Case, MetaPhrase], str]] = {
    "interested": _interested,
    "without-stake": _without_stake,
    "origins": _origin_count,
    "anonymous": _anonymous,
    "asserts": _asserts,
    "denies": _denies,
    "contradicts": _contradicts,
    "carries": _carries,
    "language": _language,
    "confirms": _confirms,
    "confirmed-origins": _confirmed_origins,
    "confirmed-record": _confirmed_record,
    "confirmed-admission": _confirmed_admission,
    "statement-only": _statement_only,
    "unverified": _unverified,
    "no-comment": _no_comment,
    "summary": _summary,
    "claim-figure": _claim_figure,
    "free": _free,
}
