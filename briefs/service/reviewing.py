"""What an editor changes in a finished result: sentences, the right of reply, notes. Nothing is overwritten that the editor did not see.

A change is worked out on the result as it stands and stored only if nobody stored another meanwhile; the claim's brief has to be the one
that the editor read. The result that the program made is kept beside the edited one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from briefs.domain import Document, Finding
from briefs.domain.unwire import document_from_json
from briefs.render.contexts import Context as Surroundings
from briefs.render.contexts import Place, contexts_from_json
from briefs.service import audit
from briefs.service.corpora import Corpora
from briefs.service.database import Database
from briefs.service.decisions import DecisionConflict
from briefs.service.job import Job
from briefs.service.jobs import now_text
from briefs.service.outside import KEPT_BACK
from briefs.service.owing import owe_again
from briefs.service.working import outcome_of
from briefs.verify import Edited, SentenceEdit, set_reply

_TRIES = 5
_NEED_TEXTS = ("contexts", KEPT_BACK)
"""Formats that are made of the sources' texts, which an edited document has not: they stay as they were when the job ran."""
AS_MADE = "json-as-made"
"""The format under which the program's own result is kept once an editor changed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who changes what, and on what grounds."""

    editor: str
    caller: str
    claim: str
    brief_sha256: str
    """Of the brief that the editor read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What an editor left on a brief without deciding."""

    claim: str
    brief_sha256: str
    editor: str
    note: str
    written_at: str


class ReviewStore:
    """Reads results for the page, and changes them."""

    def __init__(self, database: Database, corpora: Corpora) -> None:
        self._database, self._corpora = database, corpora

    def document(self, job: Job) -> Document | None:
        """The result as it stands; None when it was erased."""
        data = self._result(job.id, "json")
        return None if data is None else document_from_json(json.loads(data), is_own=True)

    def contexts(self, job: Job) -> dict[Place, Surroundings]:
        """What stands around the citations in their sources, as it was when the job ran."""
        data = self._result(job.id, "contexts")
        return {} if data is None else contexts_from_json(json.loads(data))

    def edit(self, job: Job, edit: SentenceEdit, by: Signature) -> tuple[Finding, ...]:
        """Give a sentence new words; findings when they do not pass, and then nothing was changed.

        Raises:
            DecisionConflict: the brief is another one by now.
            BriefsError: the corpus cannot be used, or there is no such sentence.
        """

        def work(data: bytes, document: Document) -> Edited:
            asked = {"claim_id": edit.claim_id, "is_withheld": edit.is_withheld, "index": edit.index, "text": edit.text}
            answer = self._corpora.edited(job.corpus, json.loads(data), asked)
            findings = tuple(Finding(f["code"], f["message"], f["words"]) for f in answer["findings"])
            return Edited(document if findings else document_from_json(answer["document"]), findings)

        return self._changed(job, by, work, action="edited", words=edit.text)

    def set_reply(self, job: Job, status: str, name: str, by: Signature) -> None:
        """Note what became of the question put to the accused.

        Raises:
            DecisionConflict: the brief is another one by now.
            UsageError: no such status.
        """
        self._changed(
            job, by, lambda _, document: set_reply(document, by.claim, status=status, by=name), action="reply", words=f"{status} {name}"
        )

    def add_note(self, job: Job, note: str, by: Signature) -> None:
        """Leave a note on the brief.

        Raises:
            DecisionConflict: the brief is another one by now.
        """
        with self._database.writing() as connection:
            _require(connection, job, by)
            at = now_text()
            connection.execute(
                "INSERT INTO review_notes (job, claim, brief_sha256, editor, caller, note, written_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (job.id, by.claim, by.brief_sha256, by.editor, by.caller, note, at),
            )
            audit.append(connection, _entry(job, by, "note", words=note), at=at)

    def notes(self, job: Job) -> list[Note]:
        """All notes on a job's briefs, oldest first."""
        query = "SELECT claim, brief_sha256, editor, note, written_at FROM review_notes WHERE job = ? ORDER BY number"
        return [Note(**dict(row)) for row in self._database.connection().execute(query, (job.id,))]

    def _changed(
        self, job: Job, by: Signature, work: Callable[[bytes, Document], Edited], *, action: str, words: str
    ) -> tuple[Finding, ...]:
        for _ in range(_TRIES):
            data = self._result(job.id, "json")
            if data is None:
                raise DecisionConflict("erased", "the result was erased meanwhile")
            _require(self._database.connection(), job, by)
            document = document_from_json(json.loads(data), is_own=True)
            edited = work(data, document)
            if edited.findings or edited.document is document:
                return edited.findings
            if self._stored(job, by, data, edited.document, action=action, words=words):
                return ()
        raise DecisionConflict("busy", "other claims of this article are being edited; try again")

    def _stored(self, job: Job, by: Signature, seen: bytes, document: Document, *, action: str, words: str) -> bool:
        """False when somebody stored another result since this one was read: the change has to be made on that one."""
        results = outcome_of(document, "").results
        [brief] = [brief for brief in document.briefs if brief.claim.id == by.claim]
        with self._database.writing() as connection:
            _require(connection, job, by)
            row = connection.execute("SELECT data FROM results WHERE job = ? AND format = 'json'", (job.id,)).fetchone()
            if row is None or bytes(row["data"]) != seen:
                return False
            connection.execute("INSERT OR IGNORE INTO results (job, format, data) VALUES (?, ?, ?)", (job.id, AS_MADE, seen))
            for name, data in results.items():
                if name not in _NEED_TEXTS:
                    connection.execute("UPDATE results SET data = ? WHERE job = ? AND format = ?", (data, job.id, name))
            connection.execute(
                "UPDATE job_claims SET brief_sha256 = ?, is_publishable = ? WHERE job = ? AND claim = ?",
                (brief.sha256, int(brief.is_publishable), job.id, by.claim),
            )
            audit.append(connection, _entry(job, by, action, words=words, became=brief.sha256), at=now_text())
            owe_again(connection, [job.id])
        return True

    def _result(self, job_id: str, name: str) -> bytes | None:
        row = self._database.connection().execute("SELECT data FROM results WHERE job = ? AND format = ?", (job_id, name)).fetchone()
        return None if row is None else bytes(row["data"])


def _require(connection: Any, job: Job, by: Signature) -> None:
    row = connection.execute("SELECT brief_sha256 FROM job_claims WHERE job = ? AND claim = ?", (job.id, by.claim)).fetchone()
    if row is None:
        raise DecisionConflict("no-such-claim", f"the result of {job.id} has no brief of a claim {by.claim!r}")
    if row["brief_sha256"] != by.brief_sha256:
        raise DecisionConflict("brief-changed", "the brief is not the one that was looked at: its hash differs; read it again")


def _entry(job: Job, by: Signature, action: str, *, words: str, became: str = "") -> audit.Entry:
    return audit.Entry(
        action=action,
        editor=by.editor,
        caller=by.caller,
        job=job.id,
        claim=by.claim,
        article_sha256=job.article_sha256 or "",
        brief_sha256=by.brief_sha256,
        became_sha256=became,
        words=words,
    )
