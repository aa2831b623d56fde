"""Cue lexicons of the languages without a parser here: regular expressions over whole words, read from `cues/<language>.yaml`.

Keys:

- `before_speaker` ("laut X"), `after_speaker` ("X zufolge"), `as_words` ("как сообщил X")
- `citing` ("со ссылкой на X"); `resting` (a finite "stützt sich auf X": X is behind the sentence before)
- `verbs` (assert, hedged, deny), `complementisers` (with their comma), `about` (prepositions of content)
- `back_references` ("об этом сообщил X": the content is the sentence before), `relative_about`
- `impersonal`, `hedges` ("якобы"), `hedged_modals` ("soll"), `claiming_modals` ("will ... haben"), `subjunctive` (forms of reported speech)
- `adverbs` (no part of a speaker), `negations`, `speaker_prepositions` ("в движении говорят"), `noun_phrase_stops`, `relative_pronouns`
- `pronouns` (person, plural, first), `classes` (of nouns), `anonymous`, `anonymous_markers`
- `phrases` (no_comment, unverified, retracts, observed)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from briefs.assess.attribution_cues import read_lexicon, words

LANGUAGES = ("ru", "uk", "de", "pl", "fr", "es", "it")


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternCues:
    """One compiled expression a key; every one matches whole words only."""

    language: str
    before_speaker: re.Pattern[str]
    after_speaker: re.Pattern[str]
    citing: re.Pattern[str]
    resting: re.Pattern[str]
    as_words: re.Pattern[str]
    verbs: re.Pattern[str]
    hedged_verbs: re.Pattern[str]
    deny_verbs: re.Pattern[str]
    complementisers: re.Pattern[str]
    about: re.Pattern[str]
    back_references: re.Pattern[str]
    relative_about: re.Pattern[str]
    impersonal: re.Pattern[str]
    hedges: re.Pattern[str]
    hedged_modals: re.Pattern[str]
    claiming_modals: re.Pattern[str]
    subjunctive: re.Pattern[str]
    adverbs: re.Pattern[str]
    negations: re.Pattern[str]
    speaker_prepositions: re.Pattern[str]
    noun_phrase_stops: re.Pattern[str]
    relative_pronouns: re.Pattern[str]
    pronouns: Mapping[str, re.Pattern[str]]
    classes: Mapping[str, re.Pattern[str]]
    anonymous: re.Pattern[str]
    anonymous_markers: re.Pattern[str]
    phrases: Mapping[str, re.Pattern[str]]


def _whole(patterns: frozenset[str]) -> re.Pattern[str]:
    ordered = sorted(patterns, key=lambda pattern: (-len(pattern), pattern))
    body = "|".join(f"(?:{pattern})" for pattern in ordered) or r"(?!)"
    return re.compile(rf"(?<![\w’'-])(?:{body})(?![\w’'])", re.IGNORECASE)


@cache
def pattern_cues(language: str) -> PatternCues:
    """The lexicon of one of `LANGUAGES`; read once.

    Raises:
        BriefsError: the file is missing, or a key of it.
    """
    data = read_lexicon(language)

    def at(*path: str) -> re.Pattern[str]:
        return _whole(words(data, *path))

    def table(key: str) -> dict[str, re.Pattern[str]]:
        return {name: at(key, name) for name in data[key]}

    every_verb = words(data, "verbs", "assert") | words(data, "verbs", "hedged") | words(data, "verbs", "deny")
    complementisers = sorted(words(data, "complementisers"), key=len, reverse=True)
    return PatternCues(
        language=language,
        before_speaker=at("before_speaker"),
        after_speaker=at("after_speaker"),
        citing=at("citing"),
        resting=at("resting"),
        as_words=at("as_words"),
        verbs=_whole(every_verb),
        hedged_verbs=at("verbs", "hedged"),
        deny_verbs=at("verbs", "deny"),
        complementisers=re.compile("|".join(re.escape(item) + r"(?![\w’])" for item in complementisers) or r"(?!)", re.IGNORECASE),
        about=at("about"),
        back_references=at("back_references"),
        relative_about=at("relative_about"),
        impersonal=at("impersonal"),
        hedges=at("hedges"),
        hedged_modals=at("hedged_modals"),
        claiming_modals=at("claiming_modals"),
        subjunctive=at("subjunctive"),
        adverbs=at("adverbs"),
        negations=at("negations"),
        speaker_prepositions=at("speaker_prepositions"),
        noun_phrase_stops=at("noun_phrase_stops"),
        relative_pronouns=at("relative_pronouns"),
        pronouns=table("pronouns"),
        classes=table("classes"),
        anonymous=at("anonymous"),
        anonymous_markers=at("anonymous_markers"),
        phrases=table("phrases"),
    )
