"""The whole of `briefs eval` on one screen: cases, samples, summary, thresholds, comparison, files."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from briefs.errors import GateRefused, UsageError
from briefs_evals.cases import Case, packaged_cases, sound_cases
from briefs_evals.cases.visible import CLAIM_MODES
from briefs_evals.comparing import compare_runs, comparison_table
from briefs_evals.judges import make_judges
from briefs_evals.judges.human import HumanJudge
from briefs_evals.junit import junit_xml, require_writable
from briefs_evals.metrics import Metric, all_metrics
from briefs_evals.record import run_record
from briefs_evals.report import html_report
from briefs_evals.results import RunFolder
from briefs_evals.running import run_samples
from briefs_evals.samples import SampleJob
from briefs_evals.shortfalls import shortfalls
from briefs_evals.summary import summarise
from briefs_evals.systems import SystemSpec, make_system
from briefs_evals.tables import score_table
from briefs_evals.thresholds import Check, Threshold, Worse, held, parse_threshold, parse_worse, worsened
from briefs_evals.wording import unknown

Json = dict[str, Any]
DEFAULT_JUDGES = ("overlap", "gate")
"""For the program itself. The gate reads no documents but those that went through it, so other systems are judged by `overlap` alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What `briefs eval` was asked to do."""

    system: SystemSpec
    run_id: str
    case_paths: tuple[Path, ...] = ()
    case_ids: tuple[str, ...] = ()
    split: str | None = None
    modes: tuple[str, ...] = ()
    judges: tuple[str, ...] = ()
    results: Path = Path("results")
    work: Path | None = None
    resume: bool = False
    jobs: int = 1
    seed: int = 20260308
    fail_under: tuple[str, ...] = ()
    fail_over: tuple[str, ...] = ()
    compared: Path | None = None
    fail_if_worse: tuple[str, ...] = ()
    junit: Path | None = None
    allow_unscored: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A finished run."""

    folder: Path
    summary: Json
    text: str
    checks: tuple[Check, ...]
    seconds: float = 0.0
    """Of work in all samples; the summary holds none, so that it is the same for two equal runs."""
    allow_unscored: int = 0

    @property
    def summary_json(self) -> str:
        """For programs."""
        return json.dumps(self.summary, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @property
    def faults(self) -> tuple[str, ...]:
        """A sentence for each threshold that does not hold."""
        return tuple(check.fault for check in self.checks if check.fault)

    def shortfalls(self, *, allow_unscored: int | None = None) -> tuple[str, ...]:
        """A sentence for each thing that was not measured though it was asked for; it ends the command with 4."""
        return shortfalls(self.summary, allow_unscored=self.allow_unscored if allow_unscored is None else allow_unscored)

    def exit_code(self) -> int:
        """0, or 4 when something was not measured (`shortfalls`).

        Raises:
            GateRefused: a threshold did not hold or a figure got worse; the message says which, by how much.
        """
        if self.faults:
            raise GateRefused("\n".join(self.faults))
        return 4 if self.shortfalls() else 0


def evaluate(evaluation: Evaluation, *, on_progress: Callable[[str, int, int], None]) -> Outcome:
    """Run what was asked, keep it, and say what does not hold.

    Raises:
        BriefsError: a case, a setting or an earlier run cannot be used; nothing was run.
    """
    cases = _chosen(evaluation)
    evaluation = replace(
        evaluation, system=_resolved(evaluation.system, cases), modes=tuple(sorted(set(evaluation.modes))) or ("gold", "own")
    )
    strange = [mode for mode in evaluation.modes if mode not in CLAIM_MODES]
    if strange:
        raise UsageError("; ".join(unknown("claims", mode, CLAIM_MODES) for mode in strange))
    specs = tuple(dict.fromkeys(evaluation.judges)) or (DEFAULT_JUDGES if evaluation.system.name == "briefs" else DEFAULT_JUDGES[:1])
    judges = make_judges(specs)
    metrics = all_metrics(judges)
    thresholds = _thresholds(evaluation, metrics)
    worse = _worse(evaluation, metrics)
    system = make_system(evaluation.system)
    earlier = RunFolder.open(evaluation.compared) if evaluation.compared is not None else None
    if earlier is not None:
        earlier.summary()
    if evaluation.junit is not None:
        require_writable(evaluation.junit)
    settings = {
        "system": system.name,
        "model": evaluation.system.model,
        "base_url": evaluation.system.base_url,
        "config_sha256": evaluation.system.config_sha256,
        "language": evaluation.system.language,
        "claims": list(evaluation.modes),
        "judges": [judge.name for judge in judges],
        "labels_sha256": {judge.name: judge.sha256 for judge in judges if isinstance(judge, HumanJudge)},
        "seed": evaluation.seed,
    }
    folder = _folder(evaluation, run_record(run_id=evaluation.run_id, cases=cases, settings=settings))
    jobs = _jobs(evaluation, cases, specs, folder)
    run_samples(jobs, workers=evaluation.jobs, keep=folder.append, on_progress=on_progress)
    summary = finish(folder, metrics, seed=evaluation.seed)
    checks = [check for threshold in thresholds for check in held(threshold, summary, folder.samples())]
    text = score_table(summary)
    if earlier is not None:
        comparison = compare_runs(earlier, folder, metrics, seed=evaluation.seed)
        folder.write_json("comparison.json", comparison)
        text += "\n" + comparison_table(comparison)
        checks += [check for item in worse for check in worsened(item, comparison)]
    if evaluation.junit is not None:
        allowed = evaluation.allow_unscored
        evaluation.junit.write_bytes(
            junit_xml(folder.record(), folder.samples(), checks, effort=folder.effort(), summary=summary, allow_unscored=allowed)
        )
    seconds = sum(float(line["seconds"]) for line in folder.effort().values())
    return Outcome(
        folder=folder.path, summary=summary, text=text, checks=tuple(checks), seconds=seconds, allow_unscored=evaluation.allow_unscored
    )


def finish(folder: RunFolder, metrics: list[Metric], *, seed: int) -> Json:
    """Put the lines in order, and write summary.json and report.html of them."""
    folder.settle()
    samples = folder.samples()
    summary = summarise(samples, metrics, seed=seed)
    folder.write_json("summary.json", summary)
    folder.write("report.html", html_report(folder.record(), samples, summary, effort=folder.effort()))
    return summary


def _chosen(evaluation: Evaluation) -> list[Case]:
    cases = sound_cases(evaluation.case_paths or (packaged_cases(),))
    strange = sorted(set(evaluation.case_ids) - {case.id for case in cases})
    if strange:
        raise UsageError("; ".join(unknown("case", word, (case.id for case in cases)) for word in strange))
    chosen = [
        case for case in cases if (not evaluation.case_ids or case.id in evaluation.case_ids) and evaluation.split in (None, case.split)
    ]
    if not chosen:
        raise UsageError(f"none of {', '.join(evaluation.case_ids) or 'the cases'} is in the split {evaluation.split}")
    return chosen


def _resolved(spec: SystemSpec, cases: list[Case]) -> SystemSpec:
    """`majority` alone means the most frequent label of the development cases (of all, when there are none)."""
    if spec.name != "majority":
        return spec
    pool = [case for case in cases if case.split == "dev"] or cases
    labels = [claim.standing for case in pool for claim in case.labels.claims]
    return replace(spec, name=f"majority:{max(sorted(set(labels)), key=labels.count)}")


def _folder(evaluation: Evaluation, record: Json) -> RunFolder:
    path = evaluation.results / evaluation.run_id
    if not (evaluation.resume and (path / "run.json").is_file()):
        return RunFolder.create(evaluation.results, evaluation.run_id, record)
    folder = RunFolder.open(path)
    earlier = folder.record()
    for name in ("settings", "cases", "hashes", "program"):
        if earlier[name] != record[name]:
            parts = sorted(key for key in {**earlier[name], **record[name]} if earlier[name].get(key) != record[name].get(key))
            raise UsageError(f"{path} was run with other {name} ({', '.join(parts)}); a run is made of one kind: choose another --run-id")
    if earlier["git"] != record["git"]:
        raise UsageError(f"{path} was run at another commit or working tree state; choose another --run-id")
    return folder


def _jobs(evaluation: Evaluation, cases: list[Case], judges: tuple[str, ...], folder: RunFolder) -> list[SampleJob]:
    """The samples still to run: those that were scored stay, those that were not are tried again."""
    done = {line["sample"] for line in folder.samples() if line["status"] == "scored"}
    work = (evaluation.work or evaluation.results / ".work").resolve()
    jobs = [
        SampleJob(case=case, mode=mode, system=evaluation.system, judges=judges, work=work) for case in cases for mode in evaluation.modes
    ]
    return [job for job in jobs if job.id not in done]


def _thresholds(evaluation: Evaluation, metrics: list[Metric]) -> list[Threshold]:
    under = [parse_threshold(text, metrics, side="under") for text in evaluation.fail_under]
    over = [parse_threshold(text, metrics, side="over") for text in evaluation.fail_over]
    return under + over


def _worse(evaluation: Evaluation, metrics: list[Metric]) -> list[Worse]:
    if evaluation.fail_if_worse and evaluation.compared is None:
        raise UsageError("--fail-if-worse needs --compare RUN")
    return [parse_worse(text, metrics) for text in evaluation.fail_if_worse]
