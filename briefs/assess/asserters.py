"""Who stands behind an assertion: names merged across spellings and scripts, spokesmen with what they speak for, sides, anonymity."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from briefs import language as lang
from briefs.assess.publishers import family_of
from briefs.assess.stance import same_name
from briefs.assess.states import governments_in, speaks_for_a_state, states_in
from briefs.assess.tables import has_cue

_VOICE_OF = re.compile(
    r"\b(?:spokes\w+|spokesperson|press secretary|chief executive|ceo|chairman|chair|chairwoman|president|director|head|chief|boss|governor|founder|"
    r"sprecher\w*|vorstand\w*|chef\w*|представител\w*|пресс-секретар\w*|речни\w*|глава|porte-parole|portavoz|rzecznik\w*)\b",
    re.IGNORECASE,
)
_APPOSITION = re.compile(
    r"^,?\s*((?:the|a|an|who|head|chief|governor|spokes|der|die|ein|eine|глава|міністр|министр)?[^.;:()\"“”„«»\n]{3,90}?)(?:,|\.|;|\bsaid\b|\btold\b|$)"
)
_ANONYMOUS = re.compile(
    r"\b(?:sources?|people|person|persons|officials?|insiders?|somebody|someone|informants?|whistleblowers?|whom (?:it|he|she) does not name|unnamed|anonym\w*|"
    r"familiar with|close to|knowledge of|quelle\w*|kreise\w*|insider\w*|informant\w*|namentlich nicht|источник\w*|собеседник\w*|співрозмовник\w*|джерел\w*|"
    r"fuentes?|źród\w*|informator\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asserter:
    """A root: the key is the same for every spelling of it, for its spokesmen and for its newsroom family."""

    key: str
    name: str
    description: str = ""
    is_anonymous: bool = False
    states: frozenset[str] = frozenset()
    """States for which it speaks."""
    is_party: bool = False
    """Sources place it on a side of the matter."""
    names: tuple[str, ...] = ()
    """Every name that stands for it: its own and those of the bodies it speaks for."""


@dataclass(slots=True)
class Registry:
    """Names of a corpus, each resolved to one canonical spelling. Candidates come from shared name keys, never from all pairs."""

    _canonical: dict[str, str] = field(default_factory=dict)
    _by_token: dict[str, list[str]] = field(default_factory=dict)
    _bodies: dict[str, str] = field(default_factory=dict)
    """Canonical name of a person -> canonical name of the body it speaks for."""

    def canonical(self, name: str) -> str:
        """The canonical spelling of a name, registering it when new: the first fuller spelling seen."""
        known = self._canonical.get(name)
        if known is not None:
            return known
        tokens = _tokens(name)
        for candidate in dict.fromkeys(c for token in tokens for c in self._by_token.get(token, ())):
            if _is_same(name, candidate):
                self._canonical[name] = candidate
                return candidate
        self._canonical[name] = name
        for token in tokens:
            self._by_token.setdefault(token, []).append(name)
        return name

    def speaks_for(self, person: str, body: str) -> None:
        """Record that sources call `person` a voice of `body`; the first body stands."""
        person, body = self.canonical(person), self.canonical(body)
        if person != body and self._bodies.get(body) != person:
            self._bodies.setdefault(person, body)

    def body_of(self, name: str) -> str:
        """The body for which a name speaks, the canonical name itself when it speaks for none."""
        canonical = self.canonical(name)
        return self._bodies.get(canonical, canonical)


def resolve_speaker(
    speaker: str, *, named: str, description: str, outlet: str, anonymous: bool, registry: Registry, language: str, text: str = ""
) -> Asserter:
    """The asserter that a speaker phrase means. `outlet` is whose unnamed sources they are; `description` is what the source says of him.

    An anonymous source of a government is that government's, whichever newsroom has it; any other is the newsroom's.
    """
    phrase = named or speaker
    whole = f"{speaker} {phrase} {description}"
    names = [mention.span.of(phrase) for mention in lang.find_names(phrase, language)]
    states = _states_of(whole, names)
    is_party = has_cue(whole, table="stance_cues.yaml", group="party_words", language=language) or has_cue(
        whole, table="stance_cues.yaml", group="party_words", language="en"
    )
    if anonymous or (not _personal(names) and _ANONYMOUS.search(phrase) and not _is_body(phrase)):
        side = "+".join(sorted(states))
        key = f"anon:{side}" if side else f"anon:{family_of(outlet)}"
        shown = f"{speaker} of {outlet}" if "source" in speaker.casefold() and outlet else speaker or f"unnamed sources of {outlet}"
        return Asserter(
            key=key, name=shown, description=description, is_anonymous=True, states=states, is_party=is_party, names=tuple(names)
        )
    if not names:
        key = f"noun:{phrase.casefold().removeprefix('the ')}" + ("" if states else "")
        return Asserter(key=key, name=phrase, description=description, states=states, is_party=is_party, names=(phrase,))
    name = registry.canonical(names[0] if len(names) == 1 else _best_name(names))
    body = registry.body_of(name)
    all_names = tuple(dict.fromkeys([name, body, *names]))
    return Asserter(
        key=f"name:{family_of(body)}",
        name=name if _personal([name]) else phrase.removeprefix("the ").removeprefix("The "),
        description=description,
        states=states,
        is_party=is_party,
        names=all_names,
    )


def describe_speaker(text: str, start: int, end: int) -> str:
    """The apposition beside a speaker ("X, the head of Y,"), "" when there is none."""
    after = text[end : end + 110]
    if not after.startswith(","):
        return ""
    match = _APPOSITION.match(after)
    return match.group(1).strip() if match else ""


def learn_bodies(registry: Registry, pairs: Iterable[tuple[str, str, str]]) -> None:
    """From (speaker, description, language) learn who speaks for which body: "a spokesman for X", "X's chief executive, N", "N, head of X"."""
    for speaker, description, language in pairs:
        phrase = f"{speaker}, {description}" if description else speaker
        if not _VOICE_OF.search(phrase):
            continue
        names = [mention.span.of(phrase) for mention in lang.find_names(phrase, language)]
        if len(names) < 2:
            continue
        persons = [name for name in names if _personal([name])]
        bodies = [name for name in names if name not in persons or name == names[-1]]
        if persons and bodies and persons[0] != bodies[0]:
            registry.speaks_for(persons[0], bodies[0])


def _states_of(whole: str, names: list[str]) -> frozenset[str]:
    states = states_in(whole)
    if not states:
        return frozenset()
    return states if speaks_for_a_state(whole) or governments_in(whole) or any(states_in(name) for name in names) else frozenset()


def _personal(names: list[str]) -> bool:
    """Whether a name looks like a person's: two or three capitalised words without a word for a body."""
    return any(2 <= len(name.split()) <= 3 and not _is_body(name) for name in names)


def _is_body(phrase: str) -> bool:
    return speaks_for_a_state(phrase) or bool(
        re.search(
            r"\b(?:Bank|Ministry|Agency|Office|Institute|University|Times|News|Post|Journal|Group|AG|Inc|Ltd|Corp|Company|Commission|Council|Service|Authority|"
            r"Department|Court|Tribunal|Committee|Party|Association|Union|Foundation|Board|Bureau|Centre|Center|Report|TV|Radio|Cross|Street)\b",
            phrase,
        )
    )


def _best_name(names: list[str]) -> str:
    """The person among several names, else the longest."""
    persons = [name for name in names if _personal([name])]
    return persons[0] if persons else max(names, key=len)


def _tokens(name: str) -> list[str]:
    tokens = [token[:4] for token in lang.name_key(name).split() if len(token) > 1]
    words = re.findall(r"\w+", name)
    initials = "".join(word[0] for word in words if word[:1].isupper()).casefold()
    return [
        *tokens,
        *([f"={initials}"] if len(initials) > 1 else []),
        *([f"={name.casefold()}"] if name.isupper() and len(name) <= 6 else []),
    ]


def _is_same(a: str, b: str) -> bool:
    return same_name(a, b) or _is_acronym(a, b) or _is_acronym(b, a)


def _is_acronym(short: str, full: str) -> bool:
    if not (short.isupper() and 2 <= len(short) <= 6):
        return False
    return "".join(word[0] for word in re.findall(r"\w+", full) if word[:1].isupper()) == short
