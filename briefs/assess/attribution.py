"""Who says what in a source: every attribution, with its speaker, content, act and chain of carriers.

Own voice is the absence of an attribution: what no attribution covers, the source asserts itself.
"""

from __future__ import annotations

import re

from briefs import language
from briefs.assess.attribution_acts import find_observations, find_phrase_acts, find_retractions
from briefs.assess.attribution_chain import apply_citing, nest
from briefs.assess.attribution_continued import find_free_indirect, find_labels, find_lone_quotations
from briefs.assess.attribution_cues import english_cues
from briefs.assess.attribution_english import Setting, find_verb_attributions
from briefs.assess.attribution_found import Found
from briefs.assess.attribution_frames import find_frame_attributions
from briefs.assess.attribution_pattern_cues import LANGUAGES, pattern_cues
from briefs.assess.attribution_pattern_names import PatternNames
from briefs.assess.attribution_patterns import find_pattern_attributions
from briefs.assess.attribution_speakers import SpeakerNames
from briefs.domain import Attribution, Source, Span, SpeechAct

_LONG_QUOTATION_WORDS = 4
_ADJACENT = 4
_DATELINE = re.compile(r"[A-ZÄÖÜ][\w .,'’-]{1,50}\([A-Z][\w/ -]{1,20}\) ?[-–—] ?")


def find_attributions(source: Source) -> tuple[Attribution, ...]:
    """Every attribution in a source's text, sorted by where the content begins.

    Empty for an empty text and for a language without a lexicon: there a caller must not read silence as own voice.

    Raises:
        ModelWeightsError: the English parser is missing or not the pinned one.
    """
    if not source.text.strip():
        return ()
    code = source.language.lower().split("-")[0]
    if code not in ("en", *LANGUAGES):
        code = language.detect_language(source.text)
    if code in LANGUAGES:
        return _sorted(_of_patterns(source, code))
    return _sorted(_of_english(source)) if code == "en" else ()


def _sorted(made: list[Attribution]) -> tuple[Attribution, ...]:
    def key(item: Attribution) -> tuple[int, int, str, str]:
        return item.content.start, -item.content.end, item.speaker, item.act.value

    return tuple(sorted(dict.fromkeys(made), key=key))


def _of_english(source: Source) -> list[Attribution]:
    text = source.text
    setting = Setting(language.parse(text), text, english_cues(), _long_quotations(text))
    found = find_english(setting, publisher=source.publisher)
    names = SpeakerNames(setting, found, source.publisher)
    quotations = tuple(quotation.span for quotation in language.find_quotations(text))
    return [_attribution(item, source, names, quotations) for item in found]


def _of_patterns(source: Source, code: str) -> list[Attribution]:
    text = source.text
    cues = pattern_cues(code)
    found = nest(_cleaned(find_pattern_attributions(text, cues), text))
    names = PatternNames(text, found, cues, source.publisher)
    quotations = tuple(quotation.span for quotation in language.find_quotations(text))
    return [_attribution(item, source, names, quotations) for item in found]


def _long_quotations(text: str) -> tuple[Span, ...]:
    return tuple(q.span for q in language.find_quotations(text) if len(q.inner.of(text).split()) >= _LONG_QUOTATION_WORDS)


def find_english(setting: Setting, *, publisher: str) -> list[Found]:
    """Every raw attribution of an English text, chains applied, in no particular order."""
    acts = [*find_phrase_acts(setting), *find_retractions(setting)]
    taken = [item.cue for item in acts if item.cue is not None]
    cued = [*find_verb_attributions(setting), *find_frame_attributions(setting)]
    taken += [item.content for item in acts if item.act is SpeechAct.RETRACTS and item.speaker is None]
    found = [item for item in cued if not any(item.cue is not None and item.cue.overlaps(cue) for cue in taken)]
    found = apply_citing([*found, *acts], setting)
    found += find_labels(setting, found)
    found += find_lone_quotations(setting, found)
    found += find_free_indirect(setting, found)
    found += find_observations(setting, publisher)
    return nest(_cleaned(found, setting.text))


def _cleaned(found: list[Found], text: str) -> list[Found]:
    """Without a content that is only the speaker or another cue's clause, and without datelines in contents."""
    kept = []
    clauses = {
        (item.speaker.start, item.cue.end)
        for item in found
        if item.speaker is not None and item.cue is not None and 0 < item.cue.start - item.speaker.end < _ADJACENT
    }
    for item in found:
        if item.speaker is not None and item.speaker.contains(item.content):
            continue
        if item.kind == "verb" and (item.content.start, item.content.end) in clauses:
            continue
        dateline = _DATELINE.match(text, item.content.start)
        if dateline is not None and dateline.end() < item.content.end:
            item.content = Span(dateline.end(), item.content.end)
        kept.append(item)
    return kept


def _attribution(item: Found, source: Source, names: SpeakerNames | PatternNames, quotations: tuple[Span, ...]) -> Attribution:
    text = source.text
    speaker = item.speaker.of(text) if item.speaker else ""
    named = names.named(item.speaker) if item.speaker else ""
    if not speaker and item.act is SpeechAct.RETRACTS:
        named = source.publisher
    chain = [names.named(span) for span in (*item.outer, *item.carriers)]
    full = item.full_speaker or item.speaker
    return Attribution(
        source_id=source.id,
        speaker=speaker,
        named=named,
        act=item.act,
        content=item.content,
        cue=item.cue,
        speaker_span=full,
        via=tuple(dict.fromkeys(name for name in chain if name != named)),
        is_anonymous=item.speaker is not None and names.is_anonymous(item.speaker, full or item.speaker),
        is_hedged=item.is_hedged,
        is_quotation=any(item.content.overlaps(quotation) for quotation in quotations),
    )
