"""The signature by Standard Webhooks (standardwebhooks.com) of what is told to the service."""

from __future__ import annotations

import base64
import hashlib
import hmac

from wagtail_briefs.conf import secret_key


def signed_headers(secret: str, *, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers over these very bytes."""
    digest = hmac.new(secret_key(secret), f"{message_id}.{timestamp}.".encode("ascii") + body, hashlib.sha256).digest()
    signature = "v1," + base64.b64encode(digest).decode("ascii")
    return {"webhook-id": message_id, "webhook-timestamp": str(timestamp), "webhook-signature": signature}
