"""A web server that misbehaves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.server.origin import Origin, running_origin


@pytest.fixture
def origin() -> Iterator[Origin]:
    """A web server on loopback; ``origin.pages[path]`` is what it answers."""
    with running_origin() as found:
        yield found
