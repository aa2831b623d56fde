"""`briefs draft`: from an article and a corpus to checked briefs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefs.cli.options import as_of_option, corpus_option, today
from briefs.cli.terminal import Terminal, write_atomically
from briefs.errors import GateRefused, UsageError

if TYPE_CHECKING:
    from briefs.domain import Document, PartialDate

FORMATS = ("md", "html", "docx", "json")
REFUSALS = ("withheld", "unverified", "not-publishable", "must-change")


@click.command()
@click.argument("article")
@corpus_option
@click.option("--claims", "claims_file", type=click.Path(path_type=Path), help="The checker's own list: one a line, or JSON [{id, text}].")
@click.option("--claim", "claim_texts", multiple=True, help="One claim to check (repeatable).")
@as_of_option
@click.option("--article-url", help="Where the article stands; a source at the same address is no evidence for it.")
@click.option("--format", "formats", type=click.Choice(FORMATS), multiple=True, help="Repeatable. [default: md]")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file for one format, a folder for several. [default: stdout]")
@click.option("--language", default="en", show_default=True, help="Language of the briefs' own sentences; the claims keep theirs.")
@click.option("--model", help="Let a chat model write sentences: openai:NAME. Without it the program quotes and attributes.")
@click.option("--base-url", help="OpenAI-compatible endpoint for --model.")
@click.option("--fail-on", type=click.Choice(REFUSALS), multiple=True, help="End with 6 when a brief is so (repeatable).")
@click.pass_obj
def draft(
    terminal: Terminal,
    *,
    article: str,
    corpus: Path,
    claims_file: Path | None,
    claim_texts: tuple[str, ...],
    as_of: PartialDate | None,
    article_url: str | None,
    formats: tuple[str, ...],
    output: Path | None,
    language: str,
    model: str | None,
    base_url: str | None,
    fail_on: tuple[str, ...],
) -> int:
    """Write the briefs of ARTICLE (.txt, .md, .html, .docx, .json, or - for stdin)."""
    from briefs.wiring import DraftJob, draft_document

    chosen = tuple(dict.fromkeys(formats)) or ("md",)
    _check_output(chosen, output)
    job = DraftJob(
        article=article,
        corpus=corpus,
        claims_file=claims_file,
        claim_texts=claim_texts,
        as_of=as_of or today(),
        article_url=article_url,
        language=language,
        model=model,
        base_url=base_url,
    )
    with terminal.progress() as progress:
        document = draft_document(job, on_progress=progress)
    stem = "briefs" if article == "-" else Path(article).stem
    _write(document, formats=chosen, output=output, stem=stem, terminal=terminal)
    refused = _refusals(document, fail_on)
    if refused:
        raise GateRefused("; ".join(refused))
    return 4 if _is_partial(document) else 0


def _check_output(formats: tuple[str, ...], output: Path | None) -> None:
    if output is None and len(formats) > 1:
        raise UsageError("several formats need a folder: add -o FOLDER")
    if output is None and formats == ("docx",) and sys.stdout.isatty():
        raise UsageError("a DOCX file is not for a terminal: add -o FILE.docx")
    if output is not None and len(formats) > 1 and output.is_file():
        raise UsageError(f"{output} is a file; several formats need a folder")


def _write(document: Document, *, formats: tuple[str, ...], output: Path | None, stem: str, terminal: Terminal) -> None:
    from briefs.wiring import rendered

    if output is None:
        sys.stdout.buffer.write(rendered(document, formats[0]))
        sys.stdout.buffer.flush()
        return
    for name in formats:
        path = output / f"{stem}.{name}" if len(formats) > 1 or output.is_dir() else output
        write_atomically(path, rendered(document, name))
        click.echo(path)
    from briefs.render import summary

    terminal.say(summary(document))


def _is_partial(document: Document) -> bool:
    return any(s.is_failure for s in document.skipped) or any(item.code == "unreadable" for item in document.left_out)


def _refusals(document: Document, fail_on: tuple[str, ...]) -> list[str]:
    """One sentence for each `--fail-on` that holds."""
    found = {
        "withheld": [b.claim.id for b in document.briefs if b.report.withheld],
        "unverified": [b.claim.id for b in document.briefs if b.assessment.standing == "unverified"],
        "not-publishable": [b.claim.id for b in document.briefs if not b.is_publishable],
        "must-change": [b.claim.id for b in document.briefs if b.wording.verdict != "sound"],
    }
    return [f"{name}: claims {', '.join(found[name])}" for name in fail_on if found[name]]
