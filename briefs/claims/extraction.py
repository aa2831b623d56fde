"""From an English article to its claims: atomic, readable alone, each with its exact words in the article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from briefs.claims.antecedents import Discourse
from briefs.claims.checkworthiness import Worthiness, features_of, judge
from briefs.claims.clauses import Clause, ClauseKind, split_clauses, with_its_telling
from briefs.claims.entities import Reading
from briefs.claims.frames import Frame
from briefs.claims.relative_dates import DayAnchor
from briefs.claims.syntax import Sentence
from briefs.claims.tables import english
from briefs.claims.voice import VoiceReader, quotations_in, speaker_tokens
from briefs.claims.wording import word_claim, word_phrase
from briefs.domain import Article, Claim, Span, claim_id
from briefs.errors import ArticleError
from briefs.language import NameMention, detect_language, find_names, find_quotations, parse_each, split_sentences

MAX_ARTICLE_LENGTH = 1_200_000
"""Characters of an article that are read. Longer text is no article: a book, a log, an attack."""

MAX_SENTENCES = 1_500
"""Sentences that are read for claims, some 200,000 characters: several times the longest reportage. The rest is listed as not read."""

_MAX_SENTENCE = 1_500
"""Characters of a sentence that are parsed; a longer one is a table or a list without stops and is passed over."""

_PRONOUNS = frozenset({"he", "she", "it", "they", "one", "this", "that", "these", "those", "who"})

_NO_SENTENCE = "no readable sentence (a table, a list or running characters)"


def extract_claims(article: Article) -> list[Claim]:
    """Claims in the order of the article, those not worth checking among them, with `skip_reason`. Empty for a text without a sentence.

    Of an article of more than `MAX_SENTENCES` sentences the rest is one last entry with its reason.

    Raises:
        ArticleError: the article is not in English, or longer than `MAX_ARTICLE_LENGTH`.
    """
    require_english(article)
    sentences = split_sentences(article.text, "en")
    spans = sentences[:MAX_SENTENCES]
    parsed = parse_each([span.of(article.text) if len(span) <= _MAX_SENTENCE else "" for span in spans])
    extractor = _Extractor(article, spans)
    found: dict[str, Claim] = {}
    for number, (span, doc) in enumerate(zip(spans, parsed, strict=True)):
        for claim in extractor.claims_of(Sentence(span=span, doc=doc, number=number, paragraph=extractor.paragraphs[number])):
            found.setdefault(claim.id, claim)
    if len(sentences) > MAX_SENTENCES:
        rest = _rest(article, Span(sentences[MAX_SENTENCES].start, sentences[-1].end))
        found.setdefault(rest.id, rest)
    return list(found.values())


def require_english(article: Article) -> None:
    """Refuse what English rules would misread.

    Raises:
        ArticleError: names the language or the length, and the way out.
    """
    if len(article.text) > MAX_ARTICLE_LENGTH:
        size = f"{len(article.text):,} characters; at most {MAX_ARTICLE_LENGTH:,} are read"
        raise ArticleError(f"the article has {size}: give the article alone, or its claims with --claims FILE")
    language = article.language if article.language != "und" else detect_language(article.text)
    if language not in ("en", "und"):
        raise ArticleError(f"the article is not in English ({language}): give its claims with --claims FILE or --claim TEXT")


@dataclass(frozen=True, slots=True)
class _Worded:
    """A clause in words, before it is judged."""

    clause: Clause
    text: str
    claimant: str | None
    is_attributed: bool


class _Extractor:
    """Reads the sentences of one article in order."""

    def __init__(self, article: Article, spans: list[Span]) -> None:
        self._article = article
        self._quotations = find_quotations(article.text)
        self._voice = VoiceReader(article)
        title_keys = [name.key for name in find_names(article.title, "en")]
        self._discourse = Discourse(_names_by_sentence(find_names(article.text, "en"), spans), title_keys=title_keys)
        self._days = DayAnchor()
        self.paragraphs = _paragraphs(article.text, spans)

    def claims_of(self, sentence: Sentence) -> Iterable[Claim]:
        """The claims of the next sentence."""
        if sentence.root is None:
            yield self._unread(sentence)
            return
        dates = self._days.read(sentence)
        reading = self._discourse.read(sentence)
        for clause in split_clauses(sentence):
            if clause.kind is ClauseKind.CONTENT and _is_unclear(sentence, clause, reading):
                # "a report concludes that it was a flare": with who says so, the reader need not know what "it" is
                inside = _tokens_of(clause)
                clause = with_its_telling(sentence, clause)
                reading = replace(reading, unclear=reading.unclear - inside) if clause.kind is ClauseKind.STATEMENT else reading
            text = word_claim(sentence, clause.pieces, reading, dates)
            if any(character.isalnum() for character in text):
                yield self._claim(sentence, clause, text, reading)

    def _claim(self, sentence: Sentence, clause: Clause, text: str, reading: Reading) -> Claim:
        span = sentence.span_of(clause.own)
        claimant = _claimant(sentence, clause.frame, reading)
        is_attributed = clause.frame is not None
        if not is_attributed and clause.kind is not ClauseKind.STATEMENT:
            claimant, is_attributed = self._carried(span)
        if _asks(sentence):
            text = text.rstrip(".?") + "?"
        worth = self._judged(sentence, clause, text, reading, is_attributed)
        return Claim(
            id=claim_id(text),
            text=text,
            span=span,
            claimant=claimant,
            is_attributed=is_attributed,
            quoted=quotations_in(span, self._quotations),
            checkworthy=worth.is_checkworthy,
            checkworthiness=worth.score,
            skip_reason=worth.reason,
        )

    def _carried(self, span: Span) -> tuple[str | None, bool]:
        """A sentence inside a quotation belongs to whoever is quoted."""
        if not any(q.inner.start <= span.start + 1 and span.end <= q.inner.end + 1 for q in self._quotations):
            return None, False
        voice = self._voice.read(span)
        return voice.claimant, voice.is_attributed

    def _judged(self, sentence: Sentence, clause: Clause, text: str, reading: Reading, is_attributed: bool) -> Worthiness:
        doc = sentence.doc
        extra = {"attributed"} if is_attributed or clause.kind is ClauseKind.STATEMENT else set()
        tokens = _tokens_of(clause)
        if clause.kind is ClauseKind.APPOSITION and _is_role(sentence, clause):
            extra.add("role_description")
        if _is_unclear(sentence, clause, reading):
            extra.add("unclear_reference")
        features = features_of(text, doc, tokens, doc[clause.head], extra=extra)
        if clause.kind is ClauseKind.APPOSITION:
            # its verb is ours
            features.discard("fragment")
        return judge(features)

    def _unread(self, sentence: Sentence) -> Claim:
        text = " ".join(sentence.span.of(self._article.text)[:120].split())
        return Claim(id=claim_id(text), text=text, span=sentence.span, checkworthy=False, checkworthiness=0.0, skip_reason=_NO_SENTENCE)


def _tokens_of(clause: Clause) -> set[int]:
    return {i for piece in clause.pieces if not isinstance(piece, str) for i in piece}


def _is_unclear(sentence: Sentence, clause: Clause, reading: Reading) -> bool:
    """Whether a subject or an object of it is a pronoun that the article does not say the meaning of plainly."""
    tokens = _tokens_of(clause)
    return any(i in tokens and sentence.doc[i].dep_ in ("nsubj", "nsubjpass", "dobj", "pobj") for i in reading.unclear)


def _rest(article: Article, span: Span) -> Claim:
    """What stands for the part of an overlong article that was not read."""
    opening = " ".join(span.of(article.text)[:80].split())
    reason = f"not read: only the first {MAX_SENTENCES:,} sentences are; give further claims with --claim TEXT"
    text = f"The rest of the article, from “{opening} …”"
    return Claim(id=claim_id(text), text=text, span=span, checkworthy=False, checkworthiness=0.0, skip_reason=reason)


def _claimant(sentence: Sentence, frame: Frame | None, reading: Reading) -> str | None:
    """The speaker with references made whole; of a name with a title, the name."""
    if frame is None or not frame.speaker:
        return None
    tokens = speaker_tokens(sentence, frame)
    inside = set(tokens)
    head = next((i for i in tokens if sentence.doc[i].head.i not in inside or sentence.doc[i].head.i == i), -1)
    named = next((m.entity for m in reading.mentions if head in m.tokens and m.entity.is_named and inside >= set(m.tokens)), None)
    words = named.shown if named is not None else word_phrase(sentence, tokens, reading)
    return words if words and words.lower() not in _PRONOUNS else None


def _is_role(sentence: Sentence, clause: Clause) -> bool:
    """ "the former chief executive": an office, told in passing."""
    lemma = str(sentence.doc[clause.head].lemma_)
    return lemma.lower() in english().role_nouns


def _asks(sentence: Sentence) -> bool:
    text = str(sentence.doc.text)
    return text.rstrip().rstrip('”"’)').endswith("?")


def _names_by_sentence(names: list[NameMention], spans: list[Span]) -> dict[int, list[NameMention]]:
    by_sentence: dict[int, list[NameMention]] = {}
    number = 0
    for name in sorted(names, key=lambda name: name.span.start):
        while number < len(spans) and spans[number].end <= name.span.start:
            number += 1
        if number < len(spans) and spans[number].contains(name.span):
            by_sentence.setdefault(number, []).append(name)
    return by_sentence


def _paragraphs(text: str, spans: list[Span]) -> list[int]:
    numbers: list[int] = []
    paragraph = 0
    for index, span in enumerate(spans):
        if index and re.search(r"\n\s*\n", text[spans[index - 1].end : span.start]):
            paragraph += 1
        numbers.append(paragraph)
    return numbers
