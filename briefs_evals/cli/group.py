"""`briefs eval`: run cases, print the table, write the run, hold it against thresholds and an earlier run."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from briefs.cli.terminal import Terminal
from briefs_evals.cli.examining import compare, gate, labels, report
from briefs_evals.cli.foreign import foreign
from briefs_evals.cli.making import new, validate
from briefs_evals.wording import nearest

if TYPE_CHECKING:
    from briefs_evals.evaluating import Evaluation

_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9._-]+")
EPILOG = """\b
Exit codes (beside those of `briefs`):
  0  every sample was scored and every threshold held
  2  the call is wrong: an unknown case, metric, system or judge, a limit that is no number, a file that cannot be written
  3  a case, a run, a sheet or another input is not there or cannot be used; nothing was run
  4  samples are unscored, claims failed or a judge said nothing; the run was written
  6  a threshold did not hold, or a figure got worse than --fail-if-worse allows
"""


class EvalGroup(click.Group):
    """A group that tells somebody who types a story where its commands stand what to write."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it.

        Raises:
            UsageError: there is no such command.
        """
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from briefs_evals.cases import load_cases, packaged_cases

            stories = nearest(args[0], (case.id for case in load_cases([packaged_cases()])))
            if stories and not nearest(args[0], self.list_commands(ctx)):
                raise click.UsageError(f"{error.message} A story is chosen by --case: do you mean {stories[0]}?", ctx) from error
            raise


@click.group("eval", cls=EvalGroup, invoke_without_command=True, epilog=EPILOG)
@click.option(
    "--cases", "case_paths", type=click.Path(path_type=Path), multiple=True, help="Case files or folders. [default: those that come along]"
)
@click.option("--case", "case_ids", multiple=True, help="Only this case (repeatable).")
@click.option("--split", type=click.Choice(["dev", "held-out"]), help="Only the cases of one part.")
@click.option("--system", default="briefs", show_default=True, help="briefs, lead, majority, two-outlets, langchain-rag, documents:FOLDER.")
@click.option("--model", help="For systems with a model: openai:NAME.")
@click.option("--base-url", help="OpenAI-compatible endpoint for --model.")
@click.option(
    "--config", type=click.Path(path_type=Path), help="TOML file of the program, as `briefs draft --config`. [default: $BRIEFS_CONFIG]"
)
@click.option("--cache", "uses_cache", is_flag=True, help="Use a model's answers of earlier runs; tokens and cost are then unscored.")
@click.option(
    "--claims",
    "modes",
    type=click.Choice(["gold", "own"]),
    multiple=True,
    help="gold: claims given; own: claims found by the system. [default: both]",
)
@click.option(
    "--judge",
    "judges",
    multiple=True,
    help="overlap, gate, chat:MODEL[@URL], human:FILE.csv (repeatable). [default: overlap; for the program itself also gate]",
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
@click.option("--seed", type=click.IntRange(0), default=20260308, show_default=True, help="Of the bootstrap.")
@click.option(
    "--fail-under",
    multiple=True,
    metavar="METRIC=VALUE",
    help="End with 6 when a figure is below, on given or on found claims; gold:METRIC=VALUE, own:METRIC=VALUE: on those (repeatable).",
)
@click.option(
    "--fail-over",
    multiple=True,
    metavar="METRIC=VALUE",
    help="End with 6 when a figure is above, e.g. over_confirmation=0.05; gold: and own: as for --fail-under (repeatable).",
)
@click.option("--compare", "compared", type=click.Path(path_type=Path), help="An earlier run: differences with paired intervals.")
@click.option(
    "--fail-if-worse", multiple=True, metavar="METRIC[=BY]", help="With --compare: end with 6 when a figure got worse (by more than BY)."
)
@click.option(
    "--allow-unscored", type=click.IntRange(0), default=0, show_default=True, help="Unscored samples that do not make it exit with 4."
)
@click.option("--junit", type=click.Path(path_type=Path), help="Write samples, judges and thresholds as JUnit XML.")
@click.option("--json", "as_json", is_flag=True, help="The summary on stdout as JSON instead of the table.")
@click.pass_context
def eval_command(context: click.Context, /, **options: object) -> int | None:
    """Measure how good the briefs are on labelled stories."""
    given = [name for name in options if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    if context.invoked_subcommand is not None:
        if given:
            flags = {parameter.name: parameter.opts[0] for parameter in context.command.params}
            raise click.UsageError(f"{flags[given[0]]} stands before {context.invoked_subcommand} and would not be heeded; write it after")
        return None
    if options["resume"] and not options["run_id"]:
        raise click.UsageError("--resume goes on with a run: name it with --run-id")
    from briefs_evals.evaluating import evaluate

    terminal: Terminal = context.obj
    evaluation = _evaluation(options)
    try:
        with terminal.progress() as progress:
            outcome = evaluate(evaluation, on_progress=progress)
    except KeyboardInterrupt:
        terminal.say(f"the samples that were scored are kept; go on with the same command and --resume --run-id {evaluation.run_id}")
        raise
    click.echo(outcome.summary_json if options["as_json"] else outcome.text, nl=False)
    terminal.say(f"written: {outcome.folder} ({outcome.seconds:.1f} seconds in the system)")
    for sentence in outcome.shortfalls():
        click.echo(f"briefs: {sentence}", err=True)
    return outcome.exit_code()


def _evaluation(options: dict[str, object]) -> Evaluation:
    from briefs_evals.evaluating import Evaluation
    from briefs_evals.systems import SystemSpec

    system = str(options.pop("system"))
    model, base_url, config, uses_cache = (options.pop(name) for name in ("model", "base_url", "config", "uses_cache"))
    run_id = options.pop("run_id") or f"{datetime.now(tz=UTC):%Y%m%dT%H%M%SZ}-{_NOT_IN_IDS.sub('-', system)[-60:].strip('-.')}"
    fields = {name: value for name, value in options.items() if name != "as_json"}
    spec = SystemSpec(
        name=system,
        model=None if model is None else str(model),
        base_url=None if base_url is None else str(base_url),
        config=config if isinstance(config, Path) else None,
        uses_cache=bool(uses_cache),
    )
    return Evaluation(system=spec, run_id=str(run_id), **fields)  # type: ignore[arg-type]


for command in (new, validate, gate, compare, report, labels, foreign):
    eval_command.add_command(command)
