"""From an article to claims: found in an English article, or brought by the checker and located in an article of any language."""

from briefs.claims.checkworthiness import Worthiness, score_sentence
from briefs.claims.extraction import extract_claims
from briefs.claims.given import given_claims, listed_claims, read_claims
from briefs.claims.locating import locate_claim
from briefs.claims.placing import place_claims
from briefs.claims.voice import ArticleVoice, claimant_of, how_worded

__all__ = [
    "ArticleVoice",
    "Worthiness",
    "claimant_of",
    "extract_claims",
    "given_claims",
    "how_worded",
    "listed_claims",
    "locate_claim",
    "place_claims",
    "read_claims",
    "score_sentence",
]
