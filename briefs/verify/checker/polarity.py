"""What a sentence denies and the evidence asserts, or the other way round; words that exclude what the evidence says."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from briefs.domain import Finding, Span
from briefs.language import fold, names_corefer
from briefs.verify.checker.lists import lists
from briefs.verify.checker.reading import WORD, Piece, english_stem
from briefs.verify.names import are_kin

REACH = 5
"""Words between a negator and what it governs, at most."""
CLAUSE_END = re.compile(r"[;:.!?()]|\s[–—-]\s")
_COPIED = 0.75
_LOCKED = 4
"""Words right before and after a changed place that must be the same."""
_GAP = 4
HARMLESS = re.compile(r"(?:no|not|\w+n['’]t) (?:only|later than|fewer than|less than|more than|least|just|doubt|until)\b", re.I)


def turned_words(sentence: Piece, evidence: Sequence[Piece]) -> list[Finding]:
    """Finding `negation-changed`: a word that the sentence negates and every mention in the evidence does not, or the reverse.

    A sentence with a negation, where nothing in the evidence denies anything, is one as well.
    """
    denies_here = denial_words(sentence)
    if not denies_here and not any(denial_words(piece) for piece in evidence):
        return []
    if _negators(sentence) and evidence and not any(denial_words(piece) for piece in evidence):
        return [Finding("negation-changed", "the sentence denies, and nothing in the span does", ", ".join(_negators(sentence)))]
    there: dict[str, set[bool]] = {}
    for piece in evidence:
        for (_, _, stem), is_negated in zip(piece.tokens, negated(piece), strict=True):
            there.setdefault(stem, set()).add(is_negated)
    turned = []
    spoken = {english_stem(word) for word in lists()["cues"]}
    names = [mention.span for mention in sentence.names]
    for (start, end, stem), is_negated in zip(sentence.tokens, negated(sentence), strict=True):
        if any(name.start <= start < name.end for name in names) or stem in spoken or stem not in there:
            continue
        if is_negated not in there[stem] and (is_negated or not denies_here):
            turned.append(sentence.text[start:end])
    if turned and (denies_here or not _is_stray(turned, sentence)):
        message = "the sentence denies what the span says" if denies_here else "the span denies what the sentence says"
        return [Finding("negation-changed", message, ", ".join(turned))]
    return []


def changed_markers(sentence: Piece, evidence: Sequence[Piece]) -> list[Finding]:
    """Findings on a sentence that nearly copies one of the evidence, from the words put in, left out or exchanged.

    `negation-changed`, `hedge-dropped`; and `name-out-of-place` and `figure-out-of-place` where another name or figure of the same text
    stands in the place of one.
    """
    best = _nearest(sentence, evidence)
    if best is None:
        return []
    findings = []
    matcher = difflib.SequenceMatcher(None, best.words, sentence.words, autojunk=False)
    for left, right in pairwise([difflib.Match(0, 0, 0), *matcher.get_matching_blocks()]):
        was, now = range(left.a + left.size, right.a), range(left.b + left.size, right.b)
        if left.size + right.size < _LOCKED or max(len(was), len(now)) > _GAP or not (was or now):
            continue
        before, after = [best.words[i] for i in was], [sentence.words[i] for i in now]
        around = " ".join(sentence.words[max(0, now.start - 2) : now.stop + 2])
        if left.size and _count(before) != _count(after):
            findings.append(Finding("negation-changed", "the span and the sentence do not deny the same", around))
        elif (dropped := [word for word in before if word in lists()["hearsay"]]) and not any(w in lists()["hearsay"] for w in after):
            findings.append(Finding("hedge-dropped", f"the span says {dropped[0]}", around))
        elif was and now:
            findings.extend(_exchanged(best, was, sentence, now))
    return findings


def _exchanged(best: Piece, was: range, sentence: Piece, now: range) -> list[Finding]:
    """A name for another name, a figure for another figure, in the same place."""
    old, new = _stretch(best.text, was), _stretch(sentence.text, now)
    old_figures = {figure.value for figure in best.figures if figure.span.overlaps(old)}
    new_figures = {figure.value: figure.span.of(sentence.text) for figure in sentence.figures if figure.span.overlaps(new)}
    strange = [words for value, words in new_figures.items() if value not in old_figures]
    if old_figures and strange and any(figure.value == value for value in new_figures for figure in best.figures):
        return [Finding("figure-out-of-place", "the span has another figure in this place", strange[0])]
    old_names = [mention.span.of(best.text) for mention in best.names if mention.span.overlaps(old)]
    new_names = [mention.span.of(sentence.text) for mention in sentence.names if mention.span.overlaps(new)]
    others = [mention.span.of(best.text) for mention in best.names if not mention.span.overlaps(old)]
    for name in new_names:
        if old_names and not any(_are_one(name, other) for other in old_names) and any(_are_one(name, other) for other in others):
            return [Finding("name-out-of-place", f"the span has {old_names[0]} in this place", name)]
    return []


def _are_one(a: str, b: str) -> bool:
    return names_corefer(a, b) or are_kin(a, b)


def _stretch(text: str, places: range) -> Span:
    words = list(WORD.finditer(text))
    return Span(words[places.start].start(), words[places.stop - 1].end())


def _count(words: Sequence[str]) -> int:
    return sum(word in lists()["negators"] or word.endswith("n't") for word in words) % 2


def _nearest(sentence: Piece, evidence: Sequence[Piece]) -> Piece | None:
    """The sentence of the evidence that shares most words, when it shares nearly all of the sentence's."""
    wanted = set(sentence.words)
    shared = [len(wanted & set(piece.words)) for piece in evidence]
    if not shared or max(shared) < _COPIED * len(wanted):
        return None
    return evidence[shared.index(max(shared))]


def _is_stray(turned: list[str], sentence: Piece) -> bool:
    """One turned word among many in a long sentence: the negation in the span is of something else."""
    return len(turned) * 12 < len(sentence.tokens)


@lru_cache(maxsize=4096)
def negated(piece: Piece) -> tuple[bool, ...]:
    """For each content word whether an odd number of negators governs it: before it in its clause, at most one content word between."""
    known = lists()["negators"]
    tokens = {start: place for place, (start, _, _) in enumerate(piece.tokens)}
    found = [False] * len(piece.tokens)
    reach = content = end = 0
    for match in WORD.finditer(piece.text):
        word = fold(match.group())
        if CLAUSE_END.search(piece.text, end, match.start()):
            reach = 0
        end = match.end()
        if (word in known or word.endswith("n't")) and not HARMLESS.match(piece.text, match.start()):
            reach, content = REACH + 1, 0
        elif reach and match.start() in tokens:
            place = tokens[match.start()]
            found[place] = not found[place]
            content += 1
            if content > 1:
                reach = 0
        reach = max(0, reach - 1)
    return tuple(found)


def contrary_words(sentence: Piece, evidence: Sequence[Piece]) -> list[Finding]:
    """Finding `contrary-in-span` for each word that the evidence does not have, and has the opposite of."""
    there = {stem for piece in evidence for stem in piece.stems} | {english_stem(w) for piece in evidence for w in piece.words}
    found = []
    for start, end, stem in sentence.tokens:
        if stem not in there and lists().opposites.get(stem, frozenset()) & there:
            found.append(Finding("contrary-in-span", "the span has the opposite of this word", sentence.text[start:end]))
    return found


@lru_cache(maxsize=8192)
def denial_words(piece: Piece) -> tuple[str, ...]:
    """Negators and words that deny by themselves."""
    known = lists()
    return tuple(
        word
        for word in piece.words
        if word in known["negators"] or word.endswith("n't") or english_stem(word) in known["denying"] or word in known["denying"]
    )


def _negators(piece: Piece) -> list[str]:
    known = lists()
    return [word for word in piece.words if (word in known["negators"] or word.endswith("n't")) and word not in ("no", "nor")]
