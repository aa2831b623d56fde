"""The English cue lexicon, read from `cues/en.yaml` and checked: a typo in a lexicon fails at load, never in silence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from briefs.errors import BriefsError
from briefs.language.yaml_data import load_yaml_words


@dataclass(frozen=True, slots=True, kw_only=True)
class EnglishCues:
    """Lemmas by what they do. `phrases` maps an act to one compiled alternation."""

    say: frozenset[str]
    think: frozenset[str]
    show: frozenset[str]
    deny: frozenset[str]
    margin: frozenset[str]
    takes_object: frozenset[str]
    object_only: frozenset[str]
    object_needs: Mapping[str, frozenset[str]]
    with_preposition: Mapping[str, frozenset[str]]
    takes_infinitive: frozenset[str]
    no_speech_with: Mapping[str, frozenset[str]]
    no_particles: frozenset[str]
    raising: frozenset[str]
    distancing: frozenset[str]
    confirming: frozenset[str]
    adverbs: frozenset[str]
    adjectives: frozenset[str]
    passives: frozenset[str]
    noun_say: frozenset[str]
    noun_deny: frozenset[str]
    noun_of_content: frozenset[str]
    noun_medium: frozenset[str]
    noun_hedged: frozenset[str]
    noun_frame: frozenset[str]
    light_verbs: frozenset[str]
    according: frozenset[str]
    observe: frozenset[str]
    observe_strong: frozenset[str]
    staff: frozenset[str]
    phrases: Mapping[str, re.Pattern[str]]
    retract_verbs: frozenset[str]
    retractable: frozenset[str]
    anonymous_heads: frozenset[str]
    anonymous_markers: tuple[str, ...]
    classes: Mapping[str, frozenset[str]]
    labels_without_speaker: frozenset[str]

    def is_cue(self, lemma: str) -> bool:
        """Whether a verb with that lemma can open an attribution."""
        return any(lemma in group for group in (self.say, self.think, self.show, self.deny, self.object_only, self.with_preposition))


def read_lexicon(language: str) -> dict[str, Any]:
    """The raw lexicon of a language.

    Raises:
        BriefsError: no such file, not YAML, or made for another language.
    """
    file = resources.files("briefs.assess") / "cues" / f"{language}.yaml"
    try:
        # every scalar as text: "on" and "no" are words here, not booleans
        data = load_yaml_words(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise BriefsError(f"cue lexicon {language}.yaml cannot be read: {error}") from error
    if not isinstance(data, dict) or data.get("language") != language:
        raise BriefsError(f"cue lexicon {language}.yaml must be a mapping with `language: {language}`")
    return data


def words(data: Mapping[str, Any], *path: str) -> frozenset[str]:
    """The set of words at a path of keys.

    Raises:
        BriefsError: the path leads nowhere, or to something other than a list of words.
    """
    value: Any = data
    for key in path:
        if not isinstance(value, Mapping) or key not in value:
            raise BriefsError(f"cue lexicon {data.get('language')}: {'.'.join(path)} is missing")
        value = value[key]
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise BriefsError(f"cue lexicon {data.get('language')}: {'.'.join(path)} must be a list of words")
    return frozenset(value)


def alternation(patterns: frozenset[str]) -> re.Pattern[str]:
    """One compiled expression that matches any of `patterns`, longest first, case ignored; it matches nothing when there are none."""
    ordered = sorted(patterns, key=lambda pattern: (-len(pattern), pattern))
    return re.compile("|".join(f"(?:{pattern})" for pattern in ordered) or r"(?!)", re.IGNORECASE)


@cache
def english_cues() -> EnglishCues:
    """The English lexicon; read once."""
    data = read_lexicon("en")

    def at(*path: str) -> frozenset[str]:
        return words(data, *path)

    def table(key: str) -> dict[str, frozenset[str]]:
        return {name: words(data, key, name) for name in data[key]}

    return EnglishCues(
        say=at("verbs", "say"),
        think=at("verbs", "think"),
        show=at("verbs", "show"),
        deny=at("verbs", "deny"),
        margin=at("margin"),
        takes_object=at("takes_object"),
        object_only=at("object_only"),
        object_needs=table("object_needs"),
        with_preposition=table("with_preposition"),
        takes_infinitive=at("takes_infinitive"),
        no_speech_with=table("no_speech_with"),
        no_particles=at("no_particles"),
        raising=at("raising"),
        distancing=at("distancing"),
        confirming=at("confirming"),
        adverbs=at("impersonal", "adverbs"),
        adjectives=at("impersonal", "adjectives"),
        passives=at("impersonal", "passives"),
        noun_say=at("nouns", "say"),
        noun_deny=at("nouns", "deny"),
        noun_of_content=at("nouns", "of_content"),
        noun_medium=at("nouns", "medium"),
        noun_hedged=at("nouns", "hedged"),
        noun_frame=at("nouns", "frame"),
        light_verbs=at("nouns", "light_verbs"),
        according=at("according"),
        observe=at("observation", "verbs"),
        observe_strong=at("observation", "strong"),
        staff=at("observation", "staff"),
        phrases={name: alternation(words(data, "phrases", name)) for name in data["phrases"]},
        retract_verbs=at("retract_verbs"),
        retractable=at("retractable"),
        anonymous_heads=at("anonymous", "heads"),
        anonymous_markers=tuple(sorted(at("anonymous", "markers"))),
        labels_without_speaker=at("labels_without_speaker"),
        classes={name: words(data, "classes", name) for name in data["classes"]},
    )
