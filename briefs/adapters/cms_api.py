"""A content management system's REST interface: JSON out, JSON back, and every other answer told apart for whoever waits for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from briefs.adapters.fetching import Http
from briefs.errors import ProviderError

_MAY_PASS = (408, 425, 429)
_SERVER_FAULT = 500
_LONGEST_WAIT_S = 3600.0


@dataclass(frozen=True, slots=True)
class JsonAnswer:
    """What came back, of status 200 to 299 or 400 to 499."""

    status: int
    data: Any
    """Parsed; None when there was no JSON in an answer of 204 or above 400."""

    @property
    def is_ok(self) -> bool:
        """Whether it was done."""
        return 200 <= self.status < 300

    def field(self, name: str) -> str:
        """A text field of an object; "" when there is none."""
        value = self.data.get(name) if isinstance(self.data, dict) else None
        return value if isinstance(value, str) else ""


class JsonApi:
    """Asks one system, with the same headers each time.

    Args:
        http: the client, which may speak to that system alone.
        headers: credentials and what else every request carries.
    """

    def __init__(self, http: Http, headers: Mapping[str, str]) -> None:
        self._http = http
        self._headers = {"Accept": "application/json", **headers}

    def ask(self, method: str, url: str, data: object = None, *, headers: Mapping[str, str] | None = None) -> JsonAnswer:
        """One request. A refusal (4xx) is an answer: what it means depends on what was asked.

        Raises:
            AddressRefused: the system may not be spoken to.
            ProviderError: no answer, one that is too slow or too large, an error of the system's own (5xx), too many requests, or something
                else than JSON where there was something to say; lasting only for a redirect, which somebody has to follow in the settings.
        """
        body = None if data is None else json.dumps(data, ensure_ascii=False).encode("utf-8")
        given = {**self._headers, **(headers or {}), **({"Content-Type": "application/json"} if body is not None else {})}
        return self.send(method, url, body, headers=given)

    def send(self, method: str, url: str, body: bytes | None, *, headers: Mapping[str, str]) -> JsonAnswer:
        """The same with bytes that are signed as they are, and with these headers alone."""
        answer = self._http.exchange(method, url, headers, body)
        host = urlsplit(url).hostname or "the system"
        if 300 <= answer.status < 400:
            where = _origin(answer.headers.get("location", ""))
            raise ProviderError(f"{host} redirects to {where}: write that address in the settings", is_lasting=True)
        if answer.status >= _SERVER_FAULT or answer.status in _MAY_PASS:
            raise ProviderError(f"{host} answered {answer.status}", retry_after_s=_wait(answer.headers.get("retry-after", "")))
        try:
            parsed = json.loads(answer.body) if answer.body else None
        except (ValueError, RecursionError) as error:
            if answer.status >= 400:
                return JsonAnswer(answer.status, None)
            raise ProviderError(f"{host} answered with something other than JSON (is it being maintained?)") from error
        if parsed is None and answer.status not in (204, 205) and answer.status < 400:
            raise ProviderError(f"{host} answered with nothing")
        return JsonAnswer(answer.status, parsed)


def _origin(url: str) -> str:
    """Scheme and host of an address: its path may hold anything."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "elsewhere"
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "another path"


def _wait(text: str) -> float | None:
    return min(float(text), _LONGEST_WAIT_S) if text.isascii() and text.isdigit() else None
