"""Each rule of the URL map answers in Finnish and Arabic, in the right direction, and with nothing left in English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.events.rules import Role
from tests.architecture.access import LINES
from tests.architecture.test_access import methods_of, paths
from tests.architecture.world import World, build
from tests.i18n.reading import left

pytestmark = pytest.mark.database

NAMES = {"Speaker", "Track", "Owner", "Editor", "Moderator", "Organizer", "Admin", "views"}
"""People, tracks and figures of that world are named in words that are the program's, too."""


@pytest.fixture(scope="module")
def world(app: Flask) -> Iterator[World]:
    with build(app) as made:
        yield made


@pytest.mark.parametrize("language", ["fi", "ar"])
def test_every_address_answers_in_its_language(app: Flask, world: World, language: str):
    """Asked by an admin; forms are sent empty, so that they say what is missing."""
    found, asked = {}, 0
    for line in LINES:
        for method in sorted(line.methods & methods_of(app)[line.rule]):
            _whose, path = next(paths(line, world, Role.ADMIN))
            answer = world.ask(Role.ADMIN, method, f"{path}?lang={language}")
            if answer.mimetype == "text/html" and not 300 <= answer.status_code < 400:
                asked += 1
                found[method, path] = set(left(answer.text, language)) - NAMES

    assert asked > 80
    assert {address: texts for address, texts in found.items() if texts} == {}
