"""People and an event of two cities."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.events.world import World, build


@pytest.fixture
def world(app: Flask, database: None) -> World:
    return build(app)
