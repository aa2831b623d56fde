"""Whether a span supports a sentence: `check_support` for the gate and the evaluations, `support_probability` for many pairs.

Features of overlap and alignment under a small fitted model, and beside it deterministic checks of figures, dates, names, quotations,
negation and attribution, each with the words at fault. The method and its measures: `docs/checker.md`.
"""

from briefs.verify.checker.checking import SupportChecker, check_support, support_probability
from briefs.verify.checker.verdict import Outcome, Verdict

__all__ = ["Outcome", "SupportChecker", "Verdict", "check_support", "support_probability"]
