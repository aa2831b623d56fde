"""Which addresses on the network may be spoken to: hosts that the operator named, and never a private one by a public name.

The rules are those of OWASP's "Server-Side Request Forgery Prevention": an allow-list of hosts, the resolved addresses checked, the
connection made to the address that was checked, every redirect checked again.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from briefs.errors import AddressRefused, ProviderError

Resolve = Callable[[str, int], Sequence[str]]
"""(host, port) to its addresses, as text."""

_TRANSLATED = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::ffff:0:0:0/96"))
"""IPv6 ranges that carry an IPv4 address inside (NAT64, 6to4, Teredo, SIIT): a private one hides there."""
_MOST_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class HostRules:
    """The operator's lists. A host is a name, or `name:port` for another port than 80 and 443."""

    hosts: frozenset[str] = frozenset()
    private_hosts: frozenset[str] = frozenset()
    """May have private addresses, and may be spoken to without TLS."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: what to connect to."""

    scheme: str
    host: str
    port: int
    is_private_allowed: bool


def check_url(url: str, rules: HostRules) -> Target:
    """The target of an address whose host is on a list. Nothing is resolved yet.

    Raises:
        AddressRefused: not https, credentials in it, a host or port that no list names. The message names the host alone.
    """
    if len(url) > _MOST_CHARACTERS or not url.isascii() or any(c.isspace() or ord(c) < 33 or c in "\\\x7f" for c in url):
        raise AddressRefused("the address holds characters that do not belong into one, or is too long; write it percent-encoded")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise AddressRefused("the address cannot be read; write https://HOST/PATH") from error
    if parts.scheme not in ("http", "https") or not host:
        raise AddressRefused("only http and https addresses with a host are spoken to")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("the address holds a user or a password; leave them out")
    is_usual = port is None or port == {"http": 80, "https": 443}[parts.scheme]
    names = {host, f"{host}:{port or {'http': 80, 'https': 443}[parts.scheme]}"} if is_usual else {f"{host}:{port}"}
    is_private_allowed = bool(names & rules.private_hosts)
    if not is_private_allowed and not names & rules.hosts:
        raise AddressRefused(f"{host} is on no list of hosts that may be spoken to; the operator's configuration names them")
    if parts.scheme == "http" and not is_private_allowed:
        raise AddressRefused(f"{host} may be spoken to by https only")
    return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), is_private_allowed)


def checked_addresses(host: str, port: int, *, is_private_allowed: bool, resolve: Resolve | None = None) -> list[str]:
    """The host's addresses, every one of which may be connected to.

    Raises:
        AddressRefused: one of them is not public, and the host is not listed as private.
        ProviderError: the name does not resolve.
    """
    addresses = list(dict.fromkeys((resolve or _resolved)(host, port)))
    if not addresses:
        raise ProviderError(f"the host {host} has no address")
    if not is_private_allowed:
        for address in addresses:
            if not is_public(address):
                raise AddressRefused(f"{host} leads to an address that is not public; list it under private_hosts when that is meant")
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: not loopback, link-local, private, shared, reserved, multicast, and no IPv6
    form that carries an IPv4 address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in net for net in _TRANSLATED):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local)


def _resolved(host: str, port: int) -> list[str]:
    try:
        return [str(item[4][0]) for item in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise ProviderError(f"the host {host} cannot be found") from error
