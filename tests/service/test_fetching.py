"""Addresses and fetching: only hosts that the operator named, never a private place by a public name, never more than the limits."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from briefs.adapters.addresses import HostRules, check_url, is_public
from briefs.adapters.fetching import Http, Limits
from briefs.errors import AddressRefused, ProviderError

RULES = HostRules(frozenset({"paper.example", "paper.example:8443"}), frozenset({"inside.example:8080"}))
Handler = Callable[[http.server.BaseHTTPRequestHandler], None]


@contextmanager
def a_server(answer: Handler) -> Iterator[int]:
    """A server on this machine; its port."""

    class Answering(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _http(port: int, *, limits: Limits | None = None) -> Http:
    """May speak to `cms.example` on that port, which is this machine."""
    return Http(HostRules(private_hosts=frozenset({f"cms.example:{port}"})), limits=limits, resolve=lambda host, port: ["127.0.0.1"])


@pytest.mark.parametrize(
    "url",
    [
        "https://paper.example/a",
        "https://PAPER.example/a",
        "https://paper.example:443/a",
        "https://paper.example:8443/a",
        "http://inside.example:8080/a",
    ],
)
def test_a_listed_host_may_be_spoken_to(url: str) -> None:
    """By https, and without TLS only inside."""
    assert check_url(url, RULES).host.endswith(".example")


@pytest.mark.parametrize(
    "url",
    [
        "http://paper.example/a",
        "https://paper.example:22/a",
        "https://other.example/a",
        "https://inside.example/a",
        "https://127.0.0.1/a",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://user@paper.example/a",
        "https://paper.example@evil.example/a",
        "https://evil.example#@paper.example/",
        "https://paper.example.evil.example/",
        "https://paper.example\\@evil.example/",
        "https://paper.example%2f@evil.example/",
        "ftp://paper.example/a",
        "file:///etc/passwd",
        "gopher://paper.example/",
        "//paper.example/a",
        "https://paper.example/\r\nHost: evil.example",
        "https://рaper.example/",
        "https:///a",
        "https://paper.example:99999/",
        "https://[paper.example/",
        "",
        "https://paper.example/" + "a" * 3000,
    ],
)
def test_any_other_address_is_refused(url: str) -> None:
    """Wrong scheme, port or host, credentials, look-alikes, header injection."""
    with pytest.raises(AddressRefused):
        check_url(url, RULES)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:0:7f00:1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "not an address",
    ],
)  # fmt: skip
def test_private_addresses_in_every_dress_are_not_public(address: str) -> None:
    """IPv4 inside IPv6 too."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_public(address: str) -> None:
    """The near misses."""
    assert is_public(address)


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["169.254.169.254"], ["93.184.216.34", "10.0.0.1"], ["::ffff:127.0.0.1"]])
def test_a_public_name_that_leads_inside_is_refused(addresses: list[str]) -> None:
    """Also when only one of its addresses does."""
    with pytest.raises(AddressRefused, match="not public"):
        Http(RULES, resolve=lambda host, port: addresses).get("https://paper.example/a")


def test_a_name_that_changes_between_check_and_connection_is_refused() -> None:
    """DNS rebinding: the address that is connected to is the one that was looked at."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]])
    http_ = Http(RULES, resolve=lambda host, port: next(answers))
    http_.check("https://paper.example/a")
    with pytest.raises(AddressRefused):
        http_.get("https://paper.example/a")


def test_a_redirect_to_a_place_that_is_not_listed_is_refused_and_never_asked() -> None:
    """To loopback by number, by name, and to the metadata address."""
    asked: list[str] = []

    def inside(request: http.server.BaseHTTPRequestHandler) -> None:
        asked.append(request.path)
        _send(request, 200, b"secret")

    with a_server(inside) as inner:
        for target in (f"http://127.0.0.1:{inner}/", f"http://localhost:{inner}/", "http://169.254.169.254/latest/", "file:///etc/passwd"):

            def redirect(request: http.server.BaseHTTPRequestHandler, target: str = target) -> None:
                _send(request, 302, b"", location=target)

            with a_server(redirect) as port, pytest.raises(AddressRefused):
                _http(port).get(f"http://cms.example:{port}/a")
    assert asked == []


def test_a_redirect_on_the_same_host_is_followed_with_the_credentials_and_a_loop_ends() -> None:
    """Three at most."""
    seen: list[str | None] = []

    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        seen.append(request.headers.get("Authorization"))
        _send(request, 200 if request.path == "/b" else 301, b"article", location="/b" if request.path == "/a" else "/loop")

    with a_server(answer) as port:
        answer_ = _http(port).get(f"http://cms.example:{port}/a", {"Authorization": "Basic x"})
        assert (answer_.body, answer_.url) == (b"article", f"http://cms.example:{port}/b")
        assert seen == ["Basic x", "Basic x"]
        with pytest.raises(ProviderError, match="redirects"):
            _http(port).get(f"http://cms.example:{port}/loop")


def test_a_decompression_bomb_ends_at_the_limit() -> None:
    """A hundred megabytes in a hundred kilobytes; a small packed answer is unpacked."""
    bomb = gzip.compress(b"\0" * 100 * 2**20)

    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        _send(request, 200, bomb if request.path == "/bomb" else gzip.compress(b"an article"), encoding="gzip")

    with a_server(answer) as port:
        assert _http(port).get(f"http://cms.example:{port}/a").body == b"an article"
        started = time.monotonic()
        with pytest.raises(ProviderError, match="more than"):
            _http(port).get(f"http://cms.example:{port}/bomb")
        assert time.monotonic() - started < 5


@pytest.mark.parametrize(("change", "is_lasting"), [("cut", False), ("more", True)])
def test_a_packed_answer_is_taken_whole_or_not_at_all(change: str, is_lasting: bool) -> None:
    """Cut off it would pass for an article; what follows its end is not looked at, however long."""
    whole = gzip.compress(b"An article that goes on and on. " * 50 + bytes(range(256)))
    sent = whole[:-20] if change == "cut" else whole + b"x" * 100_000

    with a_server(lambda request: _send(request, 200, sent, encoding="gzip")) as port, pytest.raises(ProviderError) as told:
        _http(port).get(f"http://cms.example:{port}/a")
    assert told.value.is_lasting == is_lasting


def test_what_a_receiver_says_beside_its_status_is_not_read() -> None:
    """However long, and packed however badly."""
    with a_server(lambda request: _send(request, 200, b"no gzip" * 20_000, encoding="gzip")) as port:
        answer = _http(port, limits=Limits(most_bytes=1000)).post(f"http://cms.example:{port}/done", b"{}", {})
    assert (answer.status, answer.body) == (200, b"")


def test_a_large_answer_and_an_unknown_coding_are_refused() -> None:
    """Before they are kept."""

    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        _send(request, 200, b"x" * 5000, encoding="br" if request.path == "/br" else "")

    with a_server(answer) as port:
        for path in ("/a", "/br"):
            with pytest.raises(ProviderError):
                _http(port, limits=Limits(most_bytes=1000)).get(f"http://cms.example:{port}{path}")


def test_a_dripping_answer_ends_with_the_whole_requests_time() -> None:
    """A byte now and then keeps no worker busy."""

    def drip(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        try:
            for _ in range(100):
                request.wfile.write(b"x")
                request.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass

    with a_server(drip) as port:
        started = time.monotonic()
        with pytest.raises(ProviderError, match="in time"):
            _http(port, limits=Limits(timeout_s=0.6)).get(f"http://cms.example:{port}/a")
        assert time.monotonic() - started < 3


def test_a_host_that_is_not_there_is_a_passing_fault() -> None:
    """A job tries again; a 404 is for good."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(ProviderError) as passing:
        _http(port).get(f"http://cms.example:{port}/a")
    assert not passing.value.is_lasting
    with a_server(lambda request: _send(request, 404, b"")) as port, pytest.raises(ProviderError) as lasting:
        _http(port).get(f"http://cms.example:{port}/a")
    assert lasting.value.is_lasting


def _send(request: http.server.BaseHTTPRequestHandler, status: int, body: bytes, *, location: str = "", encoding: str = "") -> None:
    request.send_response(status)
    for name, value in (("Location", location), ("Content-Encoding", encoding), ("Content-Length", str(len(body)))):
        if value:
            request.send_header(name, value)
    request.end_headers()
    with contextlib.suppress(OSError):
        request.wfile.write(body)
