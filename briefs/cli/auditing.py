"""`briefs audit`: the chained log of what editors decided and changed in the service."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefs.errors import GateRefused, InputError, UsageError

if TYPE_CHECKING:
    from briefs.service.database import Database

_config = click.option(
    "--config", type=click.Path(path_type=Path), help="The service's TOML file (docs/service.md). [default: $BRIEFS_SERVICE_CONFIG]"
)
_state = click.option("--state", type=click.Path(path_type=Path, file_okay=False), help="Folder of its state. [default: briefs-state]")


@click.group()
def audit() -> None:
    """The log of decisions and changes: hashes, ids and names, no word of a text."""


@audit.command()
@click.argument("file", required=False)
@click.option("--head", help="Hash of a line that was written down before: it must still be in the chain.")
@_config
@_state
def verify(*, file: str | None, head: str | None, config: Path | None, state: Path | None) -> None:
    """Check the chain of the service's state, or of an exported FILE (- for stdin).

    Finds a line that was changed, is missing, or was moved, and, in a state, decisions without their line. Lines that were cut off the end
    of a file are found by --head alone: write the head down elsewhere. Ends with 6 when anything is wrong.
    """
    from briefs.service.audit import check_audit, check_chain, read_lines

    if file is not None:
        if config is not None or state is not None:
            raise UsageError("give a FILE, or --state or --config, not both")
        report = check_chain(read_lines(_text(file)), head=head)
    else:
        report = check_audit(_database(config, state), head=head)
    for fault in report.faults:
        click.echo(fault)
    if report.faults:
        raise GateRefused(f"the audit does not hold: {len(report.faults)} faults in {report.lines} lines")
    click.echo(f"{report.lines} lines hold; head {report.head}")


@audit.command()
@_config
@_state
def export(*, config: Path | None, state: Path | None) -> None:
    """Print the log as JSON lines."""
    from briefs.service.audit import audit_lines

    for line in audit_lines(_database(config, state)):
        click.echo(json.dumps(line, ensure_ascii=False))


def _text(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8")
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: not UTF-8; give what `briefs audit export` printed") from error


def _database(config: Path | None, state: Path | None) -> Database:
    from briefs.service.database import Database
    from briefs.service.settings import load_service_settings

    settings = load_service_settings(config, state=state)
    if not settings.database.is_file():
        raise UsageError(f"there is no state at {settings.state}; name it with --state or --config")
    return Database(settings.database)
