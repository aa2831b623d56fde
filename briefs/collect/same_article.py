"""Whether a collected source is the article under check: it is then never evidence for the article's own claims."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from briefs.domain import Article, Source
from briefs.language import containment, shingles

NEAR_VERBATIM = 0.8
"""Share of the article's five-word shingles that a source must hold. One-sided on purpose: a statement that the article reprints whole
is a source of its own, a page that holds the whole article is the article."""
_MIN_SHINGLES = 20
"""A body shorter than this many shingles is too short to tell."""


class ArticleTest:
    """Tests sources against one article, whose shingles are made once."""

    def __init__(self, article: Article) -> None:
        self._url = canonical_url(article.url)
        self._text = article.text
        self._shingles = shingles(article.text)

    def why_same(self, source: Source) -> str:
        """A sentence for a person; "" when the source is something else."""
        if self._url and canonical_url(source.url) == self._url:
            return "it stands at the address of the article under check, which is no evidence for itself"
        # A text much shorter than the article cannot hold it.
        if len(self._shingles) < _MIN_SHINGLES or len(source.text) < NEAR_VERBATIM * len(self._text) * 0.8:
            return ""
        share = containment(self._shingles, shingles(source.text))
        if share >= NEAR_VERBATIM:
            return f"its text is the article under check ({share:.0%} the same), which is no evidence for itself"
        return ""


def canonical_url(url: str | None) -> str:
    """An address without what does not name the page: scheme, `www.`, `m.`, `amp`, trailing slash, fragment, tracking parameters.

    "" for no address.
    """
    text = (url or "").strip()
    if not text:
        return ""
    try:
        parts = urlsplit(text if re.match(r"[a-z][a-z0-9+.-]*://", text, re.IGNORECASE) else f"https://{text.lstrip('/')}")
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return text
    cached = re.match(r"/amp/(?:s/)?(.+)", parts.path) if re.fullmatch(r"(?:www\.)?google\.[a-z.]+", host) else None
    mirrored = re.match(r"/[a-z]/(?:s/)?(.+)", parts.path) if host.endswith(".cdn.ampproject.org") else None
    inner = cached or mirrored
    if inner:
        return canonical_url(f"{inner[1]}?{parts.query}")
    host = re.sub(r"^(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.)", "", host)
    port_text = "" if port in (None, 80, 443) else f":{port}"
    return host + port_text + _page_path(parts.path) + _page_query(parts.query)


def _page_path(path: str) -> str:
    path = quote(unquote(re.sub(r"/{2,}", "/", path)), safe="/:@!$&'()*+,;=~-._")
    path = re.sub(r"/index\.(?:html?|php)$", "/", path).rstrip("/")
    path = re.sub(r"(?:/amp|[./]amp\.html|\.amp)$|^/amp(?=/)", "", path)
    return path.rstrip("/")


def _page_query(query: str) -> str:
    exact, prefixes = _tracking()
    kept = sorted(
        (k, v) for k, v in parse_qsl(query, keep_blank_values=True) if k.casefold() not in exact and not k.casefold().startswith(prefixes)
    )
    return f"?{urlencode(kept)}" if kept else ""


@lru_cache(maxsize=1)
def _tracking() -> tuple[frozenset[str], tuple[str, ...]]:
    from briefs.language.yaml_data import load_yaml

    path = Path(__file__).with_name("tracking_parameters.yaml")
    table = load_yaml(path.read_text(encoding="utf-8"))
    if set(table) != {"names", "prefixes"} or not all(isinstance(item, str) for part in table.values() for item in part):
        raise ValueError(f"{path.name}: two lists of names, `names` and `prefixes`")
    return frozenset(table["names"]), tuple(table["prefixes"])
