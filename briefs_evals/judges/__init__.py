"""Judges of whether a sentence is carried by its spans: the gate's own checker, a lexical one, a chat model, people."""

from briefs_evals.judges.overlap import OverlapJudge
from briefs_evals.judges.port import Evidence, Judge, Question, Verdict
from briefs_evals.judges.registry import NamedJudge, make_judge, make_judges

__all__ = ["Evidence", "Judge", "NamedJudge", "OverlapJudge", "Question", "Verdict", "make_judge", "make_judges"]
