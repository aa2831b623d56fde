"""Chains: who passes on whose words. The speaker of a chain is its root; the carriers run inwards from the outermost."""

from __future__ import annotations

from briefs.assess.attribution_english import Setting
from briefs.assess.attribution_found import Found
from briefs.assess.attribution_syntax import Token, noun_phrase, span_of, subject_of, subtree_span
from briefs.domain import Span

_CITING = ("cite", "quote")
_RESTING = {"refer": ("to",), "rely": ("on", "upon"), "draw": ("on", "upon"), "point": ("to",)}
_SOURCE_NOUNS = (
    "source",
    "sources",
    "official",
    "officials",
    "people",
    "person",
    "statement",
    "report",
    "reports",
    "agency",
    "ministry",
    "document",
    "documents",
    "post",
    "media",
    "channel",
    "newspaper",
    "police",
    "data",
    "records",
    "investigators",
    "service",
    "study",
    "figures",
    "letter",
)


def apply_citing(found: list[Found], setting: Setting) -> list[Found]:
    """For "A, citing B, writes that p": B is the speaker and A a carrier. Several links ("B, which quoted C") go on inwards."""
    links = [link for token in setting.doc if (link := _link(token, setting)) is not None]
    for item in found:
        if item.speaker is None or item.cue is None or item.kind not in ("verb", "frame"):
            continue
        seen = 0
        while seen < 4:
            step = next((link for link in links if _binds(link, item)), None)
            if step is None:
                break
            item.carriers.append(item.speaker)
            item.speaker, item.full_speaker = step.target, step.full_target
            links.remove(step) if seen else None
            seen += 1
    return found


class _Link:
    """One "A citing B"."""

    __slots__ = ("cue", "full_target", "sentence", "source", "target")

    def __init__(self, cue: Span, source: Span | None, target: Span, full_target: Span, sentence: Span) -> None:
        self.cue, self.source, self.target, self.full_target, self.sentence = cue, source, target, full_target, sentence


def _binds(link: _Link, item: Found) -> bool:
    assert item.speaker is not None and item.cue is not None
    if link.target == item.speaker or link.target in item.carriers or not link.sentence.contains(item.cue) or link.cue == item.cue:
        return False
    if item.content.contains(link.cue) and not (link.source == item.speaker):
        return False
    return link.source == item.speaker


def _link(token: Token, setting: Setting) -> _Link | None:
    lemma = token.lemma_.lower()
    target: Token | None = None
    if token.pos_ not in ("VERB", "ADP", "AUX") or setting.in_quotation(token):
        return None
    if lemma in _CITING:
        objects = [child for child in token.children if child.dep_ in ("dobj", "pobj", "nsubj") and child.i > token.i]
        target = objects[0] if objects else None
    elif lemma in _RESTING and token.tag_ == "VBG":
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ in _RESTING[lemma]:
                target = next((grand for grand in child.children if grand.dep_ == "pobj"), None)
    if target is None or not _can_speak(target):
        return None
    source = subject_of(token)
    if source is None:
        head = token.head
        while head.head != head and head.pos_ not in ("VERB", "AUX"):
            head = head.head
        source = subject_of(head)
    if source is None:
        return None
    sentence = Span(token.sent.start_char, token.sent.end_char)
    return _Link(span_of([token]), span_of(noun_phrase(source)), span_of(noun_phrase(target)), subtree_span(target), sentence)


def _can_speak(noun: Token) -> bool:
    return (
        noun.pos_ == "PROPN"
        or noun.ent_type_ in ("ORG", "PERSON", "NORP", "GPE")
        or noun.lower_ in _SOURCE_NOUNS
        or noun.pos_ == "PRON"
        and noun.lower_ in ("him", "her", "them")
    )


def nest(found: list[Found]) -> list[Found]:
    """Give every attribution that stands inside another's content that one's speaker as a carrier, outermost first."""
    ordered = sorted(found, key=lambda item: (item.content.start, -item.content.end))
    for item in ordered:
        hosts = [
            host
            for host in ordered
            if host is not item
            and host.speaker is not None
            and host.cue != item.cue
            and item.cue is not None
            and host.content.contains(item.cue)
            and host.content.contains(item.content)
            and len(host.content) > len(item.content)
        ]
        hosts.sort(key=lambda host: -len(host.content))
        outer = [span for host in hosts for span in (*host.own_carriers(), host.speaker) if span is not None]
        item.outer = [span for span in outer if span not in item.carriers and span != item.speaker]
    return found
