"""`briefs run`: a pipe. Articles as JSON on stdin, one JSON document a line on stdout, in the order they came."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from briefs.cli.options import as_of_option, corpus_option, today
from briefs.cli.refusals import fail_on_option, is_partial, refusals
from briefs.cli.terminal import Terminal
from briefs.errors import BriefsError, GateRefused, InputError

if TYPE_CHECKING:
    from briefs.chain.settings import ChainSettings
    from briefs.domain import Document, PartialDate

_MOST_BYTES = 64 * 2**20
"""Of one line, or of one document over several lines."""


@click.command()
@corpus_option
@as_of_option
@click.option("--language", default="en", show_default=True, help="Language of the briefs' own sentences.")
@click.option("--model", help="Let a chat model write sentences, as in `draft`.")
@click.option("--base-url", help="OpenAI-compatible endpoint for --model.")
@click.option("--config", type=click.Path(path_type=Path), help="TOML file for the model. [default: $BRIEFS_CONFIG]")
@fail_on_option
@click.pass_obj
def run(
    terminal: Terminal,
    *,
    corpus: Path,
    as_of: PartialDate | None,
    language: str,
    model: str | None,
    base_url: str | None,
    config: Path | None,
    fail_on: tuple[str, ...],
) -> int:
    """Brief the articles on stdin: one as JSON, many as JSON lines or a JSON list. One JSON document a line comes out for each, in order.

    An article is what a CMS exports (headline, body, url, dates), or {"article": {...}, "id": ..., "claims": [{"id", "text"}]}; `id` comes
    back in `provenance.input`. What cannot be briefed comes out as {"error": {...}, "input": {...}} and does not stop the others.
    """
    from briefs.config import load_settings, require_keys, with_options
    from briefs.draft.phrases import load_phrases

    settings = with_options(load_settings(config), model=model, base_url=base_url)
    require_keys(settings)
    load_phrases(language)
    task = _Task(terminal, corpus, as_of or today(), language, settings, fail_on)
    codes = []
    try:
        for item in _items(sys.stdin.buffer):
            codes.append(_one(item, task))
    except KeyboardInterrupt:
        terminal.say(f"interrupted; {len(codes)} articles are out")
        return 130
    if not codes:
        raise InputError("no article on stdin; send one as JSON, or many as JSON lines")
    return _exit_code(codes, terminal)


@dataclass(frozen=True, slots=True)
class _Task:
    terminal: Terminal
    corpus: Path
    as_of: PartialDate
    language: str
    settings: ChainSettings
    fail_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    """One article with its place: the line it came in, or its number in a list."""

    place: int
    value: Any = None
    fault: str = ""


def _items(stdin: IO[bytes]) -> Iterator[_Item]:
    """Lines, each worked on as it comes, unless the first one breaks off in the middle of JSON: then the whole is one document, and when it
    is none, lines after all, so that a broken one is named."""
    first = _line(stdin)
    number = 1
    while first and not first.removeprefix(b"\xef\xbb\xbf").strip():
        first = _line(stdin)
        number += 1
    if not first:
        return
    value, fault = _parsed(first)
    lines: Iterable[bytes] = [first]
    if isinstance(value, list) and not fault:
        # what follows the list is numbered on from its last item
        yield from (_Item(place, item) for place, item in enumerate(value, start=1))
        number, lines = max(number, len(value)) + 1, []
    elif fault and len(first) <= _MOST_BYTES and _breaks_off(first):
        rest = stdin.read(_MOST_BYTES)
        whole = first + (rest + _line(stdin) if len(rest) == _MOST_BYTES else rest)
        value, fault = _parsed(whole)
        if not fault:
            values = value if isinstance(value, list) else [value]
            yield from (_Item(place, item) for place, item in enumerate(values, start=1))
            return
        lines = whole.splitlines()
    for place, line in enumerate(chain(lines, iter(lambda: _line(stdin), b"")), start=number):
        if line.strip():
            value, fault = _parsed(line)
            yield _Item(place, value, fault)


def _line(stdin: IO[bytes]) -> bytes:
    """The next line; of one that is too long a byte more than is read, and the rest is passed over: it is one fault and not many."""
    line = stdin.readline(_MOST_BYTES + 1)
    piece = line
    while len(piece) > _MOST_BYTES and not piece.endswith(b"\n"):
        piece = stdin.readline(_MOST_BYTES + 1)
    return line


def _breaks_off(line: bytes) -> bool:
    """Whether a line is the beginning of JSON that goes on in the next one, and not broken JSON."""
    text = line.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").rstrip()
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.pos >= len(text)
    except (ValueError, RecursionError):
        return False
    return False


def _parsed(data: bytes) -> tuple[Any, str]:
    """(value, what is wrong with it)."""
    if len(data.rstrip(b"\n")) > _MOST_BYTES:
        return None, f"longer than {_MOST_BYTES >> 20} MB"
    try:
        return json.loads(data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")), ""
    except UnicodeDecodeError:
        return None, "not UTF-8"
    except RecursionError:
        return None, "nested too deeply"
    except ValueError as error:
        place = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        return None, f"not valid JSON{place}"


def _one(item: _Item, task: _Task) -> int:
    """Write what comes of one article; its exit code."""
    named: dict[str, object] = {"number": item.place}
    try:
        if item.fault:
            raise InputError(f"article {item.place} is {item.fault}")
        if isinstance(item.value, dict) and isinstance(item.value.get("id"), str | int):
            named["id"] = item.value["id"]
        document = _document(item, task)
        refused = refusals(document, task.fail_on)
        from briefs.domain.wire import document_to_json

        data = document_to_json(document)
        data["provenance"] = {**data["provenance"], "input": named, **({"refused": refused} if refused else {})}
        _write(data)
        for line in refused:
            task.terminal.say(f"article {item.place}: {line}")
        if document.is_interrupted:
            raise KeyboardInterrupt
        return 6 if refused else 4 if is_partial(document) else 0
    except BriefsError as error:
        code, kind, message = error.exit_code, type(error).__name__, str(error)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - one article's fault must not lose the others; it is told, and ends in exit 1 or 4
        code, kind, message = 1, "InternalError", f"internal error ({type(error).__name__})"
    _write({"error": {"type": kind, "message": message, "exit_code": code}, "input": named})
    task.terminal.say(f"article {item.place}: {message}")
    return code


def _document(item: _Item, task: _Task) -> Document:
    from briefs.claims import listed_claims
    from briefs.collect import read_article
    from briefs.wiring import DraftJob, draft_document

    value = item.value
    is_envelope = isinstance(value, dict) and isinstance(value.get("article"), dict)
    claims = value.get("claims", []) if is_envelope else []
    if not isinstance(claims, list):
        raise InputError(f'article {item.place}: "claims" is a list of {{"id", "text"}}')
    data = json.dumps(value["article"] if is_envelope else value, ensure_ascii=False).encode("utf-8", "replace")
    if not isinstance(value, dict):
        raise InputError(f"article {item.place} is no JSON object; send {{headline, body, ...}} as the CMS exports it")
    job = DraftJob(
        article=read_article(data, place=f"article {item.place}"),
        corpus=task.corpus,
        as_of=task.as_of,
        claims=tuple(listed_claims(claims, place=f"article {item.place}, claims")),
        language=task.language,
        chain=task.settings,
    )
    with task.terminal.progress() as progress:
        return draft_document(job, on_progress=progress)


def _write(data: object) -> None:
    sys.stdout.buffer.write(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def _exit_code(codes: list[int], terminal: Terminal) -> int:
    """6 before all; the one code when every article ended with it; else 4: some are out and some are not."""
    if 6 in codes:
        raise GateRefused(f"{codes.count(6)} of {len(codes)} articles hold what must not pass")
    if len(set(codes)) == 1:
        return codes[0]
    terminal.say(f"{sum(code == 0 for code in codes)} of {len(codes)} articles were briefed whole")
    return 4
