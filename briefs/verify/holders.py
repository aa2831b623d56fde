"""What is alleged or disputed names its holder: the sentence names somebody who says it, and every clause of it is somebody's words.

After the rule of the BBC Editorial Guidelines and AP that an allegation stands with its accuser. Clauses are read in English only, by the
parse: what stands between semicolons is a clause of its own, so that "; the Herald carries the same account" holds no clause before it.
"""

from __future__ import annotations

import re
from typing import Any

from briefs.domain import Finding, Span
from briefs.language import names_corefer, parse
from briefs.verify.case import Case
from briefs.verify.lexicon import words_of
from briefs.verify.meta import MetaPhrase
from briefs.verify.meta_names import known_names
from briefs.verify.names import are_kin, is_publisher
from briefs.verify.reading import names_of, tokens_of
from briefs.verify.speech import Speech

_ATTRIBUTING = ("asserts", "interested", "denies", "carries", "unverified", "no-comment", "contradicts")
_REMARKS = (*_ATTRIBUTING, "origins", "statement-only", "claim-figure", "without-stake", "summary")
_SEGMENT = re.compile(r";\s+")
_SHOWN = re.compile(r"[\"“”«»]")


def check_holder(case: Case, phrases: list[MetaPhrase], said: tuple[Speech, ...]) -> list[Finding]:
    """Findings `holder-missing` and `attribution-dropped` on a sentence under a section that needs a holder."""
    message = f"what is {case.statement.section.value} needs its holder: say who says it"
    is_held = any(phrase.check in _REMARKS for phrase in phrases) or any(
        speech.speakers or speech.kind in ("unverified", "declined") for speech in said
    )
    is_named = any(names_of(speaker, case.language) for speech in said for speaker in (*speech.speakers, *speech.aliases))
    if not is_held or not (is_named or _names_a_party(case, phrases)):
        return [Finding("holder-missing", message, case.text)]
    findings = [Finding("holder-missing", message, words) for words in _loose_clauses(case, phrases, said)]
    return findings or _credited(case, said)


def _names_a_party(case: Case, phrases: list[MetaPhrase]) -> bool:
    """Whether the sentence names an origin, a holder, who denies it, a speaker of its evidence or a publisher it cites; or says that an
    origin has no name."""
    if any(phrase.check in ("anonymous", "unverified", "no-comment") for phrase in phrases):
        return True
    if known_names(case, Span(0, max(1, len(case.text)))):
        return True
    given = [item.attribution for span in case.cited for item in case.evidence_for(span) if item.attribution is not None]
    known = [name for a in given for name in (a.named, a.speaker, *a.via) if name]
    known += [origin.name for origin in case.assessment.origins] + list(case.assessment.holders)
    reply = case.assessment.reply
    known += [reply.by] if reply is not None and reply.by else []
    for mention in names_of(case.text, case.language):
        name = mention.span.of(case.text)
        if any(names_corefer(name, other) or are_kin(name, other) for other in known):
            return True
        if any(is_publisher(source, name) for source in case.cited_sources):
            return True
    stems = {token.stem for token in tokens_of(case.text, case.language)}
    parts = [{token.stem for token in tokens_of(name, case.language)} for name in known]
    return any(part and part <= stems for part in parts)


def _loose_clauses(case: Case, phrases: list[MetaPhrase], said: tuple[Speech, ...]) -> list[str]:
    """Heads of clauses that nobody holds: "Forty barges sank, and the Circle says more will"; a piece that is no clause at all."""
    if case.language != "en":
        return []
    loose = []
    doc = parse(case.text)
    for segment in _segments(case.text):
        if any(phrase.check in _REMARKS and segment.overlaps(phrase.span) for phrase in phrases):
            loose += [] if _is_named_in(case, segment, phrases) else [segment.of(case.text)]
            continue
        heads = _heads(doc, segment)
        near = tuple(speech for speech in said if speech.cue.start < segment.end)
        loose += [token.text for token in heads if not _is_held(token, near, phrases) and not _is_listed(case.text, token, near)]
        if not any(token.pos_ in ("VERB", "AUX") for token in doc if segment.overlaps(_span(token))):
            loose.append(segment.of(case.text))
    return loose


def _segments(text: str) -> list[Span]:
    """What stands between semicolons outside quotation marks; a sentence after "reports:" is all one."""
    starts = [0]
    for match in _SEGMENT.finditer(text):
        is_inside = len(_SHOWN.findall(text, 0, match.start())) % 2
        if not is_inside:
            starts.append(match.end())
    return [Span(start, end) for start, end in zip(starts, [*starts[1:], len(text)], strict=True) if end > start]


def _heads(doc: Any, segment: Span) -> list[Any]:
    """Main verbs of a segment: its roots and the verbs coordinated with them."""
    heads = []
    for token in doc:
        if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("aux", "auxpass") or not segment.overlaps(_span(token)):
            continue
        above = token
        while above.dep_ == "conj" and above.head.pos_ in ("VERB", "AUX"):
            above = above.head
        if above.dep_ == "ROOT" or not segment.overlaps(_span(above.head)):
            heads.append(token)
    return heads


def _is_held(token: Any, said: tuple[Speech, ...], phrases: list[MetaPhrase]) -> bool:
    span = _span(token)
    if words_of("en").speech_kind(token.text) and any(speech.cue.overlaps(span) and speech.speakers for speech in said):
        return True
    if any(speech.covers(span) and (speech.speakers or speech.kind in ("unverified", "declined")) for speech in said):
        return True
    if any(speech.cue.overlaps(span) for speech in said) or any(phrase.span.overlaps(span) for phrase in phrases):
        return True
    # "goes on denying that …", "is reported by X as saying": the saying hangs below the main verb
    below = [_span(child) for child in token.subtree if child.dep_ in ("xcomp", "pcomp", "prep", "acomp") or child.pos_ == "VERB"]
    return any(speech.speakers and any(speech.cue.overlaps(place) for place in below) and _speaks(token, speech) for speech in said)


def _is_listed(text: str, token: Any, said: tuple[Speech, ...]) -> bool:
    """Whether it stands behind the colon after somebody's saying: "the Post recalls the weeks before: a purchase, a seat …"."""
    return any(speech.speakers and ":" in text[speech.cue.end : token.idx] for speech in said if speech.cue.end <= token.idx)


def _speaks(verb: Any, speech: Speech) -> bool:
    """Whether the speaker is the subject of this verb."""
    return any(
        child.dep_ in ("nsubj", "nsubjpass") and any(span.overlaps(_span(child)) for span in speech.speaker_spans)
        for child in verb.children
    )


def _is_named_in(case: Case, segment: Span, phrases: list[MetaPhrase]) -> bool:
    """Whether a remark has somebody to be about in its own piece: "It" before "; the Herald carries it" has nobody."""
    subjects = [p for p in phrases if p.check in _ATTRIBUTING and segment.overlaps(p.span)]
    if not subjects:
        return True
    if known_names(case, segment) or any(segment.overlaps(mention.span) for mention in names_of(case.text, case.language)):
        return True
    is_unnamed = any(phrase.check == "anonymous" and segment.overlaps(phrase.span) for phrase in phrases)
    return is_unnamed or len(tokens_of(segment.of(case.text), case.language)) > 1


def _credited(case: Case, said: tuple[Speech, ...]) -> list[Finding]:
    """A body that is wrongly credited with the claim does not say it: who credits it stays in the sentence."""
    body = case.assessment.misattributed_to
    supports = any(item.stance.value == "supports" for span in case.cited for item in case.evidence_for(span))
    if body is None or not supports:
        return []
    speakers = [name for speech in said for name in speech.speakers]
    if speakers and all(names_corefer(name, body) or body.casefold() in name.casefold() for name in speakers):
        return [Finding("attribution-dropped", f"the cited text only credits {body} with this; say who credits it", body)]
    return []


def _span(token: Any) -> Span:
    return Span(token.idx, token.idx + len(token.text))
