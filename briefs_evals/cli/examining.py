"""`briefs eval gate`, `compare`, `report`, `labels`: look into runs that were made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefs.errors import InputError, UsageError

if TYPE_CHECKING:
    from briefs_evals.cases import Case
    from briefs_evals.judges import Question
    from briefs_evals.metrics import Metric
    from briefs_evals.results import RunFolder

Json = dict[str, Any]
_run = click.argument("run", type=click.Path(path_type=Path))
_cases = click.option(
    "--cases", "case_paths", type=click.Path(path_type=Path), multiple=True, help="The cases of the run. [default: those that come along]"
)


@click.command()
@_run
@_cases
@click.option(
    "--fail-under",
    multiple=True,
    metavar="[KIND=]VALUE",
    help="End with 6 when less than this share of all damage, or of the damage KIND (negated=0.95), is caught (repeatable).",
)
@click.option(
    "--show",
    type=click.IntRange(0),
    default=0,
    help="Print so many sentences of each kind that slipped through or were wrongly refused (development cases alone).",
)
def gate(*, run: Path, case_paths: tuple[Path, ...], fail_under: tuple[str, ...], show: int) -> None:
    """Put the gate on trial: damage the sentences of RUN and see what it catches."""
    from briefs.errors import BriefError, GateRefused
    from briefs_evals.results import RunFolder
    from briefs_evals.trial import trial_table, try_gate
    from briefs_evals.trial.limits import parse_limits, too_low
    from briefs_evals.trial.trial import counts_to_json

    limits = parse_limits(fail_under)
    folder = RunFolder.open(run)
    system = folder.record()["settings"]["system"]
    documents = [(case, document) for case, document, _ in _documents(folder, case_paths) if document.get("claims")]
    try:
        counts = try_gate(documents)
    except BriefError as error:
        raise InputError(
            f"{run} holds documents of {system}, which have not been through the gate: the trial damages sentences that the gate passed, "
            f"so it needs a run of the program itself (--system briefs); {error}"
        ) from error
    folder.write_json("trial.json", counts_to_json(counts))
    click.echo(trial_table(counts), nl=False)
    for count in counts:
        for item in [slip for slip in count.slipped if slip["split"] == "dev"][:show]:
            click.echo(f"  {count.name}: {item['after']}  {', '.join(item['findings'])}")
    if not any(count.tried for count in counts if count.is_damage):
        raise InputError(f"no sentence of {run} passes the gate as it stands, so there was nothing to damage")
    faults = too_low(counts, limits)
    if faults:
        raise GateRefused("\n".join(faults))


@click.command()
@click.argument("earlier", type=click.Path(path_type=Path))
@click.argument("later", type=click.Path(path_type=Path))
@click.option("--fail-if-worse", multiple=True, metavar="METRIC[=BY]", help="End with 6 when a figure got worse (repeatable).")
@click.option("--seed", type=click.IntRange(0), default=20260308, show_default=True)
def compare(*, earlier: Path, later: Path, fail_if_worse: tuple[str, ...], seed: int) -> None:
    """Differences of two runs over the samples that both scored, with paired intervals."""
    from briefs.errors import GateRefused
    from briefs_evals.comparing import compare_runs, comparison_table
    from briefs_evals.results import RunFolder
    from briefs_evals.thresholds import parse_worse, worsened

    runs = RunFolder.open(earlier), RunFolder.open(later)
    for run in runs:
        run.summary()  # half a run compares as if its other half had been left out on purpose
    metrics = metrics_of_run(runs[1])
    worse = [parse_worse(text, metrics) for text in fail_if_worse]
    comparison = compare_runs(*runs, metrics, seed=seed)
    click.echo(comparison_table(comparison), nl=False)
    faults = [check.fault for item in worse for check in worsened(item, comparison) if check.fault]
    if faults:
        raise GateRefused("\n".join(faults))


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
@click.option("--each", is_flag=True, help="Also ask about each span alone and all but each: citation precision needs that.")
@click.option("--seed", type=click.IntRange(0), default=20260308, show_default=True)
def labels_out(*, run: Path, sheet: Path, case_paths: tuple[Path, ...], sample: int | None, each: bool, seed: int) -> None:
    """Write the sentences of RUN with all their cited spans to SHEET; fill in `verdict` with yes or no."""
    from briefs_evals.judges.human import write_sheet
    from briefs_evals.results import RunFolder

    if sheet.exists():
        raise UsageError(f"{sheet} is there already, perhaps with verdicts in it; give another name or move it away")
    groups = _asked(RunFolder.open(run), case_paths)
    sentences, rows = write_sheet(groups if each else [group[:1] for group in groups], sheet, sample=sample, seed=seed)
    click.echo(f"{sheet}: {sentences} sentences{f', {rows} questions' if each else ''}")


@labels.command("in")
@_run
@click.argument("sheets", nargs=-1, required=True, type=click.Path(path_type=Path))
@_cases
def labels_in(*, run: Path, sheets: tuple[Path, ...], case_paths: tuple[Path, ...]) -> None:
    """What the people of SHEETS say of RUN, and how far they agree with each other and with the judges that need no model."""
    from briefs_evals.judges import make_judge
    from briefs_evals.judges.agreement import agreement
    from briefs_evals.judges.human import read_labels
    from briefs_evals.results import RunFolder

    questions = [group[0] for group in _asked(RunFolder.open(run), case_paths)]
    keys = {question.key for question in questions}
    filled = {f"human:{sheet.stem}": read_labels(sheet) for sheet in sheets}
    people = {name: {k: v for k, v in verdicts.items() if k in keys} for name, verdicts in filled.items()}
    for name, verdicts in people.items():
        none = "unscored: no label belongs to this run" if filled[name] else "unscored: the sheet is blank; write yes or no under verdict"
        share = f"{sum(verdicts.values()) / len(verdicts):.3f}" if verdicts else none
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
    """The metrics of the judges that the run was made with; neither their keys nor their sheets are needed again."""
    from briefs_evals.judges import NamedJudge
    from briefs_evals.metrics import all_metrics

    return all_metrics([NamedJudge(name) for name in folder.record()["settings"]["judges"]])


def _documents(folder: RunFolder, case_paths: tuple[Path, ...]) -> list[tuple[Case, Json, str]]:
    """Case, document and claim mode of each sample; a sample whose case changed since is left out, and said so.

    Raises:
        InputError: none is left.
    """
    from briefs_evals.cases import load_cases, packaged_cases

    cases = {case.id: case for case in load_cases(case_paths or (packaged_cases(),))}
    found, left_out = [], []
    for line in folder.samples():
        document = folder.document(line["sample"])
        if line["status"] != "scored" or document is None:
            continue
        case = cases.get(line["case"])
        if case is None or case.sha256 != line["case_sha256"]:
            left_out.append(line["sample"])
            continue
        found.append((case, document, str(line["claims_from"])))
    if left_out and not found:
        among = "the cases given" if case_paths else "the cases that come along"
        raise InputError(
            f"the cases of {folder.path} ({', '.join(left_out)}) are not among {among}, or are of another version; name them with --cases"
        )
    if not found:
        raise InputError(f"{folder.path} has no scored sample: there is nothing to look at")
    for sample in left_out:
        click.echo(f"left out {sample}: its case is not here, or is another version; name it with --cases", err=True)
    return found


def _asked(folder: RunFolder, case_paths: tuple[Path, ...]) -> list[list[Question]]:
    """A group a sentence: the question with all its spans first, then each alone and all but each. No span that resolves, no question.

    Raises:
        InputError: no sentence is left.
    """
    from briefs_evals.judges.port import question_of
    from briefs_evals.scored import asserting, make_scored, resolved, subsets

    found: dict[str, list[Question]] = {}
    for case, document, mode in _documents(folder, case_paths):
        scored = make_scored(case, mode=mode, document=document)
        for claim in document["claims"]:
            for statement in asserting(claim):
                citations = resolved(statement, scored)
                if citations:
                    group = [question_of(case, document, claim, statement, subset, scored.texts) for subset in subsets(citations)]
                    found.setdefault(group[0].key, group)
    if not found:
        raise InputError(f"{folder.path} has no sentence with a citation that resolves: there is nothing to label")
    return list(found.values())
