"""Answers kept between runs: the same question to the same model is not paid for twice, and a run that broke off goes on where it stopped.

The key holds everything that matters: model, endpoint and options, the whole of both messages and the schema. Only accepted answers are
kept. Files lie in the corpus's own state folder and are deleted with `briefs forget`, because an answer may quote a source.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from briefs.collect.durable import write_atomically
from briefs.collect.sealing import sealed, unsealed
from briefs.errors import StorageError

FOLDER = "answers"
_FORMAT = 1
_log = logging.getLogger(__name__)

Json = dict[str, Any]


class AnswerStore:
    """Accepted answers by key, one sealed file each. `folder` None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def get(self, key: str, is_good: Callable[[Json], bool]) -> Json | None:
        """The answer, when there is one under our own seal that still fits."""
        if self._folder is None:
            return None
        try:
            raw = (self._folder / f"{key}.json").read_bytes()
        except OSError:
            return None
        data = unsealed(raw, name=key)
        if data is None:
            return None
        answer: Json = json.loads(data)
        return answer if is_good(answer) else None

    def put(self, key: str, answer: Json) -> None:
        """Keep an answer; a disk that refuses costs the answer's price next time and nothing else."""
        if self._folder is None:
            return
        try:
            write_atomically(self._folder / f"{key}.json", sealed(json.dumps(answer, ensure_ascii=False).encode("utf-8"), name=key))
        except StorageError as error:
            _log.warning("a model's answer could not be kept: %s", error)


def forget_answers(state: Path) -> None:
    """Delete every kept answer of a corpus."""
    for file in (state / FOLDER).glob("*"):
        file.unlink(missing_ok=True)


def answer_key(*, fingerprint: str, system: str, user: str, schema: Json) -> str:
    """Hex sha256 over everything that can change the answer."""
    parts = [_FORMAT, fingerprint, system, user, schema]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()
