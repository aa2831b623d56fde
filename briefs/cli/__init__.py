"""The command line: one group, one module a family of commands. Results on stdout, everything else on stderr."""

from __future__ import annotations

import os
import sys

import click

from briefs import __version__
from briefs.cli.auditing import audit
from briefs.cli.checking import diff, render, schema, verify
from briefs.cli.drafting import draft
from briefs.cli.keeping import add, forget, index, search
from briefs.cli.options import add_verbosity
from briefs.cli.plugins import PluginGroup
from briefs.cli.running import run
from briefs.cli.serving import serve, service
from briefs.cli.terminal import PipeClosed, report_error
from briefs.errors import BriefsError

EXIT_CODES = """\b
Exit codes:
  0  every claim was briefed (sentences may have been withheld)
  1  internal error
  2  wrong usage, configuration, or the index is locked
  3  the article, the corpus or the brief cannot be used
  4  partial: some claims or sources were not processed; the document was written
  5  a remote model failed; trying again may help
  6  `verify` or `--fail-on` found what must not pass
  130 interrupted; 141 the reader of a pipe went away
"""


@click.group(cls=PluginGroup, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="briefs")
def cli() -> None:
    """Fact-check briefs in which every sentence cites an exact span of a source."""


add_verbosity(cli)
for command in (draft, run, index, search, add, forget, verify, render, diff, schema, serve, service, audit):
    add_verbosity(command)
    cli.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process with an exit code of the table above."""
    try:
        code = cli.main(args=arguments, standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        sys.stderr.write("interrupted; what was written before stands\n")
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; what was written before stands\n")
        sys.exit(130)
    except BriefsError as error:
        sys.exit(report_error(error, code=error.exit_code))
    except (PipeClosed, BrokenPipeError):
        # as any unix tool when `head` has seen enough; what is left in the buffer must not complain at the end of the process
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except Exception as error:  # noqa: BLE001 - the last frame: an internal error is reported, not shown as a traceback
        sys.exit(report_error(error, code=1))
    sys.exit(code if isinstance(code, int) else 0)
