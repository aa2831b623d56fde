"""From a query to passages: the index kept in step with the sources, hybrid search over it, a closer look at what it brings up."""

from briefs.retrieve.refreshing import RefreshReport, refresh
from briefs.retrieve.reranking import Reranker
from briefs.retrieve.search import Search

__all__ = ["RefreshReport", "Reranker", "Search", "refresh"]
