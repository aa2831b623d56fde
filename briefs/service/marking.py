"""Who is a party in the matter of a corpus: marked by an editor, with a line in the audit for each change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from briefs.collect import load_parties, mark_party, unmark_party
from briefs.domain import Party
from briefs.errors import CorpusError
from briefs.service import audit
from briefs.service.database import Database
from briefs.service.job import Job
from briefs.service.jobs import now_text
from briefs.service.settings import ServiceSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """Who changes the list, and where the editor stood when it was changed: at a claim of a job, or nowhere."""

    editor: str
    caller: str
    job: Job | None = None
    claim: str = ""
    brief_sha256: str = ""


class PartyList:
    """The parties of each corpus, in its `parties.yaml`."""

    def __init__(self, database: Database, settings: ServiceSettings) -> None:
        self._database, self._settings = database, settings

    def of(self, corpus: str) -> tuple[Party, ...]:
        """In the order of the file.

        Raises:
            CorpusError: the file is broken.
        """
        return load_parties(self._settings.corpus(corpus))

    def mark(self, corpus: str, party: Party, by: Marker) -> bool:
        """Put it into the list, or give it another side; False when it stood there so.

        Raises:
            BriefsError: as `collect.mark_party`.
        """
        words = "\n".join([party.side or party.name, *party.names])
        return self._changed(corpus, lambda root: mark_party(root, party), by, action="party", words=words)

    def unmark(self, corpus: str, name: str, by: Marker) -> bool:
        """Take it off the list; False when it is not there.

        Raises:
            BriefsError: as `collect.unmark_party`.
        """
        return self._changed(corpus, lambda root: unmark_party(root, name), by, action="no-party", words=name)

    def _changed(self, corpus: str, change: Callable[[Path], bool], by: Marker, *, action: str, words: str) -> bool:
        """The line first, and the file within its transaction: where the file cannot be written, there is no line."""
        root = self._settings.corpus(corpus)
        if not root.is_dir():
            raise CorpusError(f"there is no corpus {corpus}")
        entry = audit.Entry(
            action=action,
            editor=by.editor,
            caller=by.caller,
            job=by.job.id if by.job is not None else "",
            claim=by.claim,
            article_sha256=(by.job.article_sha256 or "") if by.job is not None else "",
            brief_sha256=by.brief_sha256,
            words=words,
        )
        try:
            with self._database.writing() as connection:
                audit.append(connection, entry, at=now_text())
                if not change(root):
                    raise _Unchanged
        except _Unchanged:
            return False
        return True


class _Unchanged(Exception):
    """Undoes the transaction: nothing was changed, so there is nothing to write down."""
