"""One change of one corpus, asked for on stdin and answered on stdout, both JSON: run by `corpora`, with limits on memory and time."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from briefs.errors import BriefsError, CorpusError, SourceUnreadable, StorageError
from briefs.service.settings import ServiceSettings
from briefs.service.wording import for_callers

_MEMORY = 6 * 2**30
_PROCESSOR_S = 100
_WAIT_FOR_JOB_S = 25.0
_FRESH_S = 60.0
_FORGOTTEN = "forgotten.stamp"


@contextlib.contextmanager
def corpus_held(settings: ServiceSettings, name: str, *, wait_s: float) -> Iterator[None]:
    """Nobody else works on this corpus meanwhile: a job does not read what is being forgotten.

    Raises:
        StorageError: somebody does, for longer than `wait_s`.
    """
    from filelock import FileLock, Timeout

    folder = settings.state / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / f"{name}.lock", timeout=wait_s):
            yield
    except Timeout as error:
        raise StorageError(f"a job is reading the corpus {name}; try again when it is done") from error


@contextlib.contextmanager
def corpus_wanted(settings: ServiceSettings, name: str) -> Iterator[None]:
    """Have the workers take no further job over this corpus until the body is done; when it had to give up, for a minute more, in which
    the caller may try again."""
    mark = settings.state / "locks" / f"{name}.wanted"
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
    try:
        yield
    except StorageError:
        raise
    except BaseException:
        mark.unlink(missing_ok=True)
        raise
    mark.unlink(missing_ok=True)


def wait_while_wanted(settings: ServiceSettings, name: str) -> None:
    """Let a change of the corpus go first; a mark that a killed process left counts for a minute."""
    mark = settings.state / "locks" / f"{name}.wanted"
    with contextlib.suppress(OSError):
        while time.time() - mark.stat().st_mtime < _FRESH_S:
            time.sleep(0.05)


def has_forgotten_since(settings: ServiceSettings, when: float) -> bool:
    """Whether a source was forgotten after a time."""
    try:
        return (settings.state / "locks" / _FORGOTTEN).stat().st_mtime > when
    except OSError:
        return False


def main() -> None:
    """Answer the question on stdin."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR_S, _PROCESSOR_S))
    os.nice(5)
    from briefs.service.logs import set_up_service_logging

    set_up_service_logging()
    question = json.load(sys.stdin)
    settings = ServiceSettings.model_validate(question["settings"])
    try:
        answer = _ANSWERS[question["do"]](settings, question)
    except SourceUnreadable as error:
        answer = {"error": {"kind": "SourceUnreadable", "message": str(error), "source": error.source_id, "reason": error.reason}}
    except BriefsError as error:
        answer = {"error": {"kind": type(error).__name__, "message": str(error)}}
    except MemoryError:
        answer = {"error": {"kind": "InputError", "message": "the source needs too much memory to read"}}
    sys.stdout.write(json.dumps(answer))


def _list(settings: ServiceSettings, question: Mapping[str, Any]) -> dict[str, Any]:
    from briefs.collect.corpus import take_inventory

    inventory = take_inventory(settings.corpus(question["corpus"]))
    return {
        "items": [_shown(item.source.without_identity()) for item in inventory.collected],
        "left_out": [
            {"id": item.source_id, "code": item.code, "reason": for_callers(item.reason, settings)} for item in inventory.left_out
        ],
    }


def _shown(source: Any) -> dict[str, Any]:
    return {
        "id": source.id,
        "publisher": source.shown_name,
        "kind": source.kind.value,
        "title": source.title,
        "url": source.url,
        "author": source.author,
        "published_at": str(source.published_at) if source.published_at else None,
        "language": source.language,
        "text_kind": source.text_kind.value,
        "handling": f"embargoed-until {source.handling.until}" if source.handling.until else source.handling.rule.value,
        "confidential": source.confidential,
        "sha256": source.sha256,
        "characters": len(source.text),
    }


def _add(settings: ServiceSettings, question: Mapping[str, Any]) -> dict[str, Any]:
    from briefs.wiring import add_to_corpus

    added = add_to_corpus(settings.corpus(question["corpus"]), Path(question["file"]), question["fields"])
    return {"id": added.source_id, "was_there": added.was_there}


def _forget(settings: ServiceSettings, question: Mapping[str, Any]) -> dict[str, Any]:
    from briefs.collect.corpus import take_inventory
    from briefs.service.database import Database
    from briefs.service.erasing import Eraser
    from briefs.wiring import forget_from_corpus

    name, source_id = question["corpus"], question["source"]
    root = settings.corpus(name)
    with corpus_wanted(settings, name), corpus_held(settings, name, wait_s=_WAIT_FOR_JOB_S):
        inventory = take_inventory(root)
        collected = {item.source.id: item for item in inventory.collected}
        whole = inventory.ids_of_files.get(source_id)
        if source_id not in collected and whole is None:
            return {"error": {"kind": "NoSuchSource", "message": "no source of that id in this corpus"}}
        ids = [source_id, *(item.source.id for item in inventory.collected if whole is not None and item.file == whole)]
        # the results first: a kill in between leaves the source to be forgotten again, never a result that nobody looks for
        jobs = Eraser(Database(settings.database)).quoting(name, ids)
        try:
            forget_from_corpus(root, source_id)
        except CorpusError:
            if root.is_dir() and source_id in {item.source.id for item in take_inventory(root).collected}:
                raise
        (settings.state / "locks" / _FORGOTTEN).touch()
        return {"ids": list(dict.fromkeys(ids)), "erased_results": jobs}


def _edit(settings: ServiceSettings, question: Mapping[str, Any]) -> dict[str, Any]:
    from briefs.domain.unwire import document_from_json
    from briefs.domain.wire import document_to_json
    from briefs.verify import SentenceEdit
    from briefs.wiring import edit_document

    document = document_from_json(question["document"])
    edited = edit_document(document, settings.corpus(question["corpus"]), SentenceEdit(**question["edit"]))
    findings = [{"code": f.code, "message": f.message, "words": f.words} for f in edited.findings]
    return {"findings": findings, "document": document_to_json(edited.document)}


_ANSWERS = {"list": _list, "add": _add, "forget": _forget, "edit": _edit}

if __name__ == "__main__":
    main()
