"""`briefs draft`: from an article and a corpus to checked briefs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefs.cli.options import as_of_option, corpus_option, today
from briefs.cli.outputs import format_option, output_option, plan_outputs
from briefs.cli.refusals import fail_on_option, is_partial, refusals
from briefs.cli.terminal import Terminal
from briefs.errors import GateRefused, UsageError

if TYPE_CHECKING:
    from briefs.domain import PartialDate


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
@click.option("--fallback-model", help="Asked when the model fails: openai:NAME at the same endpoint. After it the program's rules write.")
@click.option(
    "--config", type=click.Path(path_type=Path), help="TOML file: a model for each stage, limits, prices. [default: $BRIEFS_CONFIG]"
)
@click.option("--budget-usd", type=click.FloatRange(0), help="Ask the model no further when this much is spent; the rules write the rest.")
@click.option("--max-tokens", type=click.IntRange(0), help="The same in tokens, prompts and answers together.")
@click.option("--no-cache", is_flag=True, help="Do not use or keep the model's answers of earlier runs.")
@click.option("--estimate", "only_estimates", is_flag=True, help="Say what the model would cost; send nothing and write nothing.")
@fail_on_option
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
    fallback_model: str | None,
    config: Path | None,
    budget_usd: float | None,
    max_tokens: int | None,
    no_cache: bool,
    only_estimates: bool,
    fail_on: tuple[str, ...],
) -> int:
    """Write the briefs of ARTICLE (.txt, .md, .html, .docx, .json, or - for stdin)."""
    outputs = plan_outputs(formats, output, stem="briefs" if article == "-" else Path(article).stem)
    from briefs.config import load_settings, require_keys, with_options

    settings = with_options(
        load_settings(config),
        model=model,
        base_url=base_url,
        fallback=fallback_model,
        budget_usd=budget_usd,
        max_tokens=max_tokens,
        uses_cache=not no_cache,
    )
    require_keys(settings)
    if only_estimates and settings.model is None:
        raise UsageError("--estimate is about a model: add --model openai:NAME")
    from briefs.draft.phrases import load_phrases

    load_phrases(language)  # a language without templates is told now, not claim by claim
    from briefs.wiring import DraftJob, draft_document, estimate_document, rendered

    job = DraftJob(
        article=article,
        corpus=corpus,
        claims_file=claims_file,
        claim_texts=claim_texts,
        as_of=as_of or today(),
        article_url=article_url,
        language=language,
        chain=settings,
    )
    if only_estimates:
        with terminal.progress() as progress:
            click.echo(estimate_document(job, on_progress=progress).line())
        return 0
    with terminal.progress() as progress:
        document = draft_document(job, on_progress=progress)
    outputs.write(lambda name: rendered(document, name))
    from briefs.render import failures, summary

    for line in failures(document) if output in (None, "-") else [summary(document)]:
        terminal.say(line)
    briefed = document.provenance.get("briefed")
    as_before = briefed["as_before"] if isinstance(briefed, dict) else 0
    if as_before:
        terminal.say(f"{as_before} of {len(document.briefs)} claims as before: nothing that was read for them has changed")
    if settings.model is not None:
        from briefs.chain.assembly import spent

        terminal.say(spent(document.provenance["model"]))
    if document.is_interrupted:
        terminal.say("interrupted; the finished claims were written, and the same command goes on from the answers it has")
        return 130
    refused = refusals(document, fail_on)
    if refused:
        raise GateRefused("; ".join(refused))
    return 4 if is_partial(document) else 0
