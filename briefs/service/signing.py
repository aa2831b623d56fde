"""Signatures of webhooks, in and out: Standard Webhooks (standardwebhooks.com, symmetric `v1`) and Ghost's own. Pure functions of bytes.

WordPress has no signature of its own; our plugin signs by Standard Webhooks.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefs.errors import UsageError

TOLERANCE_S = 300
"""A hook older or newer than this is refused (Standard Webhooks asks for five minutes)."""
_PREFIX = "whsec_"
_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_STAMP = re.compile(r"[1-9][0-9]{0,11}", re.ASCII)
"""Without zeros before it: the number is signed, so the same signature would hold for each of its spellings."""
_GHOST = re.compile(r"sha256=([0-9a-f]{64}),\s*t=([1-9][0-9]{9,15})", re.ASCII)


class SignatureRefused(Exception):
    """The hook is not signed with our secret, or not now. `reason` is a short code for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Delivery:
    """A hook whose signature holds."""

    id: str
    """What its repetitions share."""
    signature: str
    """What only a copy of the same bytes shares."""


def new_secret() -> str:
    """A fresh secret in the form of Standard Webhooks: `whsec_` and 32 random bytes in base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def read_secrets(value: str, *, variable: str, is_raw: bool = False) -> tuple[bytes, ...]:
    """The keys in a variable's value: several, separated by spaces, while one is being replaced. Ghost's are taken as they
    are written.

    Raises:
        UsageError: one is not `whsec_` and base64, or is shorter than 16 bytes.
    """
    keys = []
    for word in value.split():
        if is_raw:
            key = word.encode("utf-8")
        else:
            try:
                key = base64.b64decode(word.removeprefix(_PREFIX), validate=True)
            except (binascii.Error, ValueError) as error:
                raise UsageError(f"{variable} is no secret of the form {_PREFIX}BASE64; `briefs service secret` makes one") from error
        if len(key) < 16:
            raise UsageError(f"{variable} holds a secret of fewer than 16 bytes; `briefs service secret` makes a better one")
        keys.append(key)
    return tuple(keys)


def signed_headers(keys: Sequence[bytes], *, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of Standard Webhooks for a body; one signature a key."""
    signatures = " ".join(f"v1,{_standard(key, message_id, timestamp, body)}" for key in keys)
    return {"webhook-id": message_id, "webhook-timestamp": str(timestamp), "webhook-signature": signatures}


def standard_headers(headers: Mapping[str, str]) -> tuple[str, str, list[str]]:
    """(id, time, signatures) of Standard Webhooks, by their form alone.

    Raises:
        SignatureRefused: one is missing or malformed.
    """
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = [word.partition(",")[2] for word in headers.get("webhook-signature", "").split() if word.startswith("v1,")][:10]
    if not _ID.fullmatch(message_id) or not _STAMP.fullmatch(stamp) or not given:
        raise SignatureRefused("headers-missing")
    return message_id, stamp, given


def ghost_headers(headers: Mapping[str, str]) -> tuple[str, str]:
    """(signature, milliseconds) of Ghost's header, by its form alone.

    Raises:
        SignatureRefused: it is missing or malformed.
    """
    match = _GHOST.fullmatch(headers.get("x-ghost-signature", "").strip())
    if match is None:
        raise SignatureRefused("headers-missing")
    return match[1], match[2]


def verify_standard(headers: Mapping[str, str], body: bytes, keys: Sequence[bytes], *, now: float) -> Delivery:
    """The delivery when one of its signatures is by one of the keys.

    Raises:
        SignatureRefused: missing or malformed headers, another key, another body, or a time outside the tolerance.
    """
    message_id, stamp, given = standard_headers(headers)
    expected = [_standard(key, message_id, int(stamp), body) for key in keys]
    if not _any_equal(given, expected):
        raise SignatureRefused("signature-wrong")
    if abs(now - int(stamp)) > TOLERANCE_S:
        raise SignatureRefused("time-outside-window")
    return Delivery(message_id, hashlib.sha256(f"{message_id}.{stamp}".encode("ascii") + body).hexdigest())


def verify_ghost(headers: Mapping[str, str], body: bytes, keys: Sequence[bytes], *, now: float) -> Delivery:
    """The delivery when its `X-Ghost-Signature` (HMAC over body and milliseconds) is by one of the keys. Ghost sends no id and never
    repeats a delivery: the signature is the id.

    Raises:
        SignatureRefused: as `verify_standard`.
    """
    signature, milliseconds = ghost_headers(headers)
    expected = [hmac.new(key, body + milliseconds.encode("ascii"), hashlib.sha256).hexdigest() for key in keys]
    if not _any_equal([signature], expected):
        raise SignatureRefused("signature-wrong")
    if abs(now - int(milliseconds) / 1000) > TOLERANCE_S:
        raise SignatureRefused("time-outside-window")
    return Delivery(signature, signature)


def _standard(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    digest = hmac.new(key, f"{message_id}.{timestamp}.".encode("ascii") + body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


def _any_equal(given: Sequence[str], expected: Sequence[str]) -> bool:
    """Compared in constant time, every pair of them."""
    found = False
    for one in given:
        for other in expected:
            found |= hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("ascii"))
    return found
