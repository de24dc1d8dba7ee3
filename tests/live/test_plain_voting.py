"""Votes by plain forms, many at the same moment: each is counted, none is told that the database is busy."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app import create_app
from app.db import commit, db
from app.live.models import Question, Vote
from app.settings import Settings
from tests.live.rooms import Hall, made_hall
from tests.program import Program

VOTERS = 40
KEY = "a key for tests only, 0123456789 abcdef"


def votes(browser: FlaskClient, hall: Hall, code: str, vote: str = "1") -> TestResponse:
    form = {"vote": vote, "csrf_token": browser.get(f"{hall.path}/room.json").json["csrf"]}
    return browser.post(f"{hall.path}/questions/{code}/vote", data=form, headers={"Accept": "application/json"})


def test_vote_is_set_taken_back_and_refused_where_there_is_nothing(hall: Hall):
    code, hidden = hall.question("One?").code, hall.question("Two?", shown=False).code
    browser = hall.app.test_client()
    assert votes(browser, hall, code).json == {"ok": True, "id": code, "score": 2, "ver": 1, "vote": True}
    assert votes(browser, hall, code).json["score"] == 2
    assert votes(browser, hall, code, "0").json["score"] == 1
    assert votes(browser, hall, code, "2").json["error"] == "invalid"
    assert votes(browser, hall, hidden).json["error"] == "not_found"
    assert votes(browser, hall, "zzzzzz").status_code == 404


class _Voter:
    """Somebody without sockets."""

    def __init__(self, room: str) -> None:
        self._room = room
        self._browser: OpenerDirector = build_opener(HTTPCookieProcessor())
        with self._browser.open(f"{room}/room.json", timeout=20) as answer:
            self._csrf = json.load(answer)["csrf"]

    def votes(self, code: str) -> int:
        """The status of the answer."""
        form = urlencode({"vote": "1", "csrf_token": self._csrf}).encode()
        wanted = Request(f"{self._room}/questions/{code}/vote", form, {"Accept": "application/json"})
        try:
            with self._browser.open(wanted, timeout=20) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code


@pytest.mark.process
def test_all_votes_of_a_moment_are_counted(tmp_path: Path):
    with Program(tmp_path, MERIDIAN_MODE="test", MERIDIAN_SECRET_KEY=KEY) as program:
        app = create_app(Settings(mode="test", data=tmp_path, secret_key=KEY, log_level="error"))
        with app.app_context():
            hall = made_hall(app)
            code, path = hall.question("Does everybody count?").code, hall.path
            commit()
            db.session.remove()
        voters = [_Voter(f"{program.address}{path}") for _ in range(VOTERS)]
        begin = threading.Barrier(VOTERS)

        def at_once(voter: _Voter) -> int:
            begin.wait()
            return voter.votes(code)

        with ThreadPoolExecutor(VOTERS) as pool:
            assert list(pool.map(at_once, voters)) == [200] * VOTERS
        with app.app_context():
            assert db.session.scalar(select(func.count()).select_from(Vote)) == VOTERS + 1
            assert db.session.scalars(select(Question.score)).one() == VOTERS + 1
            db.session.remove()
