"""The pytest plugin: gate a prompt or policy change in a newsroom's own CI.

In `conftest.py`: `pytest_plugins = ["briefs_evals.pytest_plugin"]`. Then a test asks for the fixture `briefs_eval`:

    def test_nothing_is_over_confirmed(briefs_eval):
        outcome = briefs_eval(cases=["evals/cases"], fail_over=["over_confirmation=0.05"], fail_under=["standing_accuracy=0.6"])
        outcome.check()

It runs in the test's own process and keeps the run under pytest's temporary folder, or under `--briefs-results DIR`, where it replaces the
run that the same test made earlier. A call that is wrong, or a case that is not sound, fails the test with the command's message.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from briefs.errors import BriefsError
from briefs_evals.evaluating import Evaluation, Outcome, evaluate
from briefs_evals.systems import SystemSpec
from briefs_evals.wording import unknown

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """A finished run."""

    outcome: Outcome

    @property
    def summary(self) -> Json:
        """As in summary.json."""
        return self.outcome.summary

    def value(self, metric: str, *, claims: str = "gold") -> float | None:
        """One figure; None when it is unscored. A figure that the run does not have fails the test and says which ones there are."""
        scores = self.outcome.summary["scores"]
        if claims not in scores:
            pytest.fail(unknown("claims", claims, scores), pytrace=False)
        if metric not in scores[claims]:
            pytest.fail(unknown("metric", metric, scores[claims]), pytrace=False)
        value: float | None = scores[claims][metric]["value"]
        return value

    def check(self, *, allow_unscored: int = 0) -> None:
        """Fail the test with a clear message wherever the command would not end with 0."""
        faults = [*self.outcome.faults, *self.outcome.shortfalls(allow_unscored=allow_unscored)]
        if faults:
            pytest.fail("\n".join([*faults, f"report: {self.outcome.folder / 'report.html'}"]), pytrace=False)


def _several(given: Any) -> tuple[Any, ...]:
    """One alone is as good as a list of one: a text is not taken letter by letter."""
    return (given,) if isinstance(given, (str, Path)) else tuple(given)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--briefs-results DIR`: keep the runs there."""
    parser.getgroup("briefs").addoption("--briefs-results", default=None, help="Keep evaluation runs in this folder.")


@pytest.fixture
def briefs_eval(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Checked]:
    """Runs an evaluation and hands back what came out; the keywords are those of `briefs eval`.

    Where several may be given, one alone will do. Defaults are the command's (the cases that come along, the program itself, its judges, no
    threshold), but for two: claims are given (`claims="gold"`; the command runs found ones too), and samples run one at a time.
    """
    root = request.config.getoption("--briefs-results")
    results = Path(root) if root else tmp_path / "results"
    runs = 0

    def run(
        *,
        cases: str | Path | Sequence[str | Path] = (),
        case: str | Sequence[str] = (),
        split: str | None = None,
        system: str = "briefs",
        model: str | None = None,
        base_url: str | None = None,
        config: str | Path | None = None,
        claims: str | Sequence[str] = ("gold",),
        judges: str | Sequence[str] = (),
        fail_under: str | Sequence[str] = (),
        fail_over: str | Sequence[str] = (),
        compare: str | Path | None = None,
        fail_if_worse: str | Sequence[str] = (),
        jobs: int = 1,
    ) -> Checked:
        nonlocal runs
        runs += 1
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", request.node.name).strip("-._")[:60] or "test"
        # two files may hold tests of one name: the whole path tells them apart
        name += f"-{hashlib.sha256(request.node.nodeid.encode('utf-8')).hexdigest()[:8]}"
        evaluation = Evaluation(
            system=SystemSpec(name=system, model=model, base_url=base_url, config=None if config is None else Path(config)),
            run_id=f"{name}-{runs}",
            case_paths=tuple(map(Path, _several(cases))),
            case_ids=_several(case),
            split=split,
            jobs=jobs,
            modes=_several(claims),
            judges=_several(judges),
            results=results,
            fail_under=_several(fail_under),
            fail_over=_several(fail_over),
            compared=None if compare is None else Path(compare),
            fail_if_worse=_several(fail_if_worse),
        )
        if root:
            shutil.rmtree(results / evaluation.run_id, ignore_errors=True)
        try:
            return Checked(evaluate(evaluation, on_progress=lambda *_: None))
        except BriefsError as error:
            pytest.fail(str(error), pytrace=False)

    return run
