"""Options that need no weights."""

from __future__ import annotations

import pytest

from nukki.core.options import Options


@pytest.fixture
def options(tiny_model: str) -> Options:
    return Options(model=tiny_model, edges="plain")
