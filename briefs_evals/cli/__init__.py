"""`briefs eval`: found by `briefs` through the entry-point group `briefs.commands`, and loaded only when it is typed."""

from briefs_evals.cli.group import eval_command

__all__ = ["eval_command"]
