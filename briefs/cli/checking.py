"""Commands on a finished brief: verify, render, diff, schema."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefs.cli.options import corpus_option
from briefs.cli.outputs import format_option, output_option, plan_outputs
from briefs.cli.terminal import Terminal
from briefs.errors import BriefError, GateRefused, UsageError

if TYPE_CHECKING:
    from briefs.domain import Document


@click.command()
@click.argument("brief")
@corpus_option
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of text.")
@click.pass_obj
def verify(terminal: Terminal, *, brief: str, corpus: Path, as_json: bool) -> None:
    """Check a BRIEF (JSON, or - for stdin) again against its sources, also after an editor changed sentences.

    Ends with 6 when a sentence, a citation or the hash fails.
    """
    from briefs.wiring import recheck

    with terminal.progress() as progress:
        report = recheck(read_document(brief), corpus, on_progress=progress)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        for line in report.lines():
            click.echo(line)
    if not report.is_sound:
        raise GateRefused(f"{report.failures} of {report.checked} sentences do not pass")


@click.command()
@click.argument("brief")
@format_option
@output_option
@click.option("--corpus", type=click.Path(path_type=Path, file_okay=False), help="Check against these sources first; refuse what fails.")
def render(*, brief: str, formats: tuple[str, ...], output: str | None, corpus: Path | None) -> None:
    """Render a BRIEF (JSON, or - for stdin) as Markdown, HTML, DOCX or review page; that one shows with --corpus what surrounds citations.

    A brief whose hash no longer fits its sentences was edited: it is refused unless --corpus is given and every sentence passes.
    """
    outputs = plan_outputs(formats, output, stem="briefs" if brief == "-" else Path(brief).stem)
    from briefs.wiring import checked_for_rendering, rendered, with_source_texts

    document = checked_for_rendering(read_document(brief), corpus)
    if corpus is not None and "review" in outputs.names:
        document = with_source_texts(document, corpus)
    outputs.write(lambda name: rendered(document, name))


@click.command()
@click.argument("before")
@click.argument("after")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of text.")
def diff(*, before: str, after: str, as_json: bool) -> None:
    """Say what differs between two briefs of an article, BEFORE and AFTER (JSON; one of them may be - for stdin): standings with their
    reasons, sentences, origins, what must change, sources, and which approvals no longer hold.

    Ends with 0 whether they differ or not; `is_empty` of --json tells.
    """
    if before == after == "-":
        raise UsageError("only one of the two can come from stdin; give a file for the other")
    from briefs.domain.difference import compare
    from briefs.render import difference_lines, difference_to_json

    first, second = read_document(before), read_document(after)
    difference = compare(first, second)
    if as_json:
        click.echo(json.dumps(difference_to_json(difference), ensure_ascii=False, indent=1))
        return
    for line in difference_lines(difference, language=second.language, sources=(*first.sources, *second.sources)):
        click.echo(line)


@click.command()
def schema() -> None:
    """Print the JSON Schema of a brief."""
    from briefs.domain.unwire import published_schema

    click.echo(json.dumps(published_schema(), ensure_ascii=False, indent=1))


def read_document(path: str) -> Document:
    """The document in a file or on stdin.

    Raises:
        BriefError: missing, not JSON, or not of the published schema.
    """
    from briefs.domain.unwire import document_from_json

    try:
        raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        data = json.loads(raw.decode("utf-8"))
    except OSError as error:
        raise BriefError(f"{path}: cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BriefError(f"{path}: not JSON ({error}); give the .json that `briefs draft --format json` wrote") from error
    try:
        return document_from_json(data)
    except BriefError as error:
        raise BriefError(f"{path}: {error}") from error
