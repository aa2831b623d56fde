"""The gate on trial: good briefs are damaged on purpose; how much of it is caught, and how much that is sound is refused."""

from briefs_evals.trial.mutations import MUTATIONS, REWRITES, Mutation
from briefs_evals.trial.trial import Count, trial_table, try_gate

__all__ = ["MUTATIONS", "REWRITES", "Count", "Mutation", "trial_table", "try_gate"]
