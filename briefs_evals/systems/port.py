"""The port behind which every system under test stands."""

from __future__ import annotations

from typing import Any, Protocol

from briefs_evals.cases import Task

Json = dict[str, Any]


class Unscored(Exception):
    """The system cannot be asked here (no model, no document): the sample is unscored for this reason, which is not a crash."""


class System(Protocol):
    """Briefs one article from files that hold no label."""

    @property
    def name(self) -> str:
        """Stands in the record and in the table."""
        ...

    def brief(self, task: Task) -> Json:
        """A document of the JSON contract; `claims`, with `standing`, `statements` and their citations, is what is scored.

        Raises:
            Unscored: it cannot be asked; any other exception is a crash of this sample alone.
        """
        ...
