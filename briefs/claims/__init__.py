"""From an article to claims: found in an English article, or brought by the checker and located in an article of any language."""

from briefs.claims.extraction import extract_claims
from briefs.claims.given import given_claims, read_claims
from briefs.claims.locating import locate_claim
from briefs.claims.placing import place_claims

__all__ = ["extract_claims", "given_claims", "locate_claim", "place_claims", "read_claims"]
