"""What a content management system's webhook says, and how its article is fetched. A hook is a trigger: nothing of its article is used."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from briefs.errors import UsageError
from briefs.service.settings import HookSettings, is_name
from briefs.service.signing import Delivery, ghost_headers, signed_headers, standard_headers, verify_ghost, verify_standard

_ARTICLE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
OWN_MARK = "briefs"
"""`data.written_by` of a hook that a write of ours caused; Ghost shows the internal tag `#briefs` as the slug below."""
_GHOST_TAG = "hash-briefs"
_MOST_VERSION = 100
_ENDS = (".deleted", ".trashed", ".unpublished")


class HookMalformed(ValueError):
    """Its body does not say which article."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a hook asks for."""

    article_id: str
    corpus: str | None
    """Named by the hook itself; None: the configured one."""
    ignored_because: str = ""
    """`own-write` | `not-a-save`; "" when there is work."""


def check_headers(hook: HookSettings, headers: Mapping[str, str]) -> None:
    """Whether it may be signed at all: told before its body is read.

    Raises:
        SignatureRefused: the signature's headers are missing or malformed.
    """
    (ghost_headers if hook.kind == "ghost" else standard_headers)(headers)


def verify(hook: HookSettings, headers: Mapping[str, str], body: bytes, keys: tuple[bytes, ...], *, now: float) -> Delivery:
    """The delivery, when its signature holds.

    Raises:
        SignatureRefused: it does not.
    """
    return (verify_ghost if hook.kind == "ghost" else verify_standard)(headers, body, keys, now=now)


def read_trigger(hook: HookSettings, data: Any) -> Trigger:
    """Which article was saved.

    Raises:
        HookMalformed: the body says none, or says it in a form that fits no address.
    """
    return _ghost(data) if hook.kind == "ghost" else _standard(data)


def _standard(data: Any) -> Trigger:
    inner = data.get("data") if isinstance(data, dict) else None
    if not isinstance(inner, dict):
        raise HookMalformed('the hook has no "data"')
    kind = data.get("type")
    if not isinstance(kind, str):
        raise HookMalformed('the hook has no "type"')
    corpus = inner.get("corpus")
    if corpus is not None and not (isinstance(corpus, str) and is_name(corpus)):
        raise HookMalformed('"data.corpus" is no name of a corpus')
    article_id = _fit_id(inner.get("id"))
    if inner.get("written_by") == OWN_MARK:
        return Trigger(article_id, corpus, "own-write")
    return Trigger(article_id, corpus, "not-a-save" if kind.endswith(_ENDS) else "")


def _ghost(data: Any) -> Trigger:
    record = next((data[name] for name in ("post", "page") if isinstance(data.get(name), dict)), None) if isinstance(data, dict) else None
    current = record.get("current") if record is not None else None
    if not isinstance(current, dict) or not current:
        if record is not None and isinstance(record.get("previous"), dict) and record["previous"].get("id"):
            return Trigger(_fit_id(record["previous"]["id"]), None, "not-a-save")
        raise HookMalformed('the hook has no "post.current"')
    tags = current.get("tags")
    is_own = isinstance(tags, list) and any(isinstance(tag, dict) and tag.get("slug") == _GHOST_TAG for tag in tags)
    return Trigger(_fit_id(current.get("id")), None, "own-write" if is_own else "")


def _fit_id(value: Any) -> str:
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not _ARTICLE_ID.fullmatch(text):
        raise HookMalformed("the article's id is missing or fits no address")
    return text


def fetch_headers(hook: HookSettings, credentials: str | None, *, keys: tuple[bytes, ...] = (), article_id: str = "") -> dict[str, str]:
    """What the system wants to see before it gives a draft away. With `auth = "signed"` the hook's keys sign for this article alone: its id
    stands in the message's id, since there is no body.

    Raises:
        UsageError: the credentials are not of the form that `auth` needs.
    """
    headers = {"Accept": "application/json"}
    if hook.auth == "signed":
        message_id = f"get-{article_id}-{secrets.token_hex(8)}"
        return {**headers, **signed_headers(keys, message_id=message_id, timestamp=int(time.time()), body=b"")}
    if hook.auth == "none" or credentials is None:
        return headers
    if hook.auth == "bearer":
        return {**headers, "Authorization": f"Bearer {credentials}"}
    if hook.auth == "basic":
        return {**headers, "Authorization": "Basic " + base64.b64encode(credentials.encode("utf-8")).decode("ascii")}
    return {**headers, "Authorization": f"Ghost {ghost_token(credentials, now=time.time())}", "Accept-Version": "v5.0"}


def is_json(data: bytes) -> bool:
    """Whether a fetched article is a JSON object, as the interfaces of WordPress and Ghost give it."""
    try:
        return isinstance(json.loads(data), dict)
    except (ValueError, RecursionError):
        return False


def version_of(data: bytes) -> str:
    """The mark that a fetched article carries of its own text, `briefs_version`: our plugins give one, so that what comes back later can be
    told to belong to this text; "" without one."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    mark = found.get("briefs_version") if isinstance(found, dict) else None
    return mark if isinstance(mark, str) and len(mark) <= _MOST_VERSION else ""


def ghost_token(admin_key: str, *, now: float) -> str:
    """The token that Ghost's Admin API takes for five minutes (JWT, HS256), from a key `ID:SECRET` in hex.

    Raises:
        UsageError: the key is of another form.
    """
    key_id, _, secret = admin_key.partition(":")
    try:
        key = bytes.fromhex(secret)
    except ValueError as error:
        raise UsageError("a Ghost Admin API key is ID:SECRET in hex, as Ghost's integrations page shows it") from error
    if not key_id or not key:
        raise UsageError("a Ghost Admin API key is ID:SECRET in hex, as Ghost's integrations page shows it")
    head = {"alg": "HS256", "typ": "JWT", "kid": key_id}
    claims = {"iat": int(now), "exp": int(now) + 300, "aud": "/admin/"}
    signed = b".".join(_url64(json.dumps(part, separators=(",", ":")).encode("ascii")) for part in (head, claims))
    return (signed + b"." + _url64(hmac.new(key, signed, hashlib.sha256).digest())).decode("ascii")


def _url64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
