"""Opens the chain over a language model for one run: the adapter behind each stage, where answers are kept, whose claims are used."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from briefs.chain.answers import FOLDER, AnswerStore, forget_answers
from briefs.chain.assembly import Chain, build_chain
from briefs.chain.extracting import joined, propose_claims
from briefs.chain.restricted import is_restricted
from briefs.chain.settings import ChainSettings, ModelChoice
from briefs.claims import extract_claims
from briefs.collect import state_dir
from briefs.domain import Article, Claim, Source
from briefs.errors import ArticleError, UsageError
from briefs.language import detect_language
from briefs.ports import ChatModel, EntailmentChecker, PassageIndex

if TYPE_CHECKING:
    from briefs.adapters.openai_embedding import EndpointEmbedder

_ENDPOINT_INDEX = "index-endpoint"


def open_chain(settings: ChainSettings, root: Path, *, sources: Sequence[Source], article: Article, claims: Sequence[Claim]) -> Chain:
    """The chain for one article and its corpus.

    Raises:
        UsageError: a stage has no model, or a model no key.
    """
    return build_chain(
        settings,
        open_model=_opener(settings),
        answers=AnswerStore(state_dir(root) / FOLDER if settings.uses_cache else None),
        sources=sources,
        known=[article.text, article.title, article.byline or "", article.url or "", *(claim.text for claim in claims)],
        checker=_checker(settings, sources),
    )


def asks_for_claims(settings: ChainSettings, article: Article) -> bool:
    """Whether the article's claims are proposed by the model."""
    if settings.extract != "auto":
        return settings.extract == "model"
    language = article.language if article.language != "und" else detect_language(article.text)
    return language not in ("en", "und")


def claims_by_model(article: Article, chain: Chain) -> list[Claim]:
    """The claims that the model proposes, checked against the article, and those of the rules where they read the language.

    Raises:
        BriefsError: the model failed: then there is no document, because an article without claims would look like one without faults.
        ArticleError: it proposed none that the article bears out.
    """
    proposed = propose_claims(article, chain.askers["extract"])
    try:
        by_rules = extract_claims(article)
    except ArticleError:
        by_rules = []
    claims = joined(proposed, by_rules)
    if not claims:
        raise ArticleError("the model proposed no claim that stands in the article: give its claims with --claims FILE or --claim TEXT")
    return claims


def endpoint_embedder(settings: ChainSettings, sources: Sequence[Source]) -> EndpointEmbedder | None:
    """The embeddings endpoint that the settings name; None when they name none.

    Raises:
        UsageError: it is elsewhere, and a source may not leave this machine.
    """
    choice = settings.embeddings
    if choice is None:
        return None
    from briefs.adapters.openai_embedding import EndpointEmbedder

    embedder = EndpointEmbedder(
        choice.name.partition(":")[2],
        base_url=choice.base_url,
        key_variable=choice.key_variable,
        timeout_s=settings.limits.timeout_s,
        tries=settings.limits.tries,
    )
    _require_local(sources, "embeddings", is_local=embedder.is_local)
    return embedder


def endpoint_index(root: Path, embedder: EndpointEmbedder) -> PassageIndex:
    """The index of an endpoint's vectors, beside the embedded model's."""
    from briefs.adapters.chroma_index import ChromaIndex

    return ChromaIndex(state_dir(root) / _ENDPOINT_INDEX, model=embedder.name)


def forget_what_models_have(root: Path) -> None:
    """Delete what models answered about this corpus, and an endpoint's vectors: an answer may quote what has to be forgotten."""
    state = state_dir(root)
    forget_answers(state)
    shutil.rmtree(state / _ENDPOINT_INDEX, ignore_errors=True)


def _opener(settings: ChainSettings) -> Callable[[ModelChoice], ChatModel]:
    from briefs.adapters.openai_chat import ChatOptions, OpenAIChat

    limits = settings.limits

    def opened(choice: ModelChoice) -> ChatModel:
        options = ChatOptions(
            timeout_s=limits.timeout_s,
            answer_tokens=limits.answer_tokens,
            requests_per_second=limits.requests_per_second,
            key_variable=choice.key_variable,
            schema_mode=choice.schema_mode,
        )
        return OpenAIChat(choice.name.partition(":")[2], base_url=choice.base_url, options=options)

    return opened


def _checker(settings: ChainSettings, sources: Sequence[Source]) -> EntailmentChecker:
    from briefs.verify.checker import SupportChecker

    embedded = SupportChecker()
    if settings.checker is None:
        return embedded
    from briefs.chain.entailment import BothAgree, ChatEntailment

    judge = ChatEntailment(_opener(settings)(settings.checker))
    _require_local(sources, "checker", is_local=judge.is_local)
    return BothAgree(embedded, judge)


def _require_local(sources: Sequence[Source], entry: str, *, is_local: bool) -> None:
    kept_here = sum(is_restricted(source) for source in sources)
    if kept_here and not is_local:
        raise UsageError(
            f"{kept_here} sources may not leave this machine, and the endpoint of [{entry}] is elsewhere: leave it out of the "
            "configuration, or name one on this machine"
        )
