"""From an English article to its claims."""

from __future__ import annotations

from briefs.domain import Article, Claim, claim_id
from briefs.errors import ArticleError
from briefs.language import detect_language, split_sentences

MAX_ARTICLE_LENGTH = 1_200_000
"""Characters of an article that are read. Longer text is no article: a book, a log, an attack."""


def extract_claims(article: Article) -> list[Claim]:
    """Claims in the order of the article.

    Raises:
        ArticleError: the article is not in English, or too long.
    """
    require_english(article)
    claims: dict[str, Claim] = {}
    for span in split_sentences(article.text, "en"):
        text = " ".join(span.of(article.text).split())
        claims.setdefault(claim_id(text), Claim(id=claim_id(text), text=text, span=span))
    return list(claims.values())


def require_english(article: Article) -> None:
    """Refuse what English rules would misread.

    Raises:
        ArticleError: names the language and the way out.
    """
    if len(article.text) > MAX_ARTICLE_LENGTH:
        raise ArticleError(
            f"the article has {len(article.text):,} characters; at most {MAX_ARTICLE_LENGTH:,} are read: give the article alone"
        )
    language = article.language if article.language != "und" else detect_language(article.text)
    if language not in ("en", "und"):
        raise ArticleError(
            f"the article is in another language than English ({language}); give its claims with --claims FILE or --claim TEXT"
        )
