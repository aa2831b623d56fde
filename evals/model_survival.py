"""Does a good model's work survive the gate? The cited sentences of the stories' reference briefs, answered by a scripted server.

    python -m evals.model_survival ../shared/data/stories/stories [--figures]

Each sentence of a reference brief that names its sources belongs to the labelled claim that it is likest to. Three figures:

- `gate`: the sentence with correct spans (the sentences of its sources that carry its words) passes unchanged;
- `labelled standing`: the same where the claim stands as its label says, so that the program's own misjudged standings do not count;
- `chain`: the sentence, answered over HTTP to the draft question of its claim with the ids of its sources' evidence, stands in the brief.

Every rejected sentence is printed with its reason; of the held-out stories figures alone. What the gate lets through that it should not is
the other half of the question: `evals.gate_negatives`.
"""

from __future__ import annotations

import argparse
import json
import re
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from briefs.assess import load_policy
from briefs.chain.answers import AnswerStore
from briefs.chain.assembly import build_chain
from briefs.chain.settings import ChainSettings, Limits, ModelChoice
from briefs.domain import Brief, Corpus, Finding, PartialDate, Source
from briefs.pipeline import Desk, brief_article
from evals.model_server import ModelServer, Question, Reply
from evals.reference_sentences import Sentence, StoryAtGate, read_story
from evals.standings_score import HELD_OUT

REASONS = {
    "language": "it rests on text in another language alone, of which nothing can be compared word for word",
    "unknown": "it tells what is not known, which the program says in its own words alone",
    "standing": "it is worded more firmly than the claim stands",
    "evidence": "it says of the evidence what the assessment does not have",
    "holder": "who says it stands in the sentence before, or in no place of this clause",
    "facts": "a figure, date, name or quotation stands in no span so",
    "words": "it has words that the spans have in no listed form",
    "reading": "the words are there; who says what, or what is denied, reads otherwise",
}
"""Kinds of reasons of a rejection, the first that applies."""
_FIRM = frozenset({"holder-missing", "stronger-than-standing", "attribution-dropped"})
_FACTS = frozenset(
    {"figure-not-in-span", "figure-hedge-changed", "date-not-in-span", "name-not-in-span", "quotation-not-verbatim", "own-words-quoted"}
)


@dataclass(slots=True, kw_only=True)
class Told:
    """What became of the sentences of one story."""

    story: str
    sentences: tuple[Sentence, ...]
    gate: dict[str, list[Finding]] = field(default_factory=dict)
    """Sentence -> findings; none means that it passes."""
    labelled: dict[str, list[Finding]] = field(default_factory=dict)
    """The same under the label's standing."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Rejected sentence -> the kind of reason, one of `REASONS`."""
    chain: dict[str, str] = field(default_factory=dict)
    """Sentence -> why it does not stand in the brief; "" when it does."""


def tell(path: Path) -> Told:
    """Every figure of one story."""
    story = read_story(path)
    told = Told(story=story.name, sentences=story.sentences)
    for sentence in story.sentences:
        told.gate[sentence.text] = story.findings(sentence)
        told.labelled[sentence.text] = story.findings(sentence, as_labelled=True)
        if told.gate[sentence.text]:
            told.reasons[sentence.text] = _reason(sentence, told.gate[sentence.text], told.labelled[sentence.text], story)
    wanted = {claim.text: [s for s in story.sentences if s.claim_id == claim.id] for claim in story.claims.values()}
    with ModelServer.running(lambda question: _answer(question, wanted, story.sources)) as server:
        briefs = _chained(server, story)
        asked = {line for question in server.asked("draft") for line in question.user.splitlines() if line.startswith("Claim: ")}
    for sentence in story.sentences:
        is_asked = f"Claim: {story.claims[sentence.claim_id].text}" in asked
        told.chain[sentence.text] = _why_not(sentence, briefs[sentence.claim_id], is_asked=is_asked)
    return told


def _reason(sentence: Sentence, findings: Sequence[Finding], labelled: Sequence[Finding], story: StoryAtGate) -> str:
    codes, under_label = {f.code for f in findings}, {f.code for f in labelled}
    if all(story.sources[citation.source_id].language != "en" for citation in sentence.spans):
        return "language"
    if sentence.heading == "unknown":
        return "unknown"
    if codes & _FIRM - under_label:
        return "standing"
    for reason, known in (("evidence", {"not-in-assessment"}), ("holder", _FIRM), ("facts", _FACTS), ("words", {"content-not-in-span"})):
        if codes & known:
            return reason
    return "reading"


def _answer(question: Question, wanted: Mapping[str, Sequence[Sentence]], sources: Mapping[str, Source]) -> Reply:
    """To a draft question the reference sentences of its claim with the evidence of their sources; to a judge question, agreement."""
    shown = {number: text.strip() for number, text in re.findall(r"<evidence (e\d+)[^>]*>\n(.*?)\n</evidence>", question.user, re.S)}
    if question.stage == "judge":
        return Reply(json.dumps({"judgements": [{"evidence": i, "stance": "supports", "quote": text} for i, text in shown.items()]}))
    claim = next(line.removeprefix("Claim: ") for line in question.user.splitlines() if line.startswith("Claim: "))
    rows = []
    for sentence in wanted.get(claim, ()):
        ids = [i for i, text in shown.items() if any(text.replace("‹", "<").replace("›", ">") in sources[s].text for s in sentence.sources)]
        if ids and len(sentence.text) <= 400:
            rows.append({"text": sentence.text, "citations": ids[:6]})
    if question.stage == "revise" or not rows:
        return Reply("", refusal="nothing to add")
    return Reply(json.dumps({"sentences": rows[:5]}))


def _chained(server: ModelServer, told: StoryAtGate) -> dict[str, Brief]:
    from briefs.adapters.openai_chat import OpenAIChat

    settings = ChainSettings(model=ModelChoice(name="openai:reference", base_url=server.url), limits=Limits(revisions=0))
    chain = build_chain(
        settings,
        open_model=lambda choice: OpenAIChat("reference", base_url=choice.base_url),
        answers=AnswerStore(None),
        sources=list(told.sources.values()),
        known=[],
        checker=None,
    )
    # each claim is asked about, however badly the ones before it went: this measures sentences, not thrift
    chain.writer._breaker.wrote = lambda *_, **__: None  # type: ignore[method-assign]
    desk = Desk(
        corpus=Corpus(tuple(told.sources.values())),
        sources=dict(told.sources),
        passages=list(told.passages),
        search=None,
        analysis=told.analysis,
        policy=load_policy(),
        as_of=PartialDate.parse(told.story.as_of),
        write_draft=chain.writer,
        second_opinion=chain.judge,
        here=threading.Lock(),
    )
    return {
        brief.claim.id: brief for brief in brief_article(told.article, list(told.claims.values()), desk, on_progress=lambda *_: None).briefs
    }


def _why_not(sentence: Sentence, brief: Brief, *, is_asked: bool) -> str:
    if any(statement.text == sentence.text for statement in brief.report.passed):
        return ""
    if not is_asked:
        return f"not asked: the claim is {brief.assessment.standing.value}"
    evidence = {item.citation.source_id for item in brief.assessment.evidence}
    if not evidence & set(sentence.sources):
        return "its sources are no evidence of the claim"
    withheld = [item for item in brief.report.withheld if item.statement.text == sentence.text]
    return ", ".join(sorted({finding.code for item in withheld for finding in item.findings})) or "replaced by the extractive sentence"


def main() -> None:
    """Print the figures and every rejected sentence of the stories that were open."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", type=Path)
    parser.add_argument("--figures", action="store_true", help="The figures alone, without the sentences.")
    wanted = parser.parse_args()
    paths = sorted(wanted.stories.glob("*.yaml"))
    for name, is_held_out in (("dev", False), ("held-out", True)):
        told = [tell(path) for path in paths if (int(path.name[:2]) in HELD_OUT) == is_held_out]
        _print(name, told, details=not is_held_out and not wanted.figures)


def _print(name: str, told: Sequence[Told], *, details: bool) -> None:
    count = sum(len(story.sentences) for story in told)
    figures = {
        "gate": sum(not findings for story in told for findings in story.gate.values()),
        "labelled standing": sum(not findings for story in told for findings in story.labelled.values()),
        "chain": sum(not why for story in told for why in story.chain.values()),
    }
    print(f"{name} stories: {count} sentences; " + ", ".join(f"{key} {number / count:.2f} ({number})" for key, number in figures.items()))
    codes = Counter(code for story in told for findings in story.gate.values() for code in {finding.code for finding in findings})
    print("  findings:", ", ".join(f"{code} {number}" for code, number in codes.most_common()))
    reasons = Counter(reason for story in told for reason in story.reasons.values())
    for reason in REASONS:
        print(f"  {reasons[reason]:4} rejected: {REASONS[reason]}")
    for story in told if details else ():
        for sentence in story.sentences:
            findings, why = story.gate[sentence.text], story.chain[sentence.text]
            if findings or why:
                kind = story.reasons.get(sentence.text, "passes the gate")
                print(f"- {story.story[:2]} {sentence.claim_id} [{kind}]: {sentence.text}\n    chain: {why or 'stands'}")
                for finding in findings:
                    print(f"    {finding.code}: {finding.words} ({finding.message})")


if __name__ == "__main__":
    main()
