"""`briefs eval`: run cases, print the table, write the run, hold it against thresholds and an earlier run."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefs.cli.terminal import Terminal
from briefs_evals.cli.examining import compare, gate, labels, report
from briefs_evals.cli.foreign import foreign
from briefs_evals.cli.making import new, validate

if TYPE_CHECKING:
    from briefs_evals.evaluating import Evaluation

EPILOG = """\b
Exit codes (beside those of `briefs`):
  0  every sample was scored and every threshold held
  3  a case is not sound or cannot be read; nothing was run
  4  some samples are unscored; the run was written
  6  a threshold did not hold, or a figure got worse than --compare allows
"""


@click.group("eval", invoke_without_command=True, epilog=EPILOG)
@click.option(
    "--cases", "case_paths", type=click.Path(path_type=Path), multiple=True, help="Case files or folders. [default: those that come along]"
)
@click.option("--case", "case_ids", multiple=True, help="Only this case (repeatable).")
@click.option("--split", type=click.Choice(["dev", "held-out"]), help="Only the cases of one part.")
@click.option("--system", default="briefs", show_default=True, help="briefs, lead, majority, two-outlets, langchain-rag, documents:FOLDER.")
@click.option("--model", help="For systems with a model: openai:NAME.")
@click.option("--base-url", help="OpenAI-compatible endpoint for --model.")
@click.option(
    "--claims",
    "modes",
    type=click.Choice(["gold", "own"]),
    multiple=True,
    help="gold: claims given; own: claims found by the system. [default: both]",
)
@click.option(
    "--judge", "judges", multiple=True, help="overlap, gate, chat:MODEL[@URL], human:FILE.csv (repeatable). [default: overlap, gate]"
)
@click.option(
    "--results", type=click.Path(path_type=Path, file_okay=False), default=Path("results"), show_default=True, help="Where runs are kept."
)
@click.option("--run-id", help="Name of the run. [default: time and system]")
@click.option("--resume", is_flag=True, help="Go on with the run --run-id: samples that were scored stay.")
@click.option("--jobs", type=click.IntRange(1, 64), default=min(2, os.cpu_count() or 1), show_default=True, help="Samples at a time.")
@click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where corpora and indexes are kept between runs. [default: RESULTS/.work]",
)
@click.option("--seed", type=int, default=20260308, show_default=True, help="Of the bootstrap.")
@click.option("--fail-under", multiple=True, metavar="METRIC=VALUE", help="End with 6 when a figure is below (repeatable).")
@click.option(
    "--fail-over",
    multiple=True,
    metavar="METRIC=VALUE",
    help="End with 6 when a figure is above, e.g. over_confirmation=0.05 (repeatable).",
)
@click.option(
    "--compare", "compared", type=click.Path(path_type=Path, file_okay=False), help="An earlier run: differences with paired intervals."
)
@click.option(
    "--fail-if-worse", multiple=True, metavar="METRIC[=BY]", help="With --compare: end with 6 when a figure got worse (by more than BY)."
)
@click.option(
    "--allow-unscored", type=click.IntRange(0), default=0, show_default=True, help="Unscored samples that do not make it exit with 4."
)
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), help="Write samples and thresholds as JUnit XML.")
@click.option("--json", "as_json", is_flag=True, help="The summary on stdout as JSON instead of the table.")
@click.pass_context
def eval_command(context: click.Context, /, **options: object) -> int | None:
    """Measure how good the briefs are on labelled stories."""
    if context.invoked_subcommand is not None:
        return None
    from briefs_evals.evaluating import evaluate

    terminal: Terminal = context.obj
    evaluation = _evaluation(options)
    with terminal.progress() as progress:
        outcome = evaluate(evaluation, on_progress=progress)
    click.echo(outcome.summary_json if options["as_json"] else outcome.text, nl=False)
    terminal.say(f"written: {outcome.folder}")
    return outcome.exit_code()


def _evaluation(options: dict[str, object]) -> Evaluation:
    from briefs_evals.evaluating import Evaluation
    from briefs_evals.systems import SystemSpec

    system = str(options.pop("system"))
    model, base_url = options.pop("model"), options.pop("base_url")
    run_id = options.pop("run_id") or f"{datetime.now(tz=UTC):%Y%m%dT%H%M%SZ}-{system.replace(':', '-').replace('/', '-')}"
    fields = {name: value for name, value in options.items() if name != "as_json"}
    spec = SystemSpec(name=system, model=None if model is None else str(model), base_url=None if base_url is None else str(base_url))
    return Evaluation(system=spec, run_id=str(run_id), **fields)  # type: ignore[arg-type]


for command in (new, validate, gate, compare, report, labels, foreign):
    eval_command.add_command(command)
