"""What editors decided about briefs: rows that are added and never changed. Each binds to the hash of the brief and of the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from briefs.errors import BriefsError
from briefs.service import audit
from briefs.service.database import Database
from briefs.service.job import Job
from briefs.service.owing import owe_decided

DECISIONS = ("approved", "rejected", "withdrawn")


class DecisionConflict(BriefsError):
    """The editor looked at something else than what stands here now. `code` is a short name of what differs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One row."""

    number: int
    job: str
    claim: str
    brief_sha256: str
    article_sha256: str
    decision: str
    editor: str
    caller: str
    note: str
    decided_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What an editor wants to have recorded."""

    claim: str
    brief_sha256: str
    decision: str
    editor: str
    note: str = ""
    seen: int | None = None
    """Number of the last decision that the editor saw on this brief, 0 for none; None: not checked."""


class DecisionStore:
    """Adds and reads decisions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, job: Job, proposal: Proposal, *, caller: str) -> Decision:
        """Record a decision on a brief of a finished job.

        Raises:
            DecisionConflict: the job has no such claim; the brief is another one by now, or not publishable; somebody decided meanwhile.
        """
        with self._database.writing() as connection:
            query = "SELECT brief_sha256, is_publishable FROM job_claims WHERE job = ? AND claim = ?"
            row = connection.execute(query, (job.id, proposal.claim)).fetchone()
            if row is None or job.article_sha256 is None:
                raise DecisionConflict("no-such-claim", f"the result of {job.id} has no brief of a claim {proposal.claim!r}")
            if row["brief_sha256"] != proposal.brief_sha256:
                raise DecisionConflict("brief-changed", "the brief is not the one that was looked at: its hash differs; read it again")
            if proposal.decision == "approved" and not row["is_publishable"]:
                raise DecisionConflict("not-publishable", "the brief is not publishable: a stage failed, or no sentence passed the checks")
            last = self._last(proposal.brief_sha256, job.article_sha256)
            if proposal.seen is not None and proposal.seen != (last.number if last else 0):
                raise DecisionConflict(
                    "decided-meanwhile", f"somebody decided meanwhile: {last.decision if last else 'nothing'}; read it again"
                )
            number = connection.execute(
                "INSERT INTO decisions (job, claim, brief_sha256, article_sha256, decision, editor, caller, note, decided_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    job.id,
                    proposal.claim,
                    proposal.brief_sha256,
                    job.article_sha256,
                    proposal.decision,
                    proposal.editor,
                    caller,
                    proposal.note,
                    datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                ),
            ).lastrowid
            row = connection.execute("SELECT * FROM decisions WHERE number = ?", (number,)).fetchone()
            decision = Decision(**dict(row))
            audit.append(connection, _entry(decision), at=decision.decided_at)
            owe_decided(connection, decision.brief_sha256, decision.article_sha256)
            return decision

    def approval(self, brief_sha256: str, article_sha256: str) -> Decision | None:
        """The approval that holds now for this very brief of this very article; None when the last word on it is another."""
        last = self._last(brief_sha256, article_sha256)
        return last if last is not None and last.decision == "approved" else None

    def on_brief(self, brief_sha256: str, article_sha256: str) -> list[Decision]:
        """Everything decided on a brief of an article, oldest first, in whichever job it came."""
        query = "SELECT * FROM decisions WHERE brief_sha256 = ? AND article_sha256 = ? ORDER BY number"
        return [Decision(**dict(row)) for row in self._database.connection().execute(query, (brief_sha256, article_sha256))]

    def claims_decided(self, job: Job) -> set[str]:
        """Claims on which anything was decided in this job, whatever their briefs are by now."""
        rows = self._database.connection().execute("SELECT DISTINCT claim FROM decisions WHERE job = ?", (job.id,))
        return {row["claim"] for row in rows}

    def last_of(self, jobs: Sequence[Job]) -> dict[str, Decision]:
        """The last decision on each claim in these jobs, whatever its brief was."""
        query = f"SELECT * FROM decisions WHERE job IN ({','.join('?' * len(jobs))}) ORDER BY number"
        rows = self._database.connection().execute(query, [job.id for job in jobs])
        return {row["claim"]: Decision(**dict(row)) for row in rows}

    def _last(self, brief_sha256: str, article_sha256: str) -> Decision | None:
        query = "SELECT * FROM decisions WHERE brief_sha256 = ? AND article_sha256 = ? ORDER BY number DESC LIMIT 1"
        row = self._database.connection().execute(query, (brief_sha256, article_sha256)).fetchone()
        return None if row is None else Decision(**dict(row))


def _entry(decision: Decision) -> audit.Entry:
    return audit.Entry(
        action=decision.decision,
        editor=decision.editor,
        caller=decision.caller,
        job=decision.job,
        claim=decision.claim,
        article_sha256=decision.article_sha256,
        brief_sha256=decision.brief_sha256,
        words=decision.note,
        decision=decision.number,
    )
