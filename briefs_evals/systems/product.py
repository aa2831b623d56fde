"""The product itself, through its public seam."""

from __future__ import annotations

from typing import Any

from briefs.domain import PartialDate
from briefs.domain.wire import document_to_json
from briefs.errors import ArticleError
from briefs.wiring import DraftJob, draft_document
from briefs_evals.cases import Task
from briefs_evals.systems.port import Unscored

Json = dict[str, Any]


class Product:
    """`briefs draft`, embedded default unless a model is named."""

    name = "briefs"

    def __init__(self, *, model: str | None = None, base_url: str | None = None, language: str = "en") -> None:
        self._model, self._base_url, self._language = model, base_url, language

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
            model=self._model,
            base_url=self._base_url,
        )
        try:
            return document_to_json(draft_document(job, on_progress=lambda *_: None))
        except ArticleError as error:
            raise Unscored(f"refused: {error}") from error
