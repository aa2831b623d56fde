"""Editors who are signed in in a browser: a token is exchanged for a cookie. Only the cookie's sha256 is kept; a revoked token ends it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

from briefs.service.database import Database
from briefs.service.tokens import Caller, TokenStore

COOKIE = "briefs_review"
LASTS_S = 12 * 3600


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in, as whom."""

    editor: str
    caller: Caller
    form_key: str
    """Stands in every form: a form of another page does not know it."""


class SessionStore:
    """Opens, finds and ends sessions."""

    def __init__(self, database: Database, tokens: TokenStore) -> None:
        self._database, self._tokens = database, tokens

    def open(self, token: str, editor: str) -> str | None:
        """The cookie of a new session; None when the token is not valid."""
        caller = self._tokens.find(token)
        if caller is None:
            return None
        cookie = secrets.token_urlsafe(32)
        with self._database.writing() as connection:
            connection.execute("DELETE FROM review_sessions WHERE ends_at < ?", (time.time(),))
            connection.execute(
                "INSERT INTO review_sessions (sha256, token_sha256, editor, ends_at) VALUES (?, ?, ?, ?)",
                (_sha256(cookie), _sha256(token), editor, time.time() + LASTS_S),
            )
        return cookie

    def find(self, cookie: str) -> Session | None:
        """The session of a cookie; None when there is none, when it ran out, or when its token was revoked."""
        if not cookie or len(cookie) > 200:
            return None
        query = (
            "SELECT s.editor, t.name, t.scopes FROM review_sessions s JOIN tokens t ON t.sha256 = s.token_sha256"
            " WHERE s.sha256 = ? AND s.ends_at > ? AND t.revoked_at IS NULL"
        )
        row = self._database.connection().execute(query, (_sha256(cookie), time.time())).fetchone()
        if row is None:
            return None
        return Session(row["editor"], Caller(row["name"], frozenset(row["scopes"].split())), _sha256(f"form {cookie}"))

    def end(self, cookie: str) -> None:
        """Sign out."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM review_sessions WHERE sha256 = ?", (_sha256(cookie),))


def is_same(given: str, expected: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode("utf-8"))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
