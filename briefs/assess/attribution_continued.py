"""Attribution that goes on: further sentences of one quotation, quotations that stand alone, and free indirect speech."""

from __future__ import annotations

import re

from briefs.assess.attribution_english import Setting
from briefs.assess.attribution_found import Found, trimmed
from briefs.assess.attribution_syntax import Token, noun_phrase, span_of, subject_of
from briefs.domain import Span, SpeechAct

_LABEL = re.compile(r"(?m)^(?P<name>[A-Z][\w.’'-]*(?: (?:of|de|van|von|al|[A-Z][\w.’'-]*)){0,4}):(?= ?[\w\"“])")
_HEADLINE = 160
"""Characters: a longer first line is no headline."""
_PAST = ("VBD",)


def find_lone_quotations(setting: Setting, found: list[Found]) -> list[Found]:
    """Quotations that no cue claimed: their own sentence's subject after a colon, else whoever spoke last before them."""
    added: list[Found] = []
    for quote in setting.quotes:
        if any(item.content.overlaps(quote) and item.act is not SpeechAct.OWN_OBSERVATION for item in found):
            continue
        owner = _introducer(quote, setting) or _previous(quote, [*found, *added], setting)
        if owner is not None:
            added.append(Found(cue=None, content=quote, speaker=owner[0], full_speaker=owner[1], kind="quotation"))
    return added


def _introducer(quote: Span, setting: Setting) -> tuple[Span, Span] | None:
    """The subject of the sentence that ends in a colon before the quotation."""
    before = setting.text[max(0, quote.start - 3) : quote.start].rstrip()
    if not before.endswith(":"):
        return None
    at = setting.text.rfind(":", 0, quote.start)
    tokens = list(setting.doc.char_span(max(0, at - 1), at, alignment_mode="expand") or [])
    if not tokens:
        return None
    root = tokens[-1].sent.root
    subject = subject_of(root)
    if subject is None:
        return None
    span = span_of(noun_phrase(subject))
    return (span, span) if subject.ent_type_ or subject.pos_ in ("PROPN", "PRON", "NOUN") else None


def _previous(quote: Span, found: list[Found], setting: Setting) -> tuple[Span, Span] | None:
    """Who spoke last, when the quotation fills its sentence and follows on within the paragraph or opens the next."""
    text = setting.text
    line_start = max(text.rfind("\n", 0, quote.start) + 1, _sentence_start(quote, setting))
    if text[line_start : quote.start].strip():
        return None
    earlier = [item for item in found if item.speaker is not None and item.content.start < quote.start and item.act is SpeechAct.ASSERTS]
    if not earlier:
        return None
    last = max(earlier, key=lambda item: max(item.content.end, item.cue.end if item.cue else 0))
    end = max(last.content.end, last.cue.end if last.cue else 0)
    if text.count("\n\n", end, quote.start) > 1 or quote.start - end > 200:
        return None
    assert last.speaker is not None
    return last.speaker, last.full_speaker or last.speaker


def _sentence_start(quote: Span, setting: Setting) -> int:
    tokens = setting.doc.char_span(quote.start, quote.end, alignment_mode="expand")
    return int(tokens[0].sent.start_char)


def find_labels(setting: Setting, found: list[Found]) -> list[Found]:
    """ "NAME: words" at the start of a line, as in transcripts and headlines; the rest of the line is the content."""
    added = []
    for match in _LABEL.finditer(setting.text):
        label = Span(*match.span("name"))
        tokens = list(setting.doc.char_span(label.start, label.end, alignment_mode="expand"))
        content = trimmed(setting.text, match.end(), _line_end(setting.text, match.end()))
        if content is None or len(content.of(setting.text).split()) < 3 or any(item.cue and label.overlaps(item.cue) for item in found):
            continue
        if label.of(setting.text).casefold() in setting.cues.labels_without_speaker:
            continue
        line = setting.text[label.start : _line_end(setting.text, match.end())]
        if any(token.ent_type_ in ("GPE", "LOC") for token in tokens):
            continue  # a dateline
        is_short = len(line) < _HEADLINE and line.rstrip()[-1:] not in ".!"
        headline = is_short and (
            not setting.text[: label.start].strip()
            and tokens[-1].pos_ in ("PROPN", "NOUN")
            and _line_end(setting.text, match.end()) < len(setting.text)
        )
        named = any(token.ent_type_ in ("PERSON", "ORG") for token in tokens) and all(
            token.pos_ in ("PROPN", "PUNCT", "ADP") for token in tokens
        )
        recurs = len(re.findall(rf"(?m)^{re.escape(label.of(setting.text))}:", setting.text)) > 1 and tokens[-1].pos_ == "PROPN"
        if named or recurs or headline:
            added.append(Found(cue=Span(match.end() - 1, match.end()), content=content, speaker=label, kind="quotation"))
    return added


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def find_free_indirect(setting: Setting, found: list[Found]) -> list[Found]:
    """Sentences without a cue that go on in the pluperfect or the conditional after reported speech in the past, within one paragraph."""
    added: list[Found] = []
    speaking: Found | None = None
    last_end = 0
    for sentence in setting.doc.sents:
        span = trimmed(setting.text, sentence.start_char, sentence.end_char)
        if span is None:
            continue
        inside = [item for item in found if item.content.overlaps(span) or (item.cue is not None and item.cue.overlaps(span))]
        if "\n\n" in setting.text[last_end : span.start]:
            speaking = None
        if inside:
            speaking = _speaks_for_all(sentence, span, inside)
        elif speaking is not None and _is_backshifted(sentence.root) and not any(quote.overlaps(span) for quote in setting.quotes):
            added.append(
                Found(
                    cue=None,
                    content=span,
                    speaker=speaking.speaker,
                    full_speaker=speaking.full_speaker,
                    carriers=list(speaking.carriers),
                    kind="continued",
                )
            )
        else:
            speaking = None
        last_end = span.end
    return added


def _speaks_for_all(sentence: Token, span: Span, inside: list[Found]) -> Found | None:
    """The one attribution whose past-tense cue governs the whole sentence."""
    for item in inside:
        if item.speaker is None or item.cue is None or item.act is not SpeechAct.ASSERTS or item.kind not in ("verb", "frame"):
            continue
        if len(item.content) * 3 < len(span):
            continue
        cue = [token for token in sentence if item.cue.start <= token.idx < item.cue.end]
        if item.kind == "frame" or any(token.tag_ in _PAST for token in cue):
            return item
    return None


def _is_backshifted(root: Token) -> bool:
    subject = subject_of(root)
    if subject is not None and subject.ent_type_ in ("PERSON", "ORG"):
        return False  # a named actor opens something new
    auxiliaries = {child.lower_ for child in root.children if child.dep_ in ("aux", "auxpass")}
    return (root.tag_ == "VBN" and "had" in auxiliaries) or "would" in auxiliaries
