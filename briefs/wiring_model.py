"""Opens the chain over a language model for one run: the adapter behind each stage, where answers are kept, whose claims are used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from briefs.chain.answers import FOLDER, AnswerStore, forget_answers
from briefs.chain.assembly import Chain, build_chain
from briefs.chain.extracting import joined, propose_claims
from briefs.chain.settings import ChainSettings, ModelChoice
from briefs.claims import extract_claims
from briefs.collect import state_dir
from briefs.domain import Article, Claim, Source
from briefs.errors import ArticleError
from briefs.language import detect_language
from briefs.ports import ChatModel, EntailmentChecker


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
        checker=_checker(settings),
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


def forget_model_answers(root: Path) -> None:
    """Delete what models answered about this corpus: an answer may quote a source that has to be forgotten."""
    forget_answers(state_dir(root))


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


def _checker(settings: ChainSettings) -> EntailmentChecker:
    from briefs.verify.checker import SupportChecker

    embedded = SupportChecker()
    if settings.checker is None:
        return embedded
    from briefs.chain.entailment import BothAgree, ChatEntailment

    return BothAgree(embedded, ChatEntailment(_opener(settings)(settings.checker)))
