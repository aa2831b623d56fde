"""Configuration, prices, ledger and patience of the chain."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefs.adapters.openai_chat import wire_schema
from briefs.chain.answers import FOLDER, AnswerStore
from briefs.chain.ledger import BudgetSpent, Entry, Ledger, totals
from briefs.chain.patience import Patient
from briefs.chain.prices import cost, estimated_tokens, price_of
from briefs.chain.settings import ChainSettings, ModelChoice, Price, parse_settings
from briefs.chain.threads import side_by_side
from briefs.collect import state_dir
from briefs.config import load_settings, require_keys, with_options
from briefs.errors import ProviderError, UsageError
from briefs.ports import ChatAnswer
from briefs.prompting import load_prompt
from briefs.wiring_model import forget_what_models_have

WHOLE = """
model = "openai:writer"
base_url = "http://127.0.0.1:8080/v1"
fallback = "openai:spare"
extract = "model"
cache = false

[stages]
extract = "openai:reader"
[stages.judge]
model = "openai:judge"
api_key_env = "JUDGE_KEY"

[limits]
budget_usd = 1.5
concurrency = 2

[prices."writer"]
input = 1
output = 2.5

[embeddings]
model = "openai:vectors"
"""


def test_a_whole_configuration_is_read(tmp_path: Path) -> None:
    """Each stage its model; revise asks the drafting one; what is not said has its default."""
    file = tmp_path / "briefs.toml"
    file.write_text(WHOLE, encoding="utf-8")
    settings = load_settings(file)
    names = {stage: choice.name for stage in ("extract", "judge", "draft", "revise") if (choice := settings.model_for(stage))}
    assert names == {"extract": "openai:reader", "judge": "openai:judge", "draft": "openai:writer", "revise": "openai:writer"}
    assert settings.stages["judge"].key_variable == "JUDGE_KEY"
    assert (settings.limits.budget_usd, settings.limits.concurrency, settings.limits.tries) == (1.5, 2, 4)
    assert (settings.uses_cache, settings.extract) == (False, "model")
    assert settings.prices["writer"] == Price(input=1.0, output=2.5)


@pytest.mark.parametrize(
    "text",
    [
        'modle = "openai:x"',
        'model = "x"',
        "model = 3",
        'api_key = "sk-secret"',
        '[stages]\ncooking = "openai:x"',
        "[limits]\nbudget_usd = -1",
        "[limits]\ntries = true",
        "[limits]\nrevisions = 3",
        "[prices.x]\ninput = 1",
        'extract = "perhaps"',
        "model = [",
    ],
)
def test_a_mistake_in_the_configuration_is_told(text: str, tmp_path: Path) -> None:
    """Unknown entries, wrong kinds, keys in the file; the message never repeats a key."""
    file = tmp_path / "briefs.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_settings(file)
    assert "sk-secret" not in str(caught.value)


def test_options_go_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """And a model at OpenAI without a key is told at once."""
    settings = parse_settings({"model": "openai:a", "limits": {"budget_usd": 1}}, where="x")
    settings = with_options(settings, model="openai:b", base_url="http://127.0.0.1:1/v1", budget_usd=0.25, uses_cache=False)
    assert settings.model == ModelChoice(name="openai:b", base_url="http://127.0.0.1:1/v1")
    assert (settings.limits.budget_usd, settings.uses_cache) == (0.25, False)
    require_keys(settings)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(UsageError, match="OPENAI_API_KEY"):
        require_keys(with_options(ChainSettings(), model="openai:b"))
    with pytest.raises(UsageError, match="--base-url"):
        with_options(ChainSettings(), base_url="http://127.0.0.1:1/v1")


def test_what_an_answer_costs() -> None:
    """Listed by name and dated snapshot; own prices first; this machine is free; unknown is unknown, not free."""
    listed = price_of("openai:gpt-5-mini-2025-08-07", is_local=False, own={})
    assert listed == price_of("openai:gpt-5-mini", is_local=False, own={}) and listed is not None
    own = Price(input=1.0, output=2.0, cached_input=0.5)
    assert price_of("openai:gpt-5-mini", is_local=False, own={"gpt-5-mini": own}) is own
    assert price_of("openai:nobody", is_local=False, own={}) is None
    assert price_of("openai:nobody", is_local=True, own={}) == Price(input=0.0, output=0.0)
    answer = ChatAnswer("", "stop", 1_000_000, 500_000, 1.0, cached_prompt_tokens=400_000)
    assert cost(answer, own) == pytest.approx(0.6 + 0.2 + 1.0)
    assert cost(answer, None) is None
    assert estimated_tokens("мост " * 100) > 200


def test_limits_hold_before_the_money_is_spent() -> None:
    """What is in flight counts at its most; what was not used comes back."""
    ledger = Ledger(budget_usd=1.0, max_tokens=1000)
    first = ledger.reserve(0.6, 400)
    with pytest.raises(BudgetSpent):
        ledger.reserve(0.6, 400)
    ledger.settle(first, Entry(claim_id="c", stage="draft", model="m", prompt_tokens=50, completion_tokens=10, usd=0.1))
    second = ledger.reserve(0.6, 400)
    with pytest.raises(BudgetSpent):
        ledger.reserve(0.0, 600)
    ledger.settle(second, Entry(claim_id="c", stage="draft", model="m", failure="timed out"))
    assert totals(ledger.entries)["failed"] == 1
    with pytest.raises(BudgetSpent):
        ledger.reserve(0.5, 0)


class _Failing:
    """Fails so often, then answers."""

    name, is_local = "failing", True

    def __init__(self, *errors: ProviderError) -> None:
        self.errors = list(errors)
        self.asked = 0

    def ask(self, *, system: str, user: str, schema: dict[str, object]) -> ChatAnswer:
        self.asked += 1
        if self.errors:
            raise self.errors.pop(0)
        return ChatAnswer("{}", "stop", 1, 1, 0.0)


def _patient(model: _Failing, slept: list[float]) -> Patient:
    return Patient(model, tries=4, wait_at_most_s=10.0, sleep=slept.append, spread=lambda: 1.0)


def test_waits_grow_and_obey_retry_after() -> None:
    """0.5, 1, and what the endpoint asks for."""
    slept: list[float] = []
    model = _Failing(ProviderError("a"), ProviderError("b"), ProviderError("c", retry_after_s=7.0))
    _patient(model, slept).ask(system="", user="", schema={})
    assert slept == [0.5, 1.0, 7.0]


@pytest.mark.parametrize("error", [ProviderError("x", is_lasting=True), ProviderError("x", retry_after_s=3600.0)])
def test_what_cannot_help_is_not_tried(error: ProviderError) -> None:
    """A refused key, and a wait longer than allowed."""
    slept: list[float] = []
    model = _Failing(error)
    with pytest.raises(ProviderError):
        _patient(model, slept).ask(system="", user="", schema={})
    assert (model.asked, slept) == (1, [])


def test_tasks_run_side_by_side_and_errors_come_out() -> None:
    """All results, whatever the order; an error is raised here."""
    assert sorted(side_by_side([lambda n=n: n * n for n in range(7)], workers=3)) == [(n, n * n) for n in range(7)]

    def fail() -> int:
        raise KeyError("x")

    with pytest.raises(KeyError):
        list(side_by_side([fail, lambda: 1, lambda: 2], workers=2))


@pytest.mark.parametrize("name", ["extract", "judge", "draft", "revise", "entail"])
def test_every_schema_is_one_that_strict_mode_takes(name: str) -> None:
    """Every object closed, every property required, no keyword that the endpoint refuses."""

    def check(schema: dict[str, object]) -> None:
        assert not {"minLength", "maxLength", "minItems", "maxItems"} & set(schema)
        if schema.get("type") == "object":
            properties = schema["properties"]
            assert isinstance(properties, dict)
            assert schema["additionalProperties"] is False
            assert schema["required"] == list(properties)
            for inner in properties.values():
                check(inner)
        if isinstance(schema.get("items"), dict):
            check(schema["items"])  # type: ignore[arg-type]

    check(wire_schema(load_prompt(name).schema))


def test_what_models_answered_is_forgotten_with_a_source(tmp_path: Path) -> None:
    """An answer may quote it: every kept answer goes, and an endpoint's vectors."""
    state = state_dir(tmp_path)
    store = AnswerStore(state / FOLDER)
    store.put("key", {"sentences": []})
    (state / "index-endpoint").mkdir()
    assert store.get("key", lambda _: True) == {"sentences": []}
    forget_what_models_have(tmp_path)
    assert store.get("key", lambda _: True) is None
    assert not (state / "index-endpoint").exists()
