"""From a query to passages: the index kept in step with the sources, hybrid search over it, a closer look at what it brings up."""

from briefs.retrieve.kept_queries import KeptQueries
from briefs.retrieve.likeness import Likeness
from briefs.retrieve.refreshing import RefreshReport, refresh
from briefs.retrieve.reranking import Reranker
from briefs.retrieve.search import Search

__all__ = ["KeptQueries", "Likeness", "RefreshReport", "Reranker", "Search", "refresh"]
