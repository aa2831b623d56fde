"""Runs samples, some at a time, in any order; results do not depend on it.

Both samples of a case share a corpus, so they run one after the other.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from briefs_evals.samples import SampleJob, run_sample, unscored_line

Json = dict[str, Any]
Result = tuple[Json, Json | None]
Keep = Callable[[Json, Json | None], None]


def run_samples(jobs: Sequence[SampleJob], *, workers: int, keep: Keep, on_progress: Callable[[str, int, int], None]) -> None:
    """Run every job and hand each result to `keep` as soon as it is there. `workers` 1: in this process."""
    done = 0

    def kept(results: Iterable[Result]) -> None:
        nonlocal done
        for line, document in results:
            keep(line, document)
            done += 1
            on_progress("Scoring samples", done, len(jobs))

    on_progress("Scoring samples", 0, len(jobs))
    groups = _by_case(jobs)
    if workers <= 1:
        for group in groups:
            for job in group:
                kept([run_sample(job)])
        return
    lost = _in_pool(groups, workers=workers, kept=kept)
    for group in lost:
        # a worker died (out of memory, a crash in native code) and took its neighbours along: each alone now, to find the one at fault
        for job in group:
            if _in_pool([[job]], workers=1, kept=kept):
                kept([(unscored_line(job, "crashed: the worker process died"), None)])


def _in_pool(groups: Sequence[Sequence[SampleJob]], *, workers: int, kept: Callable[[Iterable[Result]], None]) -> list[Sequence[SampleJob]]:
    """Run the groups; those whose worker died come back."""
    lost: list[Sequence[SampleJob]] = []
    with ProcessPoolExecutor(max_workers=workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        futures = {pool.submit(_run_group, group): group for group in groups}
        for future in as_completed(futures):
            try:
                kept(future.result())
            except BrokenProcessPool:
                lost.append(futures[future])
    return lost


def _run_group(group: Sequence[SampleJob]) -> list[Result]:
    return [run_sample(job) for job in group]


def _by_case(jobs: Sequence[SampleJob]) -> list[Sequence[SampleJob]]:
    groups: dict[str, list[SampleJob]] = {}
    for job in jobs:
        groups.setdefault(job.case.id, []).append(job)
    # the longest first keeps both cores busy to the end
    return sorted(groups.values(), key=lambda group: -len(group[0].case.sources))
