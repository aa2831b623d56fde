"""Who says what in a source: every attribution, with its speaker, content, act and chain of carriers.

Own voice is the absence of an attribution: what no attribution covers, the source asserts itself.
"""

from __future__ import annotations

from briefs import language
from briefs.assess.attribution_cues import english_cues
from briefs.assess.attribution_english import Setting, find_verb_attributions
from briefs.assess.attribution_found import Found
from briefs.domain import Attribution, Source, Span

_LONG_QUOTATION_WORDS = 4


def find_attributions(source: Source) -> tuple[Attribution, ...]:
    """Every attribution in a source's text, sorted by where the content begins; empty for an empty text."""
    if not source.text.strip():
        return ()
    found = _find_english(source.text)
    made = [_attribution(item, source) for item in found]
    return tuple(sorted(made, key=lambda item: (item.content.start, item.content.end, item.speaker)))


def _find_english(text: str) -> list[Found]:
    doc = language.parse(text)
    quotes = tuple(q.span for q in language.find_quotations(text) if len(q.inner.of(text).split()) >= _LONG_QUOTATION_WORDS)
    return find_verb_attributions(Setting(doc, text, english_cues(), quotes))


def _attribution(item: Found, source: Source) -> Attribution:
    text = source.text
    speaker = item.speaker.of(text) if item.speaker else ""
    return Attribution(
        source_id=source.id,
        speaker=speaker,
        named=speaker,
        act=item.act,
        content=item.content,
        cue=item.cue,
        speaker_span=item.full_speaker or item.speaker,
        via=tuple(span.of(text) for span in item.carriers),
        is_hedged=item.is_hedged,
        is_quotation=_holds_quotation(item.content, text),
    )


def _holds_quotation(content: Span, text: str) -> bool:
    return any(content.overlaps(quotation.span) for quotation in language.find_quotations(text))
