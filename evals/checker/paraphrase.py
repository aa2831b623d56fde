"""True rewordings by rule: other forms of dates, figures, names and attributions, contractions, plain synonyms; true by construction."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import yaml

from briefs.language import find_names

_MONTH = "(January|February|March|April|May|June|July|August|September|October|November|December)"
_TABLES = yaml.safe_load(Path(__file__).with_name("paraphrase.yaml").read_text(encoding="utf-8"))
_UNITS = _TABLES["units"]
_TENS = ["", "", *_TABLES["tens"]]
_SYNONYMS: dict[str, str] = _TABLES["synonyms"]
_CONTRACTIONS: dict[str, str] = _TABLES["contractions"]
_GIVEN = frozenset(_TABLES["given_names"])
_SPEAKER = r"(?P<x>(?:The |A |the )?[\w’'.-]+(?: [\w’'.-]+){0,4})"
_SAID = re.compile(rf"\A(?P<p>[^“\"]{{25,}}?), {_SPEAKER} (?P<v>said|says|reported|stated)\.\Z")
_SAID_THAT = re.compile(
    rf"\A{_SPEAKER} (?P<v>said|says|stated|claimed) (?:that )?(?P<p>(?:the|it|they|there|a|an|[A-Z][\w’'.-]+) [^“\"]{{20,}})\.\Z"
)
_ACCORDING = re.compile(r"\AAccording to (?P<x>[^,“\"]{3,50}), (?P<p>[^“\"]{20,})\.\Z")


def reworded(sentence: str) -> str | None:
    """The sentence in other words, or None where fewer than two rules have a hold."""
    text, count = sentence, 0
    for rule in (_attribution, _dates, _figures, _short_names, _contracted, _synonyms):
        changed = rule(text)
        count += changed != text
        text = changed
    return text if count >= 2 else None


def _attribution(text: str) -> str:
    if match := _SAID.match(text):
        return f"{_upper(match['x'])} {match['v']} that {_lower(match['p'])}."
    if match := _ACCORDING.match(text):
        return f"{_upper(match['p'])}, according to {match['x']}."
    if match := _SAID_THAT.match(text):
        return f"{_upper(match['p'])}, according to {_lower(match['x'])}."
    return text


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _lower(text: str) -> str:
    first = text.split()[0]
    return text[0].lower() + text[1:] if first in ("The", "A", "An", "It", "They", "There", "This", "He", "She", "In", "On", "At") else text


def _dates(text: str) -> str:
    turned = re.sub(rf"\b(\d{{1,2}}) {_MONTH} (\d{{4}})", r"\2 \1, \3", text)
    return turned if turned != text else re.sub(rf"\b{_MONTH} (\d{{1,2}}), (\d{{4}})", r"\2 \1 \3", text)


def _figures(text: str) -> str:
    def word(match: re.Match[str]) -> str:
        value = int(match.group())
        if value < 20:
            return _UNITS[value]
        tens, unit = divmod(value, 10)
        return _TENS[tens] + (f"-{_UNITS[unit]}" if unit else "")

    months = "".join(f"(?<!{month} )" for month in _MONTH[1:-1].split("|"))
    return re.sub(rf"(?<![\d.,$€£#:/–-]){months}(?<=[a-z] )\b[1-9]\d?\b(?= [a-z]{{3,}})(?! {_MONTH})", word, text)


def _short_names(text: str) -> str:
    for name in reversed(find_names(text, "en")):
        words = name.span.of(text).split()
        is_person = len(words) == 2 and all(re.fullmatch(r"[A-Z][a-z]+", word) for word in words) and words[0] in _GIVEN
        if is_person:
            text = text[: name.span.start] + words[1] + text[name.span.end :]
    return text


def _contracted(text: str) -> str:
    for long, short in _CONTRACTIONS.items():
        text = re.sub(rf"\b{long}\b", short, text)
    return text


def _synonyms(text: str) -> str:
    swap: Callable[[re.Match[str]], str] = lambda match: _SYNONYMS[match.group()]  # noqa: E731
    return re.sub(r"\b(?:" + "|".join(sorted(_SYNONYMS, key=len, reverse=True)) + r")\b", swap, text)
