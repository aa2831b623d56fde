"""A model proposes claims with the exact words of the article; what it proposes is checked against the article before it is one.

This is how articles in other languages than English get their claims. A quote that the article does not have is dropped. A claim's text may
make a quote stand alone (a name for a pronoun); when it holds a word, a name or a figure that the article does not, the quote itself is
the claim.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace

from briefs.chain.asker import Asker
from briefs.chain.ledger import ARTICLE
from briefs.chain.offering import gives_orders
from briefs.domain import Article, Claim, Span, claim_id
from briefs.language import content_tokens, find_figures, find_names, find_quotations, names_corefer, same_figure, split_sentences
from briefs.prompting import neutralised

_PART = 6000
"""Characters of the article in one question."""
_MOST_PARTS = 12
_FROM_QUOTE = 0.5
_log = logging.getLogger(__name__)


def propose_claims(article: Article, asker: Asker) -> list[Claim]:
    """Claims in the order of the article, each once.

    Raises:
        BriefsError: a part of the article could not be asked about; half the claims of an article are not its claims.
    """
    found: dict[str, Claim] = {}
    for part in _parts(article):
        inputs = {"title": neutralised(article.title or "none"), "language": article.language, "text": neutralised(part.of(article.text))}
        for proposed in asker.ask(inputs, claim_id=ARTICLE)["claims"]:
            claim = checked_claim(article, proposed["quote"], proposed["text"], proposed["claimant"], within=part)
            if claim is None:
                _log.info("a proposed claim has no words of the article and was dropped")
            else:
                found.setdefault(claim.id, claim)
    return sorted(found.values(), key=lambda claim: claim.span or Span(0, 1))


def joined(proposed: list[Claim], by_rules: list[Claim]) -> list[Claim]:
    """The model's claims, and those that the rules found where the model has none: an answer cannot make a claim disappear."""
    spans = [claim.span for claim in proposed if claim.span is not None]
    kept = [claim for claim in by_rules if claim.span is None or not any(claim.span.overlaps(span) for span in spans)]
    known = {claim.id for claim in proposed}
    both = [*proposed, *(claim for claim in kept if claim.id not in known)]
    return sorted(both, key=lambda claim: claim.span or Span(0, 1))


def checked_claim(article: Article, quote: str, text: str, claimant: str, *, within: Span) -> Claim | None:
    """The claim that an answer proposes, as far as the article bears it out; None when its quote is not in that part of the article."""
    span = locate_quote(quote, article.text, within)
    if span is None:
        return None
    words = " ".join(span.of(article.text).split())
    line = " ".join(text.split())
    if gives_orders(words):
        return None
    if not line or not _adds_nothing(line, words, article):
        line = words
    speaker = claimant.strip()
    known = bool(speaker) and speaker.casefold() in article.text.casefold()
    quoted = tuple(q.inner for q in find_quotations(article.text) if span.contains(q.inner))
    claim = Claim(id=claim_id(line), text=line, span=span, claimant=speaker if known else None, is_attributed=known, quoted=quoted)
    asks = claim.text.rstrip('”"’»)').endswith("?")
    return replace(claim, checkworthy=False, skip_reason="a question, not a statement") if asks else claim


def locate_quote(quote: str, text: str, within: Span | None = None) -> Span | None:
    """Where the exact words stand, whatever the white space and our look-alike brackets; None when they do not, or are no words."""
    parts = [re.escape(part).replace("‹", "[‹<]").replace("›", "[›>]") for part in quote.split()]
    if not any(character.isalnum() for character in quote):
        return None
    where = within or Span(0, len(text))
    match = re.compile(r"\s+".join(parts)).search(text, where.start, where.end)
    return Span(*match.span()) if match else None


def _adds_nothing(line: str, quote: str, article: Article) -> bool:
    """Whether the article has every word, name and figure of the line, and the quote half of its words: names for pronouns, no more."""
    stems = {token.stem for token in content_tokens(line, article.language)}
    known = {token.stem for token in content_tokens(f"{article.title}. {article.text}", article.language)}
    in_quote = {token.stem for token in content_tokens(quote, article.language)}
    if not stems or not stems <= known or len(stems & in_quote) < _FROM_QUOTE * len(stems):
        return False
    names = [mention.span.of(article.text) for mention in find_names(article.text, article.language)]
    figures = find_figures(article.text, article.language)
    whole = f"{article.title} {article.text}".casefold()
    for mention in find_names(line, article.language):
        name = mention.span.of(line)
        if name.casefold() not in whole and not any(names_corefer(name, other) for other in names):
            return False
    return all(any(same_figure(figure, other) for other in figures) for figure in find_figures(line, article.language))


def _parts(article: Article) -> Iterator[Span]:
    """Whole sentences, at most `_PART` characters a part."""
    sentences = split_sentences(article.text, article.language)
    start, number = None, 0
    for index, sentence in enumerate(sentences):
        start = sentence.start if start is None else start
        is_last = index + 1 == len(sentences)
        if is_last or sentences[index + 1].end - start > _PART:
            number += 1
            if number > _MOST_PARTS:
                _log.warning("the article is longer than %s characters; the rest was not read for claims", _PART * _MOST_PARTS)
                return
            yield Span(start, sentence.end)
            start = None
