"""A released webinar with a room."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.live.rooms import Hall, made_hall


@pytest.fixture
def hall(app: Flask, database: None) -> Hall:
    return made_hall(app)
