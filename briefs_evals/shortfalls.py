"""What a run did not measure though it was asked for. Silence is no pass: any of it ends the command with 4."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
_SHOWN = 5


def has_too_many_unscored(summary: Json, *, allowed: int) -> bool:
    """Whether more samples are unscored than allowed, or none is scored at all."""
    samples = summary["samples"]
    return len(samples["unscored"]) > allowed or not samples["scored"]


def shortfalls(summary: Json, *, allow_unscored: int) -> tuple[str, ...]:
    """A sentence each: unscored samples, claims that the system failed on, judges that left every sentence open."""
    samples = summary["samples"]
    found = []
    if has_too_many_unscored(summary, allowed=allow_unscored):
        count, whole = len(samples["unscored"]), len(samples["unscored"]) + samples["scored"]
        allowed = "nothing was scored" if not samples["scored"] else f"{allow_unscored} may be (--allow-unscored)"
        found.append(f"{count} of {whole} samples are unscored, and {allowed}: {_listed(samples['unscored'])}")
    if samples["failed_claims"]:
        failed = [{"sample": f"{item['sample']} {item['claim']}", "reason": item["reason"]} for item in samples["failed_claims"]]
        found.append(f"the system failed on {len(failed)} claims, which are in no figure: {_listed(failed)}")
    found += [f"the judge {name} left every sentence open: {why}" for name, why in silent_judges(summary).items()]
    return tuple(found)


def silent_judges(summary: Json) -> dict[str, str]:
    """Judge -> why, for those that answered for no sentence of the run."""
    names = {name: None for judges in summary["judges"].values() for name in judges}
    silent = {}
    for name in names:
        counts = [judges[name] for judges in summary["judges"].values() if name in judges]
        asked, left = sum(count["sentences"] for count in counts), sum(count["open"] for count in counts)
        if asked and asked == left:
            silent[name] = next((reason for count in counts for reason in count["reasons"]), "no reason given")
    return silent


def _listed(items: list[Json]) -> str:
    more = f"; and {len(items) - _SHOWN} more" if len(items) > _SHOWN else ""
    return "; ".join(f"{item['sample']}: {item['reason']}" for item in items[:_SHOWN]) + more
