"""The audit: a line for every decision and change of an editor, chained by hashes. It holds hashes, ids and names, never a word of a text.

A line's `sha256` is taken over its canonical JSON (RFC 8785) without that key; `previous` is the line before it, so that a line cannot be
changed, taken out or moved without breaking the chain. Lines cut off at the end leave a chain that holds: they are found by the decisions
that have none, and by a head that was written down elsewhere.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from briefs.domain.text import sha256_of
from briefs.domain.wire import canonical_sha256
from briefs.service.database import Database

ACTIONS = ("approved", "rejected", "withdrawn", "edited", "reply", "note", "party", "no-party")
BEGINNING = "0" * 64
"""What stands before the first line."""
_COLUMNS = (
    "number",
    "at",
    "action",
    "editor",
    "caller",
    "job",
    "claim",
    "article_sha256",
    "brief_sha256",
    "became_sha256",
    "words_sha256",
    "decision",
    "previous",
    "sha256",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is to be written down."""

    action: str
    editor: str
    caller: str
    job: str
    claim: str
    article_sha256: str
    brief_sha256: str
    became_sha256: str = ""
    """Hash of the brief after a change; "" when it was not changed."""
    words: str = ""
    """What the editor wrote; its hash alone is kept."""
    decision: int | None = None
    """Number of the decision that the line is about."""


def append(connection: sqlite3.Connection, entry: Entry, *, at: str) -> None:
    """Write a line, within the transaction that does what it tells of."""
    last = connection.execute("SELECT number, sha256 FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    line = {
        "number": last["number"] + 1 if last else 1,
        "at": at,
        "action": entry.action,
        "editor": entry.editor,
        "caller": entry.caller,
        "job": entry.job,
        "claim": entry.claim,
        "article_sha256": entry.article_sha256,
        "brief_sha256": entry.brief_sha256,
        "became_sha256": entry.became_sha256,
        "words_sha256": sha256_of(entry.words) if entry.words else "",
        "decision": entry.decision,
        "previous": last["sha256"] if last else BEGINNING,
    }
    line["sha256"] = canonical_sha256(line)
    marks = ", ".join("?" * len(_COLUMNS))
    connection.execute(f"INSERT INTO audit ({', '.join(_COLUMNS)}) VALUES ({marks})", [line[name] for name in _COLUMNS])


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What was found."""

    lines: int
    head: str
    """`sha256` of the last line; of no line, 64 zeros."""
    faults: tuple[str, ...]
    """One sentence each."""


def audit_lines(database: Database) -> Iterator[dict[str, Any]]:
    """Every line, in the order of its number."""
    for row in database.connection().execute("SELECT * FROM audit ORDER BY number"):
        yield {name: row[name] for name in _COLUMNS}


def check_chain(lines: Iterable[Any], *, head: str | None = None) -> AuditReport:
    """Every fault of the chain. `head` is the hash of a line that was written down before: it must still be in the chain."""
    faults: list[str] = []
    expected, previous, count = 1, BEGINNING, 0
    seen: set[str] = set()
    for place, line in enumerate(lines, 1):
        if not isinstance(line, dict) or set(line) != set(_COLUMNS) or not isinstance(line["number"], int):
            faults.append(f"line {place} is not a line of an audit")
            continue
        count += 1
        number, own = line["number"], {name: value for name, value in line.items() if name != "sha256"}
        if number in range(1, expected):
            faults.append(f"line {number} stands at place {place}: it was moved or doubled")
        elif number > expected:
            gone = f"line {expected} is" if number == expected + 1 else f"lines {expected} to {number - 1} are"
            faults.append(f"{gone} missing before line {number}")
        elif line["previous"] != previous:
            faults.append(f"line {number} does not follow from the line before it")
        if _hash(own) != line["sha256"]:
            faults.append(f"line {number} was changed: its hash does not fit")
        expected, previous = max(expected, number + 1), str(line["sha256"])
        seen.add(previous)
    if head is not None and head not in {*seen, BEGINNING}:
        faults.append("the head that was written down is not in the chain: lines at the end are missing, or all were made anew")
    return AuditReport(count, previous, tuple(faults))


def check_audit(database: Database, *, head: str | None = None) -> AuditReport:
    """The state's own chain, and that every decision made since there is an audit has its line, with the same content."""
    lines = list(audit_lines(database))
    report = check_chain(lines, head=head)
    faults = list(report.faults)
    told = {line["decision"]: line for line in lines if line["decision"] is not None}
    connection = database.connection()
    [since] = connection.execute("SELECT max(decision) FROM audit_since").fetchone()
    decisions = {row["number"]: row for row in connection.execute("SELECT * FROM decisions WHERE number > ?", (since or 0,))}
    for number, row in decisions.items():
        line = told.get(number)
        if line is None:
            faults.append(f"decision {number} ({row['decision']}) has no line")
        elif any(line[key] != row[column] for key, column in _SAME) or line["words_sha256"] != (
            sha256_of(row["note"]) if row["note"] else ""
        ):
            faults.append(f"decision {number} is another one than line {line['number']} tells of")
    faults += [
        f"line {line['number']} tells of a decision {number} that is not there" for number, line in told.items() if number not in decisions
    ]
    return AuditReport(report.lines, report.head, tuple(faults))


def read_lines(text: str) -> Iterator[Any]:
    """The lines of an exported audit; None for one that is not JSON."""
    for line in text.splitlines():
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError:
                yield None


_SAME = (
    ("action", "decision"),
    ("editor", "editor"),
    ("caller", "caller"),
    ("job", "job"),
    ("claim", "claim"),
    ("article_sha256", "article_sha256"),
    ("brief_sha256", "brief_sha256"),
    ("at", "decided_at"),
)


def _hash(line: dict[str, Any]) -> str:
    try:
        return canonical_sha256(line)
    except Exception:  # noqa: BLE001 - rfc8785 has errors of its own for what JSON cannot hold; such a line was not ours
        return ""
