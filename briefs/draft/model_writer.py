"""A chat model writes the sentences of a brief from the evidence it is given; it sets no standing and chooses no source.

What it may say is bounded twice: evidence ids are resolved here (a sentence with an id that was not given is dropped whole, never kept
without it), and every sentence passes the gate like any other. The lead and the sentences about what was not found stay the program's own.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from briefs.domain import Assessment, Claim, Draft, Evidence, HandlingRule, ReadRecord, Section, Source, Stance, Standing, Statement
from briefs.draft.extractive import draft_brief
from briefs.errors import ProviderError
from briefs.ports import ChatModel
from briefs.prompting import AnswerRejected, load_prompt, structured_ask
from briefs.prompting.prompts import neutralised

_log = logging.getLogger(__name__)
_MAX_EVIDENCE = 12
_SECTIONS = {
    Standing.CONFIRMED: Section.CONFIRMED,
    Standing.ALLEGED: Section.ALLEGED,
    Standing.DISPUTED: Section.DISPUTED,
    Standing.REFUTED: Section.REFUTED,
}


class ModelWriter:
    """Writes a draft with `model`; a claim that rests on restricted text goes to a local model only, else to the extractive drafter."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._ask = structured_ask(load_prompt("draft"), model)

    def __call__(self, claim: Claim, assessment: Assessment, sources: Mapping[str, Source], *, read: ReadRecord, language: str) -> Draft:
        """The draft of one claim; the extractive one when the endpoint fails or its answer is cut off or not of the schema."""
        plain = draft_brief(claim, assessment, sources, read=read, language=language)
        offered = assessment.evidence[:_MAX_EVIDENCE]
        if assessment.standing not in _SECTIONS or not offered or self._may_not_see(offered, sources):
            return plain
        try:
            answer = self._ask.invoke(_inputs(claim, assessment, offered, sources))
        except (AnswerRejected, ProviderError) as error:
            _log.warning("claim %s is briefed without the model: %s", claim.id, error)
            return plain
        written = _statements(answer, offered, _SECTIONS[assessment.standing])
        kept = tuple(s for s in plain.statements if s.role in ("lead", "unknown"))
        lead, unknown = (tuple(s for s in kept if (s.role == "lead") is wanted) for wanted in (True, False))
        return Draft(claim.id, (*lead, *written, *unknown))

    def _may_not_see(self, offered: tuple[Evidence, ...], sources: Mapping[str, Source]) -> bool:
        if self._model.is_local:
            return False
        used = [sources[item.citation.source_id] for item in offered]
        return any(source.confidential or source.handling.rule is not HandlingRule.OPEN for source in used)


def _inputs(claim: Claim, assessment: Assessment, offered: tuple[Evidence, ...], sources: Mapping[str, Source]) -> dict[str, str]:
    names = {origin.key: origin.name for origin in assessment.origins}
    blocks = []
    for number, item in enumerate(offered, start=1):
        source = sources[item.citation.source_id]
        head = f"id: e{number}\nasserted by: {names.get(item.origin, 'unknown')}\nin: {source.shown_name}\nstance: {item.stance.value}"
        blocks.append(f"<evidence>\n{neutralised(head)}\ntext: {neutralised(item.citation.exact)}\n</evidence>")
    return {
        "claim": neutralised(claim.text),
        "standing": assessment.standing.value,
        "holders": neutralised(", ".join(assessment.holders) or "nobody in the sources"),
        "evidence": "\n".join(blocks),
    }


def _statements(answer: dict[str, Any], offered: tuple[Evidence, ...], section: Section) -> tuple[Statement, ...]:
    by_id = {f"e{number}": item for number, item in enumerate(offered, start=1)}
    statements = []
    for sentence in answer["sentences"]:
        if all(evidence_id in by_id for evidence_id in sentence["citations"]):
            items = [by_id[evidence_id] for evidence_id in dict.fromkeys(sentence["citations"])]
            role = "counter" if all(item.stance is Stance.REFUTES for item in items) else "origin"
            statements.append(
                Statement(section=section, text=sentence["text"].strip(), citations=tuple(item.citation for item in items), role=role)
            )
    return tuple(statements)
