"""The cities that host an event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.db import commit, db
from app.events.models import Change, Event, TeamInvite, TeamMember
from app.events.queries import grants_of
from app.events.rules import Role
from app.schedule.actions.talks import create_session
from app.schedule.models import Session
from app.schedule.rules.values import SessionValues
from app.schedule.rules.when import When
from tests.events.world import World
from tests.pages import form_values

HOSTS = "/manage/e/two-cities/hosts"


def hosts() -> list[tuple[str, str]]:
    event = db.session.scalars(select(Event).where(Event.slug == "two-cities")).one()
    return [(host.city.slug, host.part) for host in event.hosts]


def last_act() -> str | None:
    return db.session.scalar(select(Change.act).order_by(Change.id.desc()).limit(1))


def test_owner_adds_a_city(world: World):
    answer = world.browser(world.aino).post(HOSTS, data={"city_id": str(world.dubai.id), "part": "guest"})

    assert answer.status_code == 302
    assert hosts() == [("helsinki", "lead"), ("busan", "co_host"), ("dubai", "guest")]
    assert last_act() == "host_added"


@pytest.mark.parametrize(
    ("city", "part", "sentence"),
    [
        ("busan", "guest", "Choose one from the list."),
        ("dubai", "mayor", "Choose one from the list."),
        ("", "guest", "This field is required."),
    ],
)
def test_what_cannot_host(world: World, city, part, sentence):
    city_id = str(getattr(world, city).id) if city else ""
    answer = world.browser(world.aino).post(HOSTS, data={"city_id": city_id, "part": part})

    assert (answer.status_code, sentence in answer.text) == (400, True)
    assert len(hosts()) == 2


@pytest.mark.parametrize(
    ("who", "status"), [("matti", 302), ("ada", 302), ("minjun", 404), ("maija", 404), ("otto", 404)]
)
def test_who_adds_cities(world: World, who, status):
    data = {"city_id": str(world.dubai.id), "part": "guest"}
    assert world.browser(getattr(world, who)).post(HOSTS, data=data).status_code == status


@pytest.mark.parametrize(("who", "status"), [("aino", 200), ("ada", 200), ("matti", 404), ("minjun", 404)])
def test_who_gives_a_city_another_part_or_removes_it(world: World, who, status):
    browser = world.browser(getattr(world, who))

    assert browser.get(f"{HOSTS}/busan/").status_code == status
    assert browser.get(f"{HOSTS}/busan/remove").status_code == status


def test_order_of_the_clocks(world: World):
    world.browser(world.matti).post(f"{HOSTS}/busan/order", data={"up": "1"})
    assert hosts() == [("busan", "co_host"), ("helsinki", "lead")]

    world.browser(world.matti).post(f"{HOSTS}/busan/order", data={"up": "1"})
    assert hosts() == [("busan", "co_host"), ("helsinki", "lead")]


def test_the_only_lead_stays(world: World):
    browser = world.browser(world.aino)
    path = f"{HOSTS}/helsinki/"
    answer = browser.post(path, data={**form_values(browser.get(path).text), "part": "guest"})
    assert "One city has to lead" in answer.text
    path = f"{HOSTS}/helsinki/remove"
    answer = browser.post(path, data=form_values(browser.get(path).text))
    assert (answer.status_code, "One city has to lead" in answer.text) == (400, True)
    assert len(hosts()) == 2


def test_a_second_lead_brings_its_editors_the_release(world: World):
    browser = world.browser(world.aino)
    path = f"{HOSTS}/busan/"
    assert browser.post(path, data={**form_values(browser.get(path).text), "part": "lead"}).status_code == 302
    db.session.expire_all()

    assert Role.LEAD_EDITOR in grants_of(world.minjun, world.event).roles


def test_removing_a_city_names_and_does_what_it_means(world: World):
    talk = create_session(
        world.event,
        SessionValues({"en": "Opening"}, held_by_id=world.busan.id),
        When(None, "Asia/Seoul"),
        by=world.aino,
    )
    later = datetime.now(UTC) + timedelta(days=1)
    db.session.add(
        TeamInvite(
            event_id=world.event.id,
            email="a@example.org",
            role="editor",
            city_id=world.busan.id,
            token_hash="x",
            expires_at=later,
        )
    )
    commit()
    code = talk.code
    browser = world.browser(world.aino)
    page = browser.get(f"{HOSTS}/busan/remove").text
    assert "Its editor leaves the team: Min-jun." in page
    assert "1 session that it holds is held by nobody then" in page
    assert "1 invitation that is not answered yet stops working." in page

    assert browser.post(f"{HOSTS}/busan/remove", data=form_values(page)).status_code == 302
    assert hosts() == [("helsinki", "lead")]
    assert db.session.scalars(select(Session).where(Session.code == code)).one().held_by_id is None
    assert db.session.scalars(select(TeamInvite)).one().revoked_at is not None
    assert db.session.scalars(select(TeamMember).where(TeamMember.person_id == world.minjun.id)).all() == []
    assert world.browser(world.minjun).get("/manage/e/two-cities/").status_code == 404


def test_city_that_comes_back_does_not_bring_its_editors_back(world: World):
    browser = world.browser(world.aino)
    browser.post(f"{HOSTS}/busan/remove", data=form_values(browser.get(f"{HOSTS}/busan/remove").text))
    browser.post(HOSTS, data={"city_id": str(world.busan.id), "part": "co_host"})

    assert world.browser(world.minjun).get("/manage/e/two-cities/").status_code == 404


def test_stale_part_is_refused(world: World):
    browser, other = world.browser(world.aino), world.browser(world.ada)
    path = f"{HOSTS}/busan/"
    data, others = form_values(browser.get(path).text), form_values(other.get(path).text)
    other.post(path, data={**others, "part": "guest"})
    answer = browser.post(path, data={**data, "part": "lead"})

    assert answer.status_code == 409
    assert "Guest city" in answer.text
    assert dict(hosts())["busan"] == "guest"


def test_city_that_is_no_host_is_not_found(world: World):
    browser = world.browser(world.aino)

    for path in ("dubai/", "dubai/remove", "nowhere/", "%00/"):
        assert browser.get(f"{HOSTS}/{path}").status_code == 404
    assert browser.post(f"{HOSTS}/dubai/order").status_code == 404
