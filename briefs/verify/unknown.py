"""What could not be established is said in the program's own words only, with what was searched for it, and it must be so.

The sentences are data (`data/unknown.<language>.yaml`): an editor or a model can add none. Each is checked: "no reply" needs an
assessment without one, "no paper, name or date" needs sources that hold no such word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from briefs.domain import Finding, Standing
from briefs.errors import BriefsError
from briefs.language import fold, names_corefer
from briefs.language.yaml_data import load_yaml
from briefs.verify.absence import missing_fault
from briefs.verify.case import Case, sentences_of
from briefs.verify.lexicon import words_of
from briefs.verify.names import are_kin
from briefs.verify.reading import names_of, tokens_of

_KEYS = {"version", "language", "templates"}
_LEAST_SHARED = 3
_TOUCHING = 0.4
"""Share of the claim's content words that a sentence must have to touch on it."""
_SLOT = re.compile(r"\\\{(\w+)\\\}")


@dataclass(frozen=True, slots=True)
class _Template:
    check: str
    pattern: re.Pattern[str]


def check_unknown(case: Case) -> list[Finding]:
    """Findings `unknown-without-search`, `not-our-template` and `not-in-assessment`."""
    findings = []
    searched = case.statement.searched
    if searched is None or not searched.queries or not searched.source_ids:
        findings.append(Finding("unknown-without-search", "a sentence about what was not found states what was searched for and read"))
    elif unread := sorted(set(searched.source_ids) - set(case.read.source_ids) - _carriers(case)):
        findings.append(Finding("unknown-without-search", "it names sources that were not read for this claim", ", ".join(unread)))
    matches = [(t, m) for t in _templates(case.language) if (m := t.pattern.fullmatch(fold(case.text).strip()))]
    if not matches:
        findings.append(Finding("not-our-template", "only the program's own sentences may say what was not found", case.text))
        return findings
    faults = [_CHECKS[template.check](case, match.groupdict()) for template, match in matches]
    if all(faults):
        findings.append(Finding("not-in-assessment", faults[0], case.text))
    return findings


def _carriers(case: Case) -> set[str]:
    """Sources that the assessment has evidence from were read, whether or not the search led to them."""
    return {item.citation.source_id for item in case.assessment.evidence}


def _nothing_found(case: Case, slots: Mapping[str, str]) -> str:
    return (
        "" if case.assessment.standing is Standing.UNVERIFIED else f"the claim is {case.assessment.standing.value}: something speaks to it"
    )


def _no_second_origin(case: Case, slots: Mapping[str, str]) -> str:
    count = case.assessment.independent_origins
    return "" if count <= 1 else f"the assessment counts {count} origins"


def _no_reply(case: Case, slots: Mapping[str, str]) -> str:
    assessment = case.assessment
    name = slots.get("name", "")
    if (
        assessment.reply is not None
        and assessment.reply.status not in ("not-found", "")
        and (not name or not assessment.reply.by or names_corefer(name, assessment.reply.by))
    ):
        return f"the assessment has a reply: {assessment.reply.status}"
    if any(not name or names_corefer(name, other) for other in assessment.denied_by):
        return "the assessment has a denial"
    return _name_fault(case, name)


def _only_mentioned(case: Case, slots: Mapping[str, str]) -> str:
    fault = _nothing_found(case, slots)
    if fault:
        return fault
    claim = {token.stem for token in tokens_of(case.claim.text, case.language)}
    least = max(_LEAST_SHARED, _TOUCHING * len(claim))
    for source in case.searched:
        for sentence in sentences_of(source.text, source.language):
            if len(claim & {token.stem for token in tokens_of(sentence.of(source.text), source.language)}) >= least:
                return ""
    return "no source that was searched touches on the claim"


def _nearest(case: Case, slots: Mapping[str, str]) -> str:
    """It cites what the assessment found nearest, and nothing else; what confirms a claim is told, not pointed at."""
    if case.assessment.standing is Standing.CONFIRMED:
        return "the claim is confirmed: something speaks to it"
    cited = case.statement.citations
    return "" if cited and set(cited) <= set(case.assessment.nearest) else "it cites what the assessment does not have as nearest"


def _absent(case: Case, slots: Mapping[str, str]) -> str:
    """Every thing listed is a kind of evidence, or in the claim's own words; it was searched for, and no sentence of evidence has it."""
    things = words_of(case.language)["things"]
    items = [token.span.of(slots["list"]) for token in tokens_of(slots["list"], case.language)]
    fault = _words_fault(case, " ".join(item for item in items if not things.holds(item)))
    return fault or missing_fault(case, [item for item in items if things.holds(item)])


def _name_fault(case: Case, name: str) -> str:
    """A name must be one of the claim or of the assessment."""
    if not name:
        return ""
    assessment = case.assessment
    known = [*assessment.holders, *assessment.denied_by, *(origin.name for origin in assessment.origins)]
    known += [mention.span.of(case.claim.text) for mention in names_of(case.claim.text, case.language)]
    known += [assessment.reply.by] if assessment.reply else []
    stems = {token.stem for token in tokens_of(name, case.language)}
    claim = {token.stem for token in tokens_of(case.claim.text, case.language)}
    if any(other and (names_corefer(name, other) or are_kin(name, other)) for other in known) or (stems and stems <= claim):
        return ""
    return f"neither the claim nor the assessment has {name}"


def _words_fault(case: Case, words: str) -> str:
    """Words in a slot must be the claim's own."""
    claim = {token.stem for token in tokens_of(case.claim.text, case.language)}
    light = words_of(case.language)["light"]
    extra = [
        token.span.of(words)
        for token in tokens_of(words, case.language)
        if token.stem not in claim and not light.holds(token.span.of(words))
    ]
    return f"the claim does not have: {', '.join(extra)}" if extra else ""


_CHECKS: dict[str, Callable[[Case, Mapping[str, str]], str]] = {
    "nothing-found": _nothing_found,
    "no-second-origin": _no_second_origin,
    "no-reply": _no_reply,
    "absent": _absent,
    "only-mentioned": _only_mentioned,
    "nearest": _nearest,
}


@cache
def _templates(language: str) -> tuple[_Template, ...]:
    file = resources.files("briefs.verify").joinpath("data", f"unknown.{language}.yaml")
    if not file.is_file():
        return ()
    data: dict[str, Any] = load_yaml(file.read_text(encoding="utf-8"))
    unknown = sorted(set(data) - _KEYS | set(data.get("templates", {})) - set(_CHECKS))
    if unknown:
        raise BriefsError(f"verify data unknown.{language}.yaml: unknown keys {', '.join(unknown)}; see briefs/verify/unknown.py")
    return tuple(_Template(check, _compiled(str(text))) for check, texts in data["templates"].items() for text in texts)


def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(_SLOT.sub(r"(?P<\1>[^;:.!?]{1,160})", re.escape(fold(text))))
