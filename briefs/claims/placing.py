"""Puts given claims where the article says them, with how the article words it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefs.claims.given import require_distinct
from briefs.claims.locating import Locator, clauses_of
from briefs.claims.tables import english
from briefs.claims.voice import ArticleVoice, VoiceReader
from briefs.domain import Article, Claim
from briefs.language import content_tokens, find_names, names_corefer, stem_of


def place_claims(claims: Sequence[Claim], article: Article) -> list[Claim]:
    """The claims in their order, each with its span in the article (None when the article does not say it), claimant and quotations.

    A claim that is itself about the saying ("X said that p") is the article's own: it is not attributed.

    Raises:
        UsageError: two claims have one id.
    """
    require_distinct(claims)
    locator, reader = Locator(article, clauses=clauses_of(article)), VoiceReader(article)
    return [_placed(claim, article, locator, reader) for claim in claims]


def _placed(claim: Claim, article: Article, locator: Locator, reader: VoiceReader) -> Claim:
    clause = locator.clause(claim.text)
    if clause is not None:
        return _as_clause(claim, clause, article)
    span = locator.locate(claim.text)
    if span is None:
        return claim
    voice = reader.read(span)
    if voice.is_attributed and _is_about_the_saying(claim.text, voice, article):
        return replace(claim, span=span, quoted=voice.quoted)
    return replace(claim, span=span, claimant=voice.claimant, is_attributed=voice.is_attributed, quoted=voice.quoted)


def _as_clause(claim: Claim, clause: Claim, article: Article) -> Claim:
    """The claim with what is known of the article's own clause."""
    voice = ArticleVoice(is_attributed=clause.is_attributed, claimant=clause.claimant, quoted=clause.quoted)
    if voice.is_attributed and _is_about_the_saying(claim.text, voice, article):
        return replace(claim, span=clause.span, quoted=clause.quoted)
    return replace(claim, span=clause.span, claimant=clause.claimant, is_attributed=clause.is_attributed, quoted=clause.quoted)


def _is_about_the_saying(text: str, voice: ArticleVoice, article: Article) -> bool:
    """Whether the claim opens with a speaker and a verb of saying, or names the article's claimant beside the article's own cue."""
    language = article.language
    stems = {token.stem for token in content_tokens(text, language)}
    cue = {token.stem for token in content_tokens(voice.cue.of(article.text), language)} if voice.cue is not None else set()
    speech = {stem_of(verb, "en") for verb in english().speech_verbs} if language in ("en", "und") else set()
    if not stems & (cue | speech):
        return False
    if voice.claimant is None:
        return False
    names = [name.span.of(text) for name in find_names(text, language)]
    claimed = [name.span.of(voice.claimant) for name in find_names(voice.claimant, language)] or [voice.claimant]
    if any(names_corefer(a, b) for a in names for b in claimed):
        return True
    shared = {token.stem for token in content_tokens(voice.claimant, language)}
    return bool(shared) and shared <= stems
