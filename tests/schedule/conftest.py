"""A webinar of two cities in draft, with the people who work on it."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.schedule.drafts import Draft, made_draft


@pytest.fixture
def draft(app: Flask, database: None) -> Draft:
    return made_draft(app)
