"""Runs samples, some at a time, in any order; results do not depend on it.

Both samples of a case share a corpus, so they run one after the other.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from briefs_evals.samples import Sampled, SampleJob, run_sample, unscored_line

Keep = Callable[[Sampled], None]


def run_samples(jobs: Sequence[SampleJob], *, workers: int, keep: Keep, on_progress: Callable[[str, int, int], None]) -> None:
    """Run every job and hand each result to `keep` as soon as it is there. `workers` 1: in this process."""
    done = 0

    def kept(results: Iterable[Sampled]) -> None:
        nonlocal done
        for sampled in results:
            keep(sampled)
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
                line = unscored_line(job, "crashed: the worker process died")
                kept([Sampled(line=line, document=None, effort={"sample": job.id, "seconds": 0.0})])


def _in_pool(
    groups: Sequence[Sequence[SampleJob]], *, workers: int, kept: Callable[[Iterable[Sampled]], None]
) -> list[Sequence[SampleJob]]:
    """Run the groups; those whose worker died come back."""
    lost: list[Sequence[SampleJob]] = []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=workers, mp_context=context, initializer=_die_of_interrupts) as pool:
        futures = {pool.submit(_run_group, group): group for group in groups}
        try:
            for future in as_completed(futures):
                try:
                    kept(future.result())
                except BrokenProcessPool:
                    lost.append(futures[future])
        except KeyboardInterrupt:
            # at once: the samples at work are lost, and --resume runs them again
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in multiprocessing.active_children():
                worker.terminate()
            raise
    return lost


def _die_of_interrupts() -> None:
    """In a worker: the product would end an interrupted document early, and half a document must never be scored as a whole one."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _run_group(group: Sequence[SampleJob]) -> list[Sampled]:
    return [run_sample(job) for job in group]


def _by_case(jobs: Sequence[SampleJob]) -> list[Sequence[SampleJob]]:
    groups: dict[str, list[SampleJob]] = {}
    for job in jobs:
        groups.setdefault(job.case.id, []).append(job)
    # the longest first keeps both cores busy to the end
    return sorted(groups.values(), key=lambda group: -len(group[0].case.sources))
