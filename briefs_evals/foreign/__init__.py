"""Public benchmarks, read from a path that the user gives: nothing of them is part of this package."""

from briefs_evals.foreign.loaders import LOADERS, load_foreign
from briefs_evals.foreign.scoring import balanced_accuracy, best_threshold, foreign_report

__all__ = ["LOADERS", "balanced_accuracy", "best_threshold", "foreign_report", "load_foreign"]
