"""A checked document for readers: Markdown, one HTML page, a Word file, a summary for a terminal; for editors the review page.

`layout` decides what is said and in which order; the writers only write. Fixed words are data files, one a language.
"""

from briefs.render.annotations import to_annotations
from briefs.render.claim_review import Approved, json_ld, to_claim_review
from briefs.render.difference import change_rows, difference_lines, difference_to_json
from briefs.render.docx import to_docx
from briefs.render.html import to_html
from briefs.render.markdown import to_markdown
from briefs.render.review import to_review
from briefs.render.summary import failures, summary

__all__ = [
    "Approved",
    "change_rows",
    "difference_lines",
    "difference_to_json",
    "failures",
    "json_ld",
    "summary",
    "to_annotations",
    "to_claim_review",
    "to_docx",
    "to_html",
    "to_markdown",
    "to_review",
]
