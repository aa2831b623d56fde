"""A few lines for a terminal: how many claims, how they stand, what must change, what failed."""

from __future__ import annotations

from briefs.domain import Document, WordingVerdict
from briefs.render.overview import counts_by_standing
from briefs.render.plain import Redaction
from briefs.render.strings import strings


def summary(document: Document) -> str:
    """Plain text, one claim a line, without a newline at the end."""
    words = strings(document.language)
    shown = Redaction.of(document.sources)
    count = len(document.briefs)
    key = "counts_none" if not count else "counts_one" if count == 1 else "counts"
    lines = [words(key, briefs=count, standings=counts_by_standing(document, words)) if count else words(key)]
    for number, brief in enumerate(document.briefs, 1):
        standing = words(f"standing_{brief.assessment.standing.value}")
        lines.append(f"{number:>3}. {standing:<12} {_cut(shown(brief.claim.text))}")
    changes = [brief for brief in document.briefs if brief.wording.verdict is not WordingVerdict.SOUND]
    if changes:
        lines.append(words("summary_must_change", count=len(changes)))
        for brief in changes:
            lines.append(
                f"  - {words(f'verdict_{brief.wording.verdict.value}')}: {_cut(shown(brief.wording.fault_text or brief.claim.text))}"
            )
    withheld = sum(len(brief.report.withheld) for brief in document.briefs)
    if withheld:
        lines.append(words("withheld_heading", count=withheld))
    if not document.is_publishable:
        lines.append(words("not_publishable"))
    return "\n".join([*lines, *failures(document)])


def failures(document: Document) -> list[str]:
    """A line for each claim and each source that could not be processed, which is what makes a run partial; none for a whole one."""
    words = strings(document.language)
    shown = Redaction.of(document.sources)
    lines = [
        f"{words('summary_claim_failed')}: {_cut(shown(item.claim.text))} ({shown(item.reason)})"
        for item in document.skipped
        if item.is_failure
    ]
    return lines + [
        f"{words('summary_source_failed')}: {shown(item.source_id)}: {shown(item.reason)}"
        for item in document.left_out
        if item.code == "unreadable"
    ]


def _cut(text: str) -> str:
    return text if len(text) <= 96 else text[:95].rstrip() + "…"
