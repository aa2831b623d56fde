"""What the labels of a claim must say together: a standing stands on evidence, also in a case that somebody made in a hurry.

The rules are those of `references/README.md`: a confirmed claim without a span, or without an origin, would score every system against a
label that nobody can check.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from briefs_evals.cases.case import STANDINGS

Place = tuple[str | int, ...]
Found = Iterator[tuple[Place, str]]
TODO = "TODO"


def label_faults(claim: Mapping[str, Any], at: Place) -> Found:
    """(place, what is wrong) of one claim's standing, evidence, accuser and origin count."""
    status = claim.get("status")
    yield from _standings(claim, at)
    count = claim.get("independent_origins")
    is_count = isinstance(count, int) and not isinstance(count, bool) and count >= 0
    if count not in (None, "", TODO) and not is_count:
        yield (*at, "independent_origins"), f"{count!r} is no count; write a whole number, 0 when nobody asserts it"
    supporting, refuting = bool(claim.get("supporting")), bool(claim.get("refuting"))
    if status in ("confirmed", "alleged", "disputed") and not supporting:
        yield (*at, "supporting"), f"is empty, and the claim is {status}: give the exact words of a source that say it"
    if status in ("disputed", "refuted") and not refuting:
        yield (*at, "refuting"), f"is empty, and the claim is {status}: give the exact words of a source against it"
    if status == "unverified" and supporting:
        yield (*at, "supporting"), "has words for the claim, and the claim is unverified: one of the two is wrong"
    if status == "alleged" and not claim.get("alleged_by"):
        yield (*at, "alleged_by"), "is empty, and the claim is alleged: name who alleges it"
    if is_count and (count == 0) is supporting:
        said = "has words for the claim, and the count is 0" if supporting else f"is empty, and the count is {count}"
        yield (*at, "independent_origins"), f"`supporting` {said}: an origin is somebody who supports the claim as worded"


def count_faults(claims: Sequence[Mapping[str, Any]], origins: Mapping[Any, list[str]]) -> Found:
    """No more origins than the sources cited for a claim rest on; a source whose origins are not labelled may be one."""
    for number, claim in enumerate(claims):
        count, cited = claim.get("independent_origins"), {item.get("source") for item in claim.get("supporting") or []}
        most = len({name for source in cited for name in origins.get(source) or [f"source {source}"]})
        if cited and isinstance(count, int) and count > most:
            yield (
                ("claims", number, "independent_origins"),
                f"is {count}, and the sources under `supporting` rest on {most} (their `origins`)",
            )


def _standings(claim: Mapping[str, Any], at: Place) -> Found:
    alternatives = claim.get("alt_status") or []
    named = [
        ("status", claim.get("status")),
        *(("alt_status", s) for s in ([alternatives] if isinstance(alternatives, str) else alternatives)),
    ]
    for field, standing in named:
        if standing not in (None, "", TODO, *STANDINGS):
            yield (*at, field), f"{standing!r} is no standing; write one of {', '.join(STANDINGS)}"
