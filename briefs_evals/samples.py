"""One sample: a case, its claims given or found, briefed by a system and scored. A crash makes it unscored; it never makes a number."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefs.domain.wire import canonical_sha256
from briefs_evals.cases import Case, write_task
from briefs_evals.judges import Judge, make_judge
from briefs_evals.metrics import all_metrics
from briefs_evals.rows import claim_rows
from briefs_evals.scored import Scored, make_scored, questions
from briefs_evals.systems import System, SystemSpec, Unscored, make_system

Json = dict[str, Any]
_ROUND = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleJob:
    """Everything that a worker process needs for one sample."""

    case: Case
    mode: str
    system: SystemSpec
    judges: tuple[str, ...]
    work: Path
    """Where the visible half of cases is written; kept between runs, so that nothing is embedded twice."""

    @property
    def id(self) -> str:
        """`<case>/<mode>`."""
        return f"{self.case.id}/{self.mode}"


def run_sample(job: SampleJob, *, system: System | None = None, judges: Sequence[Judge] | None = None) -> tuple[Json, Json | None]:
    """The sample's line and the document behind it (None when there is none). Never raises for a fault of the system."""
    started = time.monotonic()
    try:
        system = system or make_system(job.system)
        judges = judges if judges is not None else [make_judge(spec) for spec in job.judges]
        task = write_task(job.case, job.work / f"{job.case.id}-{job.case.sha256[:12]}", claims=job.mode)
        document = json.loads(json.dumps(system.brief(task)))
        seconds = time.monotonic() - started
        return score_document(job.case, document, mode=job.mode, judges=judges, seconds=seconds), document
    except Unscored as reason:
        return {**unscored_line(job, str(reason)), "seconds": round(time.monotonic() - started, 3)}, None
    except Exception as error:  # noqa: BLE001 - the system under test may fail in any way; one sample is lost, and counted
        where = traceback.format_exception(error)[-4:]
        line = unscored_line(job, f"crashed: {type(error).__name__}: {error}")
        return {**line, "seconds": round(time.monotonic() - started, 3), "trace": "".join(where)[-2000:]}, None


def unscored_line(job: SampleJob, reason: str) -> Json:
    """The line of a sample without scores."""
    return {**_head(job.case, job.mode), "status": "unscored", "reason": reason}


def score_document(case: Case, document: Json, *, mode: str, judges: Sequence[Judge], seconds: float = 0.0) -> Json:
    """The line of a scored sample: counts a metric, and a row a claim. The same document gives the same line, apart from `seconds`."""
    scored = make_scored(case, mode=mode, document=document, seconds=seconds)
    asked = questions(scored)
    verdicts = {judge.name: dict(zip((q.key for q in asked), judge.judge(asked), strict=True)) for judge in judges}
    scored = Scored(case=case, mode=mode, document=document, texts=scored.texts, pairs=scored.pairs, seconds=seconds, verdicts=verdicts)
    metrics = [metric for metric in all_metrics(judges) if metric.needs in ("", mode)]
    failed = [{"claim": pair.label.id, "reason": pair.failure} for pair in scored.pairs if pair.label is not None and pair.failure]
    return {
        **_head(case, mode),
        "status": "scored",
        "document_sha256": canonical_sha256({key: value for key, value in document.items() if key != "provenance"}),
        "seconds": round(seconds, 3),
        "failed_claims": failed,
        "tallies": {metric.name: _numbers(metric.tally(scored)) for metric in metrics},
        "claims": claim_rows(scored, [judge.name for judge in judges]),
    }


def _head(case: Case, mode: str) -> Json:
    return {
        "sample": f"{case.id}/{mode}",
        "case": case.id,
        "title": case.title,
        "case_sha256": case.sha256,
        "split": case.split,
        "claims_from": mode,
    }


def _numbers(tally: Mapping[str, float]) -> Json:
    """Whole numbers as such: the file reads better, and sums stay exact."""
    return {key: int(value) if float(value).is_integer() else round(float(value), _ROUND) for key, value in tally.items()}
