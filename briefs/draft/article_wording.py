"""What an editor must change about how the article words a claim, with a fix by template."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from briefs.domain import (
    Article,
    ArticleWording,
    Assessment,
    Citation,
    Claim,
    Evidence,
    Source,
    Span,
    SpeechAct,
    Stance,
    Standing,
    WordingVerdict,
)
from briefs.draft.clauses import whole_sentence
from briefs.draft.phrases import Phrases, load_phrases
from briefs.language import content_tokens, fold

_NEAR = 0.6
"""A quotation whose closest words in a source are this much alike was meant to be those words (difflib ratio)."""


def judge_wording(
    article: Article, claim: Claim, assessment: Assessment, sources: Mapping[str, Source], *, language: str = "en"
) -> ArticleWording:
    """The first fault that holds: misattributed, outdated, misquoted, overstated; else sound.

    Sound too when the article does not word the claim at all (`claim.span` is None).

    Raises:
        UsageError: there are no templates for `language`.
    """
    if claim.span is None:
        return ArticleWording(verdict=WordingVerdict.SOUND)
    judge = _Judge(article, claim, claim.span, assessment, sources, load_phrases(language))
    return (
        judge.misattributed() or judge.outdated() or judge.misquoted() or judge.overstated() or ArticleWording(verdict=WordingVerdict.SOUND)
    )


class _Judge:
    """The checks over one claim, in order of how grave the fault is."""

    def __init__(
        self, article: Article, claim: Claim, span: Span, assessment: Assessment, sources: Mapping[str, Source], phrases: Phrases
    ) -> None:
        self._article, self._claim, self._span = article, claim, span
        self._assessment, self._sources, self._phrases = assessment, sources, phrases

    def misattributed(self) -> ArticleWording | None:
        """The article credits a body whose own record says otherwise."""
        body = self._assessment.misattributed_to
        if body is None:
            return None
        why = self._phrases.advice("misattributed", "why", body=body)
        record = next((e for e in self._assessment.evidence if e.stance is Stance.REFUTES), None)
        if record is None:
            return self._fault(WordingVerdict.MISATTRIBUTED, why, self._phrases.advice("misattributed", "proposal-none", body=body), ())
        source = self._sources[record.citation.source_id]
        exact = whole_sentence(record, source) or " ".join(record.citation.exact.split())
        proposal = self._phrases.advice("misattributed", "proposal", exact=exact, publisher=source.shown_name, date=_date(source))
        return self._fault(WordingVerdict.MISATTRIBUTED, why, proposal, (record.citation,))

    def outdated(self) -> ArticleWording | None:
        """Its asserter withdrew it after it was first reported, and the article still says it in its own voice."""
        withdrawn = [e for e in self._assessment.evidence if e.attribution and e.attribution.act is SpeechAct.RETRACTS]
        if not withdrawn or self._claim.is_attributed or self._assessment.standing is not Standing.REFUTED:
            return None
        source = self._sources[withdrawn[0].citation.source_id]
        why = self._phrases.advice("outdated", "why", publisher=source.shown_name, date=_date(source))
        return self._fault(WordingVerdict.OUTDATED, why, self._phrases.advice("outdated", "proposal"), (withdrawn[0].citation,))

    def misquoted(self) -> ArticleWording | None:
        """Words in quotation marks that no cited source has, while a near match stands in one whose words are the speaker's."""
        texts = [(e, self._sources[e.citation.source_id]) for e in self._assessment.evidence]
        verbatim = [(e, s) for e, s in texts if s.text_kind.is_verbatim and s.language == self._article.language]
        for quoted in self._claim.quoted:
            words = quoted.of(self._article.text)
            if len(words.split()) < 4 or any(_plain(words) in _plain(source.text) for _, source in texts):
                continue
            near = _nearest(words, verbatim)
            if near is not None:
                item, source, found = near
                why = self._phrases.advice("misquoted", "why", near=found, publisher=source.shown_name)
                proposal = self._phrases.advice("misquoted", "proposal")
                return self._fault(WordingVerdict.MISQUOTED, why, proposal, (item.citation,), span=quoted)
        return None

    def overstated(self) -> ArticleWording | None:
        """The article says in its own voice what is not confirmed."""
        standing = self._assessment.standing
        if standing is Standing.CONFIRMED or (self._claim.is_attributed and standing is not Standing.REFUTED):
            return None
        holders = self._phrases.joined(self._assessment.holders[:3])
        if standing is Standing.ALLEGED and not holders:
            return None
        advice = self._phrases.advice
        because = advice("overstated", standing.value, holders=holders)
        name = {
            Standing.REFUTED: "proposal-refuted",
            Standing.DISPUTED: "proposal-disputed",
            Standing.UNVERIFIED: "proposal-none",
        }.get(standing, "proposal")
        cited = tuple(e.citation for e in self._assessment.evidence if _speaks(e, standing))[:2]
        return self._fault(
            WordingVerdict.OVERSTATED, advice("overstated", "why", because=because), advice("overstated", name, holders=holders), cited
        )

    def _fault(
        self, verdict: WordingVerdict, why: str, proposal: str, citations: Iterable[Citation], *, span: Span | None = None
    ) -> ArticleWording:
        where = span or self._span
        return ArticleWording(
            verdict=verdict, why=why, fault=where, fault_text=where.of(self._article.text), proposal=proposal, citations=tuple(citations)
        )


def _speaks(item: Evidence, standing: Standing) -> bool:
    return item.stance is (Stance.REFUTES if standing is Standing.REFUTED else Stance.SUPPORTS)


def _date(source: Source) -> str:
    return f", {source.published_at}" if source.published_at else ""


def _plain(text: str) -> str:
    return " ".join(fold(text).replace("“", '"').replace("”", '"').replace("’", "'").split())


def _nearest(words: str, verbatim: Iterable[tuple[Evidence, Source]]) -> tuple[Evidence, Source, str] | None:
    """The closest run of as many words in the cited sentences, when it is alike enough to be the same utterance."""
    wanted, best = _plain(words), (_NEAR, None)
    size = len(words.split())
    for item, source in verbatim:
        parts = item.citation.exact.split()
        for start in range(max(1, len(parts) - size + 1)):
            found = " ".join(parts[start : start + size])
            ratio = difflib.SequenceMatcher(None, wanted, _plain(found)).ratio()
            if ratio > best[0] and content_tokens(found, source.language):
                best = (ratio, (item, source, found))  # type: ignore[assignment]
    return best[1]
