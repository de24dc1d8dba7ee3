"""Promise P12, the database: released pages are still served, writes get 503 within 2 s, nothing is half done."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError

from app import db_postgres, db_waiting
from app.db import OUTAGES, begin_request, commit, db
from app.events.models import Event
from app.events.rules import EventState
from app.mail.models import OwedMail
from app.people.models import Person, SignInRequest
from app.people.views import account
from app.schedule.queries import mentions, remembered
from tests.faults.conftest import ask_for_link, elsewhere, rows, within
from tests.personas import aino, browser_of

pytestmark = pytest.mark.database

SEMINAR = "/e/busan-helsinki-2021/"
PAGES = [
    "/", "/events", "/cities", SEMINAR, f"{SEMINAR}programme", f"{SEMINAR}changes", f"{SEMINAR}changes.atom",
    f"{SEMINAR}calendar.ics", f"{SEMINAR}schedule.xml", f"{SEMINAR}schedule.json", "/c/busan/", "/c/busan/calendar.ics",
    "/p/mikko-rusama/", "/p/mikko-rusama/calendar.ics", "/series/smart-cities-moscow/",
]  # fmt: skip
ARABIC = {"Accept-Language": "ar"}


def set_state(world, state):
    def change():
        db.session.execute(update(Event).where(Event.slug == SEMINAR.split("/")[2]).values(state=state))
        commit()

    elsewhere(world, change)


def test_released_pages_are_served_in_other_languages_and_zones_too(world, outage):
    visitor = world.client
    before = {page: visitor.get(page).status_code for page in PAGES}
    with outage():
        with within(2):
            assert visitor.get(SEMINAR).status_code == 200
        after = {page: visitor.get(page).status_code for page in PAGES}
        other = visitor.get(f"{SEMINAR}programme?zone=Asia/Dubai", headers=ARABIC)
        assert (other.status_code, 'dir="rtl"' in other.text) == (200, True)
        assert int(other.headers["Age"]) >= 0
    assert set(before.values()) == set(after.values()) == {200}


def test_control_without_what_is_remembered_no_page_is_served(world, outage, monkeypatch):
    monkeypatch.setattr(remembered, "_keep", lambda *_: None)
    world.client.get(SEMINAR)
    with outage():
        assert world.client.get(SEMINAR).status_code == 503


def test_writes_are_refused_in_time_and_done_when_it_is_back(world, outage):
    visitor = world.client
    visitor.get("/")
    mails, requests = rows(world, OwedMail), rows(world, SignInRequest)
    with outage():
        for headers in ({}, ARABIC, {"Accept": "application/json"}):
            with within(2):
                answer = ask_for_link(visitor, **headers)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.json["error"]["status"] == 503
    assert (rows(world, OwedMail), rows(world, SignInRequest)) == (mails, requests)
    assert ask_for_link(visitor).status_code < 400
    assert (rows(world, OwedMail), rows(world, SignInRequest)) == (mails + 1, requests + 1)


def test_control_without_patience_limits_a_write_waits_longer(world, outage, monkeypatch):
    monkeypatch.setattr(db_waiting, "REQUEST_PATIENCE", 3.0)
    monkeypatch.setattr(db_postgres, "REQUEST_PATIENCE", 3.0)
    world.client.get("/")
    with outage():
        began = time.monotonic()
        assert ask_for_link(world.client).status_code == 503
        assert time.monotonic() - began > 2 or outage.kind == "gone"


@pytest.fixture
def hers(world):
    """Aino's browser."""
    browsers = []

    def sign_in():
        browsers.append(browser_of(world.app, db.session.scalar(select(Person)) or aino()))

    elsewhere(world, sign_in)
    return browsers[0]


def test_signed_in_visitor_is_unknown_and_known_again(world, outage, hers):
    assert hers.get(SEMINAR).status_code == 200
    assert hers.get("/me.json").json["person"]["name"] == "Aino Virtanen"
    with outage():
        with within(2):
            assert hers.get(SEMINAR).status_code == 200
        with within(2):
            assert hers.get("/me.json").json == {"person": None}
        for path in ("/manage/", "/account/"):
            with within(2):
                answer = hers.get(path)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        with within(2):
            assert hers.post("/account/", data={"name": "A"}).status_code == 503
    assert hers.get("/me.json").json["person"]["name"] == "Aino Virtanen"


def test_draft_and_what_nobody_asked_for_are_not_served(world, outage):
    world.client.get(SEMINAR)
    set_state(world, EventState.DRAFT)
    try:
        assert world.client.get(f"{SEMINAR}programme").status_code == 404
        with outage():
            for page in (SEMINAR, f"{SEMINAR}schedule.json", "/e/smart-cities-moscow-1/", "/privacy"):
                assert world.client.get(page).status_code == 503
    finally:
        set_state(world, EventState.PUBLIC)


@pytest.mark.parametrize("looks", [True, False])
def test_what_another_process_hid_before_the_outage_stays_hidden(world, outage, looks):
    """Negative control inside: without the look every two seconds the page would still be shown."""
    world.client.get(SEMINAR)
    set_state(world, EventState.DRAFT)
    try:
        if looks:
            elsewhere(world, remembered.look)
        with outage():
            assert world.client.get(SEMINAR).status_code == (503 if looks else 200)
    finally:
        set_state(world, EventState.PUBLIC)


def test_change_shows_as_soon_as_the_database_is_back(world, outage, monkeypatch):
    world.client.get(SEMINAR)
    with outage():
        assert world.client.get(SEMINAR).status_code == 200
    set_state(world, EventState.DRAFT)
    monkeypatch.setattr(remembered, "_next_attempt", 0.0)  # two seconds later
    try:
        assert world.client.get(SEMINAR).status_code == 404
    finally:
        set_state(world, EventState.PUBLIC)
    assert remembered.away_for() is None


def test_whoever_writes_gets_the_error_and_nothing_remembered(world, outage):
    world.client.get("/c/busan/calendar.ics")
    with outage():

        def write():
            begin_request(writes=True)
            with pytest.raises(OUTAGES):
                mentions("host", "busan")

        elsewhere(world, write)


def test_health_says_so(world, outage):
    with outage(), within(2):
        answer = world.client.get("/health")
    assert (answer.status_code, answer.json["database"], answer.json["status"]) == (503, "down", "down")
    assert world.client.get("/health").status_code == 200


def test_error_page_needs_nothing_of_the_person_whose_row_was_lost(world, hers, monkeypatch):
    def fail(*_, **__):
        raise OperationalError("UPDATE", {}, Exception("cut"))

    monkeypatch.setattr(account, "save_account", fail)
    data = {"name": "A", "language": "ar", "zone": "", "version": "1"}
    answer = hers.post("/account/?lang=ar", data=data)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert 'dir="rtl"' in answer.text
    assert "Aino" not in answer.text


def test_error_page_stands_alone_where_even_templates_fail(world, outage, monkeypatch):
    monkeypatch.setattr(world.app.jinja_env, "get_or_select_template", lambda *_, **__: 1 / 0)
    with outage():
        answer = ask_for_link(world.client, **ARABIC)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert 'lang="ar" dir="rtl"' in answer.text
    assert "{{" not in answer.text


@contextmanager
def no_connection_free(world):
    """Every connection that there may be is taken."""
    with world.app.app_context():
        engine = db.engine
    taken = [engine.connect() for _ in range(engine.pool.size() + engine.pool._max_overflow)]
    try:
        yield
    finally:
        for each in taken:
            each.close()


def test_taken_connections_are_an_outage_too(world, hers):
    visitor = world.client
    visitor.get(SEMINAR)
    with no_connection_free(world):
        with within(2):
            assert visitor.get(SEMINAR).status_code == 200
        with within(2):
            assert hers.get(SEMINAR).status_code == 200
        with within(2):
            assert ask_for_link(visitor).status_code == 503
    assert ask_for_link(visitor).status_code < 400


def test_pool_of_dead_connections_recovers_by_itself(world, hers):
    if world.forwarder is None:
        pytest.skip("about a server")
    with no_connection_free(world):
        pass
    world.forwarder.cut()
    for _ in range(3):
        assert hers.get("/account/").status_code == 200
        assert ask_for_link(world.client).status_code < 400


@pytest.mark.parametrize("in_request", [True, False])
def test_slow_statement_is_ended_in_a_request_only(world, in_request):
    if world.forwarder is None:
        pytest.skip("about a server")

    def sleep():
        db.engine.dispose()
        if in_request:
            begin_request(writes=False)
            with within(1.8), pytest.raises(OperationalError):
                db.session.execute(text("SELECT pg_sleep(5)"))
            db.session.rollback()
        else:
            db.session.execute(text("SELECT pg_sleep(2)"))

    elsewhere(world, sleep)


def test_file_put_in_its_place_is_used(world):
    """A backup that was restored; and what is written goes there, not into the old file that has no name."""
    if world.forwarder is not None:
        pytest.skip("about SQLite's file")
    assert ask_for_link(world.client).status_code < 400
    mails = rows(world, OwedMail)
    copy = world.path.with_name("copy")
    with closing(sqlite3.connect(world.path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    copy.replace(world.path)
    assert ask_for_link(world.client).status_code < 400
    with closing(sqlite3.connect(world.path)) as named:
        assert named.execute("SELECT count(*) FROM owed_mails").fetchone() == (mails + 1,)
