"""Documents that some other program wrote: `FOLDER/<case>.<claims>.json`, else `FOLDER/<case>.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from briefs.errors import InputError
from briefs_evals.cases import Task
from briefs_evals.systems.port import Unscored

Json = dict[str, Any]


class Documents:
    """Scores any system: write its output in the shape of `briefs schema` and point here."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise InputError(f"--system documents:{folder}: there is no such folder")
        self._folder = folder
        self.name = f"documents:{folder.name}"

    def brief(self, task: Task) -> Json:
        """The stored document.

        Raises:
            Unscored: there is none for this case.
        """
        mode = "gold" if task.claims is not None else "own"
        for path in (self._folder / f"{task.case_id}.{mode}.json", self._folder / f"{task.case_id}.json"):
            if path.is_file():
                document: Json = json.loads(path.read_text(encoding="utf-8"))
                return document
        raise Unscored(f"no document {task.case_id}.{mode}.json in {self._folder}")
