"""Placeholder until the report proper: the table, escaped."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from briefs_evals.tables import score_table

Json = dict[str, Any]


def html_report(record: Json, samples: Sequence[Json], summary: Json) -> bytes:
    """A self-contained page."""
    return f"<!doctype html><meta charset=utf-8><title>{html.escape(record['id'])}</title><pre>{html.escape(score_table(summary))}</pre>".encode()
