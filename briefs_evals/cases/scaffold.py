"""Scaffolds a case: article and sources as the program reads them, and a place for every label, marked TODO."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from briefs.claims import extract_claims
from briefs.collect import load_article, load_corpus
from briefs.domain import Article, PartialDate, Source
from briefs.errors import BriefsError, UsageError
from briefs_evals.cases.case import FORMAT
from briefs_evals.cases.label_rules import TODO

_HEAD = """\
# A case for `briefs eval`. Replace every TODO, then run `briefs eval validate THIS_FILE`; the format is briefs_evals/references/README.md.
# status: confirmed | alleged | disputed | refuted | unverified; alt_status: other standings to accept.
# supporting, refuting: exact words of a source. independent_origins: distinct roots with own knowledge that support the claim as worded.
"""


def scaffold_case(article_path: Path, corpus_root: Path, *, as_of: str, case_id: str, draft_claims: bool) -> str:
    """The case as YAML text. Sources later than `as_of` or unreadable are left out, as the program leaves them out.

    Raises:
        UsageError: `as_of` is no date.
        InputError: the article or the corpus cannot be used.
    """
    try:
        day = PartialDate.parse(as_of)
    except ValueError as error:
        raise UsageError(str(error)) from error
    article = load_article(str(article_path))
    corpus = load_corpus(corpus_root, as_of=day, article=article)
    data: dict[str, Any] = {
        "format": FORMAT,
        "version": 1,
        "split": "dev",
        "id": case_id,
        "title": article.title or TODO,
        "as_of": str(day),
        "language": article.language,
        "article": {
            "title": article.title or TODO,
            **({"byline": article.byline} if article.byline else {}),
            **({"published_at": str(article.published_at)} if article.published_at else {}),
            **({"url": article.url} if article.url else {}),
            "text": article.text,
        },
        "sources": [_source(source) for source in corpus.sources],
        "claims": [_claim(number, text, quote) for number, (text, quote) in enumerate(_claims(article, draft_claims), start=1)],
        "reference_brief": {"what_is_alleged": [], "what_is_confirmed": [], "what_is_disputed": [], "what_is_refuted": [], "not_known": []},
    }
    return _HEAD + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=140)


def _source(source: Source) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": source.id,
        "url": source.url,
        "publisher": source.publisher or TODO,
        "kind": source.kind.value,
        "author": source.author,
        "published_at": str(source.published_at) if source.published_at else None,
        "language": source.language,
        "original_language": source.original_language,
        "title": source.title or TODO,
        "text": source.text,
        "text_kind": source.text_kind.value,
        "origins": [],
    }
    return {name: value for name, value in fields.items() if value is not None}


def _claims(article: Article, draft_claims: bool) -> list[tuple[str, str]]:
    """(text, exact words of the article); one empty place when nothing is drafted."""
    try:
        found = extract_claims(article) if draft_claims else []
    except BriefsError:
        found = []  # a language that claims are not found in: the labeller writes them
    drafted = [(claim.text, claim.span.of(article.text)) for claim in found if claim.checkworthy and claim.span is not None]
    return drafted or [(TODO, TODO)]


def _claim(number: int, text: str, quote: str) -> dict[str, Any]:
    return {
        "id": f"c{number}",
        "text": text,
        "article_quote": quote,
        "checkworthy": True,
        "status": TODO,
        "why": TODO,
        "alleged_by": [],
        "supporting": [],
        "refuting": [],
        "independent_origins": TODO,
    }
