"""Another zone for an event whose sessions would keep a time that comes twice there (design: time.md)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.db import commit, db
from app.events.models import Event
from app.schedule.actions.talks import create_session
from app.schedule.models import Session
from app.schedule.rules.values import SessionValues
from app.schedule.rules.when import When
from tests.events.world import World
from tests.pages import form_values

ZONE = "/manage/e/two-cities/zone"
HELSINKI = {"zone": "Europe/Helsinki", "keep": "wall"}
FIRST, SECOND = "2027-10-31T00:30Z", "2027-10-31T01:30Z"


@pytest.fixture
def codes(world: World) -> list[str]:
    """Sessions at 03:30 and 03:00 in New York on the night when Helsinki puts its clocks back, and one at noon."""
    world.event.zone = "America/New_York"
    return [
        add(world, title, datetime(2027, 10, 31, hour, minute), "America/New_York")
        for title, hour, minute in (("<i>Opening</i>", 3, 30), ("Coffee", 3, 0), ("Lunch", 12, 0))
    ]


def add(world: World, title: str, start: datetime, zone: str, fold: int = 0) -> str:
    values = SessionValues({"en": title}, languages=("en",))
    talk = create_session(world.event, values, When(start, zone, fold, 30), by=world.aino)
    commit()
    return talk.code


def changed(world: World, **more: object):
    browser = world.browser(world.aino)
    return browser.post(ZONE, data={**form_values(browser.get(ZONE).text), **more})


def now(code: str) -> tuple[str, datetime | None, datetime | None]:
    db.session.expire_all()
    talk = db.session.scalars(select(Session).where(Session.code == code)).one()
    return talk.zone, talk.local_start, talk.starts_at


def event_zone() -> str | None:
    db.session.expire_all()
    return db.session.scalar(select(Event.zone).where(Event.slug == "two-cities"))


def test_a_kept_time_that_comes_twice_is_asked_about_and_nothing_changes(world: World, codes):
    answer = changed(world, **HELSINKI)

    assert answer.status_code == 400
    assert "Clocks in Europe/Helsinki are put back" in answer.text
    for words in ("&lt;i&gt;Opening&lt;/i&gt;", "2027-10-31 03:30", "The first, UTC+3", "The second, UTC+2", "Coffee"):
        assert words in answer.text
    assert "Lunch" not in answer.text
    assert event_zone() == "America/New_York"
    assert now(codes[0])[0] == "America/New_York"


@pytest.mark.parametrize(("said", "utc"), [(FIRST, 0), (SECOND, 1)])
def test_what_is_answered_is_taken(world: World, codes, said, utc):
    answers = {f"meant-{codes[0]}": said, f"meant-{codes[1]}": "2027-10-31T00:00Z"}
    assert changed(world, **HELSINKI, **answers).status_code == 302

    opening = datetime(2027, 10, 31, utc, 30, tzinfo=UTC)
    assert now(codes[0]) == ("Europe/Helsinki", datetime(2027, 10, 31, 3, 30), opening)
    assert now(codes[1])[2] == datetime(2027, 10, 31, 0, 0, tzinfo=UTC)
    assert now(codes[2])[2] == datetime(2027, 10, 31, 10, 0, tzinfo=UTC)
    assert event_zone() == "Europe/Helsinki"


def test_the_page_that_asks_can_be_answered_and_keeps_what_was_chosen(world: World, codes):
    half = changed(world, **HELSINKI, **{f"meant-{codes[0]}": SECOND})

    assert half.status_code == 400
    sent = form_values(half.text)
    assert sent[f"meant-{codes[0]}"] == [SECOND]
    assert f"meant-{codes[1]}" not in sent
    (choice, _other) = re.findall(rf'name="meant-{codes[1]}" value="([^"]+)"', half.text)
    answer = world.browser(world.aino).post(ZONE, data={**sent, f"meant-{codes[1]}": choice})
    assert answer.status_code == 302
    assert now(codes[0])[2] == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("said", ["", "1", "2027-10-31T00:31Z", "2027-10-31T04:30Z", "x\ufffd" * 400])
def test_an_answer_to_something_else_is_asked_again(world: World, codes, said):
    answers = {f"meant-{codes[0]}": said, f"meant-{codes[1]}": "2027-10-31T00:00Z"}
    assert changed(world, **HELSINKI, **answers).status_code == 400
    assert event_zone() == "America/New_York"


def test_moments_that_are_kept_are_no_question(world: World, codes):
    assert changed(world, zone="Europe/Helsinki", keep="instant").status_code == 302
    assert now(codes[0])[1] == datetime(2027, 10, 31, 9, 30)


def test_a_time_that_came_twice_before_keeps_its_answer(world: World):
    code = add(world, "Opening", datetime(2027, 10, 31, 3, 30), "Europe/Helsinki", fold=1)
    assert changed(world, zone="Europe/Riga", keep="wall").status_code == 302
    assert now(code) == ("Europe/Riga", datetime(2027, 10, 31, 3, 30), datetime(2027, 10, 31, 1, 30, tzinfo=UTC))
