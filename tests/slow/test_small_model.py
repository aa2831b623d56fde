"""A real language model end to end: real HTTP, real schema mode. Slow: `BRIEFS_MODEL_URL=http://127.0.0.1:8799/v1 bin/test-slow`.

The model is far too weak to judge or to write. What is tested is that its answers come through the whole way and that none does harm.
"""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from briefs.adapters.openai_chat import ChatOptions, OpenAIChat
from briefs.chain.judging import RANK
from briefs.chain.settings import ChainSettings, Limits, ModelChoice
from briefs.prompting import load_prompt, parse_answer
from tests.chain_story import CLOSED, FALSIFIED, briefed, by_rules, chain_over

URL = os.environ.get("BRIEFS_MODEL_URL", "")
NAME = os.environ.get("BRIEFS_MODEL_NAME", "smollm2-135m")
pytestmark = [pytest.mark.skipif(not URL, reason="needs a model server: set BRIEFS_MODEL_URL (docs/model.md)"), pytest.mark.timeout(3600)]
LIMITS = Limits(timeout_s=900.0, tries=1, answer_tokens=400, concurrency=1)


def test_an_answer_follows_the_schema_over_http() -> None:
    """The draft stage's own prompt and schema: JSON that we parse, tokens counted, an end that is one."""
    prompt = load_prompt("draft")
    model = OpenAIChat(NAME, base_url=URL, options=ChatOptions(timeout_s=900.0, answer_tokens=400))
    evidence = "<evidence e1: Hask Courier>\nThe Lorne bridge was closed on 4 March 2025.\n</evidence>"
    user = prompt.render({"claim": CLOSED.text, "standing": "confirmed", "language": "en", "evidence": evidence})
    answer = model.ask(system=prompt.system, user=user, schema=prompt.schema)
    assert answer.prompt_tokens > 100
    assert answer.completion_tokens > 0
    if answer.finish_reason == "stop":
        assert parse_answer(answer, prompt.schema)["sentences"]
    else:
        assert answer.finish_reason == "length"


def test_a_weak_model_makes_a_brief_shorter_never_less_true() -> None:
    """Every claim has its brief; no standing is above the embedded run's; every sentence passed the gate; the account counts the calls."""
    settings = ChainSettings(model=ModelChoice(name=f"openai:{NAME}", base_url=URL), limits=LIMITS)
    document = briefed(chain_over(replace(settings)), claims=(CLOSED, FALSIFIED))
    rules = {brief.claim.id: brief.assessment.standing for brief in by_rules().briefs}
    assert len(document.briefs) == 2
    for brief in document.briefs:
        assert brief.assessment.standing == rules[brief.claim.id] or RANK[brief.assessment.standing] < RANK[rules[brief.claim.id]]
        assert brief.report.passed
        assert brief.note in ("", "model-failed", "nothing-passed")
    total = document.provenance["model"]["total"]  # type: ignore[index]
    assert total["calls"] >= 2
    assert total["prompt_tokens"] > 0
