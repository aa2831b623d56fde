"""What the service says on stderr: one JSON object a line, with the job's id, and never a word of an article or a source.

Messages of other modules and libraries may carry text in their arguments, so only their templates are written.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from datetime import UTC, datetime
from typing import Any

_log = logging.getLogger("briefs.service")


def event(name: str, *, level: int = logging.INFO, **fields: Any) -> None:
    """Write one line. Fields hold ids, counts, codes and hashes; whoever calls keeps text out of them."""
    _log.log(level, name, extra={"fields": fields})


def refused(reason: str, **fields: Any) -> None:
    """A refusal, as a warning."""
    event("refused", level=logging.WARNING, reason=reason, **fields)


def set_up_service_logging() -> LogLines:
    """JSON lines on stderr for this process; everything else that was set up is taken down."""
    lines = LogLines()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(lines)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _last_words
    threading.excepthook = lambda given: _last_words(given.exc_type, given.exc_value, given.exc_traceback)
    _log.setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).propagate = True
        logging.getLogger(name).setLevel(logging.WARNING)
    return lines


def _last_words(kind: type[BaseException], error: BaseException | None, trace: Any) -> None:
    """What ends a process or a thread, without its message: that may hold somebody's words."""
    event("died", level=logging.CRITICAL, exception=kind.__name__, place=_place(trace))


class LogLines(logging.Formatter):
    """Writes the lines. A worker sets `job` to what it is at, which then stands in the lines of libraries too."""

    job: str | None = None

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": at, "level": record.levelname.lower()}
        fields = getattr(record, "fields", None)
        if isinstance(fields, dict):
            line |= {"event": str(record.msg), **fields}
        else:
            # the template and never its arguments: those may be somebody's words
            line |= {"event": "log", "logger": record.name, "template": str(record.msg)[:200] if record.args else "(no template)"}
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["place"] = _place(record.exc_info[2])
        if self.job is not None:
            line.setdefault("job", self.job)
        return json.dumps(line, ensure_ascii=True, default=str)


def _place(trace: Any) -> str:
    """File and line where the exception was raised."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    name = trace.tb_frame.f_code.co_filename.replace("\\", "/").split("/")
    return f"{'/'.join(name[-2:])}:{trace.tb_lineno}"
