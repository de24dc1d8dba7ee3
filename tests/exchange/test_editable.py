"""What was imported can be edited: no form refuses what an import took."""

from __future__ import annotations

import io

import pytest

from app.db import commit, db
from app.events.models import Event
from app.exchange.rules.limits import MAX_BLOCK, MAX_LINE
from app.exchange.worker import work_off
from app.schedule.models import Session, Speaker
from tests.exchange.files import as_json, schedule, session
from tests.pages import form_values
from tests.personas import aino, browser_of, make_city, make_event, put_in_team

LINE, BLOCK = "x" * MAX_LINE, "y" * MAX_BLOCK
LARGEST = schedule(
    session(
        1, title=LINE, subtitle=LINE, abstract=BLOCK, description=BLOCK, room=LINE, track=LINE,
        persons=[{"id": 7, "public_name": "z" * 200, "biography": BLOCK, "links": [{"url": "https://b.example"}]}],
        links=[{"url": f"https://a.example/{n:0>480}", "title": "w" * 200} for n in range(19)],
        attachments=[{"url": "https://a.example/s.pdf", "title": "Slides", "type": "slides"}],
        duration="99:59",
    ),
    title=LINE, description=BLOCK,
)  # fmt: skip


@pytest.fixture
def browser(app, database):
    event, owner = make_event(lead=make_city()), aino(language="en")
    put_in_team(event, owner, "owner")
    commit()
    browser = browser_of(app, owner)
    root = f"/manage/e/{event.slug}"
    where = browser.post(f"{root}/import", data={"file": (io.BytesIO(as_json(LARGEST)), "large.json")}).location
    work_off()
    browser.post(f"{where}/confirm")
    work_off()
    return browser


def _addresses() -> list[str]:
    event = db.session.scalars(db.select(Event)).one()
    talk = db.session.scalars(db.select(Session)).one()
    speaker = db.session.scalars(db.select(Speaker)).one()
    root = f"/manage/e/{event.slug}"
    return [
        f"{root}/edit",
        f"{root}/sessions/{talk.code}/",
        f"{root}/speakers/{speaker.code}/",
        f"{root}/tracks/{talk.track_id}/",
        f"{root}/stages/{talk.stage_id}/",
    ]


def _values() -> list[dict[str, object]]:
    db.session.expire_all()
    rows = [db.session.scalars(db.select(table)).one() for table in (Event, Session, Speaker)]
    still = {"version", "changed_at", "programme_version"}
    return [
        {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in still}
        for row in rows
    ]


def test_largest_import_can_be_saved_by_every_form(browser):
    before = _values()
    for address in _addresses():
        page = browser.get(address)
        assert page.status_code == 200, address
        answer = browser.post(address, data=form_values(page.text))
        assert answer.status_code in {302, 303}, (address, answer.text)
    assert _values() == before
