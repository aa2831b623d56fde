"""Puts given claims where the article says them, with how the article words it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefs.claims.given import require_distinct
from briefs.claims.locating import Locator
from briefs.domain import Article, Claim


def place_claims(claims: Sequence[Claim], article: Article) -> list[Claim]:
    """The claims in their order, each with its span in the article (None when the article does not say it).

    Raises:
        UsageError: two claims have one id.
    """
    require_distinct(claims)
    locator = Locator(article)
    return [replace(claim, span=locator.locate(claim.text)) for claim in claims]
