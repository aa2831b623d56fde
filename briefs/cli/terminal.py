"""What a person sees: logging and progress on stderr, error messages."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from briefs.errors import BriefsError

Progress = Callable[[str, int, int], None]
"""Called with (stage, done, total)."""

_log = logging.getLogger("briefs")


class PipeClosed(Exception):
    """Whoever read our stdout has gone: no error, `| head` has what it wanted."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """How much to say."""

    verbose: bool
    quiet: bool

    @property
    def shows_bars(self) -> bool:
        """Bars only where a person watches stderr."""
        return sys.stderr.isatty() and not self.quiet and os.environ.get("TERM") != "dumb"

    def say(self, text: str) -> None:
        """One line on stderr, unless quiet."""
        if not self.quiet:
            sys.stderr.write(text + "\n")

    @contextlib.contextmanager
    def progress(self) -> Iterator[Progress]:
        """A progress callback: bars on a terminal, log lines with --verbose, nothing in a pipe."""
        if not self.shows_bars:
            yield lambda stage, done, total: _log.info("%s: %d of %d", stage, done, total)
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        console = Console(stderr=True, no_color="NO_COLOR" in os.environ)
        columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Bars(*columns, console=console, transient=True) as bars:
            tasks: dict[str, object] = {}

            def show(stage: str, done: int, total: int) -> None:
                if stage not in tasks:
                    tasks[stage] = bars.add_task(stage, total=total)
                bars.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]

            yield show


def set_up_logging(*, verbose: bool, quiet: bool) -> Terminal:
    """Our log on stderr at the level asked for; other libraries' logs only when they are errors."""
    level = logging.INFO if verbose else logging.ERROR if quiet else logging.WARNING
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s")
    _log.setLevel(level)
    return Terminal(verbose=verbose, quiet=quiet)


def report_error(error: Exception, *, code: int) -> int:
    """Write the error for a person and return the exit code; a traceback only with --verbose."""
    if isinstance(error, BriefsError):
        sys.stderr.write(f"briefs: {error}\n")
    else:
        sys.stderr.write(f"briefs: internal error ({type(error).__name__}: {error}); run again with --verbose for the trace\n")
    if _log.level <= logging.INFO:
        traceback.print_exception(error, file=sys.stderr)
    return code
