"""People and an event of two cities."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.events.world import World, build, recognise


@pytest.fixture
def world(app: Flask, database: None) -> World:
    if recognise not in app.before_request_funcs.setdefault(None, []):
        app.before_request_funcs[None].append(recognise)
    return build(app)
