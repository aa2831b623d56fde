"""A document beside the labels of its case: which claim answers which label, and what each judge said of each sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from briefs.domain import Span
from briefs.language import content_tokens, normalise
from briefs_evals.cases import Case, LabelledClaim, source_texts
from briefs_evals.judges.port import Question, Verdict, question_of

Json = dict[str, Any]
UNKNOWN = "unknown"
_SAYING = re.compile(
    r"\b(?:according to|say(?:s|ing)?|said|claim(?:s|ed|ing)?|alleg(?:es?|ed|ing)|accus(?:es?|ed|ing)|t(?:ells?|old)|writes?|wrote|written"
    r"|reports?|reported|announce[sd]?|announcing|den(?:y|ies|ied|ying)|estimate[sd]?|state[sd]|add(?:s|ed)|insist(?:s|ed|ing)?|quote[sd]?"
    r"|testif(?:y|ies|ied)|cit(?:es|ed|ing)|call(?:s|ed)?|warn(?:s|ed)?|admit(?:s|ted)?|acknowledge[sd]?|declare[sd]?|publish(?:es|ed)?"
    r"|tweet(?:s|ed)?|promise[sd]?|demand(?:s|ed)?|ask(?:s|ed)?|suggest(?:s|ed)?|argue[sd]?|explain(?:s|ed)?|describe[sd]?|confirm(?:s|ed)?"
    r"|reject(?:s|ed)?|apologi[sz]e[sd]?|statement|in the words of)\b",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A labelled claim with the document's claim that answers it; one of the two may be missing."""

    label: LabelledClaim | None
    claim: Json | None
    held_to: LabelledClaim | None = None
    """For a claim beside those that answer a label: the label whose article quote it overlaps, see `_held_to`."""
    failure: str = ""
    """Why the system says that it failed on this claim; such a claim is unscored, not wrong."""

    @property
    def standing(self) -> str | None:
        """What the document says; None when it has no brief for the label."""
        return None if self.claim is None else str(self.claim["standing"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One document of one case, ready for the metrics."""

    case: Case
    mode: str
    """gold: claims were given; own: the system found them."""
    document: Json
    texts: Mapping[str, str]
    """Source id -> stored text."""
    pairs: tuple[Pair, ...]
    verdicts: Mapping[str, Mapping[str, Verdict]] = field(default_factory=dict)
    """Judge -> question key -> verdict."""

    @property
    def labelled(self) -> list[Pair]:
        """Pairs with a label that the system did not fail on."""
        return [pair for pair in self.pairs if pair.label is not None and not pair.failure]

    @property
    def briefs(self) -> list[Pair]:
        """Pairs with a brief, labelled or not."""
        return [pair for pair in self.pairs if pair.claim is not None]

    @property
    def beside(self) -> list[Pair]:
        """Claims that answer no label: a second one on the same sentence, one of another sentence, one that only tells of a saying."""
        return [pair for pair in self.pairs if pair.label is None and pair.claim is not None]


def make_scored(case: Case, *, mode: str, document: Json) -> Scored:
    """Match the document's claims to the labels: by id when they were given, else by where they stand in the article."""
    pairs = _by_id(case, document) if mode == "gold" else _by_place(case, document)
    pairs = [replace(pair, held_to=_held_to(pair.claim, case, document)) if pair.label is None and pair.claim else pair for pair in pairs]
    return Scored(case=case, mode=mode, document=document, texts=source_texts(case), pairs=tuple(pairs))


def asserting(claim: Json) -> list[Json]:
    """The claim's statements outside `unknown`: those that must cite."""
    return [statement for statement in claim.get("statements", ()) if statement["section"] != UNKNOWN]


def resolves(citation: Json, texts: Mapping[str, str]) -> bool:
    """Whether the cited span holds the cited words in the stored text of a source that exists. Index -1 is no last element here."""
    text = texts.get(str(citation.get("source")))
    start, end = citation.get("start"), citation.get("end")
    if text is None or not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text):
        return False
    return text[start:end] == citation.get("exact")


def resolved(statement: Json, scored: Scored) -> list[Json]:
    """The statement's citations that resolve, each once, in order."""
    unique = {(c["source"], c["start"], c["end"]): c for c in statement.get("citations", ()) if resolves(c, scored.texts)}
    return list(unique.values())


def questions(scored: Scored) -> list[Question]:
    """What the citation metrics ask a judge: for each sentence its spans together, each alone, and all but each."""
    asked: dict[str, Question] = {}
    for pair in scored.briefs:
        assert pair.claim is not None
        for statement in asserting(pair.claim):
            for citations in subsets(resolved(statement, scored)):
                question = question_of(scored.case, scored.document, pair.claim, statement, citations, scored.texts)
                asked.setdefault(question.key, question)
    return list(asked.values())


def subsets(citations: list[Json]) -> list[list[Json]]:
    """All of them, each alone, all but each; without the empty set and without repeats."""
    wanted = [citations, *([one] for one in citations), *(citations[:n] + citations[n + 1 :] for n in range(len(citations)))]
    unique: list[list[Json]] = []
    for subset in wanted:
        if subset and subset not in unique:
            unique.append(subset)
    return unique


def _by_id(case: Case, document: Json) -> list[Pair]:
    claims = {claim["id"]: claim for claim in document.get("claims", ())}
    failures = _failures(document)
    labels = {label.id for label in case.labels.claims}
    pairs = [Pair(label=label, claim=claims.get(label.id), failure=failures.get(label.id, "")) for label in case.labels.claims]
    return pairs + [Pair(label=None, claim=claim) for key, claim in claims.items() if key not in labels]


def _failures(document: Json) -> dict[str, str]:
    return {item["id"]: str(item["reason"]) for item in document.get("skipped", ()) if item.get("is_failure")}


def _by_place(case: Case, document: Json) -> list[Pair]:
    """Each label takes the free claim that overlaps its article quote by half of the shorter and shares most words with it."""
    text = article_text(case, document)
    claims: list[Json] = list(document.get("claims", ()))
    offers = []
    for number, label in enumerate(case.labels.claims):
        quote = quote_span(label, text)
        for place, claim in enumerate(claims):
            if quote is not None and overlaps_by_half(quote, claim):
                offers.append((-_likeness(label.text, claim["text"], str(case.article["language"])), number, place))
    taken: dict[int, int] = {}
    for _, number, place in sorted(offers):
        if number not in taken and place not in taken.values():
            taken[number] = place
    pairs = [Pair(label=label, claim=claims[taken[number]] if number in taken else None) for number, label in enumerate(case.labels.claims)]
    return pairs + [Pair(label=None, claim=claim) for place, claim in enumerate(claims) if place not in taken.values()]


def _held_to(claim: Json, case: Case, document: Json) -> LabelledClaim | None:
    """The label whose quote the claim overlaps by half; of several the one most like it in words, of equally like ones the stricter."""
    text = article_text(case, document)
    offers = []
    for number, label in enumerate(case.labels.claims):
        quote = quote_span(label, text)
        if quote is not None and overlaps_by_half(quote, claim):
            likeness = _likeness(label.text, claim["text"], str(case.article["language"]))
            offers.append((-likeness, "confirmed" in label.accepted, number))
    return case.labels.claims[min(offers)[2]] if offers else None


def only_tells_of_a_saying(claim: Json) -> bool:
    """Whether the claim is that somebody said something, not that it is so: "X said p" may be confirmed where p may not.

    The system must call it a statement (`kind`), and its own wording must hold a word of saying: neither alone is enough, because a system
    names the kind of its claims itself.
    """
    return claim.get("kind") == "statement" and _SAYING.search(str(claim.get("text", ""))) is not None


def article_text(case: Case, document: Json) -> str:
    """The article as the document's spans count in it."""
    return str(document.get("article", {}).get("text") or normalise(str(case.article["body"])).strip("\n"))


def quote_span(label: LabelledClaim, text: str) -> Span | None:
    """Where the label's article quote stands in the document's article; None when it does not."""
    quote = normalise(label.article_quote)
    start = text.find(quote)
    return None if start < 0 or not quote else Span(start, start + len(quote))


def overlaps_by_half(quote: Span, claim: Json) -> bool:
    """Whether the claim's span shares at least half of the shorter of the two."""
    span = claim.get("span")
    if not span:
        return False
    shared = min(quote.end, span["end"]) - max(quote.start, span["start"])
    return bool(shared >= 0.5 * min(len(quote), span["end"] - span["start"]))


def _likeness(a: str, b: str, language: str) -> float:
    """Dice over word stems, 0..1."""
    one = {token.stem for token in content_tokens(a, language)}
    other = {token.stem for token in content_tokens(b, language)}
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0
