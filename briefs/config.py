"""The configuration file: TOML, named with `--config FILE` or `BRIEFS_CONFIG`; it is never looked for in the working folder."""

from __future__ import annotations

import os
import tomllib
from dataclasses import replace
from pathlib import Path

from briefs.chain.settings import ChainSettings, model_choice, parse_settings
from briefs.errors import UsageError

VARIABLE = "BRIEFS_CONFIG"


def load_settings(path: Path | None) -> ChainSettings:
    """The settings of the file, of `BRIEFS_CONFIG`, or the defaults.

    Raises:
        UsageError: it cannot be read, is not TOML, or holds what it must not.
    """
    named = path or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if named is None:
        return ChainSettings()
    try:
        data = tomllib.loads(named.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"the configuration {named} cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"the configuration {named} is not TOML: {error}") from error
    return parse_settings(data, where=str(named))


def with_options(
    settings: ChainSettings,
    *,
    model: str | None = None,
    base_url: str | None = None,
    fallback: str | None = None,
    budget_usd: float | None = None,
    max_tokens: int | None = None,
    uses_cache: bool = True,
) -> ChainSettings:
    """The settings with what the command line says, which goes first.

    Raises:
        UsageError: a model is written wrongly, or an endpoint has no model.
    """
    if model is not None:
        chosen = model_choice(model, base_url=base_url)
        settings = replace(settings, model=chosen)
    elif base_url is not None:
        if settings.model is None:
            raise UsageError("--base-url is the endpoint of a model: add --model openai:NAME")
        settings = replace(settings, model=replace(settings.model, base_url=base_url))
    if fallback is not None:
        settings = replace(settings, fallback=model_choice(fallback, base_url=base_url, where="--fallback-model"))
    limits = settings.limits
    limits = replace(
        limits,
        budget_usd=limits.budget_usd if budget_usd is None else budget_usd,
        max_tokens=limits.max_tokens if max_tokens is None else max_tokens,
    )
    return replace(settings, limits=limits, uses_cache=settings.uses_cache and uses_cache)


def require_keys(settings: ChainSettings) -> None:
    """Say before any work, not claim by claim, that a model can never answer.

    Raises:
        UsageError: a model at OpenAI itself has no key.
    """
    for choice in (settings.model, settings.fallback, *settings.stages.values(), settings.embeddings, settings.checker):
        if choice is None or choice.base_url or os.environ.get("OPENAI_BASE_URL"):
            continue
        if not os.environ.get(choice.key_variable, "").strip():
            raise UsageError(
                f"--model {choice.name} needs a key: set {choice.key_variable}, or name an endpoint that needs none with --base-url; "
                "without --model the briefs are written with no key at all"
            )
