"""An invented story for the chain's tests: a bridge, a union that accuses its builder, papers; and ways to brief it by model."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from briefs.assess import analyse_corpus, load_policy
from briefs.chain.answers import AnswerStore
from briefs.chain.assembly import Chain, account, build_chain
from briefs.chain.settings import ChainSettings, Limits, ModelChoice
from briefs.collect import cut_passages
from briefs.domain import Article, Claim, Corpus, Document, PartialDate, Source, SourceKind
from briefs.draft import draft_brief
from briefs.pipeline import Desk, brief_article
from briefs.ports import ChatModel, EntailmentChecker
from evals.model_server import ModelServer, Question, Reply

AS_OF = PartialDate("2025-05-01")
ARTICLE = Article(
    title="Lorne bridge",
    text="The Lorne bridge was closed on 4 March 2025. Brakel Works falsified the inspection reports of the bridge. "
    "The repair will cost 900 million crowns.",
)
CLOSED = Claim(id="c-closed", text="The Lorne bridge was closed on 4 March 2025.")
FALSIFIED = Claim(id="c-falsified", text="Brakel Works falsified the inspection reports of the Lorne bridge.")
COST = Claim(id="c-cost", text="The repair of the Lorne bridge will cost 900 million crowns.")
CLAIMS = (CLOSED, FALSIFIED, COST)


def source(source_id: str, text: str, *, publisher: str, kind: SourceKind, **fields: object) -> Source:
    """A source of the story."""
    day = PartialDate("2025-03-05")
    return Source(id=source_id, text=text, publisher=publisher, kind=kind, language="en", published_at=day, **fields)  # type: ignore[arg-type]


COURIER = source(
    "courier",
    "The Lorne bridge was closed on 4 March 2025. Lorries now drive through the town of Hask. "
    "The Quay Workers' Union says that Brakel Works falsified the inspection reports of the Lorne bridge.",
    publisher="Hask Courier",
    kind=SourceKind.OUTLET,
)
TIMES = source(
    "times",
    "On 4 March 2025 the Lorne bridge was closed to all traffic. Our reporter saw the barriers go up at noon. "
    "Brakel Works denied that it had falsified any inspection report.",
    publisher="Upland Times",
    kind=SourceKind.OUTLET,
)
REGISTER = source(
    "register",
    "The Roads Register records that the Lorne bridge was closed on 4 March 2025.",
    publisher="Roads Register",
    kind=SourceKind.DOCUMENT,
)
SOURCES = (COURIER, TIMES, REGISTER)


class YesChecker:
    """An entailment checker that finds support everywhere."""

    name = "yes"

    def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        return [1.0] * len(pairs)


class NoChecker:
    """One that finds it nowhere."""

    name = "no"

    def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        return [0.0] * len(pairs)


def settings_for(server: ModelServer, **limits: object) -> ChainSettings:
    """One model for all stages, behind the server; quick to give up."""
    quick = {"timeout_s": 5.0, "tries": 2, "wait_at_most_s": 0.2, "concurrency": 1}
    return ChainSettings(
        model=ModelChoice(name="openai:scripted", base_url=server.url),
        limits=Limits(**{**quick, **limits}),  # type: ignore[arg-type]
    )


def open_model(settings: ChainSettings, *, is_local: bool | None = None) -> Callable[[ModelChoice], ChatModel]:
    """The product's own adapter; `is_local` False has it take the loopback server for a remote one."""
    from briefs.adapters.openai_chat import ChatOptions, OpenAIChat

    class Elsewhere(OpenAIChat):
        is_local = property(lambda self: False)  # type: ignore[assignment]

    options = ChatOptions(timeout_s=settings.limits.timeout_s, answer_tokens=settings.limits.answer_tokens)
    kind = OpenAIChat if is_local is None else Elsewhere
    return lambda choice: kind(choice.name.partition(":")[2], base_url=choice.base_url, options=options)


def chain_over(
    settings: ChainSettings,
    *,
    sources: Sequence[Source] = SOURCES,
    answers: Path | None = None,
    is_local: bool | None = None,
    checker: EntailmentChecker | None = None,
    claims: Sequence[Claim] = CLAIMS,
    article: Article = ARTICLE,
) -> Chain:
    """The chain of these settings."""
    return build_chain(
        settings,
        open_model=open_model(settings, is_local=is_local),
        answers=AnswerStore(answers),
        sources=sources,
        known=[article.text, article.title, *(claim.text for claim in claims)],
        checker=checker or YesChecker(),
    )


def briefed(
    chain: Chain | None, *, sources: Sequence[Source] = SOURCES, claims: Sequence[Claim] = CLAIMS, article: Article = ARTICLE
) -> Document:
    """The story's document, by the chain or (None) by the rules alone; with the account of the chain as provenance."""
    desk = Desk(
        corpus=Corpus(tuple(sources)),
        sources={item.id: item for item in sources},
        passages=[passage for item in sources for passage in cut_passages(item)],
        search=None,
        analysis=analyse_corpus(sources, article=article),
        policy=load_policy(),
        as_of=AS_OF,
        write_draft=chain.writer if chain else draft_brief,
        second_opinion=chain.judge if chain else None,
        workers=chain.workers if chain else 1,
    )
    document = brief_article(article, claims, desk, on_progress=lambda *_: None)
    return replace(document, provenance={"model": account(chain)} if chain else {})


@cache
def by_rules() -> Document:
    """What the embedded run makes of the story."""
    return briefed(None)


def evidence_in(question: Question) -> dict[str, str]:
    """Evidence id -> its text, as the question shows it."""
    return {number: text.strip() for number, text in re.findall(r"<evidence (e\d+)[^>]*>\n(.*?)\n</evidence>", question.user, re.S)}


def honest(question: Question) -> Reply:
    """A model that copies: each piece of evidence as one sentence under its asserter's name, every judgement in favour."""
    shown = evidence_in(question)
    if question.stage == "judge":
        rows = [{"evidence": number, "stance": "supports", "quote": text} for number, text in shown.items()]
        return Reply(json.dumps({"judgements": rows}))
    return Reply(json.dumps({"sentences": [{"text": text, "citations": [number]} for number, text in shown.items()][:3]}))
