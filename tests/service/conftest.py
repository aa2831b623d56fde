"""One service for a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A service over an empty state."""
    return Desk.at(tmp_path)
