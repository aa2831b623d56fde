"""English acts other than asserting: no comment, could not verify, retracted or corrected, and what a newsroom saw for itself."""

from __future__ import annotations

from briefs.assess.attribution_english import Setting
from briefs.assess.attribution_found import Found, trimmed
from briefs.assess.attribution_syntax import (
    Token,
    agent_of,
    clause_head,
    is_passive,
    noun_phrase,
    span_of,
    subject_of,
    subtree_span,
)
from briefs.domain import Span, SpeechAct

_ACTS = {
    "no_comment": SpeechAct.NO_COMMENT,
    "unverified": SpeechAct.UNVERIFIED,
    "retracts": SpeechAct.RETRACTS,
    "claim_label": SpeechAct.ASSERTS,
}
_NOBODY = (
    "nobody",
    "none",
    "no",
    "neither",
    "noone",
    "one",
    "request",
    "requests",
    "call",
    "calls",
    "email",
    "emails",
    "message",
    "messages",
    "inquiries",
    "question",
    "questions",
)


def find_phrase_acts(setting: Setting) -> list[Found]:
    """Acts that a fixed phrase shows; the phrase is the cue."""
    found: list[Found] = []
    for name, pattern in setting.cues.phrases.items():
        for match in pattern.finditer(setting.text):
            cue = trimmed(setting.text, match.start(), match.end())
            if cue is None or any(item.cue is not None and item.cue.overlaps(cue) for item in found):
                continue
            item = _of_label(cue, _ACTS[name], setting) if name in ("retracts", "claim_label") else _of_phrase(cue, _ACTS[name], setting)
            if item is not None and not any(item.act is other.act and item.content.overlaps(other.content) for other in found):
                found.append(item)
    return found


def _of_label(cue: Span, act: SpeechAct, setting: Setting) -> Found | None:
    """ "Correction: ...": the rest of the paragraph; "an earlier version of this article ...": the sentence."""
    text = setting.text
    if text[cue.end : cue.end + 2].strip()[:1] in (":", ".", "—", "-", "–") or text[cue.start : cue.end].endswith(":"):
        end = text.find("\n\n", cue.end)
        content = trimmed(text, cue.end, len(text) if end < 0 else end)
    else:
        token = _tokens(cue, setting)[0]
        content = trimmed(text, token.sent.start_char, token.sent.end_char)
    if content is None:
        return None
    hedged = act is SpeechAct.ASSERTS
    return Found(cue=cue, content=content, act=act, is_hedged=hedged, kind="phrase")


def _tokens(span: Span, setting: Setting) -> list[Token]:
    chars = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    return list(chars)


def _of_phrase(cue: Span, act: SpeechAct, setting: Setting) -> Found | None:
    tokens = _tokens(cue, setting)
    verbs = [token for token in tokens if token.pos_ in ("VERB", "AUX")]
    if setting.in_quotation(tokens[0]):
        return None
    verb = next((token for token in verbs if token.pos_ == "VERB"), verbs[0] if verbs else tokens[0])
    clause = clause_head(verb)
    speaker = _speaker(verb, clause, act)
    content = _object_or_clause(verbs[-1] if verbs else verb, clause, act, setting)
    if content is None:
        return None
    return Found(
        cue=cue,
        content=content,
        act=act,
        speaker=None if speaker is None else span_of(noun_phrase(speaker)),
        full_speaker=None if speaker is None else subtree_span(speaker),
        kind="phrase",
    )


def _speaker(verb: Token, clause: Token, act: SpeechAct) -> Token | None:
    subject = subject_of(verb) or subject_of(clause)
    if act is SpeechAct.UNVERIFIED and subject is not None:
        by = agent_of(verb) or next((a for child in verb.subtree if child.tag_ == "VBN" and (a := agent_of(child)) is not None), None)
        passive = is_passive(verb) or any(child.dep_ == "nsubjpass" for child in clause.children)
        if passive or by is not None:
            return by
        if (
            subject.lower_ in ("it", "there")
            and any(token.lower_ in ("possible", "impossible", "no", "not") for token in clause.subtree)
            and verb.lemma_ == "be"
        ):
            return None
        if verb.lemma_ in ("remain", "be") and not any(token.lower_ in ("unable", "able", "position") for token in clause.subtree):
            return None
    if subject is not None and subject.lower_ in _NOBODY:
        for child in subject.subtree:
            if child.dep_ == "pobj" and child.head.lower_ in ("to", "at", "from", "of", "by") and child.lower_ != "comment":
                return child
        return None
    return subject


def _object_or_clause(verb: Token, clause: Token, act: SpeechAct, setting: Setting) -> Span | None:
    """What could not be verified when it is said; else the whole clause."""
    if act is SpeechAct.UNVERIFIED and not is_passive(verb):
        for child in sorted(verb.children, key=lambda token: -token.i):
            if child.dep_ in ("ccomp", "dobj") and child.i > verb.i:
                span = subtree_span(child)
                return trimmed(setting.text, span.start, span.end)
    node = clause
    span = subtree_span(node)
    return trimmed(setting.text, span.start, span.end)


def find_retractions(setting: Setting) -> list[Found]:
    """ "X retracted the article"; "the article was withdrawn"."""
    cues = setting.cues
    found = []
    for verb in setting.doc:
        if verb.pos_ != "VERB" or verb.lemma_.lower() not in cues.retract_verbs or setting.in_quotation(verb):
            continue
        passive = is_passive(verb)
        if passive:
            things = [child for child in verb.children if child.dep_ in ("nsubjpass", "nsubj")] or (
                [verb.head] if verb.dep_ in ("acl", "relcl") else []
            )
            speaker = agent_of(verb)
        else:
            things = [child for child in verb.children if child.dep_ in ("dobj", "nsubj") and child.i > verb.i]
            speaker = subject_of(verb)
        thing = next((noun for noun in things if noun.lemma_.lower() in cues.retractable), None)
        if thing is None or (verb.lemma_ == "walk" and not any(child.lower_ == "back" for child in verb.children)):
            continue
        content = trimmed(setting.text, subtree_span(thing).start, subtree_span(thing).end)
        if content is None:
            continue
        found.append(
            Found(
                cue=span_of([verb]),
                content=content,
                act=SpeechAct.RETRACTS,
                speaker=None if speaker is None else span_of(noun_phrase(speaker)),
                full_speaker=None if speaker is None else subtree_span(speaker),
                kind="phrase",
            )
        )
    return found


def find_observations(setting: Setting, publisher: str) -> list[Found]:
    """What a newsroom, or a body in its own words, saw, obtained, reviewed or counted; the content is the clause that says so."""
    cues = setting.cues
    found = []
    for verb in setting.doc:
        lemma = verb.lemma_.lower()
        if verb.pos_ != "VERB" or lemma not in cues.observe or setting.in_quotation(verb):
            continue
        passive = is_passive(verb)
        observer = agent_of(verb) if passive else subject_of(verb)
        if observer is None or not _is_newsroom(observer, setting, publisher):
            continue
        if not passive and not _observes(verb, lemma, setting):
            continue
        clause = clause_head(verb.head if passive and verb.dep_ == "acl" else verb)
        span = subtree_span(clause)
        content = trimmed(setting.text, span.start, span.end)
        if content is None:
            continue
        found.append(
            Found(
                cue=span_of([verb]),
                content=content,
                act=SpeechAct.OWN_OBSERVATION,
                speaker=span_of(noun_phrase(observer)),
                full_speaker=subtree_span(observer),
                kind="observation",
            )
        )
    return found


def _is_newsroom(noun: Token, setting: Setting, publisher: str) -> bool:
    cues = setting.cues
    words = {token.lemma_.lower() for token in noun.subtree}
    if words & cues.staff or noun.lemma_.lower() in cues.classes["media"] or noun.lower_ in ("we", "us"):
        return True
    if noun.pos_ != "PROPN":
        return False
    name = span_of(noun_phrase(noun)).of(setting.text).casefold().removeprefix("the ")
    return noun.ent_type_ == "ORG" or bool(publisher and name and (name in publisher.casefold() or publisher.casefold() in name))


def _observes(verb: Token, lemma: str, setting: Setting) -> bool:
    objects = [child for child in verb.children if child.dep_ == "dobj"]
    if verb.dep_ == "relcl" and not objects:
        objects = [verb.head]
    if not objects or any(child.dep_ == "neg" for child in verb.children):
        return False
    if lemma in setting.cues.observe_strong:
        return True
    return any(
        noun.lemma_.lower() in setting.cues.classes["document"] or noun.lemma_ in ("photo", "image", "video", "footage", "picture", "copy")
        for noun in objects
    )
