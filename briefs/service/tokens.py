"""Who may call: bearer tokens with scopes. Only a token's sha256 is kept; 32 random bytes need no slow hash."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from briefs.errors import UsageError
from briefs.service.database import Database

SCOPES = {
    "briefs:read": "read jobs and their results",
    "briefs:write": "hand in articles, cancel and erase jobs",
    "corpora:read": "list corpora and their sources",
    "corpora:write": "make corpora, add and forget sources",
    "decisions:write": "approve and reject briefs as an editor",
}
_PREFIX = "briefs_"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._@-]{0,62}")


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever holds a valid token."""

    name: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class TokenEntry:
    """What is known of a token; the token itself is not."""

    name: str
    scopes: tuple[str, ...]
    created_at: str
    revoked_at: str | None


class TokenStore:
    """Makes, finds and revokes tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, scopes: Sequence[str]) -> str:
        """A new token, to be shown once.

        Raises:
            UsageError: the name is taken or not a name, or a scope is unknown.
        """
        if not _NAME.fullmatch(name):
            raise UsageError("a token's name holds letters, digits, spaces and . _ @ - only, at most 63")
        unknown = sorted(set(scopes) - set(SCOPES))
        if unknown or not scopes:
            raise UsageError(f"unknown scope {', '.join(unknown) or '(none given)'}; there are {', '.join(SCOPES)}")
        token = _PREFIX + secrets.token_urlsafe(32)
        with self._database.writing() as connection:
            if connection.execute("SELECT 1 FROM tokens WHERE name = ?", (name,)).fetchone() is not None:
                # a revoked name is not given again: jobs carry it
                raise UsageError(f"there is a token {name!r} already, or there was; choose another name")
            connection.execute(
                "INSERT INTO tokens (name, sha256, scopes, created_at) VALUES (?, ?, ?, ?)",
                (name, _sha256(token), " ".join(dict.fromkeys(scopes)), datetime.now(UTC).isoformat(timespec="seconds")),
            )
        return token

    def find(self, token: str) -> Caller | None:
        """The caller with this token; None when it is none of ours, or revoked."""
        if not token.startswith(_PREFIX) or len(token) > 200:
            return None
        query = "SELECT name, scopes FROM tokens WHERE sha256 = ? AND revoked_at IS NULL"
        row = self._database.connection().execute(query, (_sha256(token),)).fetchone()
        return None if row is None else Caller(row["name"], frozenset(row["scopes"].split()))

    def entries(self) -> list[TokenEntry]:
        """All, oldest first."""
        rows = self._database.connection().execute("SELECT * FROM tokens ORDER BY created_at, name")
        return [TokenEntry(row["name"], tuple(row["scopes"].split()), row["created_at"], row["revoked_at"]) for row in rows]

    def revoke(self, name: str) -> None:
        """End a token at once.

        Raises:
            UsageError: there is none of that name, or it is revoked.
        """
        with self._database.writing() as connection:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            done = connection.execute("UPDATE tokens SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL", (now, name)).rowcount
            if done != 1:
                raise UsageError(f"no token {name!r} that is valid; `briefs service token list` shows them")


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
