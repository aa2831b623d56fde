"""The gate: what a sentence says must stand in the spans that it cites; the only maker of a `Brief`."""

from briefs.verify.gate import check_draft, check_statement, make_brief
from briefs.verify.recheck import BriefFault, DocumentReport, SentenceVerdict, reseal, verify_document

__all__ = ["BriefFault", "DocumentReport", "SentenceVerdict", "check_draft", "check_statement", "make_brief", "reseal", "verify_document"]
