"""Options that several commands share."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from briefs.cli.terminal import Terminal, set_up_logging
from briefs.domain import PartialDate

corpus_option = click.option(
    "--corpus",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("corpus"),
    show_default=True,
    help="Folder with the collected sources.",
)


class PartialDateType(click.ParamType[PartialDate]):
    """`2023`, `2023-09` or `2023-09-26`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> PartialDate:
        """The date, or a usage error that says how to write one."""
        if isinstance(value, PartialDate):
            return value
        try:
            return PartialDate.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


as_of_option = click.option(
    "--as-of", type=PartialDateType(), default=None, help="Use no source published after this date. [default: today]"
)


def today() -> PartialDate:
    """The present day in UTC."""
    return PartialDate(datetime.now(UTC).date().isoformat())


def add_verbosity(command: click.Command) -> None:
    """Give a command `-v` and `-q`: they are understood before and after the subcommand's name."""
    command.params += [
        _flag(("-v", "--verbose"), "Say more on stderr: each stage, and tracebacks."),
        _flag(("-q", "--quiet"), "Say nothing on stderr but errors."),
    ]


def _flag(names: tuple[str, str], says: str) -> click.Option:
    return click.Option(names, is_flag=True, expose_value=False, callback=_set_verbosity, help=says)


def _set_verbosity(context: click.Context, parameter: click.Parameter, is_set: bool) -> None:
    """Called for each flag of the group and of its subcommand; one that is not set leaves alone what another has set."""
    terminal: Terminal = context.obj or set_up_logging(verbose=False, quiet=False)
    verbose = terminal.verbose or (is_set and parameter.name == "verbose")
    quiet = terminal.quiet or (is_set and parameter.name == "quiet")
    if verbose and quiet:
        raise click.UsageError("--verbose and --quiet exclude each other")
    context.obj = set_up_logging(verbose=verbose, quiet=quiet) if is_set else terminal
