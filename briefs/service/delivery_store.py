"""What is owed to content management systems, and what became of it: one row an article (see `owing`)."""

from __future__ import annotations

from dataclasses import dataclass

from briefs.service.database import Database
from briefs.service.job import Job
from briefs.service.jobs import now_text

_COLUMNS = "subject, job, failed_job, version, owed, state, attempts, outcome, detail, place, changed_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class CmsDelivery:
    """One article's row."""

    subject: str
    """`hook/article id`."""
    job: str
    """Whose result is to stand beside the post; "" when no job of the article has one yet."""
    failed_job: str
    """A later job, which failed; "" when the last one did not."""
    version: str
    owed: int
    """How often it was owed: what is sent settles nothing that came to be owed meanwhile."""
    state: str
    """waiting | delivered | conflict | given-up."""
    attempts: int
    outcome: str
    """Of the last attempt: created | updated | unchanged | conflict | gone, or what went wrong in a word; "" before the first."""
    detail: str
    """The same as a sentence for an editor."""
    place: str
    changed_at: str
    """Of the last attempt, ISO 8601; "" before the first."""

    @property
    def hook(self) -> str:
        """Of which system the article is."""
        return self.subject.partition("/")[0]

    @property
    def article_id(self) -> str:
        """Its id in that system."""
        return self.subject.partition("/")[2]


class DeliveryStore:
    """Reads the rows, and settles them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, now: float, *, most: int = 20) -> list[CmsDelivery]:
        """What waits and may be sent now, the longest-waiting first."""
        query = f"SELECT {_COLUMNS} FROM cms_deliveries WHERE state = 'waiting' AND next_at <= ? ORDER BY next_at LIMIT ?"
        return [CmsDelivery(**dict(row)) for row in self._database.connection().execute(query, (now, most))]

    def of_job(self, job: Job) -> CmsDelivery | None:
        """The delivery in which this job's result stands, or the word that it failed; None when there is none, or a later job's result took
        its place."""
        query = f"SELECT {_COLUMNS} FROM cms_deliveries WHERE subject = ? AND (job IN (?, ?) OR failed_job = ?)"
        row = self._database.connection().execute(query, (job.subject, job.id, job.same_as, job.id)).fetchone()
        return None if row is None else CmsDelivery(**dict(row))

    def settle(self, item: CmsDelivery, *, state: str, outcome: str, detail: str, place: str, next_at: float) -> None:
        """Note an attempt. Where the delivery came to be owed again meanwhile it goes on waiting, and only its place is kept."""
        with self._database.writing() as connection:
            connection.execute("UPDATE cms_deliveries SET place = ? WHERE subject = ?", (place, item.subject))
            connection.execute(
                "UPDATE cms_deliveries SET state = ?, attempts = ?, next_at = ?, outcome = ?, detail = ?, changed_at = ?"
                " WHERE subject = ? AND owed = ?",
                (state, item.attempts + 1, next_at, outcome, detail, now_text(), item.subject, item.owed),
            )

    def take_up_again(self) -> int:
        """Have everything sent again that was given up, now that somebody may have mended what stood in the way; how many."""
        with self._database.writing() as connection:
            query = "UPDATE cms_deliveries SET state = 'waiting', attempts = 0, next_at = 0 WHERE state = 'given-up' AND outcome <> 'gone'"
            return connection.execute(query).rowcount
