"""Small changes that make a true sentence false, each with the words that changed; and sentences that drop or change who said so.

Used twice: for generated training pairs (out of texts with a stated licence, fit parts only) and for the trial of the detectors
(`evals/checker`, other texts). Every choice comes from the generator that is passed in.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefs.language import find_dates, find_figures, find_names, names_corefer

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_SPOKEN = r"(?:said|says|claimed|claims|stated|reported|told reporters|alleged|insisted|announced|warned|wrote)"
_TAIL = re.compile(
    rf"\A(?P<content>.{{20,}}?),\s+(?P<speaker>(?:the\s|a\s|an\s)?[A-Z]?[\w’'.-]+(?:\s[\w’'.-]+){{0,6}}?)\s+{_SPOKEN}\.?\Z", re.S
)
_TAIL_INVERTED = re.compile(rf"\A(?P<content>.{{20,}}?),\s+{_SPOKEN}\s+(?P<speaker>[A-Z][\w’'.-]+(?:\s[\w’'.-]+){{0,5}})\.?\Z", re.S)
_HEAD = re.compile(
    rf"\A(?P<speaker>(?:[\w’'.-]+\s){{1,7}}?)(?:{_SPOKEN}\s+that|(?:said|says|claimed|claims))\s+"
    r"(?P<content>(?:the|a|an|it|they|he|she|there|[A-Z])\b.{20,})\Z",
    re.S,
)
_ACCORDING = re.compile(r"\A[Aa]ccording to (?P<speaker>[^,]{3,60}),\s+(?P<content>.{20,})\Z", re.S)
_HEDGES = re.compile(r"\b(?:allegedly|reportedly|purportedly|alleged|supposedly)\s+")
_AUX = re.compile(r"\b(was|were|is|are|has|have|had|will|can|could|would|should|did|does|do)\b(?!\s+(?:not|no|never)\b)(?!n['’]t)")
_NOT = re.compile(r"\s+(?:not|never)\b(?!\s+only)|(?<=\w)n['’]t\b")


@dataclass(frozen=True, slots=True)
class Mutation:
    """A changed sentence."""

    kind: str
    """figure | date | name | negation | attribution-dropped | attribution-changed | names-exchanged | figures-exchanged"""
    sentence: str
    was: str
    now: str


def mutate(sentence: str, evidence: str, kind: str, pool: Sequence[str], chance: random.Random) -> Mutation | None:
    """The sentence with one change of this kind, or None where it offers no hold. `pool` has names from other texts."""
    if kind == "figure":
        return _figure(sentence, evidence, chance)
    if kind == "date":
        return _date(sentence, evidence, chance)
    if kind == "name":
        return _name(sentence, evidence, pool, chance)
    if kind == "negation":
        return _negation(sentence, chance)
    if kind == "attribution-dropped":
        return drop_attribution(sentence)
    if kind in ("names-exchanged", "figures-exchanged"):
        return _exchange(sentence, kind, chance)
    return _change_speaker(sentence, evidence, pool, chance)


def drop_attribution(sentence: str) -> Mutation | None:
    """ "The ministry said that the bridge fell." becomes "The bridge fell." """
    for pattern in (_ACCORDING, _TAIL, _TAIL_INVERTED, _HEAD):
        match = pattern.match(sentence)
        if match is None:
            continue
        content = match["content"].strip().strip("“”\"'").rstrip(",.")
        if "“" in content or '"' in content or re.search(_SPOKEN, content):
            return None
        return Mutation("attribution-dropped", content[0].upper() + content[1:] + ".", match["speaker"].strip(), "")
    match = _HEDGES.search(sentence)
    if match:
        text = sentence[: match.start()] + sentence[match.end() :]
        return Mutation("attribution-dropped", text[0].upper() + text[1:], match.group().strip(), "")
    return None


def _change_speaker(sentence: str, evidence: str, pool: Sequence[str], chance: random.Random) -> Mutation | None:
    for pattern in (_ACCORDING, _TAIL, _TAIL_INVERTED, _HEAD):
        match = pattern.match(sentence)
        if match is None:
            continue
        speaker = match["speaker"].strip()
        if not speaker or speaker.lower() in ("he", "she", "they", "it", "who", "which", "and he", "and she"):
            return None
        other = _other_name(speaker, evidence, pool, chance)
        if other is None:
            return None
        start, end = match.span("speaker")
        end = start + len(sentence[start:end].rstrip())
        return Mutation("attribution-changed", sentence[:start] + other + sentence[end:], speaker, other)
    return None


def _figure(sentence: str, evidence: str, chance: random.Random) -> Mutation | None:
    figures = [f for f in find_figures(sentence, "en") if not (f.is_year or f.is_weak or f.is_identifier or f.is_vague)]
    figures = [f for f in figures if re.search(r"\d", f.span.of(sentence))]
    there = {f.value for f in find_figures(evidence, "en")}
    if not figures:
        return None
    chosen = chance.choice(figures)
    match = re.search(r"\d[\d,.]*\d|\d", chosen.span.of(sentence))
    if match is None:
        return None
    for _ in range(8):
        value = re.sub(r"\d", lambda m: str(chance.randint(1, 9)) if m.start() == 0 or chance.random() < 0.5 else m.group(), match.group())
        now = chosen.span.of(sentence)[: match.start()] + value + chosen.span.of(sentence)[match.end() :]
        text = sentence[: chosen.span.start] + now + sentence[chosen.span.end :]
        new = [f.value for f in find_figures(text, "en") if f.span.start == chosen.span.start]
        if value != match.group() and new and new[0] not in there and abs(new[0] - chosen.value) > 0.1 * abs(chosen.value):
            return Mutation("figure", text, chosen.span.of(sentence), now)
    return None


def _date(sentence: str, evidence: str, chance: random.Random) -> Mutation | None:
    dates = [d for d in find_dates(sentence, "en") if d.value]
    if not dates:
        return None
    chosen = chance.choice(dates)
    was = chosen.span.of(sentence)
    months = [month for month in MONTHS if month in was]
    for _ in range(8):
        if months and chance.random() < 0.5:
            now = was.replace(months[0], chance.choice([m for m in MONTHS if m != months[0]]))
        elif re.search(r"\d{4}", was):
            now = re.sub(r"\d{4}", lambda m: str(int(m.group()) + chance.choice((-9, -4, -3, -2, -1, 1, 2, 3, 5))), was)
        elif re.search(r"\d{1,2}", was):
            now = re.sub(r"\d{1,2}", lambda m: str(chance.choice([d for d in range(1, 29) if d != int(m.group())])), was, count=1)
        else:
            return None
        text = sentence[: chosen.span.start] + now + sentence[chosen.span.end :]
        if now != was and now not in evidence:
            return Mutation("date", text, was, now)
    return None


def _name(sentence: str, evidence: str, pool: Sequence[str], chance: random.Random) -> Mutation | None:
    names = [n for n in find_names(sentence, "en") if not n.opens_sentence]
    if not names:
        return None
    chosen = chance.choice(names)
    was = chosen.span.of(sentence)
    other = _other_name(was, evidence, pool, chance)
    if other is None:
        return None
    return Mutation("name", sentence[: chosen.span.start] + other + sentence[chosen.span.end :], was, other)


def _other_name(name: str, evidence: str, pool: Sequence[str], chance: random.Random) -> str | None:
    there = [n.span.of(evidence) for n in find_names(evidence, "en")]
    for _ in range(12):
        other = chance.choice(pool)
        if other[:5].lower() == name[:5].lower():
            continue
        if not any(names_corefer(other, given) for given in (*there, name)) and other.lower() not in evidence.lower():
            return other
    return None


def _exchange(sentence: str, kind: str, chance: random.Random) -> Mutation | None:
    """Two names, or two figures, of the sentence change places."""
    if kind == "names-exchanged":
        spans = [n.span for n in find_names(sentence, "en")]
    else:
        spans = [f.span for f in find_figures(sentence, "en") if not (f.is_year or f.is_weak or f.is_identifier or f.is_vague or f.unit)]
    pairs = [(a, b) for i, a in enumerate(spans) for b in spans[i + 1 :] if not names_corefer(a.of(sentence), b.of(sentence))]
    if not pairs:
        return None
    a, b = chance.choice(pairs)
    text = sentence[: a.start] + b.of(sentence) + sentence[a.end : b.start] + a.of(sentence) + sentence[b.end :]
    return Mutation(kind, text, a.of(sentence), b.of(sentence)) if text != sentence else None


def _negation(sentence: str, chance: random.Random) -> Mutation | None:
    match = _NOT.search(sentence)
    if match:
        return Mutation("negation", sentence[: match.start()] + sentence[match.end() :], match.group().strip(), "")
    places = list(_AUX.finditer(sentence))
    if not places:
        return None
    place = chance.choice(places[:2])
    return Mutation("negation", sentence[: place.end()] + " not" + sentence[place.end() :], "", "not")
