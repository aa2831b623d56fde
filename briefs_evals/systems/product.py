"""The product itself, through its public seam."""

from __future__ import annotations

from typing import Any

from briefs.chain.settings import ChainSettings
from briefs.domain import PartialDate
from briefs.domain.wire import document_to_json
from briefs.errors import ArticleError
from briefs.wiring import DraftJob, draft_document
from briefs_evals.cases import Task
from briefs_evals.systems.port import Unscored

Json = dict[str, Any]


class Product:
    """`briefs draft`, embedded default unless the settings name a model."""

    name = "briefs"

    def __init__(self, settings: ChainSettings | None = None, *, language: str = "en") -> None:
        self._settings, self._language = settings or ChainSettings(), language

    def brief(self, task: Task) -> Json:
        """The document as the program writes it.

        Raises:
            Unscored: the program refuses the article (it finds claims in English ones alone).
        """
        job = DraftJob(
            article=str(task.article),
            corpus=task.corpus,
            as_of=PartialDate.parse(task.as_of),
            claims_file=task.claims,
            language=self._language,
            chain=self._settings,
        )
        try:
            document = draft_document(job, on_progress=lambda *_: None)
        except ArticleError as error:
            raise Unscored(f"refused: {error}") from error
        if document.is_interrupted:
            raise KeyboardInterrupt  # half a document is no sample
        return document_to_json(document)
