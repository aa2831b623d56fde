"""A model endpoint that fails in every way: each ends in a correct brief that says so or in a clear error, and never knows more."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from briefs.chain.extracting import propose_claims
from briefs.chain.judging import RANK
from briefs.chain.settings import ModelChoice, Price
from briefs.domain import Article, Document, Standing, sha256_of
from briefs.errors import BriefsError, ProviderError, UsageError
from evals.model_server import ModelServer, Question, Reply
from tests.chain_story import (
    ARTICLE,
    CLOSED,
    COURIER,
    FALSIFIED,
    REGISTER,
    SOURCES,
    TIMES,
    NoChecker,
    briefed,
    by_rules,
    chain_over,
    evidence_in,
    honest,
    settings_for,
)

TWO = (CLOSED, FALSIFIED)
PAPERS = (TIMES, REGISTER)


def _sentences(*rows: tuple[str, list[str]]) -> Reply:
    return Reply(json.dumps({"sentences": [{"text": text, "citations": ids} for text, ids in rows]}))


def _drafting(reply: Callable[[Question], Reply]) -> Callable[[Question], Reply]:
    """A script that is honest until it comes to writing."""
    return lambda question: reply(question) if question.stage in ("draft", "revise") else honest(question)


def _first_id(question: Question) -> list[str]:
    return [next(iter(evidence_in(question)))]


FAULTS: dict[str, Callable[[Question], Reply]] = {
    "500": lambda q: Reply(status=500),
    "429-for-long": lambda q: Reply(status=429, headers={"retry-after": "3600"}),
    "bad-key": lambda q: Reply(status=401),
    "no-such-model": lambda q: Reply(status=404),
    "bad-request": lambda q: Reply(status=400),
    "redirect": lambda q: Reply(status=307, headers={"location": "http://198.51.100.1/v1/chat/completions"}),
    "cut-mid-stream": lambda q: replace(honest(q), cut_after=40),
    "empty-answer": lambda q: Reply(""),
    "empty-body": lambda q: Reply(raw=b""),
    "html-body": lambda q: Reply(raw=b"<html>gateway</html>"),
    "refusal": lambda q: Reply("", refusal="I cannot help with that."),
    "content-filter": lambda q: Reply("", finish="content_filter"),
    "truncated-json": lambda q: Reply(honest(q).text[:-9]),
    "cut-off-at-limit": lambda q: replace(honest(q), finish="length"),
    "wrong-schema": lambda q: Reply('{"verdict": "confirmed"}'),
    "not-json": lambda q: Reply("The bridge was closed."),
    "nested-too-deeply": lambda q: Reply("[" * 100_000),
    "dripping": lambda q: replace(honest(q), drip_s=0.1),
    "slow": lambda q: replace(honest(q), delay_s=30.0),
}


def _same_as_rules(document: Document) -> bool:
    """Whether every sentence and standing is the embedded run's."""
    rules = {brief.claim.id: brief for brief in by_rules().briefs}
    return all(
        brief.report == rules[brief.claim.id].report and brief.assessment == rules[brief.claim.id].assessment for brief in document.briefs
    )


def _never_above(document: Document) -> None:
    rules = {brief.claim.id: brief.assessment.standing for brief in by_rules().briefs}
    for brief in document.briefs:
        here, there = brief.assessment.standing, rules[brief.claim.id]
        assert here == there or RANK[here] < RANK[there], brief.claim.id


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_leaves_the_embedded_brief_which_says_so(fault: str) -> None:
    """Sentences and standings are those of the rules; the note tells it; an outage is not "no evidence"."""
    with ModelServer.running(FAULTS[fault]) as server:
        document = briefed(chain_over(settings_for(server, timeout_s=0.5 if fault in ("slow", "dripping") else 5.0)), claims=TWO)
    assert [brief.claim.id for brief in document.briefs] == [claim.id for claim in TWO]
    assert _same_as_rules(document)
    assert {brief.note for brief in document.briefs} == {"model-failed"}
    assert document.briefs[0].assessment.standing is Standing.CONFIRMED
    assert not document.skipped


def test_a_busy_endpoint_is_asked_again_when_it_says_to() -> None:
    """Two 429 with Retry-After, then an answer: the model's sentences are there."""
    faults = [Reply(status=429, headers={"retry-after": "0"}), Reply(status=500)]
    with ModelServer.running(lambda q: faults.pop() if faults else honest(q)) as server:
        document = briefed(chain_over(settings_for(server, tries=3)), claims=TWO)
    assert {brief.written_by for brief in document.briefs} == {"openai:scripted"}
    assert not any(brief.note for brief in document.briefs)


def test_a_slow_model_is_waited_for_as_long_as_allowed() -> None:
    """An answer within the time limit counts."""
    with ModelServer.running(lambda q: replace(honest(q), delay_s=0.6)) as server:
        document = briefed(chain_over(settings_for(server, timeout_s=20.0)), claims=(FALSIFIED,))
    assert document.briefs[0].written_by == "openai:scripted"


def test_an_endpoint_that_is_away_is_not_asked_for_every_claim() -> None:
    """After a lasting refusal the rest of the run goes without it."""
    with ModelServer.running(lambda q: Reply(status=401)) as server:
        briefed(chain_over(settings_for(server)), claims=TWO)
        assert len(server.questions) == 1


def test_the_fallback_model_answers_when_the_first_does_not() -> None:
    """The first model's server fails, the second's writes."""
    with ModelServer.running(lambda q: Reply(status=500)) as first, ModelServer.running(honest) as second:
        settings = replace(settings_for(first), fallback=ModelChoice(name="openai:other", base_url=second.url))
        document = briefed(chain_over(settings), claims=TWO)
    assert not any(brief.note for brief in document.briefs)
    assert second.asked("draft")


def test_invented_ids_cite_nothing() -> None:
    """A sentence with an id that was not given is dropped whole, never kept without it."""
    script = _drafting(lambda q: _sentences(("The bridge fell.", ["e99"]), ("The bridge fell.", [*_first_id(q), "e77"])))
    with ModelServer.running(script) as server:
        document = briefed(chain_over(settings_for(server)), claims=TWO)
    assert "fell" not in repr(document.briefs)
    _never_above(document)


def test_a_model_that_calls_everything_confirmed_changes_nothing() -> None:
    """Over-confirming sentences are withheld or replaced; standings are not above the embedded run's."""
    script = _drafting(lambda q: _sentences(("It is confirmed that Brakel Works falsified the inspection reports.", _first_id(q))))
    with ModelServer.running(script) as server:
        document = briefed(chain_over(settings_for(server)), claims=TWO)
    _never_above(document)
    assert not any("confirmed that Brakel" in statement.text for brief in document.briefs for statement in brief.report.passed)
    assert document.briefs[1].assessment.standing is Standing.ALLEGED


@pytest.mark.parametrize("stance", ["neutral", "refutes"])
def test_a_model_that_doubts_everything_lowers_by_one_step_and_says_so(stance: str) -> None:
    """Where the checker still finds support the claim is alleged, never "nothing was found"; the reason names the model."""

    def script(question: Question) -> Reply:
        if question.stage != "judge":
            return honest(question)
        rows = [{"evidence": i, "stance": stance, "quote": t if stance != "neutral" else ""} for i, t in evidence_in(question).items()]
        return Reply(json.dumps({"judgements": rows}))

    with ModelServer.running(script) as server:
        document = briefed(chain_over(settings_for(server)), claims=TWO)
    closed = document.briefs[0].assessment
    assert closed.standing is Standing.ALLEGED
    assert closed.reasons[-1].rule == "model-doubts"
    _never_above(document)


def test_model_and_checker_together_may_find_nothing() -> None:
    """When the checker finds no support either, the evidence does not count."""

    def script(question: Question) -> Reply:
        if question.stage != "judge":
            return honest(question)
        return Reply(json.dumps({"judgements": [{"evidence": i, "stance": "neutral", "quote": ""} for i in evidence_in(question)]}))

    with ModelServer.running(script) as server:
        document = briefed(chain_over(settings_for(server), sources=PAPERS, checker=NoChecker()), sources=PAPERS, claims=(CLOSED,))
    assert document.briefs[0].assessment.standing is Standing.UNVERIFIED


def test_a_stance_without_the_exact_words_is_no_stance() -> None:
    """Out-of-range and invented spans, unknown ids, an id judged in two ways: all ignored."""

    def script(question: Question) -> Reply:
        if question.stage != "judge":
            return honest(question)
        first, *others = evidence_in(question)
        rows = [
            {"evidence": first, "stance": "refutes", "quote": "words that stand nowhere"},
            {"evidence": "e99", "stance": "neutral", "quote": ""},
        ]
        rows += [
            {"evidence": other, "stance": stance, "quote": evidence_in(question)[other]}
            for other in others
            for stance in ("supports", "refutes")
        ]
        return Reply(json.dumps({"judgements": rows}))

    with ModelServer.running(script) as server:
        document = briefed(chain_over(settings_for(server)), claims=(CLOSED,))
    assert document.briefs[0].assessment == by_rules().briefs[0].assessment


def test_an_answer_in_another_language_is_replaced() -> None:
    """A German sentence does not stand in an English brief."""
    german = "Die Gewerkschaft der Hafenarbeiter sagt, Brakel Works habe die Prüfberichte der Brücke gefälscht."
    with ModelServer.running(_drafting(lambda q: _sentences((german, _first_id(q))))) as server:
        document = briefed(chain_over(settings_for(server)), claims=(FALSIFIED,))
    assert german not in [statement.text for statement in document.briefs[0].report.passed]
    assert document.briefs[0].note == "nothing-passed"
    _never_above(document)


def test_findings_go_back_at_most_twice_then_the_extractive_sentence_stands() -> None:
    """One sentence holds, one does not: it is asked for again twice, then the rules' own sentence tells that origin."""

    def script(question: Question) -> Reply:
        ids = evidence_in(question)
        if question.stage == "draft":
            denial = next(i for i, text in ids.items() if "denied" in text)
            union = next(i for i in ids if i != denial)
            return _sentences((ids[union] + ".", [union]), ("Brakel Works admits that it forged nine permits.", [denial]))
        if question.stage == "revise":
            row = {"number": 1, "text": f"Brakel Works admits it {question.number} times.", "citations": list(ids)[-1:]}
            return Reply(json.dumps({"sentences": [row]}))
        return honest(question)

    with ModelServer.running(script) as server:
        document = briefed(chain_over(settings_for(server)), claims=(FALSIFIED,))
        assert len(server.asked("revise")) == 2
        assert "Findings:" in server.asked("revise")[0].user
    texts = [statement.text for statement in document.briefs[0].report.passed]
    assert not any("admits" in text for text in texts)
    assert any("denied" in text for text in texts)
    assert document.briefs[0].written_by == "openai:scripted"


def test_a_wordy_model_does_not_crowd_out_the_denial() -> None:
    """Long accusations fill the brief; the last of them goes, the accused's answer stays."""
    parts = [
        "arch",
        "beam",
        "bolt",
        "cable",
        "chain",
        "crane",
        "drain",
        "fence",
        "gate",
        "hinge",
        "joint",
        "lamp",
        "pier",
        "pipe",
        "plate",
        "pump",
        "rail",
        "ramp",
        "roof",
        "sign",
        "stair",
        "wall",
    ]
    papers = []
    groups = ("Quay Workers' Union", "Rail Drivers' League", "Bridge Builders' Guild", "Hask Residents' Forum", "Stone Masons' Lodge")
    for number, group in enumerate(groups):
        says = f"The {group} of the Upper Town says that Brakel Works falsified the inspection reports of the Lorne bridge"
        text = f"{says} for the {', the '.join(parts)}."
        papers.append(replace(COURIER, id=f"paper-{number}", publisher=f"Paper {number}", text=text, sha256=sha256_of(text)))
    sources = (*papers, TIMES)
    with ModelServer.running(
        _drafting(lambda q: _sentences(*((t, [i]) for i, t in evidence_in(q).items() if "denied" not in t)))
    ) as server:
        document = briefed(chain_over(settings_for(server, revisions=0), sources=sources), sources=sources, claims=(FALSIFIED,))
    brief = document.briefs[0]
    assert brief.written_by
    assert any("denied" in statement.text for statement in brief.report.passed)


def test_a_model_that_never_passes_is_given_up() -> None:
    """Three claims in a row of which nothing passed: the rest is not asked for."""
    claims = [replace(FALSIFIED, id=f"c-{n}") for n in range(6)]
    with ModelServer.running(_drafting(lambda q: _sentences(("Nine whales sang.", _first_id(q))))) as server:
        document = briefed(chain_over(settings_for(server)), claims=claims)
        assert len(server.asked("draft")) == 3
        assert not server.asked("revise")
    assert [brief.note for brief in document.briefs] == ["nothing-passed"] * 3 + ["model-failed"] * 3


def test_the_budget_is_kept_and_the_rest_is_written_by_the_rules() -> None:
    """No question is sent that could go over it; the brief says why."""
    with ModelServer.running(honest) as server:
        settings = settings_for(server, budget_usd=0.0021)
        settings = replace(settings, prices={"scripted": Price(input=1.0, output=1.0)})
        document = briefed(chain_over(settings), claims=[replace(FALSIFIED, id=f"c-{n}") for n in range(8)])
    notes = [brief.note for brief in document.briefs]
    assert notes[0] == "" and notes[-1] == "budget-spent"
    total = document.provenance["model"]["total"]  # type: ignore[index]
    assert 0 < total["usd"] <= 0.0021


def test_a_budget_needs_a_price() -> None:
    """A model elsewhere that no table knows is told before any work."""
    with ModelServer.running(honest) as server, pytest.raises(UsageError, match="scripted"):
        chain_over(settings_for(server, budget_usd=1.0), is_local=False)


def test_answers_are_kept_and_a_second_run_asks_nothing(tmp_path: Path) -> None:
    """The same document, no question; only accepted answers are kept."""
    with ModelServer.running(honest) as server:
        first = briefed(chain_over(settings_for(server), answers=tmp_path), claims=TWO)
        asked = len(server.questions)
        second = briefed(chain_over(settings_for(server), answers=tmp_path), claims=TWO)
        assert len(server.questions) == asked
    assert first.briefs == second.briefs
    assert second.provenance["model"]["total"]["from_cache"] == asked  # type: ignore[index]


def test_a_rejected_answer_is_not_kept(tmp_path: Path) -> None:
    """The next run asks again."""
    with ModelServer.running(lambda q: Reply("{}")) as server:
        briefed(chain_over(settings_for(server), answers=tmp_path), claims=(FALSIFIED,))
    assert not list(tmp_path.glob("*.json"))


def test_a_kept_answer_that_was_changed_is_not_believed(tmp_path: Path) -> None:
    """A file without our seal is asked for again."""
    with ModelServer.running(honest) as server:
        briefed(chain_over(settings_for(server), answers=tmp_path), claims=(FALSIFIED,))
        for file in tmp_path.glob("*.json"):
            file.write_bytes(file.read_bytes().replace(b"says", b"lies"))
        asked = len(server.questions)
        document = briefed(chain_over(settings_for(server), answers=tmp_path), claims=(FALSIFIED,))
        assert len(server.questions) == 2 * asked
    assert "lies" not in repr(document.briefs)


def test_ctrl_c_keeps_what_is_finished_and_the_next_run_goes_on(tmp_path: Path) -> None:
    """The interrupted document has the finished claim; the second run asks only for the rest."""
    claims = [FALSIFIED, replace(FALSIFIED, id="c-second", text="Brakel Works falsified inspection reports.")]

    def script(question: Question) -> Reply:
        return Reply(status=418) if question.number == 2 else honest(question)

    with ModelServer.running(script) as server:
        settings = settings_for(server)
        chain = chain_over(settings, answers=tmp_path)
        written = chain.writer

        def interrupted(claim, *args, **kwargs):  # type: ignore[no-untyped-def]
            if claim.id == "c-second":
                raise KeyboardInterrupt
            return written(claim, *args, **kwargs)

        object.__setattr__(chain, "writer", interrupted)
        document = briefed(chain, claims=claims)
        assert document.is_interrupted
        assert [brief.claim.id for brief in document.briefs] == ["c-falsified"]
        assert [item.claim.id for item in document.skipped if item.is_failure] == ["c-second"]
        before = len(server.questions)
        server.script = honest
        whole = briefed(chain_over(settings, answers=tmp_path), claims=claims)
        assert len(whole.briefs) == 2
        assert len(server.questions) == before + 1


def test_a_failed_extraction_is_an_error_not_an_article_without_claims() -> None:
    """An outage while claims are sought stops the run with a provider error."""
    with ModelServer.running(lambda q: Reply(status=500)) as server, pytest.raises(ProviderError):
        propose_claims(ARTICLE, chain_over(settings_for(server)).askers["extract"])


def test_claims_of_an_article_in_another_language_have_exact_spans() -> None:
    """Quotes that are not in the article are dropped; a text with a name or figure that it lacks becomes the quote."""
    article = Article(
        text="Die Brücke in Lorne wurde am 4. März 2025 gesperrt. Die Firma Brakel fälschte laut Gewerkschaft 12 Berichte.", language="de"
    )
    rows = [
        {
            "quote": "Die Brücke in Lorne wurde am 4. März\n2025 gesperrt.",
            "text": "Die Brücke in Lorne wurde am 4. März 2025 gesperrt.",
            "claimant": "",
        },
        {
            "quote": "Die Firma Brakel fälschte laut Gewerkschaft 12 Berichte.",
            "text": "Die Firma Brakel fälschte 99 Berichte.",
            "claimant": "Gewerkschaft",
        },
        {"quote": "Der Bürgermeister ist schuldig.", "text": "Der Bürgermeister ist schuldig.", "claimant": ""},
    ]
    with ModelServer.running(lambda q: Reply(json.dumps({"claims": rows}))) as server:
        claims = propose_claims(article, chain_over(settings_for(server), article=article).askers["extract"])
    assert [claim.text for claim in claims] == [rows[0]["text"], rows[1]["quote"]]
    assert all(claim.span and " ".join(claim.span.of(article.text).split()) for claim in claims)
    assert claims[1].claimant == "Gewerkschaft"


def test_nothing_of_the_answer_or_the_key_is_in_an_error(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the log, nor the error, nor the account has the key or words of the prompt."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    caplog.set_level("DEBUG", logger="briefs")
    with ModelServer.running(lambda q: Reply(status=401)) as server:
        chain = chain_over(settings_for(server))
        document = briefed(chain, claims=TWO)
        with pytest.raises(BriefsError) as caught:
            propose_claims(ARTICLE, chain_over(settings_for(server)).askers["extract"])
        assert b"sk-very-secret" in server.received
    everything = repr(document) + caplog.text + repr(caught.value) + repr(caught.value.__cause__)
    assert "sk-very-secret" not in everything
    assert SOURCES[0].text[:30] not in caplog.text
