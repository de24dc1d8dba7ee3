"""Uploading a file: looked at before anything is written, confirmed once, by whom the event belongs to."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.clock import now
from app.db import commit, db
from app.events.models import Event, TeamMember
from app.exchange import worker
from app.exchange.models import ImportRun
from app.exchange.rules import limits
from app.exchange.rules.runs import MOST_OPEN
from app.exchange.worker import work_off
from app.schedule.models import Session
from tests.exchange.files import as_json, as_xml, schedule, session
from tests.personas import aino, browser_of, make_city, make_event, otto, put_in_team

PATH = "/manage/e/busan-helsinki/import"
FILE = as_json(schedule(session(1, abstract="<p>Hush</p>"), session(2, date="2026-03-02T11:00:00+02:00")))


@pytest.fixture
def event(database: None) -> Event:
    event = make_event(lead=make_city())
    put_in_team(event, aino(language="en"), "owner")
    commit()
    return event


@pytest.fixture
def browser(app: Flask, event: Event) -> FlaskClient:
    return browser_of(app, db.session.scalars(db.select(TeamMember)).one().person)


def _upload(browser: FlaskClient, data: bytes = FILE, **more: str) -> TestResponse:
    return browser.post(PATH, data={"file": (io.BytesIO(data), "tmp/schedule.json"), **more})


def _run() -> ImportRun:
    db.session.expire_all()
    return db.session.scalars(db.select(ImportRun).order_by(ImportRun.id.desc())).first()


def _count() -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(Session)) or 0


def test_upload_is_read_looked_at_and_imported(browser):
    answer = _upload(browser)
    assert (answer.status_code, answer.location) == (303, f"{PATH}/{_run().id}")
    assert _run().file_name == "schedule.json"
    waiting = browser.get(answer.location)
    assert waiting.headers["Refresh"] == "2"

    work_off()
    page = browser.get(answer.location)
    assert "Refresh" not in page.headers
    assert "What would come" in page.text
    assert "Texts hold HTML." in page.text
    assert (_run().state, _count()) == ("ready", 0)

    assert browser.post(f"{answer.location}/confirm").status_code == 303
    assert (_run().state, _count()) == ("confirmed", 0)
    work_off()
    assert (_run().state, _run().file, _count()) == ("done", None, 2)
    assert "It is in the draft." in browser.get(answer.location).text


def test_dropped_file_is_forgotten(browser):
    where = _upload(browser).location
    work_off()
    browser.post(f"{where}/drop")
    assert (_run().state, _run().file) == ("dropped", None)
    browser.post(f"{where}/confirm")
    work_off()
    assert (_run().state, _count()) == ("dropped", 0)


def test_second_confirmation_imports_nothing_twice(browser):
    where = _upload(browser).location
    work_off()
    for _ in range(2):
        browser.post(f"{where}/confirm")
    work_off()
    work_off()
    assert (_run().state, _count()) == ("done", 2)


def test_file_that_is_refused_says_why_in_the_readers_language(browser):
    where = _upload(browser, b'{"$schema": "schema2.json"}').location
    work_off()
    assert _run().state == "refused"
    assert "This is schedule format v2" in browser.get(f"{where}?lang=en").text
    assert _run().file is None


def test_zone_and_first_day_are_passed_on(browser):
    days = [{"index": 1, "rooms": {"Hall": [session(date=...)]}}]
    data = as_json(schedule(days=days, start=..., time_zone_name=...))
    where = _upload(browser, data, zone="Asia/Seoul", start="2026-05-04").location
    work_off()
    browser.post(f"{where}/confirm")
    work_off()
    talk = db.session.scalars(db.select(Session)).one()
    assert (str(talk.local_start), talk.zone) == ("2026-05-04 10:00:00", "Asia/Seoul")


@pytest.mark.parametrize(
    ("data", "more", "sentence"),
    [
        (b"", {}, "This file is empty."),
        (b" " * 10, {}, "This file is empty."),
        (FILE, {"zone": "Europe"}, "Europe"),
        (FILE, {"start": "soon"}, "This is no day"),
    ],
)
def test_bad_upload_is_refused_at_once(browser, data, more, sentence):
    answer = _upload(browser, data, **more)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert db.session.scalars(db.select(ImportRun)).all() == []


def test_file_that_is_too_large_is_refused_at_once(browser, monkeypatch):
    monkeypatch.setattr(limits, "MAX_BYTES", len(FILE) - 1)
    answer = _upload(browser)
    assert answer.status_code == 400
    assert "This file is larger than" in answer.text


def test_upload_without_a_file_is_refused(browser):
    answer = browser.post(PATH, data={"file": "no file"})
    assert answer.status_code == 400
    assert "Choose a file." in answer.text


def test_only_some_files_are_on_their_way_at_once(browser):
    for _ in range(MOST_OPEN):
        assert _upload(browser).status_code == 303
    answer = _upload(browser)
    assert answer.status_code == 400
    assert "on their way already" in answer.text


def test_file_of_another_event_is_not_there(app, browser, event):
    other = make_event("other", lead=make_city("busan"))
    person = otto()
    put_in_team(other, person, "owner")
    commit()
    where = _upload(browser).location
    theirs = where.replace("busan-helsinki", "other")
    stranger = browser_of(app, person)
    assert stranger.get(where).status_code == 404
    assert stranger.get(theirs).status_code == 404
    assert stranger.post(f"{theirs}/confirm").status_code == 404
    assert stranger.get("/manage/e/other/import").status_code == 200


def test_right_lost_before_the_import_refuses_it(browser):
    where = _upload(browser).location
    work_off()
    browser.post(f"{where}/confirm")
    db.session.execute(db.delete(TeamMember))
    commit()
    work_off()
    assert (_run().state, _count()) == ("refused", 0)


def test_unconfirmed_file_is_forgotten_after_a_day(browser):
    _upload(browser)
    work_off()
    with time_machine.travel(now() + timedelta(days=1, minutes=1), tick=False):
        work_off()
    assert (_run().state, _run().file) == ("dropped", None)


def test_fault_of_ours_is_tried_three_times_and_logged(browser, monkeypatch):
    where = _upload(browser).location
    monkeypatch.setattr(worker, "read_for", None)
    for _ in range(4):
        work_off()
    assert (_run().state, _run().attempts, _run().file) == ("failed", 3, None)
    assert "fault of this program" in browser.get(where).text


def test_file_again_would_change_nothing(browser):
    for _ in range(2):
        where = _upload(browser, as_xml(schedule(session(1)))).location
        work_off()
        page = browser.get(where)
        browser.post(f"{where}/confirm")
        work_off()
    assert "would change nothing" in page.text
    assert _count() == 1


def test_overview_leads_to_the_import(browser):
    assert f'href="{PATH}"' in browser.get("/manage/e/busan-helsinki/").text
