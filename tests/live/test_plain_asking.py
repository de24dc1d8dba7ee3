"""Asking by plain HTTP: sent again after the room closed, and how much one network may ask."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.db import commit, db
from app.live.actions.rooms import set_asking
from app.live.models import Question
from app.live.rules.opening import Asking
from tests.live.rooms import Hall


def asks(browser: FlaskClient, hall: Hall, text: str, *, cid: str) -> TestResponse:
    """A question as the page's scripts send it."""
    token = browser.get(f"{hall.path}/room.json").json["csrf"]
    form = {"text": text, "cid": cid, "csrf_token": token}
    return browser.post(f"{hall.path}/questions", data=form, headers={"Accept": "application/json"})


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Question)) or 0


def test_question_sent_again_after_the_room_closed_gets_its_answer(hall: Hall):
    """The answer was lost; the browser may not tell its asker that the question was refused (promise P1)."""
    layla = hall.app.test_client()
    first = asks(layla, hall, "Was that the answer?", cid="cid-0001")
    set_asking(hall.room, Asking.CLOSED)
    commit()
    again = asks(layla, hall, "Was that the answer?", cid="cid-0001")
    assert (again.status_code, again.json) == (200, first.json)
    assert asks(layla, hall, "And another one?", cid="cid-0002").json["error"] == "closed"
    assert count() == 1


def test_throwing_cookies_away_does_not_let_anybody_ask_without_end(hall: Hall):
    """Twenty times as much as a person is what a network may ask: 60 in a minute."""
    answers = [asks(hall.app.test_client(), hall, f"Question {n}?", cid=f"cid-{n:04}") for n in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert 0 < answers[-1].json["retry_ms"] <= 60_000
    assert count() == 60
