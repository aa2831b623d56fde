"""What is put beside a post: owed with the result, sent until it is taken, never twice, and nothing in it that is not for everybody."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from briefs.domain import Document, Handling, HandlingRule, PartialDate, Source
from briefs.errors import AddressRefused, BriefsError, ProviderError
from briefs.ports import ArticleBriefs, Delivered, Rights
from briefs.service.composing import compose
from briefs.service.decisions import Proposal
from briefs.service.delivering import WAITS_S, DeliverySender, rights_faults
from briefs.service.delivery_store import CmsDelivery
from briefs.service.job import Job, Offer, Outcome
from briefs.service.working import outcome_of
from tests.builders import SOURCE_TEXT, a_document, a_source
from tests.service.desk import CONFIG, Desk, hashed
from tests.service.reviewer import Editor

REQUEST = {"hook": "cms", "article_id": "42", "language": "en", "as_of": "2026-03-08", "deliver": True}


@dataclass
class FakeCms:
    """Takes briefs, or does what the test wants next."""

    next: list[BriefsError | Delivered] = field(default_factory=list)
    taken: list[ArticleBriefs] = field(default_factory=list)
    during: Any = None
    """Called while a delivery is under way."""

    def deliver(self, briefs: ArticleBriefs) -> Delivered:
        if self.during is not None:
            self.during()
        answer = self.next.pop(0) if self.next else Delivered(outcome="updated" if self.taken else "created", place="7")
        if isinstance(answer, BriefsError):
            raise answer
        if answer.outcome != "conflict":
            self.taken.append(briefs)
        return answer

    def probe(self) -> Rights:
        return Rights(who="desk", can_deliver=True, can_publish=False)


def _sender(desk: Desk, cms: FakeCms) -> DeliverySender:
    services = desk.services
    return DeliverySender(services.deliveries, {"cms": cms}, lambda item: compose(item, services.jobs, services.decisions, desk.settings))


def _running(desk: Desk, **more: Any) -> Job:
    request = {**REQUEST, **more}
    subject = f"{request['hook']}/{request['article_id']}"
    desk.services.jobs.accept(Offer(corpus="quay", request=request, request_sha256="1", caller="hook cms", subject=subject))
    job = desk.services.jobs.next_job(0)
    assert job is not None
    return job


def _briefed(desk: Desk, document: Document | None = None, *, version: str = "v1", **more: Any) -> tuple[Job, Document]:
    """A finished job of the hook's article."""
    document = hashed(document or a_document())
    job = _running(desk, **more)
    assert desk.services.jobs.finish(job, replace(outcome_of(document, "mark"), version=version))
    found = desk.services.jobs.get(job.id)
    assert found is not None
    return found, document


def _ended(desk: Desk, outcome: Outcome) -> Job:
    job = _running(desk)
    assert desk.services.jobs.finish(job, outcome)
    return job


def _row(desk: Desk, job: Job) -> CmsDelivery:
    found = desk.services.deliveries.of_job(job)
    assert found is not None
    return found


def _approve(desk: Desk, job: Job, document: Document, decision: str = "approved") -> None:
    [brief] = document.briefs
    proposal = Proposal(claim=brief.claim.id, brief_sha256=brief.sha256, decision=decision, editor="Ada")
    desk.services.decisions.add(job, proposal, caller="desk")


def _restricted(**fields: Any) -> Source:
    return a_source(text=SOURCE_TEXT, **fields)


def test_a_result_is_delivered_once(desk: Desk) -> None:
    """Owed in the transaction that ends the job; when it is taken nothing more is sent, and the job says so."""
    cms = FakeCms()
    sender = _sender(desk, cms)
    job, _ = _briefed(desk)
    assert _row(desk, job).state == "waiting"
    assert (sender.send_due(now=time.time()), sender.send_due(now=time.time())) == (1, 0)
    [taken] = cms.taken
    assert (taken.article_id, taken.version, taken.job, taken.reviews, taken.problem) == ("42", "v1", job.id, None, "")
    assert taken.panel is not None
    assert taken.panel["claims"][0]["standing"] == "alleged"
    shown = desk.client.get(f"/v1/briefs/{job.id}").json()["delivery"]
    assert (shown["state"], shown["outcome"], shown["attempts"]) == ("delivered", "created", 1)
    assert "Beside the post in the CMS since" in Editor.at(desk, job).page


def test_a_hook_that_asks_for_nothing_gets_nothing(desk: Desk) -> None:
    """No row, null in the API, no word on the review page."""
    job, _ = _briefed(desk, deliver=False)
    assert desk.services.deliveries.of_job(job) is None
    assert desk.client.get(f"/v1/briefs/{job.id}").json()["delivery"] is None
    assert "Beside the post" not in Editor.at(desk, job).page


def test_a_decision_is_delivered_too(desk: Desk) -> None:
    """Approved: the review goes out; withdrawn: it goes away again. Also when it was decided on an earlier job's very same brief."""
    cms = FakeCms()
    sender = _sender(desk, cms)
    first, document = _briefed(desk)
    sender.send_due(now=time.time())
    job, _ = _briefed(desk)
    sender.send_due(now=time.time())
    _approve(desk, first, document)
    sender.send_due(now=time.time())
    _approve(desk, first, document, "withdrawn")
    sender.send_due(now=time.time())
    assert [item.job for item in cms.taken] == [first.id, job.id, job.id, job.id]
    assert [item.reviews is not None for item in cms.taken] == [False, False, True, False]
    reviews, panel = cms.taken[2].reviews, cms.taken[2].panel
    assert reviews is not None and panel is not None
    assert reviews["@graph"][0]["@type"] == "ClaimReview"
    assert panel["claims"][0]["decision"] == "approved"
    assert [item.place for item in cms.taken] == ["", "7", "7", "7"]


def test_a_newer_result_takes_the_place_of_one_that_waits(desk: Desk) -> None:
    """One delivery, of the newer; the older job says that it has none."""
    cms = FakeCms(next=[ProviderError("down")])
    sender = _sender(desk, cms)
    old, _ = _briefed(desk, version="v1")
    sender.send_due(now=time.time())
    new, _ = _briefed(desk, version="v2")
    sender.send_due(now=time.time() + 3600)
    assert [(item.job, item.version) for item in cms.taken] == [(new.id, "v2")]
    assert desk.services.deliveries.of_job(old) is None


def test_what_comes_to_be_owed_during_a_delivery_is_sent_after_it(desk: Desk) -> None:
    """The end of the first settles nothing that an editor decided meanwhile."""
    cms = FakeCms()
    job, document = _briefed(desk)

    def decide() -> None:
        cms.during = None
        _approve(desk, job, document)

    cms.during = decide
    sender = _sender(desk, cms)
    sender.send_due(now=time.time())
    assert _row(desk, job).state == "waiting"
    sender.send_due(now=time.time())
    assert (_row(desk, job).state, len(cms.taken)) == ("delivered", 2)
    assert cms.taken[-1].reviews is not None


def test_a_system_that_is_down_is_asked_with_growing_waits_and_then_given_up(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Eight attempts over seventeen hours, whatever it answers; the next start takes it up again, and then it is there once."""
    caplog.set_level(logging.INFO, logger="briefs.service")
    cms = FakeCms(next=[ProviderError("cms answered 500"), ProviderError("cms refuses", is_lasting=True)] * 4)
    sender = _sender(desk, cms)
    job, _ = _briefed(desk)
    now = time.time()
    sender.send_due(now=now)
    assert sender.send_due(now=now + 4) == 0
    assert "it is tried again: cms answered 500" in Editor.at(desk, job).page
    for wait in WAITS_S:
        now += wait * 1.3 + 1
        assert sender.send_due(now=now) == 1
    row = _row(desk, job)
    assert (row.state, row.attempts, row.outcome, row.detail) == ("given-up", 8, "refused", "cms refuses")
    assert "and given up: cms refuses" in Editor.at(desk, job).page
    assert sender.send_due(now=now + 10**6) == 0
    assert desk.services.deliveries.take_up_again() == 1
    sender.send_due(now=now)
    assert (_row(desk, job).state, len(cms.taken)) == ("delivered", 1)
    assert len([record for record in caplog.records if record.msg == "delivery"]) == 9


def test_how_long_a_system_asks_to_wait_is_kept_to(desk: Desk) -> None:
    """When that is longer than we would wait."""
    sender = _sender(desk, FakeCms(next=[ProviderError("busy", retry_after_s=600)]))
    _briefed(desk)
    now = time.time()
    sender.send_due(now=now)
    assert (sender.send_due(now=now + 590), sender.send_due(now=now + 610)) == (0, 1)


def test_a_persons_edit_is_told_and_left_alone(desk: Desk) -> None:
    """It is not tried again by itself; the editor reads why, and a later decision tries again."""
    cms = FakeCms(next=[Delivered(outcome="conflict", place="7", detail="the draft was edited by <Bob>")])
    sender = _sender(desk, cms)
    job, document = _briefed(desk)
    sender.send_due(now=time.time())
    assert sender.send_due(now=time.time() + 10**6) == 0
    assert _row(desk, job).state == "conflict"
    assert "Not delivered to the CMS: the draft was edited by &lt;Bob&gt;" in Editor.at(desk, job).page
    assert desk.client.get(f"/v1/briefs/{job.id}").json()["delivery"]["state"] == "conflict"
    _approve(desk, job, document)
    sender.send_due(now=time.time())
    assert _row(desk, job).state == "delivered"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(AddressRefused("a private address"), "address-refused"), (Delivered(outcome="gone"), "gone")],
)
def test_what_cannot_help_is_not_tried_again(desk: Desk, answer: BriefsError | Delivered, outcome: str) -> None:
    """An address that may not be spoken to, a post that was deleted."""
    sender = _sender(desk, FakeCms(next=[answer]))
    job, _ = _briefed(desk)
    sender.send_due(now=time.time())
    assert (_row(desk, job).state, _row(desk, job).outcome) == ("given-up", outcome)


def test_a_failed_check_leaves_the_earlier_briefs_and_says_so(desk: Desk) -> None:
    """The briefs of before stay; decisions on them are still delivered; the next check that works takes the word away."""
    cms = FakeCms()
    sender = _sender(desk, cms)
    job, document = _briefed(desk)
    sender.send_due(now=time.time())
    failed = _ended(desk, Outcome(state="failed", error_code="took-too-long", error="it took longer than 30 minutes"))
    sender.send_due(now=time.time())
    assert (cms.taken[-1].job, cms.taken[-1].problem) == (job.id, "it took longer than 30 minutes")
    assert cms.taken[-1].panel is not None
    assert desk.client.get(f"/v1/briefs/{failed.id}").json()["delivery"]["state"] == "delivered"
    _approve(desk, job, document)
    sender.send_due(now=time.time())
    assert cms.taken[-1].reviews is not None
    _ended(desk, Outcome(state="unchanged", same_as=job.id, version="v2"))
    sender.send_due(now=time.time())
    assert (cms.taken[-1].job, cms.taken[-1].problem, cms.taken[-1].version) == (job.id, "", "v2")


def test_a_first_check_that_fails_is_told(desk: Desk) -> None:
    """There is nothing to show but that."""
    cms = FakeCms()
    _ended(desk, Outcome(state="failed", error_code="article-error", error="no text"))
    _sender(desk, cms).send_due(now=time.time())
    assert (cms.taken[0].panel, cms.taken[0].page_html, cms.taken[0].problem) == (None, "", "no text")


def test_a_failure_names_no_source(desk: Desk) -> None:
    """A message about the corpus may name what is not for everybody who edits: the post gets the code, the API the message."""
    cms = FakeCms()
    error = "source quill-sorrel-memo: the file cannot be decoded"
    failed = _ended(desk, Outcome(state="failed", error_code="corpus-error", error=error))
    _sender(desk, cms).send_due(now=time.time())
    assert "corpus-error" in cms.taken[0].problem and failed.id in cms.taken[0].problem
    assert "sorrel" not in cms.taken[0].problem
    assert desk.client.get(f"/v1/briefs/{failed.id}").json()["error"]["message"] == error


def test_what_is_erased_here_is_taken_away_there(desk: Desk) -> None:
    """By deleting the job, and by forgetting a source of which words stand in it; an old job's end leaves what stands beside the post."""
    cms = FakeCms()
    sender = _sender(desk, cms)
    job, _ = _briefed(desk)
    sender.send_due(now=time.time())
    desk.services.eraser.older("2999")
    assert sender.send_due(now=time.time()) == 0
    again, _ = _briefed(desk)
    sender.send_due(now=time.time())
    desk.services.eraser.quoting("quay", ["gazette"])
    sender.send_due(now=time.time())
    assert (cms.taken[-1].panel, cms.taken[-1].page_html, cms.taken[-1].reviews) == (None, "", None)
    assert [item.job for item in cms.taken] == [job.id, again.id, again.id]
    assert desk.client.delete(f"/v1/briefs/{again.id}").status_code == 200
    assert sender.send_due(now=time.time()) == 1


def test_an_editors_change_is_delivered(desk: Desk) -> None:
    """The right of reply set on the review page changes the brief."""
    cms = FakeCms()
    sender = _sender(desk, cms)
    job, _ = _briefed(desk)
    sender.send_due(now=time.time())
    assert Editor.at(desk, job).send("reply", status="denied", by="The harbour office").status_code == 303
    assert sender.send_due(now=time.time()) == 1
    assert cms.taken[0].panel != cms.taken[1].panel


@pytest.mark.parametrize(
    "source",
    [
        _restricted(confidential=True, display_name="a dock worker", publisher="Quill Sorrel"),
        _restricted(handling=Handling(HandlingRule.LOCAL_ONLY), publisher="Quill Sorrel"),
        _restricted(handling=Handling(HandlingRule.EMBARGOED, PartialDate("2999-01-01")), publisher="Quill Sorrel"),
    ],
    ids=["confidential", "local-only", "embargoed"],
)
def test_nothing_of_a_restricted_source_is_delivered(desk: Desk, source: Source) -> None:
    """Neither words nor name, nor the standing that rests on it, nor a review once approved: only the article's own claim, and that
    its brief is on the review page."""
    cms = FakeCms()
    sender = _sender(desk, cms)
    job, document = _briefed(desk, a_document(source))
    _approve(desk, job, document)
    sender.send_due(now=time.time())
    [taken] = cms.taken
    assert taken.panel is not None and taken.reviews is None
    [claim] = taken.panel["claims"]
    assert claim["is_kept_back"]
    assert claim["text"] == "Forty barges were sunk near Ostrava Point."
    said = json.dumps(taken.panel) + taken.page_html
    for word in ("Quill", "dock worker", "Reed Circle", "40 barges", "harbour office", "standing_word", "alleged", "gazette"):
        assert word not in said


def test_a_name_that_only_a_restricted_source_has_is_kept_back(desk: Desk) -> None:
    """It stands beside open evidence alone: whichever way the name got there, it does not leave."""
    secret = a_source("secret", text="Quill Sorrel leads the Reed Circle.", handling=Handling(HandlingRule.LOCAL_ONLY))
    plain = a_document()
    [brief] = plain.briefs
    named = replace(brief, assessment=replace(brief.assessment, holders=("The Reed Circle of Quill Sorrel",)))
    cms = FakeCms()
    sender = _sender(desk, cms)
    _briefed(desk, replace(plain, sources=(*plain.sources, secret)))
    sender.send_due(now=time.time())
    _briefed(desk, replace(plain, sources=(*plain.sources, secret), briefs=(named,)))
    sender.send_due(now=time.time())
    assert [item.panel is not None and item.panel["claims"][0]["is_kept_back"] for item in cms.taken] == [False, True]
    assert "Sorrel" not in json.dumps(cms.taken[1].panel)


def test_a_hook_that_delivers_nothing_any_more_is_told_of(tmp_path: Path) -> None:
    """The configuration changed since the job was accepted."""
    desk = Desk.at(tmp_path, config=CONFIG)
    job, _ = _briefed(desk, hook="ghost")
    _sender(desk, FakeCms()).send_due(now=time.time())
    assert (_row(desk, job).state, _row(desk, job).outcome) == ("given-up", "not-configured")


def test_a_credential_that_could_publish_gives_a_warning() -> None:
    """And one that can do nothing; the right one gives none."""
    assert rights_faults(Rights(who="desk", can_deliver=True, can_publish=False)) == []
    [publishes] = rights_faults(Rights(who="desk", can_deliver=True, can_publish=True))
    assert "desk may publish" in publishes
    [nothing] = rights_faults(Rights(who="desk", can_deliver=False, can_publish=False))
    assert "may not put briefs there" in nothing
