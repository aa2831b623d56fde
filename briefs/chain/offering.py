"""Which evidence a model is shown, and how: the spans that the rules found, few, delimited, and without those that talk to a model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from briefs.domain import Assessment, Citation, Evidence, Source, Stance
from briefs.language import fold
from briefs.language.yaml_data import load_yaml
from briefs.prompting import neutralised

MOST_EVIDENCE = 8
_MOST_OF_ONE_ORIGIN = 3
_LONGEST_NAME = 80


def offered(assessment: Assessment) -> tuple[Evidence, ...]:
    """The evidence that a brief is written from: every origin heard, its own words before relays, no span twice, none that gives orders."""
    taken: list[Evidence] = []
    count: dict[str, int] = {}
    seen: set[Citation] = set()
    ranked = sorted(assessment.evidence, key=lambda item: (item.is_relay, item.asserts_only_attribution, -item.score))
    for item in ranked:
        if item.citation in seen or gives_orders(item.citation.exact) or count.get(item.origin, 0) >= _MOST_OF_ONE_ORIGIN:
            continue
        seen.add(item.citation)
        count[item.origin] = count.get(item.origin, 0) + 1
        taken.append(item)
    # one of each origin first, so that a limit leaves nobody unheard
    firsts: dict[str, Evidence] = {}
    for item in taken:
        firsts.setdefault(item.origin, item)
    rest = [item for item in taken if item is not firsts[item.origin]]
    return tuple([*firsts.values(), *rest][:MOST_EVIDENCE])


def evidence_blocks(items: Sequence[Evidence], assessment: Assessment, sources: Mapping[str, Source]) -> str:
    """The evidence as a prompt shows it: `e1`, `e2`, ... in order."""
    names = {origin.key: origin.name for origin in assessment.origins}
    blocks = []
    for number, item in enumerate(items, start=1):
        source = sources[item.citation.source_id]
        who, where = _name(names.get(item.origin) or "unknown"), _name(source.shown_name)
        carrier = "" if who == where else f", in {where}"
        against = ", against the claim" if item.stance is Stance.REFUTES else ""
        head = neutralised(f"{who}{carrier}{against}")
        blocks.append(f"<evidence e{number}: {head}>\n{neutralised(item.citation.exact)}\n</evidence>")
    return "\n".join(blocks)


def _name(name: str) -> str:
    """A name on one line, and no longer than names are; one that gives orders is no name."""
    line = " ".join(name.split())[:_LONGEST_NAME]
    return "unknown" if gives_orders(line) else line


def gives_orders(text: str) -> bool:
    """Whether a source's words address a language model or order its answer. Such a span is shown to no model."""
    folded = " ".join(fold(text).split())
    return any(pattern.search(folded) for pattern in _orders())


@cache
def _orders() -> tuple[re.Pattern[str], ...]:
    data = load_yaml(resources.files("briefs.chain").joinpath("data", "orders.yaml").read_text(encoding="utf-8"))
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in data["patterns"])
