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
from briefs_evals.judges.chat import ChatJudge
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """What came of a sample."""

    line: Json
    """Status and scores: the same for the same document, whenever and wherever it was made."""
    document: Json | None
    effort: Json
    """What differs from run to run: seconds, and the tokens that judges used."""


def run_sample(job: SampleJob, *, system: System | None = None, judges: Sequence[Judge] | None = None) -> Sampled:
    """The sample's line, the document behind it (None when there is none) and what it took. Never raises for a fault of the system."""
    started = time.monotonic()
    judges = judges or []
    try:
        system = system or make_system(job.system)
        judges = judges or [make_judge(spec) for spec in job.judges]
        task = write_task(job.case, job.work / f"{job.case.id}-{job.case.sha256[:12]}", claims=job.mode)
        document = json.loads(json.dumps(system.brief(task)))
        seconds = time.monotonic() - started
        line = score_document(job.case, document, mode=job.mode, judges=judges)
        return Sampled(line=line, document=document, effort=_effort(job, seconds, judges))
    except Unscored as reason:
        return Sampled(line=unscored_line(job, str(reason)), document=None, effort=_effort(job, time.monotonic() - started, judges))
    except Exception as error:  # noqa: BLE001 - the system under test may fail in any way; one sample is lost, and counted
        where = traceback.format_exception(error)[-4:]
        line = {**unscored_line(job, f"crashed: {type(error).__name__}: {error}"), "trace": "".join(where)[-2000:]}
        return Sampled(line=line, document=None, effort=_effort(job, time.monotonic() - started, judges))


def unscored_line(job: SampleJob, reason: str) -> Json:
    """The line of a sample without scores."""
    return {**_head(job.case, job.mode), "status": "unscored", "reason": reason}


def score_document(case: Case, document: Json, *, mode: str, judges: Sequence[Judge]) -> Json:
    """The line of a scored sample: counts a metric, and a row a claim. The same document gives the same line."""
    scored = make_scored(case, mode=mode, document=document)
    asked = questions(scored)
    verdicts = {judge.name: dict(zip((q.key for q in asked), judge.judge(asked), strict=True)) for judge in judges}
    scored = Scored(case=case, mode=mode, document=document, texts=scored.texts, pairs=scored.pairs, verdicts=verdicts)
    metrics = [metric for metric in all_metrics(judges) if metric.needs in ("", mode)]
    failed = [{"claim": pair.label.id, "reason": pair.failure} for pair in scored.pairs if pair.label is not None and pair.failure]
    return {
        **_head(case, mode),
        "status": "scored",
        "document_sha256": canonical_sha256({key: value for key, value in document.items() if key != "provenance"}),
        "failed_claims": failed,
        "tallies": {metric.name: _numbers(metric.tally(scored)) for metric in metrics},
        "claims": claim_rows(scored, [judge.name for judge in judges]),
    }


def _effort(job: SampleJob, seconds: float, judges: Sequence[Judge]) -> Json:
    tokens = {judge.name: judge.prompt_tokens + judge.completion_tokens for judge in judges if isinstance(judge, ChatJudge)}
    return {"sample": job.id, "seconds": round(seconds, 3), **({"judge_tokens": tokens} if tokens else {})}


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
