"""A sentence is worded no stronger than the claim's standing allows.

`data/sections.yaml` says which sections a standing may have; `data/words.*.yaml` lists the words that confirm or refute. What is alleged or
disputed needs its holder in the same sentence (`holders`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from briefs.domain import Finding, Section, Stance, Standing
from briefs.errors import BriefsError
from briefs.language import find_quotations
from briefs.language.yaml_data import load_yaml
from briefs.verify.case import Case
from briefs.verify.holders import check_holder
from briefs.verify.lexicon import words_of
from briefs.verify.meta import MetaPhrase
from briefs.verify.meta_names import publisher_stretches, speech_of
from briefs.verify.operators import governed_words
from briefs.verify.reading import names_of
from briefs.verify.speech import Speech

_WEAK = (Standing.ALLEGED, Standing.DISPUTED, Standing.UNVERIFIED)


@dataclass(frozen=True, slots=True)
class _Table:
    allowed: dict[Standing, frozenset[Section]]
    attributed: frozenset[Section]


def check_wording(case: Case, phrases: list[MetaPhrase]) -> list[Finding]:
    """Findings `stronger-than-standing` and `holder-missing`."""
    said = speech_of(case)
    findings = [*_section(case), *_strong_words(case, phrases, said)]
    if case.statement.section in _table().attributed:
        findings.extend(check_holder(case, phrases, said))
    return findings


def section_fits(section: Section, standing: Standing) -> bool:
    """Whether a claim of this standing may have a sentence in this section."""
    return section in _table().allowed[standing]


def _section(case: Case) -> list[Finding]:
    standing, section = case.assessment.standing, case.statement.section
    if section_fits(section, standing):
        return []
    return [Finding("stronger-than-standing", f"a claim that is {standing.value} has no sentence under {section.value!r}", section.value)]


def _strong_words(case: Case, phrases: list[MetaPhrase], said: tuple[Speech, ...]) -> list[Finding]:
    words = words_of(case.language)
    standing = case.assessment.standing
    is_counter = any(item.stance is Stance.REFUTES for span in case.cited for item in case.evidence_for(span))
    forbidden = []
    if standing in _WEAK or (standing is Standing.REFUTED and not is_counter):
        forbidden.append(("confirming", "confirms"))
    if standing in _WEAK:
        forbidden.append(("refuting", "refutes"))
    findings = []
    for name, verb in forbidden:
        found = [w for w in _plain_words(case, phrases, said) if words[name].holds(w)]
        if found:
            message = f"the claim is {standing.value}; this word {verb}"
            findings.append(Finding("stronger-than-standing", message, ", ".join(found)))
    return findings


def _plain_words(case: Case, phrases: list[MetaPhrase], said: tuple[Speech, ...]) -> list[str]:
    """Words that the sentence says itself: not quoted, not negated, not about the evidence, not inside somebody's words."""
    quoted = [quotation.span for quotation in find_quotations(case.text)]
    reported = [speech for speech in said if speech.kind in ("says", "claims", "denies", "unverified")]
    named = [*publisher_stretches(case), *(mention.span for mention in names_of(case.text, case.language))]
    plain = []
    for word in governed_words(case.text, case.language):
        if any(name.overlaps(word.span) for name in named):
            continue
        if word.is_negated or any(q.contains(word.span) for q in quoted) or any(p.span.overlaps(word.span) for p in phrases):
            continue
        if any(speech.covers(word.span) and not speech.cue.overlaps(word.span) for speech in reported):
            continue
        plain.append(word.span.of(case.text))
    return plain


@cache
def _table() -> _Table:
    text = resources.files("briefs.verify").joinpath("data", "sections.yaml").read_text(encoding="utf-8")
    data = load_yaml(text)
    allowed = {Standing(standing): frozenset(map(Section, sections)) for standing, sections in data["sections"].items()}
    missing = [standing.value for standing in Standing if standing not in allowed]
    if missing:
        raise BriefsError(f"verify data sections.yaml: no sections for {', '.join(missing)}")
    return _Table(allowed, frozenset(map(Section, data["attributed"])))
