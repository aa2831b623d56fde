"""JUnit XML, so that a CI shows samples and thresholds where it shows tests."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Any

from briefs_evals.thresholds import Check

Json = dict[str, Any]
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def junit_xml(record: Json, samples: Sequence[Json], checks: Sequence[Check]) -> bytes:
    """A test case a sample (over-confirmed claims fail it, unscored ones are errors) and one a threshold, held or not.

    Names hold no value, so that a CI can follow one test case from run to run.
    """
    cases = [*map(_sample, samples), *map(_check, checks)]
    seconds = sum(float(line.get("seconds", 0)) for line in samples)
    suite = ET.Element(
        "testsuite",
        name=f"briefs eval: {record['settings']['system']}",
        tests=str(len(cases)),
        failures=str(sum(case.find("failure") is not None for case in cases)),
        errors=str(sum(case.find("error") is not None for case in cases)),
        skipped="0",
        time=f"{seconds:.3f}",
        timestamp=record["started_at"],
    )
    suite.extend(cases)
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _sample(line: Json) -> ET.Element:
    case = ET.Element("testcase", classname=f"eval.{line['case']}", name=line["sample"], time=f"{line.get('seconds', 0):.3f}")
    if line["status"] != "scored":
        ET.SubElement(case, "error", message=_clean(line["reason"])).text = _clean(line.get("trace", ""))
        return case
    over = [row for row in line["claims"] if row["over_confirmed"]]
    if over:
        listed = ", ".join(f"{line['sample']} {row['label']}" for row in over)
        message = f"{len(over)} claims printed as confirmed that the labels do not confirm: {listed}"
        ET.SubElement(case, "failure", message=message).text = _clean("\n".join(f"{row['label']}: {row['text']}" for row in over))
    return case


def _check(check: Check) -> ET.Element:
    case = ET.Element("testcase", classname="eval.thresholds", name=check.name, time="0.000")
    if check.fault:
        ET.SubElement(case, "failure", message=_clean(check.fault)).text = _clean(check.fault)
    return case


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
