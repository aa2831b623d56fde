"""`--fail-on`: which documents end with 6."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from briefs.domain import Document

REFUSALS = ("over-standing", "withheld", "unverified", "not-publishable", "must-change")

fail_on_option = click.option(
    "--fail-on",
    type=click.Choice(REFUSALS),
    multiple=True,
    help="End with 6 when a brief is so (repeatable). over-standing: the article states a claim more firmly than its standing allows, or a "
    "sentence of its brief was withheld for that.",
)


def refusals(document: Document, fail_on: tuple[str, ...]) -> list[str]:
    """One sentence for each `--fail-on` that holds, with the ids of the claims."""
    found = {
        "over-standing": [
            b.claim.id
            for b in document.briefs
            if b.wording.verdict == "overstated" or any(f.code == "stronger-than-standing" for w in b.report.withheld for f in w.findings)
        ],
        "withheld": [b.claim.id for b in document.briefs if b.report.withheld],
        "unverified": [b.claim.id for b in document.briefs if b.assessment.standing == "unverified"],
        "not-publishable": [b.claim.id for b in document.briefs if not b.is_publishable],
        "must-change": [b.claim.id for b in document.briefs if b.wording.verdict != "sound"],
    }
    return [f"{name}: claims {', '.join(found[name])}" for name in fail_on if found[name]]


def is_partial(document: Document) -> bool:
    """Whether a claim or a source of ours could not be processed."""
    return any(s.is_failure for s in document.skipped) or any(item.code == "unreadable" for item in document.left_out)
