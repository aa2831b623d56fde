"""Names in running text: where they stand, and what they are called without titles.

Capitalised words in a row with the particles between them, acronyms, and organisations in quotation marks («…»). German capitalises every
noun, so there a lone capitalised word must not look like a common one.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass
from itertools import pairwise

from briefs.domain import Span
from briefs.language.lexicon import Lexicon, fold, lexicon
from briefs.language.name_keys import name_key
from briefs.language.quotations import find_quotations
from briefs.language.remembering import remembered
from briefs.language.sentences import split_sentences

_WORD = re.compile(r"\d{1,4}(?:st|nd|rd|th|-[^\W\d_]{1,4})(?!\w)|[^\W\d_](?:\w++|[-‑'’ʼ.&](?=\w))*")
_ORDINAL = re.compile(r"\d{1,4}(?:st|nd|rd|th|-[^\W\d_]{1,4})\Z")
_GAP = re.compile(r" & |[ \t\u00a0\u202f]{1,2}\n?|\n(?!\n)|-")
_POSSESSIVE = re.compile(r"(?:'s|’s|ʼs|'|’)\Z")
_LOWER_TAIL = re.compile(r"(?<=\w\w)[-‑][a-z]{2,}\Z")
""" "Iran-backed" names Iran."""
_MAX_QUOTED = 48
_MAX_WORDS = 9


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name without its titles and possessive; `key` as `name_key` makes it."""

    span: Span
    key: str
    opens_sentence: bool = False
    """One capitalised word at the start of a sentence: it may be a common word."""


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    is_first: bool


@remembered
def find_names(text: str, language: str) -> list[NameMention]:
    """Names in order, never overlapping."""
    words = lexicon(language)
    lowercase = {fold(match.group()) for match in _WORD.finditer(text) if match.group()[0].islower()}
    quoted = _quoted(text, words)
    found = list(quoted)
    taken = [mention.span for mention in quoted]
    for sentence in split_sentences(text, language):
        for run in _runs(_words_of(text, sentence), text, words):
            mention = _mention(text, run, words, lowercase)
            if mention is not None and not _overlaps(mention.span, taken):
                found.append(mention)
    return sorted(found, key=lambda mention: mention.span)


def _quoted(text: str, words: Lexicon) -> list[NameMention]:
    """«Атеш», "Der Spiegel": short, capitalised, no sentence inside."""
    mentions = []
    for quotation in find_quotations(text):
        inner = quotation.inner.of(text)
        parts = inner.split()
        if not (0 < len(inner) <= _MAX_QUOTED and 0 < len(parts) <= 5 and inner[0].isupper()) or inner[-1] in ".,!?…;:":
            continue
        capitals = sum(part[:1].isupper() or part[:1].isdigit() for part in parts)
        links = sum(fold(part) in words.name_particles or fold(part) in words.stopwords for part in parts)
        is_common = len(parts) == 1 and fold(inner) in words.stopwords
        if capitals + links == len(parts) and capitals > 0 and not is_common:
            mentions.append(NameMention(quotation.inner, name_key(inner)))
    return mentions


def _words_of(text: str, sentence: Span) -> list[_Word]:
    words: list[_Word] = []
    for match in _WORD.finditer(text, sentence.start, sentence.end):
        words.append(_Word(match.start(), match.end(), match.group(), is_first=not words))
    return words


def _runs(row: list[_Word], text: str, words: Lexicon) -> list[list[_Word]]:
    """Maximal runs of capitalised words, with particles and links between two of them."""
    runs: list[list[_Word]] = []
    index = 0
    while index < len(row):
        if not _is_capital(row[index]):
            index += 1
            continue
        run = [row[index]]
        if index and _ORDINAL.match(row[index - 1].text) and _GAP.fullmatch(text, row[index - 1].end, row[index].start):
            run.insert(0, row[index - 1])
        run = [*_leading_particles(row, index, text, words), *run]
        index += 1
        while index < len(row) and len(run) < _MAX_WORDS and not _POSSESSIVE.search(run[-1].text) and _adjoins(text, run[-1], row[index]):
            if _is_capital(row[index]):
                if _opens_person(row[index], words) or _is_calendar(row[index], words) or _is_calendar(run[-1], words):
                    break
                run.append(row[index])
                index += 1
                continue
            bridge = _bridge(row, index, text, words)
            if not bridge:
                break
            run.extend(row[index : index + bridge + 1])
            index += bridge + 1
        runs.append(run)
    return runs


def _leading_particles(row: list[_Word], index: int, text: str, words: Lexicon) -> list[_Word]:
    """ "von der" before "Leyen"."""
    first = index
    while (
        first and index - first < 3 and fold(row[first - 1].text) in words.leading_particles and _adjoins(text, row[first - 1], row[first])
    ):
        first -= 1
    return row[first:index]


def _opens_person(word: _Word, words: Lexicon) -> bool:
    """ "Mr" in "In Kyiv Mr. Smith": a form of address opens a new name."""
    return fold(word.text) in words.titles and fold(word.text) in words.abbreviations


def _is_calendar(word: _Word, words: Lexicon) -> bool:
    folded = fold(word.text)
    return folded in words.weekdays or (folded in words.months and folded not in words.ambiguous_months)


def _bridge(row: list[_Word], index: int, text: str, words: Lexicon) -> int:
    """How many lower-case words from `index` on link two capitalised ones ("of the"); 0 when they do not."""
    for count in (2, 1):
        if index + count >= len(row):
            continue
        between = row[index : index + count + 1]
        if not _is_capital(between[-1]) or not all(_adjoins(text, a, b) for a, b in pairwise(between)):
            continue
        phrase = " ".join(fold(word.text) for word in between[:-1])
        if fold(between[-1].text) in words.titles:
            continue
        if phrase in words.name_links or (count == 1 and phrase in words.name_particles):
            return count
    return 0


def _adjoins(text: str, a: _Word, b: _Word) -> bool:
    gap = text[a.end : b.start]
    if gap == ". " and len(a.text) <= 4:
        return True
    return _GAP.fullmatch(gap) is not None


def _is_capital(word: _Word) -> bool:
    return word.text[0].isupper() or (word.text[:3].lower() in ("al-", "el-", "d'a") and any(c.isupper() for c in word.text))


def _mention(text: str, run: list[_Word], words: Lexicon, lowercase: set[str]) -> NameMention | None:
    run = _without_openers(run, words, lowercase)
    run = _without_titles(run, words)
    while run and not _is_capital(run[-1]) and not run[-1].text[0].isdigit():
        run = run[:-1]
    if not any(_is_capital(word) for word in run):
        return None
    if len(run) == 1 and not _is_name_alone(text, run[0], words, lowercase):
        return None
    start, end = run[0].start, run[-1].end
    if (tail := _POSSESSIVE.search(run[-1].text)) or (tail := _LOWER_TAIL.search(run[-1].text)):
        end -= len(tail.group())
    if end <= start:
        return None
    return NameMention(Span(start, end), name_key(text[start:end]), opens_sentence=len(run) == 1 and run[0].is_first)


def _without_openers(run: list[_Word], words: Lexicon, lowercase: set[str]) -> list[_Word]:
    """Drop a capitalised common word from the head of a sentence ("In Kyiv", "Soldiers of Russia")."""
    while run and run[0].is_first and (len(run[0].text) == 1 or not run[0].text.isupper()):
        word = _POSSESSIVE.sub("", fold(run[0].text))
        if not (word in words.stopwords or word in words.openers or (word in lowercase and word not in words.titles)):
            break
        run = run[1:]
        while run and not _is_capital(run[0]):
            run = run[1:]
    while run and fold(run[0].text) in words.stopwords and (len(run[0].text) > 1 or run[0].is_first) and not run[0].text.isupper():
        run = run[1:]
    if run and run[0].text == "I" and words.language == "en":
        run = run[1:]
    return run


def _without_titles(run: list[_Word], words: Lexicon) -> list[_Word]:
    """ "Interior Minister Mohammed Fahmi" is Mohammed Fahmi: the name starts after the last title that has a name after it."""
    for last in range(len(run) - 2, -1, -1):
        folded = fold(run[last].text).rstrip(".")
        pair = f"{fold(run[last - 1].text)} {folded}" if last else ""
        if (folded in words.titles or pair in words.titles) and (_is_capital(run[last + 1]) or last + 2 < len(run)):
            return run[last + 1 :] if _is_capital(run[last + 1]) or fold(run[last + 1].text) in words.leading_particles else run
    return run


def _is_name_alone(text: str, word: _Word, words: Lexicon, lowercase: set[str]) -> bool:
    folded = _POSSESSIVE.sub("", fold(word.text))
    if folded in words.numbers.scales or folded in words.units:
        return False
    if len(folded) < 2 or folded in words.stopwords or folded in words.titles or folded in words.weekdays or folded in words.months:
        return word.text.isupper() and len(folded) > 1 and folded not in words.stopwords
    if word.text.isupper() and len(folded) <= 6:
        return True
    if word.is_first and (folded in words.openers or folded in lowercase):
        return False
    if words.language == "de":
        return _is_german_name(text, word, folded, words, lowercase)
    return True


def _is_german_name(text: str, word: _Word, folded: str, words: Lexicon, lowercase: set[str]) -> bool:
    if folded in words.openers or folded in lowercase or folded.endswith(words.common_suffixes):
        return False
    before = re.search(r"(\w++)[ \t\n\u00a0]\Z", text[max(0, word.start - 24) : word.start])
    previous = fold(before.group(1)) if before else ""
    if previous in words.determiners or previous.isdigit() or previous in words.numbers.words:
        return False
    # an inflected adjective or participle before it: "schwere Verluste", "der gefälschten Urlaube"
    return not (len(previous) > 4 and previous.endswith(("e", "en", "er", "es", "em")) and previous not in words.stopwords)


def _overlaps(span: Span, taken: list[Span]) -> bool:
    index = bisect.bisect_right(taken, span)
    return any(0 <= i < len(taken) and taken[i].overlaps(span) for i in (index - 1, index))
