"""Fact-check briefs in which every sentence cites an exact span of a source."""

__version__ = "0.1.0"
