"""Makes a system from its name and settings; the settings travel to worker processes as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from briefs.errors import UsageError
from briefs_evals.systems.port import System

KINDS = "briefs, lead, majority:STANDING, two-outlets, langchain-rag, documents:FOLDER"


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemSpec:
    """What `--system` and its options say."""

    name: str = "briefs"
    model: str | None = None
    base_url: str | None = None
    language: str = "en"


def make_system(spec: SystemSpec) -> System:
    """The system.

    Raises:
        UsageError: no such system.
    """
    kind, _, rest = spec.name.partition(":")
    if kind == "briefs" and not rest:
        from briefs_evals.systems.product import Product

        return Product(model=spec.model, base_url=spec.base_url, language=spec.language)
    if kind == "lead" and not rest:
        from briefs_evals.systems.lead import LeadSentences

        return LeadSentences()
    if kind == "majority" and rest:
        from briefs_evals.systems.majority import MajorityStanding

        return MajorityStanding(rest)
    if kind == "two-outlets" and not rest:
        from briefs_evals.systems.two_outlets import TwoOutlets

        return TwoOutlets()
    if kind == "langchain-rag" and not rest:
        from briefs_evals.systems.langchain_rag import LangChainRag

        return LangChainRag.of_endpoint(model=spec.model, base_url=spec.base_url)
    if kind == "documents" and rest:
        from briefs_evals.systems.documents import Documents

        return Documents(Path(rest))
    raise UsageError(f"no system {spec.name!r}; write one of: {KINDS}")
