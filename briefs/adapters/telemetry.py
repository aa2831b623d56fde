"""Tracing and telemetry of third parties, switched off whatever the environment says."""

from __future__ import annotations

import os

OFF = {
    # LangSmith sends every prompt and document to a third party when one of these is set
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    # Chroma: product telemetry (PostHog) and OpenTelemetry export
    "ANONYMIZED_TELEMETRY": "False",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": "",
    "CHROMA_OTEL_GRANULARITY": "none",
    "OTEL_SDK_DISABLED": "true",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
"""Environment variables and the value that means off."""
REMOVED = (
    "LANGSMITH_API_KEY",
    "LANGCHAIN_API_KEY",
    "LANGSMITH_ENDPOINT",
    "LANGCHAIN_ENDPOINT",
    "LANGSMITH_RUNS_ENDPOINTS",
    "LANGSMITH_GATEWAY",
    "LANGSMITH_GATEWAY_URL",
    "OPENAI_LOG",
)
"""What a tracer would need, without which it cannot send even when a library switches it on; and the switch that logs whole requests."""


def switch_off() -> None:
    """Turn third-party tracing and telemetry off for this process. Call it before a vendor is imported; calling it again does no harm."""
    os.environ.update(OFF)
    for name in REMOVED:
        os.environ.pop(name, None)
