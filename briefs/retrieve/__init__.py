"""From a query to passages: the index kept in step with the sources, and hybrid search over it."""

from briefs.retrieve.refreshing import RefreshReport, refresh
from briefs.retrieve.search import Search

__all__ = ["RefreshReport", "Search", "refresh"]
