"""What the chain over a model is told: which model for which stage, limits of money and time, and prices. Read from TOML, checked whole.

Keys never stand here: `api_key_env` names the environment variable that holds one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from briefs.errors import UsageError

STAGES = ("extract", "judge", "draft", "revise")
EXTRACT_BY = ("auto", "model", "rules")
SCHEMA_MODES = ("json_schema", "json_object")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """A model and where it is reached."""

    name: str
    """`openai:NAME`."""
    base_url: str | None = None
    key_variable: str = "OPENAI_API_KEY"
    schema_mode: str = "json_schema"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long, how often, how much."""

    timeout_s: float = 60.0
    tries: int = 4
    """Requests of one question, the first included."""
    wait_at_most_s: float = 60.0
    """Longest single wait before a retry; an endpoint that asks for more is given up for this claim."""
    concurrency: int | None = None
    """Questions in flight; by default 4 to an endpoint elsewhere, 1 to one on this machine."""
    requests_per_second: float | None = None
    answer_tokens: int = 1200
    budget_usd: float | None = None
    max_tokens: int | None = None
    """Of the whole run, prompts and answers together."""
    revisions: int = 2
    judge_batch: int = 6
    """Claims of one judge question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars for a million tokens."""

    input: float
    output: float
    cached_input: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainSettings:
    """Everything; `model` None means that no model is used at all."""

    model: ModelChoice | None = None
    fallback: ModelChoice | None = None
    stages: Mapping[str, ModelChoice] = field(default_factory=dict)
    limits: Limits = Limits()
    extract: str = "auto"
    """`rules`; `model`; `auto`: the model for articles in a language that the rules do not read."""
    prices: Mapping[str, Price] = field(default_factory=dict)
    uses_cache: bool = True
    embeddings: ModelChoice | None = None
    checker: ModelChoice | None = None

    def model_for(self, stage: str) -> ModelChoice | None:
        """The model that a stage asks; `revise` asks the drafting one unless told otherwise."""
        if stage in self.stages:
            return self.stages[stage]
        return self.stages.get("draft", self.model) if stage == "revise" else self.model


def model_choice(text: str, *, base_url: str | None = None, where: str = "--model") -> ModelChoice:
    """`openai:NAME` as a choice.

    Raises:
        UsageError: it is written otherwise.
    """
    provider, _, name = text.partition(":")
    if provider != "openai" or not name.strip():
        raise UsageError(f"{where} {text}: write openai:NAME (any OpenAI-compatible server, see --base-url)")
    return ModelChoice(name=text, base_url=base_url)


def parse_settings(data: Mapping[str, Any], *, where: str) -> ChainSettings:
    """The settings of a TOML document.

    Raises:
        UsageError: an unknown entry, a value of the wrong kind, or a key written into the file.
    """
    table = _Table(data, where)
    settings = ChainSettings(
        model=table.choice_here(),
        fallback=table.choice("fallback"),
        stages=table.choices("stages"),
        limits=table.limits(),
        extract=table.one_of("extract", EXTRACT_BY, "auto"),
        prices=table.prices(),
        uses_cache=table.take("cache", bool, True),
        embeddings=table.choice("embeddings"),
        checker=table.choice("checker"),
    )
    table.finish()
    unknown = sorted(set(settings.stages) - set(STAGES))
    if unknown:
        raise UsageError(f"{where}: no stage {', '.join(unknown)}; there are {', '.join(STAGES)}")
    return settings


class _Table:
    """A table that is used up: what is left over at the end is a mistake that would otherwise pass in silence."""

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self._data, self._where = dict(data), where
        if any("key" in name and name != "api_key_env" for name in self._data):
            raise UsageError(f"{where}: keys do not belong into a file; name the environment variable with api_key_env")

    def take(self, name: str, kind: type | tuple[type, ...], default: Any) -> Any:
        value = self._data.pop(name, default)
        fits = value is default or (isinstance(value, kind) and (kind is bool or not isinstance(value, bool)))
        if not fits:
            raise UsageError(f"{self._where}: {name} = {value!r} is of the wrong kind")
        return value

    def one_of(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = str(self.take(name, str, default))
        if value not in allowed:
            raise UsageError(f"{self._where}: {name} = {value!r}; write one of {', '.join(allowed)}")
        return value

    def choice_here(self) -> ModelChoice | None:
        text = self.take("model", str, None)
        base_url = self.take("base_url", str, None)
        variable = self.take("api_key_env", str, "OPENAI_API_KEY")
        mode = self.one_of("schema_mode", SCHEMA_MODES, "json_schema")
        if text is None:
            return None
        return replace(model_choice(text, base_url=base_url, where=f"{self._where}: model"), key_variable=variable, schema_mode=mode)

    def choice(self, name: str) -> ModelChoice | None:
        value = self.take(name, (str, dict), None)
        if value is None:
            return None
        table = _Table({"model": value} if isinstance(value, str) else value, f"{self._where}, {name}")
        choice = table.choice_here()
        table.finish()
        if choice is None:
            raise UsageError(f"{self._where}: [{name}] names no model")
        return choice

    def choices(self, name: str) -> dict[str, ModelChoice]:
        inner = _Table(self.take(name, dict, {}), f"{self._where}, {name}")
        return {key: choice for key in list(inner._data) if (choice := inner.choice(key)) is not None}

    def limits(self) -> Limits:
        inner = _Table(self.take("limits", dict, {}), f"{self._where}, limits")
        limits = Limits()
        for name, (kind, is_good) in _LIMITS.items():
            value = inner.take(name, kind, getattr(limits, name))
            if value is not None and not is_good(value):
                raise UsageError(f"{self._where}, limits: {name} = {value!r} is out of range")
            limits = replace(limits, **{name: value})
        inner.finish()
        return limits

    def prices(self) -> dict[str, Price]:
        return read_prices(self.take("prices", dict, {}), where=f"{self._where}, prices")

    def finish(self) -> None:
        if self._data:
            raise UsageError(f"{self._where}: unknown entry {', '.join(sorted(self._data))}")


def read_prices(data: Mapping[str, Any], *, where: str) -> dict[str, Price]:
    """`{model: {input, output, cached_input}}` as prices.

    Raises:
        UsageError: a price is missing, negative or no number.
    """
    prices = {}
    for name, row in data.items():
        known = isinstance(row, Mapping) and set(row) <= {"input", "output", "cached_input"} and {"input", "output"} <= set(row)
        if not known or not all(isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 for value in row.values()):
            raise UsageError(f"{where}: {name} needs input and output (and may have cached_input) in US dollars for a million tokens")
        prices[name] = Price(**{key: float(value) for key, value in row.items()})
    return prices


def _positive(value: float) -> bool:
    return value > 0


_LIMITS: dict[str, tuple[type | tuple[type, ...], Callable[[Any], bool]]] = {
    "timeout_s": ((int, float), _positive),
    "tries": (int, lambda value: 1 <= value <= 20),
    "wait_at_most_s": ((int, float), lambda value: value >= 0),
    "concurrency": (int, lambda value: 1 <= value <= 64),
    "requests_per_second": ((int, float), _positive),
    "answer_tokens": (int, _positive),
    "budget_usd": ((int, float), lambda value: value >= 0),
    "max_tokens": (int, lambda value: value >= 0),
    "revisions": (int, lambda value: 0 <= value <= 2),
    "judge_batch": (int, lambda value: 1 <= value <= 20),
}
