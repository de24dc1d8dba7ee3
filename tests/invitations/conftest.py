"""A webinar with a speaker who can be invited."""

from __future__ import annotations

import pytest
import time_machine
from flask import Flask

from tests.invitations.halls import Stand, made_stand


@pytest.fixture
def stand(app: Flask, database: None) -> Stand:
    with time_machine.travel("2026-10-01T08:00:00Z", tick=True):
        yield made_stand(app)
