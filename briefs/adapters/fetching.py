"""HTTP to hosts that the operator named: one request with limits on time, size and unpacking, connected to the address that was checked."""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore

from briefs.adapters.addresses import HostRules, Resolve, Target, check_url, checked_addresses
from briefs.errors import AddressRefused, ProviderError

_CONNECT_S = 10.0
_REDIRECTS = 3
_AGENT = "briefs (+fact-check briefs)"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may cost."""

    timeout_s: float = 30.0
    """For the whole of it, redirects and a dripping answer included."""
    most_bytes: int = 5 * 2**20
    """Of the answer's body, unpacked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    url: str
    """Where it came from in the end."""


class Http:
    """Sends requests under the operator's rules.

    Args:
        resolve: finds addresses; the system's resolver when not given.
    """

    def __init__(self, rules: HostRules, *, limits: Limits | None = None, resolve: Resolve | None = None) -> None:
        self._rules = rules
        self._limits = limits or Limits()
        self._resolve = resolve
        self._tls = ssl.create_default_context()

    def check(self, url: str) -> None:
        """Whether a request to this address would be made, its names resolved now.

        Raises:
            AddressRefused: it would not.
            ProviderError: the name does not resolve.
        """
        target = check_url(url, self._rules)
        checked_addresses(target.host, target.port, is_private_allowed=target.is_private_allowed, resolve=self._resolve)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch; up to three redirects are followed, each checked, and `headers` go to the first host alone.

        Raises:
            AddressRefused: the address, or that of a redirect, may not be spoken to.
            ProviderError: no answer, one that is too large or too slow, or a status other than 200.
        """
        deadline = time.monotonic() + self._limits.timeout_s
        sent, first = dict(headers or {}), _origin(url)
        for _ in range(_REDIRECTS + 1):
            answer = self._ask("GET", url, sent if _origin(url) == first else {}, None, deadline)
            if answer.status not in (301, 302, 303, 307, 308):
                if answer.status != 200:
                    lasting = 400 <= answer.status < 500 and answer.status not in (408, 425, 429)
                    raise ProviderError(f"{_host(url)} answered {answer.status}", is_lasting=lasting)
                return answer
            url = urljoin(url, answer.headers.get("location", ""))
        raise ProviderError(f"{_host(url)} redirects more than {_REDIRECTS} times", is_lasting=True)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send; a redirect is an answer like any other and is not followed. The answer's body is not read.

        Raises:
            AddressRefused: the address may not be spoken to.
            ProviderError: no answer, or one that is too slow.
        """
        return self._ask("POST", url, headers, body, time.monotonic() + self._limits.timeout_s)

    def exchange(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """Send, and read the answer whatever its status; a redirect is an answer like any other and is not followed.

        Raises:
            AddressRefused: the address may not be spoken to.
            ProviderError: no answer, one that is too large or too slow.
        """
        return self._ask(method, url, headers, body, time.monotonic() + self._limits.timeout_s, reads=True)

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, deadline: float, *, reads: bool = False
    ) -> Answer:
        target = check_url(url, self._rules)
        backend = _CheckedBackend(target, deadline, self._resolve)
        given = [("Accept-Encoding", "gzip, identity"), ("User-Agent", _AGENT), *headers.items()]
        timeouts = {"connect": _CONNECT_S, "read": _CONNECT_S, "write": _CONNECT_S, "pool": _CONNECT_S}
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self._tls, network_backend=backend, max_connections=1) as pool,
                pool.stream(method, url, headers=given, content=body, extensions={"timeout": timeouts}) as response,
            ):
                found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
                # what the receiver of a callback says beside its status is not needed, whatever it is
                content = self._body(response, found, _host(url)) if reads or method == "GET" else b""
                return Answer(response.status, found, content, url)
        except (httpcore.TimeoutException, TimeoutError) as error:
            raise ProviderError(f"{_host(url)} did not answer in time") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError, zlib.error) as error:
            raise ProviderError(f"{_host(url)} could not be spoken to ({type(error).__name__})") from error

    def _body(self, response: httpcore.Response, headers: Mapping[str, str], host: str) -> bytes:
        coding = headers.get("content-encoding", "identity").strip().lower()
        if coding not in ("identity", "gzip", "deflate", ""):
            raise ProviderError(f"{host} answered in a coding that was not asked for", is_lasting=True)
        unpack = zlib.decompressobj(wbits=47) if coding in ("gzip", "deflate") else None
        body = bytearray()
        most = self._limits.most_bytes
        for chunk in response.iter_stream():
            # never more unpacked at once than may be kept: a bomb is told by its first byte too many
            body += unpack.decompress(chunk, most + 1 - len(body)) if unpack else chunk
            if len(body) > most or (unpack is not None and unpack.unconsumed_tail):
                raise ProviderError(f"{host} answered with more than {most} bytes", is_lasting=True)
            if unpack is not None and unpack.unused_data:
                raise ProviderError(f"{host} answered with more after the end of what it had packed", is_lasting=True)
        if unpack is not None and not unpack.eof:
            raise ProviderError(f"{host} answered with a part of what it had packed")
        return bytes(body)


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to an address that was checked a moment ago: between check and connection no name is resolved again."""

    def __init__(self, target: Target, deadline: float, resolve: Resolve | None) -> None:
        self._target, self._deadline, self._resolve = target, deadline, resolve
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        if (host.rstrip(".").lower(), port) != (self._target.host, self._target.port):
            raise AddressRefused(f"{host} is not the host that was checked")
        allowed = self._target.is_private_allowed
        addresses = checked_addresses(self._target.host, port, is_private_allowed=allowed, resolve=self._resolve)
        for place, address in enumerate(addresses):
            try:
                stream = self._inner.connect_tcp(address, port, _left(self._deadline, timeout), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if place == len(addresses) - 1:
                    raise
            else:
                return _TimedStream(stream, self._deadline)
        raise httpcore.ConnectError("no address")

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None) -> Any:
        raise AddressRefused("only hosts are spoken to")

    def sleep(self, seconds: float) -> None:
        time.sleep(min(seconds, _left(self._deadline, seconds)))


class _TimedStream(httpcore.NetworkStream):
    """A connection of which every wait ends with the request's deadline, however slowly the other side drips."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, _left(self._deadline, timeout)), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time for the whole request is over")
    return left if timeout is None else min(left, timeout)


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "the host"
    except ValueError:
        return "the host"
