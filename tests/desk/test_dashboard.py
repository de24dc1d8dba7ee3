"""The organizer's first pages: how her events stand, what comes next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.clock import now
from app.db import commit, db
from app.desk.queries import standings
from app.desk.rules import Standing
from app.events.models import TeamInvite
from app.schedule.actions.release import release
from app.schedule.actions.talks import cancel_session, create_session
from app.schedule.models import Appearance
from app.schedule.rules.values import SessionValues
from app.schedule.rules.when import When
from tests.events.world import World
from tests.personas import make_event, make_speaker, put_in_team

AT = When(datetime(2021, 12, 9, 8, 30), "Europe/Helsinki", 0, 30)
NO_TIME = When(None, "Europe/Helsinki")


def test_dashboard_names_the_next_step_of_each_event(world: World):
    page = world.browser(world.aino).get("/manage/").text

    assert "Two cities" in page
    assert "The programme has no sessions yet." in page
    assert "Elsewhere" not in page
    assert 'href="/manage/e/new"' in page


def test_dashboard_teaches_who_has_nothing_yet(world: World):
    layla = world.browser(world.layla).get("/manage/").text
    assert "You are in no team yet" in layla
    assert "/manage/e/new" not in layla

    db.session.delete(world.others)
    commit()
    assert "Your first event" in world.browser(world.otto).get("/manage/").text


def test_visitor_is_sent_to_sign_in_and_comes_back(world: World):
    answer = world.app.test_client().get("/manage/")
    assert answer.location == "/sign-in?next=/manage/"


def add(world: World, title: str, when: When = AT, *, kind: str = "talk", languages: tuple[str, ...] = ("en",)):
    values = SessionValues({"en": title}, kind=kind, languages=languages)
    return create_session(world.event, values, when, by=world.aino)


def test_standing_counts_what_is_missing(world: World):
    speaker = make_speaker()
    full = add(world, "Full")
    db.session.flush()
    db.session.add(Appearance(session_id=full.id, speaker_id=speaker.id))
    add(world, "No speaker, no time", NO_TIME)
    add(world, "No language", languages=())
    add(world, "Break", kind="break", languages=())
    gone = add(world, "Gone", NO_TIME)
    cancel_session(gone, expected_version=gone.version, by=world.aino)
    for day, revoked in ((1, None), (-1, None), (1, now())):
        invite = TeamInvite(event_id=world.event.id, email="a@b.example", role="owner", token_hash=f"{day}{revoked}")
        invite.expires_at, invite.revoked_at = now() + timedelta(days=day), revoked
        db.session.add(invite)
    commit()

    assert standings([world.event, world.others], now=now()) == {
        world.event.id: Standing(
            hosts=2, sessions=4, without_time=1, without_speaker=2, without_language=1, open_invites=1
        ),
        world.others.id: Standing(has_dates=False),
    }


def test_standing_after_a_release_counts_the_changes_since(world: World):
    add(world, "One")
    commit()
    release(world.event, by=world.aino, now=now())
    commit()
    assert standings([world.event], now=now())[world.event.id].unreleased == 0

    add(world, "Two")
    add(world, "Three")
    commit()
    db.session.refresh(world.event)
    found = standings([world.event], now=now())[world.event.id]
    assert (found.state, found.release, found.unreleased) == ("public", 1, 2)
    assert "Not released yet: 2 changes." in world.browser(world.aino).get("/manage/e/two-cities/").text


def test_overview_tells_of_clashes_and_leads_on(world: World):
    add(world, "One")
    add(world, "Over midnight", When(datetime(2021, 12, 9, 23, 30), "Europe/Helsinki", 0, 60))
    commit()
    page = world.browser(world.minjun).get("/manage/e/two-cities/").text

    assert "2 sessions have no speaker." in page
    assert "sessions want a second look." in page or "session wants a second look." in page
    assert "Not released yet: 2 sessions." in page


@pytest.mark.parametrize(
    ("who", "there", "not_there"),
    [
        ("aino", ["/edit", "/delete", "/release", "/import"], []),
        ("minjun", ["/sessions/", "/team"], ["/edit", "/delete", "/release", "/import"]),
        ("maija", ["/sessions/", "/history"], ["/edit", "/delete", "/release", "/import"]),
    ],
)
def test_no_link_leads_where_one_may_not_go(world: World, who, there, not_there):
    browser = world.browser(getattr(world, who))
    page = browser.get("/manage/e/two-cities/").text

    for path in there:
        assert f'href="/manage/e/two-cities{path}"' in page
    for path in not_there:
        assert f'href="/manage/e/two-cities{path}"' not in page


def test_dashboard_costs_the_same_with_three_events_as_with_one(world: World, count_queries):
    browser = world.browser(world.aino)
    with count_queries() as one:
        browser.get("/manage/")
    for slug in ("a", "b"):
        put_in_team(make_event(slug, lead=world.helsinki, co_hosts=(world.busan,)), world.aino, "owner")
    commit()
    with count_queries() as three:
        browser.get("/manage/")

    assert len(three) == len(one)


@pytest.mark.parametrize("page", ["0", "-1", "2", "abc", "9" * 30])
def test_odd_pages_of_the_dashboard(world: World, page):
    assert world.browser(world.aino).get(f"/manage/?page={page}").status_code == 200


def test_more_events_than_a_page_holds(world: World):
    for number in range(20):
        event = make_event(f"event-{number}", lead=world.helsinki, starts_on=datetime(2026, 1, 1, tzinfo=UTC).date())
        put_in_team(event, world.aino, "owner")
    commit()
    browser = world.browser(world.aino)

    assert "/manage/?page=2" in browser.get("/manage/").text
    assert "Two cities" in browser.get("/manage/?page=2").text
