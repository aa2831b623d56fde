"""In whose voice the article says something: its own, or somebody's whom it names or leaves unnamed."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from briefs.claims.frames import Frame, FrameKind, find_frames
from briefs.claims.syntax import Sentence, child, subtree
from briefs.claims.tables import english, read_data
from briefs.domain import Article, Span
from briefs.language import Quotation, find_quotations, parse, split_sentences

_MAX_SPEAKER = 160
_NEIGHBOURS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleVoice:
    """How the article words a span."""

    is_attributed: bool = False
    """Whether it hands the span to somebody ("X says", "according to X", "reportedly", quoted speech)."""
    claimant: str | None = None
    """Who that is, in the article's words; None when nobody is named."""
    cue: Span | None = None
    """The words that hand it over."""
    hedges: tuple[Span, ...] = ()
    """Words that weaken it ("reportedly", "possibly")."""
    quoted: tuple[Span, ...] = ()
    """Quotations inside the span, without their marks."""


def how_worded(span: Span, article: Article) -> ArticleVoice:
    """The article's voice at a span.

    English is parsed; other languages are read by cue patterns, and a language without patterns counts as the article's own voice.
    """
    return VoiceReader(article).read(span)


def claimant_of(span: Span, article: Article) -> str | None:
    """Whom the article credits with what it says there; None for its own voice and for nobody named."""
    return how_worded(span, article).claimant


class VoiceReader:
    """One article, for any number of spans."""

    def __init__(self, article: Article) -> None:
        self._text = article.text
        self._is_english = article.language in ("en", "und")
        self._patterns = _cue_patterns(article.language)
        self._sentences = split_sentences(article.text, article.language)
        self._quotations = find_quotations(article.text)

    def read(self, span: Span) -> ArticleVoice:
        """See `how_worded`."""
        quoted = quotations_in(span, self._quotations)
        touched = [i for i, sentence in enumerate(self._sentences) if sentence.overlaps(span)]
        hedges: list[Span] = []
        best: tuple[int, str | None, Span] | None = None
        for i in touched:
            part = Span(max(span.start, self._sentences[i].start), min(span.end, self._sentences[i].end))
            found, weak = self._in_sentence(i, part)
            hedges += weak
            if found is not None and (best is None or found[0] > best[0]):
                best = found
        if best is None or best[0] * 2 < len(span):
            best = self._carried(span) or best
        if best is None:
            return ArticleVoice(hedges=tuple(hedges), quoted=quoted)
        return ArticleVoice(is_attributed=True, claimant=best[1], cue=best[2], hedges=tuple(hedges), quoted=quoted)

    def _in_sentence(self, i: int, part: Span) -> tuple[tuple[int, str | None, Span] | None, list[Span]]:
        sentence = self._sentences[i]
        if not self._is_english:
            return _by_patterns(self._text, sentence, part, self._patterns)
        parsed = Sentence(span=sentence, doc=parse(sentence.of(self._text)), number=i, paragraph=0)
        wanted = parsed.tokens_within(part)
        hedges = [parsed.span_of([t.i]) for t in parsed.doc if t.i in wanted and t.lower_ in english().hedges]
        ranked = sorted(
            (frame for frame in find_frames(parsed) if wanted & frame.covers),
            key=lambda frame: (-len(wanted & frame.covers), not frame.speaker, len(frame.covers)),
        )
        named = [frame for frame in ranked if len(wanted & frame.covers) * 2 >= len(wanted & ranked[0].covers)]
        frame = next((f for f in named if f.speaker), ranked[0] if ranked else None)
        if frame is None:
            return None, hedges
        characters = sum(len(parsed.doc[t]) + 1 for t in wanted & frame.covers)
        return (characters, speaker_words(parsed, frame), parsed.span_of(cue_tokens(parsed.doc, frame))), hedges

    def _carried(self, span: Span) -> tuple[int, str | None, Span] | None:
        """A quotation that runs over several sentences belongs to whoever its first or last sentence names."""
        holder = next((q for q in self._quotations if q.inner.start <= span.end and q.inner.overlaps(span)), None)
        shared = 0 if holder is None else min(holder.inner.end, span.end) - max(holder.inner.start, span.start)
        if holder is None or shared * 2 < len(span):
            return None
        around = [i for i, s in enumerate(self._sentences) if s.overlaps(holder.span)]
        for i in [*around[-1:], *around[:1]]:
            found, _ = self._in_sentence(i, self._sentences[i])
            if found is not None:
                return shared, found[1], found[2]
        return None


def quotations_in(span: Span, quotations: list[Quotation]) -> tuple[Span, ...]:
    """The quotations inside a span, without their marks; of one that reaches beyond it, the part inside."""
    found: list[Span] = []
    for quotation in quotations:
        start, end = max(span.start, quotation.inner.start), min(span.end, quotation.inner.end)
        if start < end:
            found.append(Span(start, end))
    return tuple(found)


def cue_tokens(doc: Any, frame: Frame) -> set[int]:
    """The words of the cue without punctuation; the verb alone when there is one."""
    if frame.speech is not None and frame.kind is not FrameKind.PASSIVE:
        return {frame.speech}
    return {i for i in frame.cue if not doc[i].is_punct} or set(frame.cue)


def speaker_tokens(sentence: Sentence, frame: Frame) -> tuple[int, ...]:
    """The speaker's own phrase, without appositions, relative clauses and dates; of "a supplier, Bosch," the name."""
    doc = sentence.doc
    kept = _behind_report(doc, frame.speaker)
    for i in frame.speaker:
        token = doc[i]
        if token.dep_ not in ("relcl", "acl", "appos") or token.head.i not in frame.speaker:
            continue
        is_title_before_name = token.dep_ == "appos" and doc[min(subtree(token)) - 1].text != ","
        if token.dep_ == "appos" and token.pos_ == "PROPN" and token.head.pos_ == "NOUN" and not is_title_before_name:
            kept = {j for j in subtree(token) if doc[j].pos_ == "PROPN" or doc[j].dep_ in ("det", "case", "compound")}
            break
        is_set_off = doc[min(subtree(token)) - 1].text in (",", "–", "—", "(")
        if is_set_off and not is_title_before_name:
            kept -= subtree(token)
    dates = kept & sentence.date_tokens
    if dates and kept - dates:
        # "early May Smith": what stands before the date belongs to it
        kept = {i for i in kept if i > max(dates) or min(dates) > max(kept - dates, default=i)}
    tokens = sorted(kept)
    while tokens and doc[tokens[-1]].is_punct and doc[tokens[-1]].text not in "”\"'’":
        tokens.pop()
    while tokens and doc[tokens[0]].is_punct and doc[tokens[0]].text not in '“"':
        tokens.pop(0)
    return tuple(tokens)


def _behind_report(doc: Any, speaker: frozenset[int]) -> set[int]:
    """Of "claims from X" and "a statement by X" it is X who speaks."""
    head = next((doc[i] for i in sorted(speaker) if doc[i].head.i not in speaker or doc[i].head.i == i), None)
    if head is not None and head.lemma_.lower() in english().report_nouns:
        for preposition in head.children:
            source = child(preposition, "pobj") if preposition.lower_ in ("from", "by", "of") else None
            if source is not None:
                return subtree(source)
    return set(speaker)


def speaker_words(sentence: Sentence, frame: Frame) -> str | None:
    """The speaker as the article writes it; None for nobody and for a bare pronoun."""
    tokens = speaker_tokens(sentence, frame)
    if not tokens:
        return None
    text = " ".join("".join(sentence.doc[i].text_with_ws for i in tokens).split())
    return text if 0 < len(text) <= _MAX_SPEAKER else None


def _by_patterns(
    text: str, sentence: Span, part: Span, patterns: tuple[tuple[re.Pattern[str], str], ...]
) -> tuple[tuple[int, str | None, Span] | None, list[Span]]:
    inside = sentence.of(text)
    hedges: list[Span] = []
    found: tuple[int, str | None, Span] | None = None
    for pattern, kind in patterns:
        for match in pattern.finditer(inside):
            cue = Span(*match.span("cue")).shifted(sentence.start)
            if kind == "hedge":
                hedges.append(cue)
            if found is None:
                speaker = match.groupdict().get("speaker")
                found = (len(part), " ".join(speaker.split()) if speaker else None, cue)
    return found, [hedge for hedge in hedges if part.contains(hedge)]


@functools.lru_cache(maxsize=16)
def _cue_patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    tables: Mapping[str, Any] = read_data("voice_patterns.yaml")
    rows = tables.get(language) or []
    return tuple((re.compile(row["pattern"]), row["kind"]) for row in rows)
