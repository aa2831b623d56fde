"""Chains: who passes on whose words. The speaker of a chain is its root; the carriers run inwards from the outermost."""

from __future__ import annotations

import re

from briefs.assess.attribution_english import Setting
from briefs.assess.attribution_found import Found, trimmed
from briefs.assess.attribution_syntax import Token, noun_phrase, span_of, subject_of, subtree_span
from briefs.domain import Span

_OPENING = re.compile(r"\s*(?:Citing|Quoting|Relying on|Drawing on|With reference to) (?P<target>[^,.;\n]{2,70}),\s+")
_TRAILING = re.compile(
    r",\s+(?:citing|quoting|(?:attributing|crediting|ascribing) (?:it|this|that|them|the \w+) to|referring to|with reference to) "
    r"(?P<target>(?:(?! (?:who|which|that|because|as|saying|quoted|cited)\b)[^,.;:\n\"“”]){2,90})"
)
_CITING = ("cite", "quote", "present")
_RESTING = {"refer": ("to",), "rely": ("on", "upon"), "draw": ("on", "upon"), "point": ("to",)}


def apply_citing(found: list[Found], setting: Setting) -> list[Found]:
    """For "A, citing B, writes that p": B is the speaker and A a carrier. Several links ("B, which quoted C") go on inwards."""
    found = _with_authorities(found, setting)
    _opening_citations(found, setting)
    _trailing_citations(found, setting)
    links = [link for token in setting.doc if (link := _link(token, setting)) is not None]
    authorities = [link.cue for link in links]
    found = [
        item
        for item in found
        if not (item.kind == "frame" and item.cue is not None and any(item.cue.start == cue.start for cue in authorities))
    ]
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
            seen += 1
        _prepend_carriers(item, links)
    return found


def _with_authorities(found: list[Found], setting: Setting) -> list[Found]:
    """ "p, A reports, on the strength of B": B speaks and A carries, though the phrase stands after the whole."""
    dropped: list[Found] = []
    for frame in found:
        if frame.kind != "frame" or frame.cue is None or not setting.text[frame.cue.start :].lower().startswith("on "):
            continue
        for item in found:
            inside = item.kind == "verb" and item.cue is not None and frame.content.contains(item.cue) and item.cue.end <= frame.cue.start
            if inside and item.speaker is not None and item.cue is not None and frame.cue.start - item.cue.end < 6:
                item.carriers.append(item.speaker)
                item.speaker, item.full_speaker = frame.speaker, frame.full_speaker
                dropped.append(frame)
    return [item for item in found if not any(item is other for other in dropped)]


def _prepend_carriers(item: Found, links: list[_Link]) -> None:
    """ "A, citing B, which quoted C": A stands before B."""
    while item.carriers and len(item.carriers) < 5:
        outer = next((link.source for link in links if link.target == item.carriers[0] and link.source is not None), None)
        if outer is None or outer in item.carriers:
            return
        item.carriers.insert(0, outer)


def _opening_citations(found: list[Found], setting: Setting) -> None:
    """ "Citing B, A reports that p": the parser often takes "Citing B" for the subject, so this is read off the sentence's opening."""
    for sentence in setting.doc.sents:
        match = _OPENING.match(setting.text, sentence.start_char, sentence.end_char)
        if match is None:
            continue
        target = Span(*match.span("target"))
        verbs = [
            item for item in found if item.kind == "verb" and item.cue is not None and match.end() < item.cue.start < sentence.end_char
        ]
        if not verbs:
            continue
        first = min(verbs, key=lambda item: item.cue.start if item.cue else 0)
        assert first.cue is not None
        if first.speaker is not None and first.speaker.start >= match.end():
            carrier: Span | None = first.speaker
        else:
            carrier = trimmed(setting.text, match.end(), first.cue.start)
        for item in verbs:
            if item.cue == first.cue and carrier is not None:
                item.carriers, item.speaker, item.full_speaker = [carrier], target, target


def _trailing_citations(found: list[Found], setting: Setting) -> None:
    """ "A writes that p, citing B": the parser hangs "citing B" on the verb of p, so it is read off the end of the content."""
    for match in _TRAILING.finditer(setting.text):
        hosts = [
            item
            for item in found
            if item.kind == "verb"
            and item.speaker is not None
            and item.content.start < match.start() < item.content.end
            and not item.carriers
        ]
        target = trimmed(setting.text, *match.span("target"))
        if not hosts or target is None or any(mark.start < match.start() < mark.end for mark in setting.quotes):
            continue
        host = min(hosts, key=lambda item: len(item.content))
        content = trimmed(setting.text, host.content.start, match.start())
        if content is None or host.speaker is None:
            continue
        host.carriers, host.speaker, host.full_speaker, host.content = [host.speaker], target, target, content
        # "attributing it to B" has a verb of saying of its own, which the parser gives to whoever p is about
        found[:] = [item for item in found if item.cue is None or not match.start() < item.cue.start < match.end()]


class _Link:
    """One "A citing B"; it reaches the cues in its sentence, or those under a finite "quoted B as saying"."""

    __slots__ = ("cue", "full_target", "sentence", "source", "target")

    def __init__(self, cue: Span, source: Span | None, target: Span, full_target: Span, sentence: Span) -> None:
        self.cue, self.source, self.target, self.full_target, self.sentence = cue, source, target, full_target, sentence


def _binds(link: _Link, item: Found) -> bool:
    assert item.speaker is not None and item.cue is not None
    if link.target == item.speaker or link.target in item.carriers or not link.sentence.contains(item.cue) or link.cue == item.cue:
        return False
    return link.source == item.speaker


def _link(token: Token, setting: Setting) -> _Link | None:
    lemma = token.lemma_.lower()
    target: Token | None = None
    if token.pos_ not in ("VERB", "ADP", "AUX") or setting.in_quotation(token):
        return None
    if lemma in _CITING:
        objects = [child for child in token.children if child.dep_ in ("dobj", "pobj", "nsubj") and child.i > token.i]
        target = objects[0] if objects else _phrase_after(token)
    elif token.lower_ in ("on", "from") and token.dep_ == "prep":
        target = _by_authority(token, setting)
    elif lemma in _RESTING and token.tag_ == "VBG":
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ in _RESTING[lemma]:
                target = next((grand for grand in child.children if grand.dep_ == "pobj"), None)
    if target is None or not _can_speak(target, setting):
        return None
    source = _citing_subject(token)
    if source is None:
        head = token.head
        while head.head != head and head.pos_ not in ("VERB", "AUX"):
            head = head.head
        source = subject_of(head)
    if source is None:
        return None
    participle = token.tag_ == "VBG" or token.dep_ == "prep"
    sentence = Span(token.sent.start_char, token.sent.end_char) if participle else subtree_span(token)
    return _Link(span_of([token]), span_of(noun_phrase(source)), span_of(noun_phrase(target)), subtree_span(target), sentence)


def _phrase_after(token: Token) -> Token | None:
    """The noun phrase right after a "citing" that the parser gave to the main verb."""
    if token.tag_ != "VBG" or token.i + 1 >= len(token.doc):
        return None
    return next((chunk.root for chunk in token.sent.noun_chunks if chunk.start == token.i + 1), None)


def _citing_subject(token: Token) -> Token | None:
    """Who cites: in "A reported, citing B, that p" the parser may hang "citing" on p."""
    head = token.head
    marks = [child for child in head.children if child.dep_ == "mark" and child.lower_ == "that"]
    if head.dep_ == "ccomp" and marks and token.i < marks[0].i:
        return subject_of(head.head)
    return subject_of(token)


def _by_authority(preposition: Token, setting: Setting) -> Token | None:
    """ "reports on the authority of X"."""
    noun = next((child for child in preposition.children if child.dep_ == "pobj"), None)
    if noun is None or noun.lemma_.lower() not in setting.cues.noun_frame or not setting.cues.is_cue(preposition.head.lemma_.lower()):
        return None
    of = next((child for child in noun.children if child.dep_ == "prep" and child.lower_ == "of"), None)
    return None if of is None else next((child for child in of.children if child.dep_ == "pobj"), None)


def _can_speak(noun: Token, setting: Setting) -> bool:
    """Whether what is cited can be somebody's words: a name, a person, a body, a document; not "citing security concerns"."""
    if noun.pos_ == "PROPN" or noun.ent_type_ in ("ORG", "PERSON", "NORP", "GPE"):
        return True
    lemma = noun.lemma_.lower()
    cues = setting.cues
    return (
        lemma in cues.anonymous_heads or any(lemma in members for members in cues.classes.values()) or noun.lower_ in ("him", "her", "them")
    )


def nest(found: list[Found]) -> list[Found]:
    """Give every attribution that stands inside another's content that one's speaker as a carrier, outermost first."""
    ordered = sorted(found, key=lambda item: (item.content.start, -item.content.end))
    open_hosts: list[Found] = []
    for item in ordered:
        open_hosts = [host for host in open_hosts if host.content.end > item.content.start]
        hosts = sorted((host for host in open_hosts if _hosts(host, item)), key=lambda host: -len(host.content))
        outer = [span for host in hosts for span in (*host.own_carriers(), host.speaker) if span is not None]
        item.outer = [span for span in outer if span not in item.carriers and span != item.speaker]
        open_hosts.append(item)
    return found


def _hosts(host: Found, item: Found) -> bool:
    """Whether the whole of `item`, cue and content, stands in the content of `host`."""
    if host.speaker is None or host.kind in ("observation", "back") or item.cue is None or host.cue == item.cue:
        return False
    return host.content.contains(item.cue) and host.content.contains(item.content) and len(host.content) > len(item.content)
