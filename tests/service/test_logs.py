"""Log lines: JSON, with the job, and no argument of anybody's message."""

from __future__ import annotations

import json
import logging
import sys

from briefs.service.logs import LogLines


def _line(lines: LogLines, message: str, *arguments: object, error: BaseException | None = None, **extra: object) -> dict[str, object]:
    info = (type(error), error, error.__traceback__) if error is not None else None
    record = logging.LogRecord("somebody.else", logging.WARNING, __file__, 1, message, arguments, info)
    record.__dict__.update(extra)
    found: dict[str, object] = json.loads(lines.format(record))
    return found


def test_a_librarys_line_shows_its_template_and_the_job() -> None:
    """Never the arguments, nor a message that was put together before."""
    lines = LogLines()
    lines.job = "b-1"
    line = _line(lines, "claim %s failed", "the zebrafish ledger")
    assert (line["template"], line["job"], line["logger"]) == ("claim %s failed", "b-1", "somebody.else")
    assert "zebrafish" not in json.dumps([line, _line(lines, "claim the zebrafish ledger failed")])


def test_an_exception_shows_its_type_and_place() -> None:
    """Not its message."""
    try:
        raise ValueError("the zebrafish ledger")
    except ValueError as error:
        line = _line(LogLines(), "failed", error=error)
    assert line["exception"] == "ValueError"
    assert str(line["place"]).startswith("service/test_logs.py:")
    assert "zebrafish" not in json.dumps(line)


def test_our_own_line_keeps_its_fields() -> None:
    """Its own job goes before the worker's."""
    lines = LogLines()
    lines.job = "b-1"
    line = _line(lines, "job-finished", fields={"job": "b-2", "seconds": 1.5})
    assert (line["event"], line["job"], line["seconds"], line["level"]) == ("job-finished", "b-2", 1.5, "warning")
    assert "\n" not in lines.format(logging.LogRecord("x", 20, sys.argv[0], 1, "a\nb %s", ("c",), None))
