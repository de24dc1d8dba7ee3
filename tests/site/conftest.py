"""The demo events, released, for the pages that show them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from app.db import commit
from app.demo.loading import load

BEFORE = datetime(2021, 6, 1, tzinfo=UTC)


@pytest.fixture
def demo(client: FlaskClient) -> FlaskClient:
    """A visitor's browser on an installation that holds the demo events."""
    load(now=BEFORE)
    commit()
    return client
