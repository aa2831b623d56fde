"""Corpora over the API, by the command line's own rules. Each change runs in a process of its own: what a file does to its reader does not
reach the service, and a status call does not wait for it."""

from __future__ import annotations

import base64
import binascii
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from briefs import errors
from briefs.errors import BriefsError, CorpusError, InputError, SourceUnreadable, StorageError
from briefs.service.problems import Problem
from briefs.service.settings import ServiceSettings, is_name, secret_variables

_AT_ONCE = threading.BoundedSemaphore(2)
_WAIT_S = 10.0
_TIME_S = 120.0


class Corpora:
    """The folders below the service's corpora folder, one a corpus."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings

    def names(self) -> list[str]:
        """Of every corpus, sorted."""
        folder = self._settings.corpora_folder
        return sorted(path.name for path in folder.iterdir() if path.is_dir() and is_name(path.name)) if folder.is_dir() else []

    def has(self, name: str) -> bool:
        """Whether there is such a corpus."""
        return is_name(name) and self._settings.corpus(name).is_dir()

    def make(self, name: str) -> bool:
        """Make an empty corpus; False when it is there.

        Raises:
            StorageError: the disk refuses.
        """
        folder = self._settings.corpus(name)
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir()
        except FileExistsError:
            return False
        except OSError as error:
            raise StorageError(f"the corpus {name} cannot be made ({error.strerror})") from error
        return True

    def sources(self, name: str) -> dict[str, Any]:
        """The sources and what is left out, as `SourceList` has them.

        Raises:
            BriefsError: the corpus cannot be read.
        """
        return self._asked({"do": "list", "corpus": name})

    def add(self, name: str, filename: str, content: bytes, fields: Mapping[str, object]) -> dict[str, Any]:
        """Take a file in; `SourceAdded`.

        Raises:
            BriefsError: as `briefs add`.
        """
        with tempfile.TemporaryDirectory(dir=self._settings.state, prefix="upload-") as folder:
            file = Path(folder) / filename
            file.write_bytes(content)
            return self._asked({"do": "add", "corpus": name, "file": str(file), "fields": dict(fields)})

    def forget(self, name: str, source_id: str) -> dict[str, Any]:
        """Erase a source from corpus, index, caches and results; `Forgot`.

        Raises:
            BriefsError: as `briefs forget`.
        """
        return self._asked({"do": "forget", "corpus": name, "source": source_id})

    def edited(self, name: str, document: Mapping[str, Any], edit: Mapping[str, Any]) -> dict[str, Any]:
        """A document with a sentence's new words, checked against the corpus: `findings`, and without any the `document`.

        Raises:
            BriefsError: the corpus cannot be read, or there is no such sentence.
        """
        return self._asked({"do": "edit", "corpus": name, "document": dict(document), "edit": dict(edit)})

    def _asked(self, question: Mapping[str, Any]) -> dict[str, Any]:
        if not _AT_ONCE.acquire(timeout=_WAIT_S):
            raise Problem(503, "busy", "other corpora are being changed; try again", headers={"Retry-After": "5"})
        try:
            done = subprocess.run(
                [sys.executable, "-m", "briefs.service.corpus_child"],
                input=json.dumps({**question, "settings": self._settings.model_dump(mode="json")}).encode("utf-8"),
                stdout=subprocess.PIPE,
                timeout=_TIME_S,
                check=False,
                env={
                    name: value for name, value in os.environ.items() if name not in secret_variables(self._settings) and "KEY" not in name
                },
            )
        except subprocess.TimeoutExpired as error:
            raise InputError("the source took too long to read; nothing was added") from error
        finally:
            _AT_ONCE.release()
        try:
            answer: dict[str, Any] = json.loads(done.stdout)
        except ValueError as error:
            raise InputError("the source could not be read: its reader died") from error
        if "error" in answer:
            raise _error(answer["error"])
        return answer


def decoded(content: str | None, content_base64: str | None) -> bytes:
    """The bytes of an uploaded source.

    Raises:
        Problem: not base64.
    """
    if content is not None:
        return content.encode("utf-8")
    try:
        return base64.b64decode((content_base64 or "").encode("ascii", "strict"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Problem(422, "not-base64", "content_base64 is not base64") from error


def _error(data: Mapping[str, str]) -> BriefsError | Problem:
    kind, message = data["kind"], data["message"]
    if kind == "NoSuchSource":
        return Problem(404, "no-such-source", message)
    if kind == "SourceUnreadable":
        return SourceUnreadable(data.get("source", "source"), data.get("reason", message))
    known = getattr(errors, kind, None)
    if isinstance(known, type) and issubclass(known, BriefsError):
        return known(message)
    return CorpusError(message) if kind == "refused" else BriefsError(message)
