"""Tokens of browsers: only our own are taken, whole and unchanged."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import clock
from app.browsers import age_of, browser_name, cookie_name, new_browser_token, token_in
from app.tokens import new_token
from tests.browsers import browser_token


@pytest.fixture(autouse=True)
def _asked(app):
    with app.test_request_context():
        yield


def test_own_token_is_known_again_with_its_age():
    token = new_browser_token(clock.now() - timedelta(minutes=5))
    assert token_in({cookie_name(): token}) == token
    assert age_of(token).total_seconds() == pytest.approx(300, abs=2)


def test_each_token_is_another_browser():
    moment = clock.now()
    assert len({browser_name(new_browser_token(moment)) for _ in range(10)}) == 10


@pytest.mark.parametrize(
    "change",
    [
        lambda _token: "",
        lambda _token: new_token(),
        lambda token: token[:-1],
        lambda token: token + "0",
        lambda token: "A" + token,
        lambda token: token.replace(".", ".f", 1),
        lambda token: token.rpartition(".")[0] + ".",
        lambda token: "." + token.rpartition(".")[2],
        lambda _token: "ä" * 40,
        lambda _token: "\ud800" * 40,
        lambda token: "9" * 100_000 + token,
    ],
)
def test_made_up_tokens_are_none(change):
    token = new_browser_token(clock.now())
    assert token_in({cookie_name(): change(token)}) is None


def test_token_of_another_installation_is_none():
    assert token_in({cookie_name(): browser_token("another key")}) is None
    assert token_in(None) is None
