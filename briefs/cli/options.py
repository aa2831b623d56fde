"""Options that several commands share."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

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
