"""The HTML report of a run."""

from briefs_evals.report.page import html_report

__all__ = ["html_report"]
