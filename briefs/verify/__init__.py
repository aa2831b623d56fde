"""The gate: what a sentence says must stand in the spans that it cites; the only maker of a `Brief`."""

from briefs.verify.editing import REPLIES, Edited, SentenceEdit, edit_sentence, set_reply
from briefs.verify.gate import check_draft, check_statement, make_brief
from briefs.verify.recheck import BriefFault, DocumentReport, SentenceVerdict, reseal, verify_document

__all__ = [
    "REPLIES",
    "BriefFault",
    "DocumentReport",
    "Edited",
    "SentenceEdit",
    "SentenceVerdict",
    "check_draft",
    "check_statement",
    "edit_sentence",
    "make_brief",
    "reseal",
    "set_reply",
    "verify_document",
]
