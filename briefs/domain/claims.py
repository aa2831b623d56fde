"""A claim: one atomic statement of the article that a checker would check."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from briefs.domain.text import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """`text` is decontextualised (names for pronouns, dates made whole); `span` is where the article says it, None when it does not."""

    id: str
    text: str
    span: Span | None = None
    claimant: str | None = None
    """Who the article says asserts it; None when the article says it in its own voice."""
    is_attributed: bool = False
    """Whether the article's clause hands it to somebody ("according to …") instead of stating it in its own voice."""
    quoted: tuple[Span, ...] = ()
    """Quotations inside the article's clause, in the article's text, without their marks."""
    checkworthy: bool = True
    checkworthiness: float = 1.0
    """0..1; below the threshold the claim is skipped with `skip_reason`."""
    skip_reason: str | None = None


def claim_id(text: str) -> str:
    """`c-` and ten hex digits of the sha256 of the case-folded text without punctuation: the same after edits elsewhere."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    normalised = " ".join(re.findall(r"\w+", folded))
    return "c-" + hashlib.sha256(normalised.encode("utf-8")).hexdigest()[:10]
