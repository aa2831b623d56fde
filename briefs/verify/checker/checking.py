"""The one question that the gate and the evaluations ask: does this span support this sentence?"""

from __future__ import annotations

from collections.abc import Sequence

from briefs.domain import Finding
from briefs.verify.checker.model import load_model
from briefs.verify.checker.pair import Pair, missing_facts, read_pair
from briefs.verify.checker.verdict import Outcome, Verdict

SUPPORTED = 0.5
"""Probability from which a sentence counts as supported."""
PARTLY = 0.3
_ABOUT_IT = 0.55
"""Share of the sentence's words that the span must carry for a clash to be a contradiction rather than another matter."""
_NEARLY_ALL = 0.75
_CLASHES = frozenset({"negation-changed", "contrary-in-span"})
_HARD = frozenset(
    {
        "figure-not-in-span",
        "date-not-in-span",
        "name-not-in-span",
        "negation-changed",
        "quotation-not-verbatim",
        "attribution-dropped",
        "speaker-changed",
        "hedge-dropped",
        "name-out-of-place",
        "figure-out-of-place",
    }
)
"""Findings with which no sentence is fully supported, whatever the probability."""
_SPEAKERS = frozenset({"attribution-dropped", "speaker-changed", "hedge-dropped"})
_UNATTRIBUTED = 0.45
"""Of the bare number, at most, where the speaker is lost. Of the labelled sets it costs 0.9 (WiCE) and 0.4 (AttributionBench) points."""


def check_support(sentence: str, evidence: str | Sequence[str], *, language: str = "en", evidence_language: str | None = None) -> Verdict:
    """Whether the evidence (a span, or a page in pieces) supports the sentence; deterministic, without a network.

    Only English on both sides is weighed. Of anything else the outcome is `cannot-tell` with probability 0, and the findings tell which
    figures, dates and names of the sentence the other language's text lacks; none is no support. An empty text carries nothing.
    """
    pieces = (evidence,) if isinstance(evidence, str) else tuple(evidence)
    if not sentence.strip() or not any(piece.strip() for piece in pieces):
        return Verdict(probability=0.0, outcome=Outcome.CANNOT_TELL, findings=())
    if (language, evidence_language or language) != ("en", "en"):
        found = missing_facts(sentence, pieces, language=language, evidence_language=evidence_language or language)
        return Verdict(probability=0.0, outcome=Outcome.CANNOT_TELL, findings=found)
    pair = read_pair(sentence, pieces)
    probability = load_model("plain").probability(pair.values)
    return Verdict(probability=probability, outcome=_outcome(probability, pair), findings=_findings(pair), places=tuple(pair.places))


def support_probability(sentence: str, evidence: str | Sequence[str]) -> float:
    """The probability alone, 0..1, English on both sides: the cheap call for many pairs of one claim."""
    return check_support(sentence, evidence).probability


class SupportChecker:
    """Implements `ports.EntailmentChecker` with `check_support`; needs nothing and holds no state."""

    @property
    def name(self) -> str:
        """`briefs-checker-1`: recorded with every score."""
        return "briefs-checker-1"

    def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """For each (span, sentence) the probability 0..1 that the span supports the sentence.

        Where the sentence asserts what the span only attributes, or gives it to another, the number stays below `SUPPORTED`: a reader
        of a bare number must not take an allegation for a fact.
        """
        verdicts = [check_support(sentence, span) for span, sentence in pairs]
        return [min(v.probability, _UNATTRIBUTED) if {f.code for f in v.findings} & _SPEAKERS else v.probability for v in verdicts]


def _outcome(probability: float, pair: Pair) -> Outcome:
    codes = {finding.code for finding in pair.findings}
    is_about_it = pair.values["soft_chosen"] >= _ABOUT_IT
    is_denied = "negation-changed" in codes and pair.values["exact_chosen"] >= _NEARLY_ALL
    if is_denied or (is_about_it and probability < SUPPORTED and (codes & _CLASHES or pair.values["rivals"])):
        return Outcome.CONTRADICTED
    if probability >= SUPPORTED:
        return Outcome.PARTLY if codes & _HARD else Outcome.SUPPORTED
    return Outcome.PARTLY if probability >= PARTLY else Outcome.NOT


def _findings(pair: Pair) -> tuple[Finding, ...]:
    """The deterministic ones; and, of words that nothing near carries, one more."""
    named = {word for finding in pair.findings for word in finding.words.split(", ")}
    missing = [word for word in pair.uncarried if word not in named and not any(word in finding.words for finding in pair.findings)]
    extra = (Finding("content-not-in-span", "nothing in the span is near these words", ", ".join(missing)),) if missing else ()
    return (*pair.findings, *extra)
