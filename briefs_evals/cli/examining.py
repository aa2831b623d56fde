"""`briefs eval gate`, `compare`, `report`, `labels`: look into runs that were made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefs.errors import UsageError

if TYPE_CHECKING:
    from briefs_evals.cases import Case
    from briefs_evals.judges import Question
    from briefs_evals.metrics import Metric
    from briefs_evals.results import RunFolder

Json = dict[str, Any]
_run = click.argument("run", type=click.Path(path_type=Path, exists=True, file_okay=False))
_cases = click.option(
    "--cases", "case_paths", type=click.Path(path_type=Path), multiple=True, help="The cases of the run. [default: those that come along]"
)


@click.command()
@_run
@_cases
@click.option("--fail-under", type=float, help="End with 6 when less than this share of all damage is caught.")
@click.option(
    "--show",
    type=click.IntRange(0),
    default=0,
    help="Print so many sentences of each kind that slipped through or were wrongly refused (development cases alone).",
)
def gate(*, run: Path, case_paths: tuple[Path, ...], fail_under: float | None, show: int) -> None:
    """Put the gate on trial: damage the sentences of RUN and see what it catches."""
    from briefs.errors import GateRefused
    from briefs_evals.results import RunFolder
    from briefs_evals.trial import trial_table, try_gate
    from briefs_evals.trial.trial import counts_to_json

    folder = RunFolder.open(run)
    counts = try_gate((case, document) for case, document in _documents(folder, case_paths) if document.get("claims"))
    folder.write_json("trial.json", counts_to_json(counts))
    click.echo(trial_table(counts), nl=False)
    for count in counts:
        for item in [slip for slip in count.slipped if slip["split"] == "dev"][:show]:
            click.echo(f"  {count.name}: {item['after']}  {', '.join(item['findings'])}")
    tried = sum(count.tried for count in counts if count.is_damage)
    caught = sum(count.refused for count in counts if count.is_damage)
    if fail_under is not None and (not tried or caught / tried < fail_under):
        raise GateRefused(f"the gate caught {caught} of {tried} damaged sentences, under {fail_under}")


@click.command()
@click.argument("earlier", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("later", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--fail-if-worse", multiple=True, metavar="METRIC[=BY]", help="End with 6 when a figure got worse (repeatable).")
@click.option("--seed", type=int, default=20260308, show_default=True)
def compare(*, earlier: Path, later: Path, fail_if_worse: tuple[str, ...], seed: int) -> None:
    """Differences of two runs over the samples that both scored, with paired intervals."""
    from briefs.errors import GateRefused
    from briefs_evals.comparing import compare_runs, comparison_table
    from briefs_evals.results import RunFolder
    from briefs_evals.thresholds import parse_worse, worsened

    runs = RunFolder.open(earlier), RunFolder.open(later)
    metrics = metrics_of_run(runs[1])
    worse = [parse_worse(text, metrics) for text in fail_if_worse]
    comparison = compare_runs(*runs, metrics, seed=seed)
    click.echo(comparison_table(comparison), nl=False)
    faults = [check.fault for item in worse for check in worsened(item, comparison) if check.fault]
    if faults:
        raise GateRefused("; ".join(faults))


@click.command()
@_run
def report(*, run: Path) -> None:
    """Write summary.json and report.html of RUN again from its samples, and print the table."""
    from briefs_evals.evaluating import finish
    from briefs_evals.results import RunFolder
    from briefs_evals.tables import score_table

    folder = RunFolder.open(run)
    click.echo(score_table(finish(folder, metrics_of_run(folder), seed=folder.record()["settings"]["seed"])), nl=False)
    click.echo(folder.path / "report.html", err=True)


@click.group()
def labels() -> None:
    """People as judges: sentences of a run out as CSV, their verdicts in."""


@labels.command("out")
@_run
@click.argument("sheet", type=click.Path(path_type=Path, dir_okay=False))
@_cases
@click.option("--sample", type=click.IntRange(1), help="So many sentences, drawn at random. [default: all]")
@click.option("--seed", type=int, default=20260308, show_default=True)
def labels_out(*, run: Path, sheet: Path, case_paths: tuple[Path, ...], sample: int | None, seed: int) -> None:
    """Write the sentences of RUN with all their cited spans to SHEET; fill in `verdict` with yes or no."""
    from briefs_evals.judges.human import write_sheet
    from briefs_evals.results import RunFolder

    if sheet.exists():
        raise UsageError(f"{sheet} is there already, perhaps with verdicts in it; give another name or move it away")
    count = write_sheet(_whole_questions(RunFolder.open(run), case_paths), sheet, sample=sample, seed=seed)
    click.echo(f"{sheet}: {count} sentences")


@labels.command("in")
@_run
@click.argument("sheets", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_cases
def labels_in(*, run: Path, sheets: tuple[Path, ...], case_paths: tuple[Path, ...]) -> None:
    """What the people of SHEETS say of RUN, and how far they agree with each other and with the judges that need no model."""
    from briefs_evals.judges import make_judge
    from briefs_evals.judges.agreement import agreement
    from briefs_evals.judges.human import read_labels
    from briefs_evals.results import RunFolder

    questions = _whole_questions(RunFolder.open(run), case_paths)
    keys = {question.key for question in questions}
    people = {f"human:{sheet.stem}": {k: v for k, v in read_labels(sheet).items() if k in keys} for sheet in sheets}
    for name, verdicts in people.items():
        share = f"{sum(verdicts.values()) / len(verdicts):.3f}" if verdicts else "unscored: no label belongs to this run"
        click.echo(f"{name}: {len(verdicts)} of {len(keys)} sentences labelled; carried by their spans: {share}")
    judged = dict(people)
    for spec in ("overlap", "gate"):
        judge = make_judge(spec)
        pairs = zip(questions, judge.judge(questions), strict=True)
        judged[judge.name] = {question.key: verdict.supported for question, verdict in pairs if verdict.supported is not None}
    names = list(judged)
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            found = agreement(judged[one], judged[other])
            if found.both and (one in people or other in people):
                kappa = "n/a, all alike" if found.kappa is None else found.kappa
                click.echo(f"  {one} and {other}: agree on {found.agreed} of {found.both} ({found.share}), kappa {kappa}")


def metrics_of_run(folder: RunFolder) -> list[Metric]:
    """The metrics of the judges that the run was made with."""
    from briefs_evals.judges import make_judge
    from briefs_evals.metrics import all_metrics

    return all_metrics([make_judge(spec) for spec in folder.record()["settings"]["judge_specs"]])


def _documents(folder: RunFolder, case_paths: tuple[Path, ...]) -> list[tuple[Case, Json]]:
    """Case and document of each sample with given claims; a case that changed since is left out, and said so."""
    from briefs_evals.cases import load_cases, packaged_cases

    cases = {case.id: case for case in load_cases(case_paths or (packaged_cases(),))}
    found = []
    for line in folder.samples():
        document = folder.document(line["sample"])
        if line["claims_from"] != "gold" or document is None:
            continue
        case = cases.get(line["case"])
        if case is None or case.sha256 != line["case_sha256"]:
            click.echo(f"left out {line['sample']}: its case is not here, or is another version", err=True)
            continue
        found.append((case, document))
    return found


def _whole_questions(folder: RunFolder, case_paths: tuple[Path, ...]) -> list[Question]:
    """A question a sentence, with all its spans together; sentences without a span that resolves are no question."""
    from briefs_evals.judges.port import question_of
    from briefs_evals.scored import asserting, make_scored, resolved

    found: dict[str, Question] = {}
    for case, document in _documents(folder, case_paths):
        scored = make_scored(case, mode="gold", document=document)
        for claim in document["claims"]:
            for statement in asserting(claim):
                citations = resolved(statement, scored)
                if citations:
                    question = question_of(case, document, claim, statement, citations, scored.texts)
                    found.setdefault(question.key, question)
    return list(found.values())
