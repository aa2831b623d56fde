"""Which sources may not leave this machine. One rule for every stage: what is not open goes to a model on this machine or to none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from briefs.domain import Assessment, HandlingRule, Source

_WORD = re.compile(r"\w+")
_SHORTEST = 3
"""Letters from which a word tells something; shorter ones are articles, numbers of a list and the like."""


def is_restricted(source: Source) -> bool:
    """Whether text and names of the source stay here: local-only, under embargo, or confidential."""
    return source.confidential or source.handling.rule is not HandlingRule.OPEN


def rests_on_restricted(assessment: Assessment, sources: Mapping[str, Source]) -> bool:
    """Whether anything in the assessment (evidence, origins with their names, replies, doubts, reasons) comes from a restricted source."""
    ids: set[str] = {item.citation.source_id for item in assessment.evidence}
    ids |= {source_id for origin in assessment.origins for source_id in (*origin.sources, *origin.relays)}
    ids |= {citation.source_id for reason in assessment.reasons for citation in reason.citations}
    ids |= {citation.source_id for citation in (assessment.reply.citations if assessment.reply else ())}
    ids |= {citation.source_id for _, citation in assessment.unverified_by}
    ids |= {citation.source_id for citation in assessment.nearest}
    return any(source_id not in sources or is_restricted(sources[source_id]) for source_id in ids)


class Egress:
    """The last look before a text leaves this machine: does it hold a word that only restricted material has?

    Names are resolved over the whole corpus, so a fuller name or a description out of a restricted source may turn up beside open
    evidence. Which way it came does not matter here: a word that stands in restricted material (text, title, publisher, author, id) and
    nowhere in open sources, the article or the claims does not leave.
    """

    def __init__(self, sources: Iterable[Source], known: Iterable[str] = ()) -> None:
        """`known`: the article and the claims, which the user sends on purpose."""
        closed: set[str] = set()
        free: set[str] = set()
        for source in sources:
            texts = (source.text, source.title, source.publisher, source.author or "", source.id, source.display_name or "")
            (closed if is_restricted(source) else free).update(word for text in texts for word in _words(text))
        free.update(word for text in known for word in _words(text))
        self._closed = frozenset(closed - free)

    def allows(self, text: str) -> bool:
        """Whether a text may go to a remote endpoint."""
        return not self._closed or self._closed.isdisjoint(_words(text))


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.casefold()) if len(word) >= _SHORTEST]
