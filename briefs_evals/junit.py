"""JUnit XML, so that a CI shows samples, judges and thresholds where it shows tests.

With any threshold or comparison it is red exactly where the command does not end with 0: they say what may be, and an over-confirmed claim
fails its sample only where the limit on over-confirmation does not hold. Without any, it is red also where a claim is over-confirmed.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from briefs.errors import UsageError
from briefs_evals.shortfalls import has_too_many_unscored, silent_judges
from briefs_evals.thresholds import Check
from briefs_evals.wording import named

Json = dict[str, Any]
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_HEADLINE = "over_confirmation"


def require_writable(path: Path) -> None:
    """Make the folder of a file that is to be written at the end of a run, and see that it can be: a run takes minutes.

    Raises:
        UsageError: it cannot.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            pass
    except OSError as error:
        raise UsageError(f"--junit {path} cannot be written: {error.strerror}") from error


def junit_xml(
    record: Json, samples: Sequence[Json], checks: Sequence[Check], *, effort: Mapping[str, Json], summary: Json, allow_unscored: int
) -> bytes:
    """A test case a sample, a judge and a threshold.

    A sample fails by over-confirmed claims, unless thresholds are given and none on them fails; it is an error when the system failed on
    claims of it, or when it is unscored, and only skipped when so many may be. Names hold no value, so that a CI can follow one test case
    from run to run.
    """
    exceeded = {check.limits[1] for check in checks if check.limits and check.limits[0] == _HEADLINE and check.fault}
    tolerated = {line["claims_from"] for line in samples} - exceeded if checks else set()
    unscored = "error" if has_too_many_unscored(summary, allowed=allow_unscored) else "skipped"
    seconds = {line["sample"]: float(effort.get(line["sample"], {}).get("seconds", 0)) for line in samples}
    silent = silent_judges(summary)
    cases = [
        *(_sample(line, seconds[line["sample"]], unscored=unscored, tolerated=tolerated) for line in samples),
        *(_judge(name, silent.get(name)) for name in record["settings"]["judges"]),
        *map(_check, checks),
    ]
    suite = ET.Element(
        "testsuite",
        name=f"briefs eval: {record['settings']['system']}",
        tests=str(len(cases)),
        failures=_count(cases, "failure"),
        errors=_count(cases, "error"),
        skipped=_count(cases, "skipped"),
        time=f"{sum(seconds.values()):.3f}",
        timestamp=record["started_at"],
    )
    suite.extend(cases)
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _sample(line: Json, seconds: float, *, unscored: str, tolerated: set[str]) -> ET.Element:
    case = ET.Element("testcase", classname=f"eval.{line['case']}", name=line["sample"], time=f"{seconds:.3f}")
    if line["status"] != "scored":
        ET.SubElement(case, unscored, message=_clean(line["reason"])).text = _clean(line.get("trace", ""))
        return case
    over = [row for row in line["claims"] if row["over_confirmed"]]
    if over and line["claims_from"] not in tolerated:
        listed = ", ".join(f"{line['sample']} {named(row)}" for row in over)
        message = f"{len(over)} claims printed as confirmed that the labels do not confirm: {listed}"
        ET.SubElement(case, "failure", message=_clean(message)).text = _clean("\n".join(f"{named(row)}: {row['text']}" for row in over))
    elif line["failed_claims"]:
        listed = "\n".join(f"{item['claim']}: {item['reason']}" for item in line["failed_claims"])
        message = f"the system failed on {len(line['failed_claims'])} claims, which are in no figure"
        ET.SubElement(case, "error", message=message).text = _clean(listed)
    return case


def _judge(name: str, why_silent: str | None) -> ET.Element:
    case = ET.Element("testcase", classname="eval.judges", name=_clean(name), time="0.000")
    if why_silent is not None:
        ET.SubElement(case, "error", message=_clean(f"left every sentence open: {why_silent}"))
    return case


def _check(check: Check) -> ET.Element:
    case = ET.Element("testcase", classname="eval.thresholds", name=check.name, time="0.000")
    if check.fault:
        ET.SubElement(case, "failure", message=_clean(check.fault)).text = _clean(check.fault)
    return case


def _count(cases: Sequence[ET.Element], kind: str) -> str:
    return str(sum(case.find(kind) is not None for case in cases))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
