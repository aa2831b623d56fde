"""What tokens cost: the price table is data, a configuration's own prices go first, and an endpoint on this machine costs nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

from briefs.chain.settings import Price, read_prices
from briefs.language.yaml_data import load_yaml
from briefs.ports import ChatAnswer

FREE = Price(input=0.0, output=0.0)
_SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")


def price_of(model: str, *, is_local: bool, own: Mapping[str, Price]) -> Price | None:
    """The price of `openai:NAME`; None when nobody knows it."""
    name = model.partition(":")[2] or model
    undated = _SNAPSHOT.sub("", name)
    for table in (own, _listed()):
        if name in table or undated in table:
            return table.get(name) or table[undated]
    return FREE if is_local else None


def cost(answer: ChatAnswer, price: Price | None) -> float | None:
    """US dollars of one answer; None when the price is not known."""
    if price is None:
        return None
    cached = min(answer.cached_prompt_tokens, answer.prompt_tokens)
    cached_rate = price.input if price.cached_input is None else price.cached_input
    return ((answer.prompt_tokens - cached) * price.input + cached * cached_rate + answer.completion_tokens * price.output) / 1e6


def at_most(prompt_tokens: int, answer_tokens: int, price: Price) -> float:
    """The most that one question can cost."""
    return (prompt_tokens * price.input + answer_tokens * price.output) / 1e6


def estimated_tokens(text: str) -> int:
    """Tokens of a text, on the high side for any script: a third of its UTF-8 bytes (English runs at four to five bytes a token)."""
    return len(text.encode("utf-8")) // 3 + 1


@cache
def _listed() -> Mapping[str, Price]:
    data = load_yaml(resources.files("briefs.chain").joinpath("data", "prices.yaml").read_text(encoding="utf-8"))
    return read_prices(data["prices"], where="prices.yaml")
