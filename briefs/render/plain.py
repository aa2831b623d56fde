"""Hostile text made harmless before it reaches any format: controls, direction overrides, hidden characters, unfit addresses, secrets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from briefs.domain import Source

_MAX_SHOWN = 4000
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Unicode's bidirectional controls: they can make a reader see other words than stand there (Boucher and Anderson, 2021)."""
_HIDDEN = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_BLANKS = re.compile(r"\s+")
_UNFIT_IN_URL = re.compile(r"[\s<>\"'`\\^{|}\x00-\x20\x7f]")
_SHOWN_CONTROL = "\ufffd"


def one_line(text: str) -> str:
    """One line of visible text: controls and direction overrides become U+FFFD, hidden characters go, blanks collapse; cut at 4,000."""
    text = _HIDDEN.sub("", _DIRECTION.sub(_SHOWN_CONTROL, _CONTROLS.sub(_SHOWN_CONTROL, _BLANKS.sub(" ", text)))).strip()
    return text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 1].rstrip() + "…"


def fit_url(url: str | None) -> str | None:
    """The address when it is absolute http(s) without characters that could break out of a link; else None."""
    if not url or len(url) > 2000 or _UNFIT_IN_URL.search(url) or _DIRECTION.search(url) or _HIDDEN.search(url) or _CONTROLS.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return None
    return url.replace("(", "%28").replace(")", "%29").replace("[", "%5B").replace("]", "%5D").replace("*", "%2A")


@dataclass(frozen=True, slots=True)
class Redaction:
    """Puts the display name wherever a confidential source's real name, author or address would show."""

    replacements: tuple[tuple[re.Pattern[str], str], ...]

    @staticmethod
    def of(sources: Sequence[Source]) -> Redaction:
        """The redaction that the confidential ones among the sources need."""
        found: list[tuple[re.Pattern[str], str]] = []
        open_names = {source.publisher.casefold() for source in sources if not source.confidential}
        for source in sources:
            if not source.confidential:
                continue
            secrets = [source.url, source.author, source.title, None if source.publisher.casefold() in open_names else source.publisher]
            for secret in sorted((s for s in secrets if s and len(s.strip()) >= 3), key=len, reverse=True):
                if secret.strip().casefold() != source.shown_name.casefold():
                    found.append((re.compile(rf"(?<!\w){re.escape(secret.strip())}(?!\w)", re.IGNORECASE), source.shown_name))
        return Redaction(tuple(found))

    def __call__(self, text: str) -> str:
        """The text as a reader may see it, on one line."""
        for secret, shown in self.replacements:
            text = secret.sub(lambda _, shown=shown: shown, text)  # type: ignore[misc]
        return one_line(text)
