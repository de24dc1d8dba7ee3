"""The demo events, released, for the pages that show them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from tests.demo_events import have_demo

BEFORE = datetime(2021, 6, 1, tzinfo=UTC)


@pytest.fixture
def demo(client: FlaskClient) -> FlaskClient:
    """A visitor's browser on an installation that holds the demo events."""
    have_demo(now=BEFORE)
    return client
