"""What a sentence says about a claim: supports it, speaks against it, or leaves it open.

No trained entailment model is needed: a sentence supports a claim when it carries its rare words (or their concepts, across languages),
its names, its figures and its dates with the same polarity. The weights (`data/stance_weights.yaml`) were fitted on half of the
development stories and checked on stories left out; precision of support was preferred, because support may confirm.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from briefs import language as lang
from briefs.assess.concepts import concepts_of
from briefs.assess.reading import Reading, Term, clause_ends
from briefs.assess.tables import has_cue, load_table
from briefs.domain import Stance

Similarity = Callable[[str, str], float]
"""(claim, sentence) -> cosine -1..1, from an embedding model; optional."""

_SAME_CONCEPT = 0.85
_NOT_A_PERSON = re.compile(
    r"\b(?:University|Island|Sea|Street|Office|Times|Agency|Bank|Service|War|Council|States|Kingdom|Party|Court|Group|Company|Institute|House|Regiment|"
    r"Navy|Army|Post|News|Union|Airport|Hospital|Act|City|River|Fleet|Police|Ministry|Commission|Authority|Department|Association|Federation|"
    r"Parliament|Senate|Congress|Foundation|Cent(?:er|re)|Organi[sz]ation|Society|School|College|Brigade|Battalion|Division|Guard|Region|Province|"
    r"District|Bay|Strait|Lake|Valley|Bridge|Square|Road|Dam|Club|League|Tour|Cup|Games|Report|Journal|Herald|Television|Radio|Committee|Cabinet)\b"
)
_PART = re.compile(r"\s+(?:of (?:the|them|these|those|its|his|her|their|whom|which)\b|der\b|von (?:den|ihnen)\b|из них\b|з них\b)")
_NO_NAMES = 0.6
_LIGHT_WEIGHT = 0.4
"""A claim without names is matched by its words alone, which says less."""
_NEAR = 30
_BEFORE = {"de": 45}
"""Characters between a negation and the word it turns; German verbs stand late."""
_DENIAL_REACH = 70
_COUNTED_REACH = 40
_LONG = 40
_SAME_ORDER = 0.8
_ONE_ORDER = 1.5
_HARM = frozenset({"kill", "injure", "casualty", "missing"})
_UNKNOWN_WEIGHT = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How a sentence meets a claim; shares are 0..1."""

    words: float
    """Share of the claim's words, by rarity, that the sentence or its neighbours carry."""
    words_here: float
    """The same in the sentence alone."""
    names: float
    names_here: float
    figures: float
    """Share of the claim's figures found; 1 when it has none."""
    has_figures: bool
    figure_conflict: bool
    """The sentence gives another figure for the same thing."""
    other_figure: bool
    """None of its figures is the claim's, and one is of the same order and unit: in the speaker's own words, another figure than the
    one credited to it."""
    date_conflict: bool
    date_held: bool
    """It, what stands around it or its day of publication has a date that may be the claim's; a claim without one asks for none."""
    turned: bool
    """A negation or a denial stands right before one of the claim's words in the sentence, and not in the claim, or the other way round."""
    denies_beside: bool
    """A negation stands before one of the claim's words, but not before one of those that say what the claim says."""
    opposite: bool
    """It holds a word that excludes one of the claim's."""
    scope_held: bool
    """Whether the sentence carries the claim's words of scope ("all", "only", "half")."""
    missing_person: bool
    """The claim names a person whom the whole source does not."""
    length: float
    """Words of the stretch, in units of `_LONG` and at most 1: a long stretch carries many words by chance."""
    own_voice: bool
    """The source's author says it."""
    similarity: float
    """Cosine of an embedding of the claim and of the whole sentence, 0 without one."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A stance and the comparison it rests on."""

    stance: Stance
    score: float
    """Probability 0..1 that the sentence speaks of what the claim says, whichever way."""
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare stems and concepts are in a corpus of sentences: common ones weigh little."""

    sentences: int
    stems: Mapping[str, int]
    concepts: Mapping[str, int]

    def weight(self, term: Term) -> float:
        """Inverse sentence frequency, about 0.3 (everywhere) to 1 (nowhere)."""
        if self.sentences < 2:
            return _UNKNOWN_WEIGHT
        seen = self.stems.get(term.stem, 0)
        by_concept = [self.concepts.get(concept, 0) for concept in term.concepts]
        frequency = max([seen, *([min(by_concept)] if by_concept else [])])
        light = _LIGHT_WEIGHT if term.concepts & _light_concepts() else 1.0
        return light * (0.3 + 0.7 * (1.0 - math.log1p(frequency) / math.log1p(self.sentences)))


def measure_rarity(readings: Sequence[Reading]) -> Rarity:
    """Sentence frequencies of stems and concepts; an empty corpus weighs all words alike."""
    stems: dict[str, int] = {}
    concepts: dict[str, int] = {}
    for reading in readings:
        for term in reading.terms:
            stems[term.stem] = stems.get(term.stem, 0) + 1
        for concept in reading.concepts:
            concepts[concept] = concepts.get(concept, 0) + 1
    return Rarity(len(readings), stems, concepts)


def compare(
    claim: Reading,
    sentence: Reading,
    *,
    neighbours: Sequence[Reading],
    source_names: Sequence[str],
    rarity: Rarity,
    published: Sequence[str] = (),
    own_voice: bool = True,
    similarity: float = 0.0,
) -> Comparison:
    """How `sentence`, read with its `neighbours` (what it refers to), meets `claim`. `published`: the day of its source if known."""
    here, nearby = _coverage(claim, [sentence], rarity), _coverage(claim, [sentence, *neighbours], rarity)
    names_here = _name_share(claim.marks, sentence.marks)
    names_near = max(names_here, 0.9 * _name_share(claim.marks, [name for reading in (sentence, *neighbours) for name in reading.marks]))
    names = max(names_near, 0.75 * _name_share(claim.marks, source_names))
    matched, wanted, conflict = _figures(claim, sentence)
    return Comparison(
        words=nearby,
        words_here=here,
        names=names,
        names_here=names_here,
        figures=matched / wanted if wanted else 1.0,
        has_figures=bool(wanted),
        figure_conflict=conflict,
        other_figure=not matched and _has_rival(claim, sentence),
        date_conflict=_dates_conflict(claim, sentence),
        date_held=_holds_date(claim, [*sentence.dates, *(date for reading in neighbours for date in reading.dates), *published]),
        turned=_is_turned(claim, sentence, core_only=True),
        denies_beside=_denies_beside(claim, sentence),
        opposite=_opposite(claim, sentence),
        scope_held=claim.scopes <= sentence.scopes.union(*(reading.scopes for reading in neighbours[:1])),
        missing_person=any(_is_full_name(name) and not _name_share((name,), source_names) for name in claim.names),
        length=min(len(sentence.text.split()) / _LONG, 1.0),
        own_voice=own_voice,
        similarity=similarity,
    )


def judge(claim: Reading, sentence: Reading, comparison: Comparison, *, by_speaker: float = 0.0, credited: float = 0.0) -> Judgement:
    """The stance of a compared sentence; `by_speaker`, 0 to 1, says how far the words are those of whom the claim names as their speaker,
    `credited` how far they are those of whom the article names for a claim that is no "X said p".

    A sentence far from the claim is neutral. One that is near refutes it when it denies it, calls it false, gives another figure for the
    same thing, or turns its polarity; else it supports it.
    """
    limits = _thresholds()
    foreign = claim.language != sentence.language
    about = _probability(comparison, foreign=foreign, by_speaker=max(by_speaker, credited))
    support, against = (limits[f"{name}_foreign" if foreign else name] for name in ("support", "against"))
    # "not dead" and "alive" agree
    agrees = comparison.opposite and claim.is_negated
    excluded = (sentence.is_debunk and not claim.is_debunk) or (comparison.opposite and not agrees)
    # what a negated claim says, other words say without a negation ("had no information": "lacked it"): its polarity is read too unsurely
    turned = comparison.turned and not claim.is_negated
    if (about >= against and (turned or excluded)) or (about >= limits["debunk"] and sentence.is_debunk and excluded):
        return Judgement(Stance.REFUTES, about, comparison)
    if excluded or (comparison.turned and claim.is_negated and not agrees):
        return Judgement(Stance.NEUTRAL, about, comparison)
    other_figure = bool(by_speaker) and comparison.other_figure and comparison.words >= limits["own_conflict_words"]
    if other_figure or (
        comparison.figure_conflict
        and comparison.words_here >= limits["conflict_words"]
        and comparison.names_here > limits["conflict_names"]
    ):
        return Judgement(Stance.REFUTES, about, comparison)
    carries_figures = comparison.figures >= limits["figures"] or not sentence.figures
    can_support = carries_figures and not comparison.figure_conflict and not comparison.date_conflict and not comparison.missing_person
    asks = sentence.text.rstrip(" \"”»'’").endswith("?") and not claim.text.rstrip().endswith("?")
    if about >= support and can_support and not asks and not comparison.denies_beside and not _is_wider(claim, sentence):
        return Judgement(Stance.SUPPORTS, about, comparison)
    return Judgement(Stance.NEUTRAL, about, comparison)


def _is_wider(claim: Reading, sentence: Reading) -> bool:
    """Whether it says of what the claim counts that it is only a part of what was counted."""
    return has_cue(sentence.text, table="stance_cues.yaml", group="wider", language=sentence.language) and not has_cue(
        claim.text, table="stance_cues.yaml", group="wider", language=claim.language
    )


def threshold(name: str) -> float:
    """A probability of `data/stance_weights.yaml`: support, against, denial, sure."""
    return _thresholds()[name]


def _probability(comparison: Comparison, *, foreign: bool, by_speaker: float) -> float:
    weights = _weights("embedded" if comparison.similarity else "lexical")
    return _logistic(
        weights["bias"]
        + weights["near"] * math.sqrt(comparison.words)
        + weights["here"] * math.sqrt(comparison.words_here)
        + weights["names"] * comparison.names
        + weights["names_here"] * comparison.names_here
        + (weights["figures"] * comparison.figures if comparison.has_figures else weights["no_figures"])
        + weights["figure_conflict"] * comparison.figure_conflict
        + weights["date_conflict"] * comparison.date_conflict
        + weights["foreign"] * foreign
        + weights["by_speaker"] * by_speaker
        + weights["similarity"] * comparison.similarity
        + weights["length"] * comparison.length
        + weights["own_voice"] * comparison.own_voice
        + weights["missing_person"] * comparison.missing_person
        + weights["scope_held"] * comparison.scope_held
    )


def _coverage(claim: Reading, readings: Sequence[Reading], rarity: Rarity) -> float:
    if not claim.terms:
        return 1.0
    stems = {term.stem for reading in readings if reading.language == claim.language for term in reading.terms}
    concepts = frozenset().union(*(reading.concepts for reading in readings))
    names = [name for reading in readings for name in reading.names]
    total = found = 0.0
    for term in claim.terms:
        weight = rarity.weight(term)
        total += weight
        if term.stem in stems:
            found += weight
        elif term.concepts & concepts or (len(term.stem) > 4 and any(term.stem in name.casefold() for name in names)):
            found += weight * _SAME_CONCEPT
    return found / total


def _name_share(wanted: Sequence[str], present: Sequence[str]) -> float:
    if not wanted:
        return _NO_NAMES
    return sum(any(same_name(name, other) for other in present) for name in wanted) / len(wanted)


def _is_full_name(name: str) -> bool:
    return 2 <= len(name.split()) <= 3 and not any(ch.isdigit() for ch in name) and name == name.title() and not _NOT_A_PERSON.search(name)


@lru_cache(maxsize=200_000)
def same_name(a: str, b: str) -> bool:
    """Whether two names are one, across scripts and inflections; cached, because the same pairs come again for every claim."""
    if a == b:
        return True
    if a.startswith("§") or b.startswith("§"):
        return False
    if lang.names_corefer(a, b):
        return True
    left, right = a.split(), b.split()
    if len(left) < 2 or len(right) < 2:
        return False
    # first names differ more between scripts than family names do: Maksym, Максим, Maxim
    return lang.names_corefer(left[-1], right[-1]) and lang.name_key(left[0])[:2] == lang.name_key(right[0])[:2] and len(left) == len(right)


def _figures(claim: Reading, sentence: Reading) -> tuple[int, int, bool]:
    """(claim's figures found, claim's figures, whether the sentence gives another one for the same thing)."""
    wanted, present = claim.figures, sentence.figures
    matched = [figure for figure in wanted if any(lang.same_figure(figure, other) for other in present)]
    missing = [figure for figure in wanted if figure not in matched]
    conflict = not matched and any(
        _same_thing(figure, claim, other, sentence) and not lang.same_figure(figure, other) for figure in missing for other in present
    )
    return len(matched), len(wanted), conflict


def _has_rival(claim: Reading, sentence: Reading) -> bool:
    exact = [figure for figure in claim.figures if not figure.is_vague and figure.value > 0]
    return len(exact) == 1 and any(
        other.unit == exact[0].unit and other.value > 0 and abs(math.log10(other.value / exact[0].value)) < _SAME_ORDER
        for other in sentence.figures
        if not other.is_vague
    )


def _same_thing(a: lang.Figure, claim: Reading, b: lang.Figure, sentence: Reading) -> bool:
    """Whether two figures count the same: the same unit, or words of one concept beside them."""
    if a.is_vague or b.is_vague or _is_a_part(a, claim) or _is_a_part(b, sentence):
        return False
    if a.unit or b.unit:
        # $50 a share and $40 billion are no two figures for one thing
        is_near = a.value > 0 and b.value > 0 and abs(math.log10(a.value / b.value)) < _ONE_ORDER
        return a.unit == b.unit and (is_near or a.value * b.value == 0)
    return bool(_counted(a, claim) & _counted(b, sentence))


def _is_a_part(figure: lang.Figure, reading: Reading) -> bool:
    """ "Two of the dead": a part of a number is no other number."""
    return bool(_PART.match(reading.text, figure.span.end))


def _counted(figure: lang.Figure, reading: Reading) -> frozenset[str]:
    if not figure.noun:
        return frozenset()
    after = reading.text[figure.span.end : figure.span.end + _COUNTED_REACH]
    found = {
        c
        for token in lang.content_tokens(after, reading.language)[:3]
        for c in concepts_of(token.span.of(after), reading.language)
        if c in _HARM
    }
    if {"kill", "injure"} <= found:
        found = {"casualty"}  # "dead and injured" together are casualties
    return (
        frozenset(found)
        | concepts_of(figure.noun, reading.language)
        | {f"{reading.language}:{lang.stem_of(figure.noun, reading.language)}"}
    )


def _dates_conflict(claim: Reading, sentence: Reading) -> bool:
    """Whether both give a date and none of them can be the same day."""
    if not claim.dates or not sentence.dates:
        return False
    return not any(_may_be_same_day(a, b) for a in claim.dates for b in sentence.dates)


def _holds_date(claim: Reading, dates: Sequence[str]) -> bool:
    """A month without a year is no date of a claim that gives a year alone: they must have something in common."""
    pairs = [(a, b) for a in claim.dates for b in dates if _may_be_same_day(a, b)]
    shared = (x for a, b in pairs for x, y in zip(_date_parts(a), _date_parts(b), strict=True) if x and x == y)
    return not claim.dates or any(shared)


def _may_be_same_day(a: str, b: str) -> bool:
    parts = zip(_date_parts(a), _date_parts(b), strict=True)
    return all(not x or not y or x == y for x, y in parts)


def _date_parts(value: str) -> tuple[str, str, str]:
    if value.startswith("--"):
        month, _, day = value[2:].partition("-")
        return "", month, day
    year, _, rest = value.partition("-")
    month, _, day = rest.partition("-")
    return year, month, day


def _denies_beside(claim: Reading, sentence: Reading) -> bool:
    """Across languages a negation says too little: "people are not enough" is a lack of people."""
    is_plain = not claim.is_negated and not claim.is_denial and claim.language == sentence.language
    return is_plain and _is_turned(claim, sentence, core_only=False)


def _is_turned(claim: Reading, sentence: Reading, *, core_only: bool) -> bool:
    """Polarity by nearness: a sentence may deny one thing and assert another. `core_only` asks about the words that say what it says."""
    matched = [term for term in sentence.terms if any(_matches(term, other) for other in claim.terms)]
    if not matched:
        return False
    if claim.is_negated or claim.is_denial:
        # where the claim's own negation stands may differ between wordings and languages: any one in the sentence answers it
        return not (sentence.is_negated or sentence.is_denial)
    core = _core_stems(claim.text, claim.language) if core_only else frozenset()
    return any(_is_negated_at(term, sentence) for term in matched if not core or term.stem in core or sentence.language != claim.language)


@lru_cache(maxsize=4096)
def _core_stems(claim: str, language: str) -> frozenset[str]:
    """Stems of what an English claim says, without the phrases around it ("closed after reports of drones": no word of the drones): only
    who denies these denies the claim. Empty where it cannot be told."""
    if language != "en":
        return frozenset()
    doc = lang.parse(claim)
    root = next((token for token in doc if token.dep_ == "ROOT"), None)
    if root is None:
        return frozenset()
    aside = {t.i for token in doc if token.dep_ in ("prep", "advcl", "npadvmod") and _hangs_late(token, root) for t in token.subtree}
    return frozenset(t.stem for token in doc if token.i not in aside for t in lang.content_tokens(token.text, language))


def _hangs_late(token: Any, root: Any) -> bool:
    """Whether a phrase stands around the verb, and is not what the verb needs ("consist of", "be in hand")."""
    is_needed = token.dep_ == "prep" and token.i == token.head.i + 1
    return bool(token.head.i == root.i and not is_needed)


def _is_negated_at(term: Term, reading: Reading) -> bool:
    before = _BEFORE.get(reading.language, _NEAR)
    ends = clause_ends(reading.text, reading.language) if reading.negations else ()
    negated = any(0 < term.at - spot <= before and not any(spot < end < term.at for end in ends) for spot in reading.negations)
    return negated or any(0 < term.at - spot <= _DENIAL_REACH for spot in reading.denials)


def _matches(a: Term, b: Term) -> bool:
    return a.stem == b.stem or bool(a.concepts & b.concepts)


@cache
def _light_concepts() -> frozenset[str]:
    return frozenset(load_table("stance_cues.yaml")["light_concepts"])


@cache
def _opposites() -> tuple[tuple[str, str], ...]:
    return tuple((pair[0], pair[1]) for pair in load_table("stance_cues.yaml")["opposites"])


def _opposite(claim: Reading, sentence: Reading) -> bool:
    mine, theirs = claim.concepts, sentence.concepts
    return any(
        (a in mine and b in theirs and a not in theirs and b not in mine)
        or (b in mine and a in theirs and b not in theirs and a not in mine)
        for a, b in _opposites()
    )


@cache
def _weights(name: str) -> Mapping[str, float]:
    return {key: float(value) for key, value in load_table("stance_weights.yaml")[name].items()}


@cache
def _thresholds() -> Mapping[str, float]:
    return _weights("thresholds")


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))
