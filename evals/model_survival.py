"""Does a good model's work survive the gate? The cited sentences of the stories' reference briefs, answered by a scripted server.

    python -m evals.model_survival ../shared/data/stories/stories [--all]

Each sentence of a reference brief that names its sources belongs to the labelled claim that it is likest to. Two figures:

- `gate`: the sentence with correct spans (labelled quotes and the sentences of its sources that carry its words) passes unchanged;
- `chain`: the sentence, answered over HTTP to the draft question of its claim with the ids of its sources' evidence, stands in the brief.

Stories with an odd number are printed sentence by sentence with the reason of each rejection; `--all` adds the others as figures alone.
"""

from __future__ import annotations

import argparse
import json
import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from briefs.assess import CorpusAnalysis, analyse_corpus, assess_claim, load_policy
from briefs.chain.answers import AnswerStore
from briefs.chain.assembly import build_chain
from briefs.chain.settings import ChainSettings, Limits, ModelChoice
from briefs.domain import (
    Article,
    Assessment,
    Brief,
    Citation,
    Claim,
    Corpus,
    Finding,
    PartialDate,
    Passage,
    ReadRecord,
    Section,
    Source,
    Span,
    Statement,
)
from briefs.language import content_tokens, normalise, split_sentences
from briefs.pipeline import Desk, brief_article
from briefs.ports import Hit
from briefs.verify import check_statement
from briefs_evals.cases.case import HEADINGS, point_of
from evals.model_server import ModelServer, Question, Reply
from evals.standings_score import sources_of
from evals.stories import Story, load_story

_SPANS = 3
"""Sentences of one source that a reference sentence may rest on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a reference brief."""

    text: str
    sources: tuple[str, ...]
    claim_id: str
    spans: tuple[Citation, ...]


@dataclass(slots=True, kw_only=True)
class Told:
    """What became of the sentences of one story."""

    story: str
    sentences: list[Sentence] = field(default_factory=list)
    gate: dict[str, list[Finding]] = field(default_factory=dict)
    """Sentence -> findings; none means that it passes."""
    chain: dict[str, str] = field(default_factory=dict)
    """Sentence -> why it does not stand in the brief; "" when it does."""


def tell(path: Path) -> Told:
    """Both figures of one story."""
    story = load_story(path)
    sources = sources_of(story)
    by_id = {source.id: source for source in sources}
    article = Article(
        text=normalise(str(story.article["body"])), title=str(story.article["headline"]), language=str(story.article.get("language", "en"))
    )
    analysis = analyse_corpus(sources, article=article)
    passages = [Passage(s.id, Span(0, len(s.text)), s.text, s.sha256) for s in sources]
    claims = {label["id"]: Claim(id=label["id"], text=label["text"]) for label in story.labels.claims}
    told = Told(story=path.stem, sentences=list(sentences_of(story, by_id)))
    read = ReadRecord((), (), tuple(by_id))
    hits = [Hit(passage, 1.0) for passage in passages]
    for sentence in told.sentences:
        claim = claims[sentence.claim_id]
        assessment = assess_claim(
            claim, hits, analysis=analysis, as_of=PartialDate.parse(story.as_of), policy=load_policy(), article=article
        )
        statement = Statement(section=_section(assessment), text=sentence.text, citations=sentence.spans, role="origin")
        told.gate[sentence.text] = check_statement(statement, claim=claim, assessment=assessment, sources=by_id, read=read, language="en")
    wanted = {claims[sentence.claim_id].text: [s for s in told.sentences if s.claim_id == sentence.claim_id] for sentence in told.sentences}
    with ModelServer.running(lambda question: _answer(question, wanted, by_id)) as server:
        briefs = _chained(
            server, story, article, sources, passages, analysis, [claims[i] for i in dict.fromkeys(s.claim_id for s in told.sentences)]
        )
        asked = {line for question in server.asked("draft") for line in question.user.splitlines() if line.startswith("Claim: ")}
    for sentence in told.sentences:
        is_asked = f"Claim: {claims[sentence.claim_id].text}" in asked
        told.chain[sentence.text] = _why_not(sentence, briefs[sentence.claim_id], is_asked=is_asked)
    return told


def sentences_of(story: Story, sources: Mapping[str, Source]) -> Iterator[Sentence]:
    """The cited sentences with their claims and spans."""
    for heading, section in HEADINGS.items():
        for line in story.labels.reference_brief.get(heading) or ():
            point = point_of(line, section)
            for place in split_sentences(point.text, "en") if point.sources else ():
                text = place.of(point.text)
                text = text if text.endswith(".") else f"{text}."
                label = max(story.labels.claims, key=lambda label: _likeness(label, text, point.sources, section))
                spans = tuple(c for source_id in point.sources for c in _spans(text, sources[source_id], _quotes(label, source_id)))
                yield Sentence(text=text, sources=point.sources, claim_id=label["id"], spans=spans)


def _likeness(label: Mapping[str, Any], text: str, sources: Sequence[str], section: str) -> float:
    words, wanted = _stems(label["text"]), _stems(text)
    quoted = {item["source"] for item in (*(label.get("supporting") or ()), *(label.get("refuting") or ()))}
    shared = len(words & wanted) / max(1, len(words | wanted))
    return shared + 0.3 * len(quoted & set(sources)) / len(sources) + 0.1 * (label["status"] == section)


def _quotes(label: Mapping[str, Any], source_id: str) -> list[str]:
    rows = (*(label.get("supporting") or ()), *(label.get("refuting") or ()))
    return [row["quote"] for row in rows if row["source"] == source_id]


def _spans(text: str, source: Source, quotes: Sequence[str]) -> list[Citation]:
    """The sentences of a source that carry the words of the text; in another language those of the labelled quotes."""
    sentences = split_sentences(source.text, source.language)
    places = [Span(at, at + len(quote)) for quote in quotes if (at := source.text.find(quote)) >= 0]
    labelled = [sentence for sentence in sentences if any(sentence.overlaps(place) for place in places)]
    if source.language != "en":
        return [source.cite(span) for span in (labelled or sentences)[:_SPANS]]
    wanted, chosen = _stems(text), list[Span]()
    missing = set(wanted)
    while len(chosen) < _SPANS and missing:
        best = max(
            (span for span in sentences if span not in chosen),
            key=lambda span: (len(_stems(span.of(source.text)) & missing), span in labelled),
            default=None,
        )
        if best is None or (chosen and not _stems(best.of(source.text)) & missing):
            break
        chosen.append(best)
        missing -= _stems(best.of(source.text))
    return [source.cite(span) for span in sorted(chosen)]


def _stems(text: str) -> set[str]:
    return {token.stem for token in content_tokens(text, "en")}


def _section(assessment: Assessment) -> Section:
    name = assessment.standing.value
    return Section(name) if name != "unverified" else Section.ALLEGED


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


def _chained(
    server: ModelServer,
    story: Story,
    article: Article,
    sources: Sequence[Source],
    passages: Sequence[Passage],
    analysis: CorpusAnalysis,
    claims: Sequence[Claim],
) -> dict[str, Brief]:
    from briefs.adapters.openai_chat import OpenAIChat

    settings = ChainSettings(model=ModelChoice(name="openai:reference", base_url=server.url), limits=Limits(revisions=0))
    chain = build_chain(
        settings,
        open_model=lambda choice: OpenAIChat("reference", base_url=choice.base_url),
        answers=AnswerStore(None),
        sources=sources,
        known=[],
        checker=None,
    )
    # each claim is asked about, however badly the ones before it went: this measures sentences, not thrift
    chain.writer._breaker.wrote = lambda *_, **__: None  # type: ignore[method-assign]
    desk = Desk(
        corpus=Corpus(tuple(sources)),
        sources={source.id: source for source in sources},
        passages=passages,
        search=None,
        analysis=analysis,
        policy=load_policy(),
        as_of=PartialDate.parse(story.as_of),
        write_draft=chain.writer,
        second_opinion=chain.judge,
        here=threading.Lock(),
    )
    return {brief.claim.id: brief for brief in brief_article(article, claims, desk, on_progress=lambda *_: None).briefs}


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
    """Print the figures and every rejected sentence."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", type=Path)
    parser.add_argument("--all", action="store_true", help="Also the even stories, as figures alone.")
    wanted = parser.parse_args()
    for name, rest in (("odd", 1), ("even", 0))[: 2 if wanted.all else 1]:
        told = [tell(path) for path in sorted(wanted.stories.glob("*.yaml")) if int(path.name[:2]) % 2 == rest]
        _print(name, told, details=rest == 1)


def _print(name: str, told: Sequence[Told], *, details: bool) -> None:
    count = sum(len(story.sentences) for story in told)
    gate = sum(not findings for story in told for findings in story.gate.values())
    chain = sum(not why for story in told for why in story.chain.values())
    codes = Counter(code for story in told for findings in story.gate.values() for code in {finding.code for finding in findings})
    print(f"{name} stories: {count} sentences; gate {gate / count:.2f} ({gate}), chain {chain / count:.2f} ({chain})")
    print("  findings:", ", ".join(f"{code} {number}" for code, number in codes.most_common()))
    for story in told if details else ():
        for sentence in story.sentences:
            findings, why = story.gate[sentence.text], story.chain[sentence.text]
            if findings or why:
                print(f"- {story.story[:2]} {sentence.claim_id}: {sentence.text}\n    chain: {why or 'stands'}")
                for finding in findings:
                    print(f"    {finding.code}: {finding.words} ({finding.message})")


if __name__ == "__main__":
    main()
