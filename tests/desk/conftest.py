"""People and an event of two cities."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.events.world import World, build
from tests.schedule.drafts import Draft, made_draft


@pytest.fixture
def world(app: Flask, database: None) -> World:
    return build(app)


@pytest.fixture
def draft(app: Flask, database: None) -> Draft:
    """A draft with Aino's sessions, for the pages that release it."""
    return made_draft(app)
