"""The OpenAPI document, tried out: whatever follows it, and much that does not, is answered as it says and never with a 500."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from briefs.service.app import create_app
from tests.service.desk import Desk


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_api_answers_as_its_schema_says(tmp_path: Path, mode: GenerationMode) -> None:
    """No 500, no undeclared status, media type or shape: for every operation, with what its schema allows and with what it does not."""
    desk = Desk.at(tmp_path)
    desk.finished()
    # a source's reader is a process of its own, a second each: what it answers is tried in test_api
    corpora: Any = desk.services.corpora
    corpora.sources = lambda name: {"items": [], "left_out": []}
    corpora.add = lambda *_: {"id": "a", "was_there": False}
    corpora.forget = lambda *_: {"ids": ["a"], "erased_results": []}
    api = schemathesis.openapi.from_asgi("/openapi.json", create_app(desk.services))
    tried = 0
    for result in api.get_all_operations():
        operation = result.ok()

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        def answers(case: schemathesis.Case) -> None:
            response = case.call(headers={"Authorization": f"Bearer {desk.token}"})
            case.validate_response(
                response, checks=[not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
            )

        try:
            answers()
        except Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE  # an operation without parameters has nothing that could be wrong
            continue
        tried += 1
    assert tried >= 10
