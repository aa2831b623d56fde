"""Makes a system from its name and settings; the settings travel to worker processes as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from briefs.chain.settings import ChainSettings
from briefs.config import load_settings, require_keys, with_options
from briefs.domain import sha256_of
from briefs.errors import UsageError
from briefs_evals.systems.port import System
from briefs_evals.wording import unknown

KINDS = "briefs, lead, majority, majority:STANDING, two-outlets, langchain-rag, documents:FOLDER"
_WITH_MODEL = ("briefs", "langchain-rag")


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemSpec:
    """What `--system` and its options say."""

    name: str = "briefs"
    model: str | None = None
    base_url: str | None = None
    language: str = "en"
    config: Path | None = None
    """As `briefs draft --config`; None: what `BRIEFS_CONFIG` names, if anything."""
    uses_cache: bool = False
    """Whether a model's answers of earlier runs may be used: cheaper, but then tokens and cost say nothing."""

    @property
    def settings(self) -> ChainSettings:
        """What the product's chain is told.

        Raises:
            UsageError: the configuration cannot be used, or a model has no key.
        """
        settings = with_options(load_settings(self.config), model=self.model, base_url=self.base_url, uses_cache=self.uses_cache)
        require_keys(settings)
        return settings

    @property
    def config_sha256(self) -> str | None:
        """Of the settings as they were understood; None without a model."""
        settings = self.settings if self.name == "briefs" else None
        return sha256_of(repr(settings)) if settings is not None and settings.model is not None else None


def make_system(spec: SystemSpec) -> System:
    """The system.

    Raises:
        UsageError: no such system, or one that uses no model was given one.
        InputError: its folder is not there.
    """
    kind, _, rest = spec.name.partition(":")
    if kind not in _WITH_MODEL and (spec.model or spec.base_url or spec.config):
        raise UsageError(f"--system {spec.name} uses no model: leave out --model, --base-url and --config")
    if kind == "briefs" and not rest:
        from briefs_evals.systems.product import Product

        return Product(spec.settings, language=spec.language)
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
    raise UsageError(unknown("system", spec.name, KINDS.split(", ")))
