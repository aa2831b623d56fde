"""Signatures: the specification's own example, other keys, other bodies, other times."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from briefs.errors import UsageError
from briefs.service.hooks import ghost_token
from briefs.service.signing import SignatureRefused, new_secret, read_secrets, signed_headers, verify_ghost, verify_standard

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'
STAMP = 1614265330
EXAMPLE = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": str(STAMP),
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
"""From the test suite of the specification's reference libraries."""
KEYS = read_secrets(SECRET, variable="S")


def test_the_specifications_example_holds() -> None:
    """And our own signature of the same is the same."""
    assert verify_standard(EXAMPLE, BODY, KEYS, now=STAMP).id == EXAMPLE["webhook-id"]
    made = signed_headers(KEYS, message_id=EXAMPLE["webhook-id"], timestamp=STAMP, body=BODY)
    assert made == EXAMPLE


def test_either_key_holds_while_a_secret_is_replaced() -> None:
    """On both sides: the sender signs with two, the receiver knows two."""
    both = read_secrets(f"{new_secret()} {SECRET}", variable="S")
    assert verify_standard(EXAMPLE, BODY, both, now=STAMP)
    headers = signed_headers(both, message_id="m", timestamp=STAMP, body=BODY)
    assert verify_standard(headers, BODY, KEYS, now=STAMP)


@pytest.mark.parametrize(
    ("headers", "body", "now", "reason"),
    [
        (EXAMPLE, BODY + b" ", STAMP, "signature-wrong"),
        ({**EXAMPLE, "webhook-id": "msg_other"}, BODY, STAMP, "signature-wrong"),
        ({**EXAMPLE, "webhook-timestamp": str(STAMP + 1)}, BODY, STAMP, "signature-wrong"),
        ({**EXAMPLE, "webhook-signature": "v1,AAAA"}, BODY, STAMP, "signature-wrong"),
        ({**EXAMPLE, "webhook-signature": EXAMPLE["webhook-signature"].replace("v1,", "v1a,")}, BODY, STAMP, "headers-missing"),
        (EXAMPLE, BODY, STAMP + 301, "time-outside-window"),
        (EXAMPLE, BODY, STAMP - 301, "time-outside-window"),
        ({}, BODY, STAMP, "headers-missing"),
        ({**EXAMPLE, "webhook-timestamp": "١٦١٤٢٦٥٣٣٠"}, BODY, STAMP, "headers-missing"),
        ({**EXAMPLE, "webhook-id": "a\nb"}, BODY, STAMP, "headers-missing"),
    ],
)
def test_anything_else_is_refused(headers: dict[str, str], body: bytes, now: int, reason: str) -> None:
    """Forged, changed, late, early, malformed; five minutes exactly still hold."""
    with pytest.raises(SignatureRefused) as refused:
        verify_standard(headers, body, KEYS, now=now)
    assert reason == refused.value.reason
    assert verify_standard(EXAMPLE, BODY, KEYS, now=STAMP + 300)


def test_ghosts_signature_is_over_body_and_milliseconds() -> None:
    """Another body, an old time and the other order of the two are refused."""
    keys = read_secrets("a-secret-of-some-length", variable="S", is_raw=True)
    digest = hmac.new(keys[0], BODY + str(STAMP * 1000).encode(), hashlib.sha256).hexdigest()
    headers = {"x-ghost-signature": f"sha256={digest}, t={STAMP * 1000}"}
    assert verify_ghost(headers, BODY, keys, now=STAMP + 2).id == digest
    for given, body, now in (
        (headers, b"{}", STAMP),
        (headers, BODY, STAMP + 400),
        ({"x-ghost-signature": f"sha256={digest}"}, BODY, STAMP),
    ):
        with pytest.raises(SignatureRefused):
            verify_ghost(given, body, keys, now=now)


@pytest.mark.parametrize("value", ["whsec_not base64!", "whsec_c2hvcnQ=", "whsec_***"])
def test_a_weak_or_broken_secret_is_told_at_the_start_without_its_value(value: str) -> None:
    """The message names the variable."""
    with pytest.raises(UsageError, match="HOOK_SECRET") as refused:
        read_secrets(value, variable="HOOK_SECRET")
    assert value not in str(refused.value)


def test_the_token_for_ghosts_admin_api_is_the_one_its_documentation_describes() -> None:
    """HS256 over the decoded secret, five minutes, for /admin/."""
    import base64
    import json

    token = ghost_token("abc123:00ff10", now=1000)
    head, claims, signature = token.split(".")

    def read(part: str) -> bytes:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

    assert json.loads(read(head)) == {"alg": "HS256", "typ": "JWT", "kid": "abc123"}
    assert json.loads(read(claims)) == {"iat": 1000, "exp": 1300, "aud": "/admin/"}
    assert read(signature) == hmac.new(bytes.fromhex("00ff10"), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    with pytest.raises(UsageError):
        ghost_token("no key", now=0)
