"""The worker: what may pass is tried again, what may not fails, and nobody forgets a source under its hands."""

from __future__ import annotations

import os
from typing import Any

import pytest

from briefs.collect import read_article
from briefs.errors import ArticleError, BriefsError, IndexLocked, ProviderError, StorageError
from briefs.service import working
from briefs.service.corpus_child import corpus_held
from briefs.service.job import Job, Outcome
from briefs.service.jobs import JobStore
from briefs.service.worker import Worker
from tests.builders import a_document
from tests.service.desk import ENVIRONMENT, Desk, hashed


@pytest.fixture
def worker(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """Of the service's only slot."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setitem(os.environ, name, value)
    return Worker(desk.settings, 0)


def _work(desk: Desk, worker: Worker, monkeypatch: pytest.MonkeyPatch, result: Outcome | BaseException) -> Job:
    def work(*_: Any) -> Outcome:
        if isinstance(result, BaseException):
            raise result
        return result

    monkeypatch.setattr(working, "work", work)
    desk.hand_in()
    job = desk.services.jobs.next_job(0)
    assert job is not None
    worker.do(job)
    found = desk.services.jobs.get(job.id)
    assert found is not None
    return found


@pytest.mark.parametrize("error", [IndexLocked("busy"), StorageError("full"), ProviderError("did not answer")])
def test_what_may_pass_is_tried_again_later(desk: Desk, worker: Worker, monkeypatch: pytest.MonkeyPatch, error: BriefsError) -> None:
    """Not at once, and not for ever."""
    job = _work(desk, worker, monkeypatch, error)
    assert (job.state, job.retries) == ("queued", 1)
    assert desk.services.jobs.next_job(0) is None
    for _ in range(3):
        desk.database.connection().execute("UPDATE jobs SET not_before = 0")
        again = desk.services.jobs.next_job(0)
        assert again is not None
        worker.do(again)
    desk.database.connection().execute("UPDATE jobs SET not_before = 0")
    last = desk.services.jobs.next_job(0)
    assert last is not None
    worker.do(last)
    ended = desk.services.jobs.get(job.id)
    assert ended is not None
    assert ended.state == "failed"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ArticleError("no text"), "article-error"),
        (ProviderError("answered 404", is_lasting=True), "provider-error"),
        (MemoryError(), "too-large"),
        (KeyError("the zebrafish ledger"), "internal"),
    ],
)
def test_what_may_not_pass_fails_at_once(desk: Desk, worker: Worker, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str) -> None:
    """With a code; an internal error's own words are kept to itself."""
    job = _work(desk, worker, monkeypatch, error)
    assert (job.state, job.error_code) == ("failed", code)
    assert "zebrafish" not in (job.error or "")


def test_a_source_cannot_be_forgotten_between_the_work_and_its_result(desk: Desk, worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The corpus is held until the result is written: else the forgotten words would come back in it."""
    seen: list[bool] = []
    finish = JobStore.finish

    def watched(self: JobStore, *arguments: Any, **named: Any) -> bool:
        with pytest.raises(StorageError), corpus_held(desk.settings, "quay", wait_s=0):
            pass
        seen.append(True)
        return finish(self, *arguments, **named)

    monkeypatch.setattr(JobStore, "finish", watched)
    job = _work(desk, worker, monkeypatch, working.outcome_of(hashed(a_document()), "mark"))
    assert (job.state, seen) == ("succeeded", [True])
    with corpus_held(desk.settings, "quay", wait_s=0):
        pass


def test_a_job_is_put_off_while_its_corpus_is_being_changed(desk: Desk, worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no failure."""
    monkeypatch.setattr("briefs.service.worker._LOCK_WAIT_S", 0)
    with corpus_held(desk.settings, "quay", wait_s=0):
        job = _work(desk, worker, monkeypatch, Outcome(state="succeeded"))
    assert (job.state, job.retries) == ("queued", 1)


def test_a_result_stands_for_its_day(desk: Desk) -> None:
    """The same article over the same corpus may be another brief a day later: a source was published, an embargo is over."""
    article, root = a_document().article, desk.settings.corpus("quay")
    marks = [working._mark(article, root, {"as_of": day}, version="1", model="") for day in ("2026-03-08", "2026-03-08", "2026-03-09")]
    assert (marks[0] == marks[1], marks[1] == marks[2]) == (True, False)


def test_an_article_that_is_nested_very_deeply_is_not_usable() -> None:
    """Whatever a host answers is no fault of ours."""
    for data in (b'{"body":' * 100_000, b"[" * 100_000, b'{"a":' * 100_000 + b"1" + b"}" * 100_000):
        with pytest.raises(ArticleError):
            read_article(data, place="the fetched article")
