"""Taking changes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from app.db import commit, db
from app.events.actions.events import edit_event
from app.events.models import Change, Event
from app.events.rules import EventValues
from app.schedule.actions.talks import create_session, edit_session, move_session
from app.schedule.models import GlossaryEntry, Session
from app.schedule.rules.programme import Link
from app.schedule.rules.values import SessionValues
from app.schedule.rules.when import When
from tests.events.world import World

AT = When(datetime(2021, 12, 9, 8, 30), "Europe/Helsinki", 0, 30)
DAY = date(2021, 12, 9)
VALUES = EventValues("webinar", {"en": "Two cities", "ko": "두 도시"}, "two-cities", DAY, DAY, ("en", "ko"))


def last(act: str) -> int:
    found = db.session.scalar(select(Change.id).where(Change.act == act).order_by(Change.id.desc()).limit(1))
    assert found is not None
    return found


def taken_back(world: World, act: str, who: str = "aino"):
    return world.browser(getattr(world, who)).post(f"/manage/e/two-cities/history/{last(act)}/undo")


def event() -> Event:
    return db.session.scalars(select(Event).where(Event.slug == "two-cities")).one()


def test_details_go_back_to_what_they_were_and_forth_again(world: World):
    changed = replace(
        VALUES, title={"en": "Three cities"}, starts_on=None, ends_on=None, languages=("fi",), in_person=True
    )
    edit_event(world.event, changed, expected_version=None, by=world.aino)
    commit()
    assert taken_back(world, "event_edited").status_code == 302
    row = event()
    assert (row.title, row.starts_on, row.ends_on) == (VALUES.title, DAY, DAY)
    assert (row.languages, row.in_person) == (["en", "ko"], False)

    assert taken_back(world, "event_edited").status_code == 302
    assert (event().title, event().starts_on) == ({"en": "Three cities"}, None)


def test_what_was_changed_again_since_is_not_touched(world: World):
    edit_event(world.event, replace(VALUES, theme={"en": "Sea"}), expected_version=None, by=world.aino)
    commit()
    first = last("event_edited")
    edit_event(world.event, replace(VALUES, theme={"en": "Harbour"}), expected_version=None, by=world.matti)
    commit()
    answer = world.browser(world.aino).post(f"/manage/e/two-cities/history/{first}/undo")

    assert (answer.status_code, "This has been changed again since: Theme." in answer.text) == (400, True)
    assert event().theme == {"en": "Harbour"}


def test_session_goes_back_with_links_tags_and_footnotes(world: World):
    entry = GlossaryEntry(event_id=world.event.id, key="iot", term={"en": "IoT"}, gist={"en": "Things"})
    db.session.add(entry)
    db.session.flush()
    before = SessionValues(
        {"en": "Opening"},
        languages=("en",),
        tags=("data",),
        links=(Link("https://a.example", "A", "link"),),
        glossary=frozenset({entry.id}),
    )
    talk = create_session(world.event, before, AT, by=world.aino)
    commit()
    after = replace(before, title={"en": "Start"}, languages=("ko",), tags=(), links=(), glossary=frozenset())
    edit_session(talk, after, AT, expected_version=None, by=world.minjun)
    commit()
    assert taken_back(world, "session_edited", "minjun").status_code == 302

    row = db.session.scalars(select(Session)).one()
    assert (row.title, row.languages, row.tags) == ({"en": "Opening"}, ["en"], ["data"])
    assert (row.links[0]["url"], [entry.key for entry in row.glossary]) == ("https://a.example", ["iot"])


@pytest.mark.parametrize("to", [When(datetime(2021, 12, 9, 9, 0), "Asia/Seoul", 0, 45), When(None, "Europe/Helsinki")])
def test_session_moves_back(world: World, to):
    talk = create_session(world.event, SessionValues({"en": "Opening"}), AT, by=world.aino)
    commit()
    move_session(talk, to, expected_version=None, by=world.aino)
    commit()
    assert "Take it back" in world.browser(world.minjun).get("/manage/e/two-cities/history").text
    assert taken_back(world, "session_moved", "minjun").status_code == 302

    row = db.session.scalars(select(Session)).one()
    assert (row.local_start, row.zone, row.duration) == (AT.local_start, "Europe/Helsinki", 30)


def test_who_may_not_change_it_may_not_take_it_back(world: World):
    edit_event(world.event, replace(VALUES, theme={"en": "Sea"}), expected_version=None, by=world.aino)
    held = SessionValues({"en": "Opening"}, held_by_id=world.helsinki.id)
    talk = create_session(world.event, held, AT, by=world.aino)
    commit()
    move_session(talk, replace(AT, duration=45), expected_version=None, by=world.aino)
    commit()

    for act, who in (
        ("event_edited", "minjun"),
        ("session_moved", "minjun"),
        ("session_moved", "maija"),
        ("event_edited", "otto"),
    ):
        assert taken_back(world, act, who).status_code == 404
    assert "Take it back" not in world.browser(world.minjun).get("/manage/e/two-cities/history").text
    assert taken_back(world, "session_moved", "matti").status_code == 302


def test_what_cannot_be_taken_back(world: World):
    browser = world.browser(world.aino)

    assert taken_back(world, "event_created").status_code == 404
    assert browser.post(f"/manage/e/two-cities/history/{2**31 - 1}/undo").status_code == 404
    assert browser.post(f"/manage/e/two-cities/history/{2**63}/undo").status_code == 404
    assert world.browser(world.ada).post(f"/manage/e/elsewhere/history/{last('event_created')}/undo").status_code == 404


def test_session_that_is_gone_cannot_be_put_back(world: World):
    talk = create_session(world.event, SessionValues({"en": "Opening"}), AT, by=world.aino)
    commit()
    move_session(talk, replace(AT, duration=45), expected_version=None, by=world.aino)
    commit()
    db.session.delete(talk)
    commit()

    assert "Take it back" not in world.browser(world.aino).get("/manage/e/two-cities/history").text
    answer = taken_back(world, "session_moved")
    assert (answer.status_code, "This session has been deleted since" in answer.text) == (400, True)
    assert taken_back(world, "session_moved", "maija").status_code == 404
