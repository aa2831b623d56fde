"""`briefs draft`: from an article and a corpus to checked briefs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefs.cli.options import as_of_option, corpus_option, today
from briefs.cli.outputs import format_option, output_option, plan_outputs
from briefs.cli.terminal import Terminal
from briefs.errors import GateRefused, UsageError

if TYPE_CHECKING:
    from briefs.domain import Document, PartialDate

REFUSALS = ("withheld", "unverified", "not-publishable", "must-change")


@click.command()
@click.argument("article")
@corpus_option
@click.option("--claims", "claims_file", type=click.Path(path_type=Path), help="The checker's own list: one a line, or JSON [{id, text}].")
@click.option("--claim", "claim_texts", multiple=True, help="One claim to check (repeatable).")
@as_of_option
@click.option("--article-url", help="Where the article stands; a source at the same address is no evidence for it.")
@format_option
@output_option
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
    output: str | None,
    language: str,
    model: str | None,
    base_url: str | None,
    fail_on: tuple[str, ...],
) -> int:
    """Write the briefs of ARTICLE (.txt, .md, .html, .docx, .json, or - for stdin)."""
    outputs = plan_outputs(formats, output, stem="briefs" if article == "-" else Path(article).stem)
    _check_model(model, base_url)
    from briefs.draft.phrases import load_phrases

    load_phrases(language)  # a language without templates is told now, not claim by claim
    from briefs.wiring import DraftJob, draft_document, rendered

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
    outputs.write(lambda name: rendered(document, name))
    from briefs.render import failures, summary

    for line in failures(document) if output in (None, "-") else [summary(document)]:
        terminal.say(line)
    refused = _refusals(document, fail_on)
    if refused:
        raise GateRefused("; ".join(refused))
    return 4 if _is_partial(document) else 0


def _check_model(model: str | None, base_url: str | None) -> None:
    """A model that can never answer is told before any work, not claim by claim."""
    if model is None:
        if base_url is not None:
            raise UsageError("--base-url is the endpoint of a model: add --model openai:NAME")
        return
    provider, _, name = model.partition(":")
    if provider != "openai" or not name.strip():
        raise UsageError(f"--model {model}: write openai:NAME (any OpenAI-compatible server, see --base-url)")
    has_endpoint = base_url or os.environ.get("OPENAI_BASE_URL")
    if not os.environ.get("OPENAI_API_KEY", "").strip() and not has_endpoint:
        raise UsageError(
            f"--model {model} needs a key: set OPENAI_API_KEY, or name an endpoint that needs none with --base-url; "
            "without --model the briefs are written with no key at all"
        )


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
