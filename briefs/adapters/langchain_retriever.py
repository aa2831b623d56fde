"""The index as a LangChain retriever, for a chain or an agent that speaks LangChain.

Imported only where it is used: LangChain is slow to load.
"""

from __future__ import annotations

from typing import Any

from briefs.adapters.telemetry import switch_off

switch_off()  # before LangChain reads the environment

from langchain_core.callbacks import CallbackManagerForRetrieverRun  # noqa: E402
from langchain_core.documents import Document  # noqa: E402
from langchain_core.retrievers import BaseRetriever  # noqa: E402
from pydantic import ConfigDict, Field  # noqa: E402

from briefs.domain import HandlingRule, PartialDate, Source  # noqa: E402
from briefs.ports import Hit  # noqa: E402
from briefs.retrieve import Search  # noqa: E402


class BriefsRetriever(BaseRetriever):
    """Finds passages for a query: at most `k` documents, best first, none for an empty query.

    `page_content` is the passage; `metadata` has what a citation needs: `source_id`, `start`, `end` (code points of the source's text),
    `sha256` of that text, `publisher` (of a confidential source its display name), `published_at`, `score`, and `restricted`.

    A chain may send documents to a remote model, so passages of local-only, embargoed and confidential sources are left out unless
    `include_restricted` is set.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    search: Search = Field(exclude=True, repr=False)
    sources: dict[str, Source] = Field(exclude=True, repr=False)
    k: int = 10
    as_of: PartialDate | None = None
    include_restricted: bool = False

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        """What `invoke(query)` returns."""
        del run_manager
        documents: list[Document] = []
        wanted = self.k
        # restricted passages take places in the list: ask for more until enough open ones came, or all were seen
        while True:
            hits = self.search.search(query, k=wanted, as_of=self.as_of)
            documents = [_document(hit, self.sources[hit.passage.source_id]) for hit in hits if self._may_leave(hit)]
            if len(documents) >= self.k or len(hits) < wanted:
                return documents[: self.k]
            wanted *= 2

    def _may_leave(self, hit: Hit) -> bool:
        return self.include_restricted or not _is_restricted(self.sources[hit.passage.source_id])


def _document(hit: Hit, source: Source) -> Document:
    passage = hit.passage
    metadata: dict[str, Any] = {
        "source_id": source.id,
        "start": passage.span.start,
        "end": passage.span.end,
        "sha256": passage.source_sha256,
        "publisher": source.shown_name,
        "published_at": str(source.published_at) if source.published_at else None,
        "language": source.language,
        "score": hit.score,
        "restricted": _is_restricted(source),
    }
    return Document(id=passage.id, page_content=passage.text, metadata=metadata)


def _is_restricted(source: Source) -> bool:
    return source.confidential or source.handling.rule is not HandlingRule.OPEN
