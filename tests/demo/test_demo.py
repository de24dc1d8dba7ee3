"""The demo events: the facts that their sources state, and the webinar that is always today."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from app import zones
from app.db import commit, db
from app.demo.loading import load
from app.demo.redating import redate
from app.events.models import Event
from app.schedule.models import Release
from app.schedule.queries import released

NOW = datetime(2026, 11, 22, 9, 3, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def demo(database: None) -> None:
    load(now=NOW)
    commit()


def test_seminar_starts_on_both_clocks_as_stated():
    seminar = released("busan-helsinki-2021").programme

    first = seminar.sessions[0]
    assert first.starts_at is not None
    assert first.starts_at.isoformat() == "2021-12-09T06:30:00+00:00"
    assert zones.wall(first.starts_at, "Asia/Seoul").local == datetime(2021, 12, 9, 15, 30)
    assert zones.wall(first.starts_at, "Europe/Helsinki").local == datetime(2021, 12, 9, 8, 30)


def test_seminar_has_its_parts_speakers_and_partners():
    seminar = released("busan-helsinki-2021").programme

    assert [part.title["en"] for part in seminar.parts] == [
        "Why Smart City Cooperation?",
        "Smart City Cases and Approaches",
        "Data access methods and solutions of both cities",
    ]
    assert len(seminar.speakers) == 8
    assert [(partner.slug, partner.role) for partner in seminar.partners] == [
        ("embassy-finland-seoul", "supporter"),
        ("k-water", "supporter"),
    ]
    assert [talk.time_assumed for talk in seminar.sessions] == [False] + [True] * 7


def test_forum_has_its_counts_and_marks_who_is_invented():
    forum = released("smart-cities-moscow-1").programme

    assert (len(forum.tracks), len(forum.sessions), len(forum.speakers)) == (3, 15, 86)
    real = {speaker.name for speaker in forum.speakers.values() if not speaker.fictional}
    assert real == {
        "Sergey Sobyanin", "Chen Jining", "Bakytzhan Sagintayev", "Saeed Belhoul", "Mohamed Salah Eldin",
        "Dean Trantalis",
    }  # fmt: skip
    assert all("fictional" in speaker.name for speaker in forum.speakers.values() if speaker.fictional)
    assert {figure.kind: figure.value for figure in forum.event.figures} == {
        "views": 193_000,
        "speakers": 86,
        "sessions": 15,
        "directions": 3,
    }
    assert forum.event.times_assumed
    assert [talk.kind for talk in forum.sessions][-1] == "ceremony"


def test_day_without_stated_times_has_an_order_and_no_times():
    day = released("jonkoping-day-2023").programme

    assert [(talk.title["en"], talk.starts_at) for talk in day.sessions] == [
        ("Next steps of putting the platform into use", None),
        ("How to use the platform later on", None),
        ("Trends and future scenarios in IoT", None),
    ]


def test_loading_again_changes_nothing():
    assert load(now=NOW) == []
    assert db.session.scalar(select(func.count()).select_from(Release)) == 4


def test_webinar_is_under_way_when_it_is_loaded():
    current = released("harbour-cities-live")

    assert current.number == 1
    first = current.programme.sessions[0]
    assert first.local_start == datetime(2026, 11, 22, 10, 50)  # ten minutes ago in Helsinki, on a step of five
    assert redate(now=NOW + timedelta(minutes=30)) == []


def test_webinar_is_moved_at_the_next_days_start():
    moved = redate(now=NOW + timedelta(days=1))
    commit()

    assert [event.slug for event in moved] == ["harbour-cities-live"]
    assert released("harbour-cities-live").programme.sessions[0].local_start == datetime(2026, 11, 23, 10, 50)


@pytest.mark.parametrize("now", [datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 0, 55, tzinfo=UTC)])
def test_webinar_is_moved_across_changes_of_the_clocks(now):
    redate(now=now)
    commit()

    spans = [(talk.starts_at, talk.ends_at) for talk in released("harbour-cities-live").programme.sessions]
    assert all(start is not None and end == begun for (_, end), (begun, start) in pairwise(spans))
    assert spans[0][0] is not None
    assert timedelta(minutes=10) <= now - spans[0][0] < timedelta(minutes=15)


def test_demo_events_belong_to_nobody_but_admins():
    assert db.session.scalars(select(Event.state)).all() == ["public"] * 4
