"""Addresses of model endpoints: which of them are this machine, and what may be shown of one."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(url: str) -> bool:
    """Whether the address is this machine's own: `localhost`, 127.0.0.0/8 or ::1. A name that only resolves there does not count."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def shown_endpoint(url: str) -> str:
    """Scheme, host, port and path: without user information and query, where a key may stand."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"
    except ValueError:
        return "an address that cannot be read"
