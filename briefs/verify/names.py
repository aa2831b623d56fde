"""Names of a sentence against the cited spans, across scripts and cases."""

from __future__ import annotations

import re
from functools import lru_cache

from briefs.domain import Source, Span
from briefs.language import NameMention, fold, names_corefer, same_name
from briefs.verify.case import Case, CitedSpan
from briefs.verify.reading import names_of

_TOKEN = re.compile(r"[^\W_]+")
_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}")
_LINKED = re.compile(r"-(?:led|linked|backed|based|made|born|built|controlled|held|run|owned|allied|funded|occupied)\b\s*")
_ADJECTIVE_TAIL = 4
_ROOT = 4


def carries_name(text: str, language: str, name: str) -> bool:
    """Whether the text has the name: in any script and case, as its adjective ("Russia", "Russian"), or letter for letter.

    A fuller name than the text's ("Anna Reed" for "Reed") is not carried: the addition stands nowhere in it.
    """
    if _stands_in(text, name):
        return True
    return any(_is_carried_by(name, mention) for mention in names_in(text, language))


def carries_partly(text: str, language: str, name: str) -> bool:
    """Whether the text has a shorter form of the name: the surname alone, the name without its kind of body."""
    return any(names_corefer(name, mention) or are_kin(name, mention) for mention in names_in(text, language))


@lru_cache(maxsize=4096)
def names_in(text: str, language: str) -> tuple[str, ...]:
    """Names of a text as written."""
    return tuple(mention.span.of(text) for mention in names_of(text, language))


def windows_like(text: str, name: str) -> list[Span]:
    """Runs of as many words as the name has that are the name in other letters: "Ministerstvo oborony" for "Министерство обороны"."""
    words = [Span(*match.span()) for match in _TOKEN.finditer(text)]
    count = len(_TOKEN.findall(name))
    runs = [Span(words[i].start, words[i + count - 1].end) for i in range(len(words) - count + 1)] if count else []
    return [run for run in runs if same_name(run.of(text), name)]


def places_of(text: str, language: str, name: str) -> list[Span]:
    """Where a text mentions the name."""
    return [
        mention.span
        for mention in names_of(text, language)
        if names_corefer(name, mention.span.of(text)) or are_kin(name, mention.span.of(text))
    ]


def mentions_in(text: str, language: str, skip: tuple[Span, ...]) -> list[NameMention]:
    """Name mentions of a sentence outside the stretches that are accounted for."""
    return [mention for mention in names_of(text, language) if not any(span.overlaps(mention.span) for span in skip)]


def is_publisher(source: Source, name: str) -> bool:
    """Whether the manifest names this source's publisher or author so; of a confidential source only what a reader may see counts."""
    shown = [source.shown_name] if source.confidential else [source.shown_name, source.author or ""]
    # "river.example (copy of a story)": an address is compared as it is written
    opening = re.compile(rf"{re.escape(name)}(?!\w)", re.IGNORECASE)
    return any(
        given and (opening.match(given) or same_name(given, name) or _stands_in(given, name) or names_corefer(given, name))
        for given in shown
    )


def is_name_supported(case: Case, name: str) -> bool:
    """Whether a cited span, or the manifest of a cited source, has the name."""
    if any(is_publisher(source, name) for source in case.cited_sources):
        return True
    if any(carries_name(span.text, span.language, name) for span in case.cited):
        return True
    parts = _LINKED.split(name)
    if len(parts) > 1:
        # "Vetka-led Norlandic": each name by itself; what links them is no part of a name
        return all(is_name_supported(case, part) for part in parts if part)
    # a fuller form of a name in a span, when that source or its assessment gives the fuller form
    return any(carries_partly(span.text, span.language, name) and _is_full_form(case, span, name) for span in case.cited)


def are_kin(a: str, b: str) -> bool:
    """A name and its adjective or plural: one root of at least four letters, endings of at most four."""
    x, y = fold(a), fold(b)
    if " " in x or " " in y:
        return False
    shared = 0
    for left, right in zip(x, y, strict=False):
        if left != right:
            break
        shared += 1
    return (
        shared >= _ROOT
        and len(x) - shared <= _ADJECTIVE_TAIL
        and len(y) - shared <= _ADJECTIVE_TAIL
        and shared * 3 >= 2 * min(len(x), len(y))
    )


def _is_carried_by(name: str, mention: str) -> bool:
    if same_name(name, mention) or are_kin(name, mention):
        return True
    return names_corefer(name, mention) and len(_TOKEN.findall(name)) <= len(_TOKEN.findall(mention))


def _is_full_form(case: Case, span: CitedSpan, name: str) -> bool:
    if carries_name(span.source.text, span.language, name) or carries_name(span.source.title, span.language, name):
        return True
    known = [item.attribution.named for item in case.evidence_for(span) if item.attribution] + [o.name for o in case.origins_of(span)]
    return any(same_name(name, other) for other in known if other)


def _stands_in(text: str, name: str) -> bool:
    pattern = r"\W{1,3}".join(re.escape(token) for token in _TOKEN.findall(fold(name).replace(".", "")))
    text = _INITIALS.sub(lambda match: match.group().replace(".", ""), text)
    return bool(pattern) and re.search(rf"(?<!\w){pattern}(?!\w)", fold(text)) is not None
