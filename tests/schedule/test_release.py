"""Releases in the database: all or nothing (P8), SEQUENCE (P7), two organizers at once (P9)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from app.cities.models import City
from app.db import commit, db
from app.errors import NotFound, RuleBroken, Stale
from app.events.models import Change, Event, Host
from app.schedule import queries
from app.schedule.actions import publishing
from app.schedule.actions.placing import place
from app.schedule.actions.release import preview, release, release_again
from app.schedule.models import Appearance, Mention, Release, Session, Speaker
from app.schedule.rules.when import When

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("database")


def add_session(event: Event, code: str, *, hour: int = 15) -> Session:
    talk = Session(
        event_id=event.id, code=code, guid=str(uuid.uuid4()), uid=str(uuid.uuid4()), title={"en": f"Talk {code}"}
    )
    place(talk, When(datetime(2027, 3, 1, hour, 30), "Asia/Seoul", 0, 45))
    db.session.add(talk)
    return talk


@pytest.fixture
def event(database: None) -> Event:
    busan = City(slug="busan", name={"en": "Busan"}, country="KR", zone="Asia/Seoul")
    made = Event(slug="two-cities", kind="webinar", title={"en": "Two cities"}, zone="Asia/Seoul", languages=["en"])
    made.hosts = [Host(city=busan, part="lead")]
    db.session.add(made)
    db.session.flush()
    talk = add_session(made, "aaa222")
    talk.appearances = [Appearance(speaker=Speaker(code="mj2222", slug="min-jun", name="Min-jun"), city=busan)]
    add_session(made, "bbb222", hour=16)
    db.session.commit()
    return made


def test_draft_is_not_found_until_it_is_released(event):
    with pytest.raises(NotFound):
        queries.released("two-cities")

    release(event, by=None, now=NOW)
    commit()

    assert [talk.code for talk in queries.released("two-cities").programme.sessions] == ["aaa222", "bbb222"]


def test_release_numbers_rise_and_one_is_current(event):
    for _ in range(3):
        release(event, by=None, now=NOW)
        commit()

    assert [(row.number, row.is_current) for row in queries.releases_of(event.id)] == [
        (3, True),
        (2, False),
        (1, False),
    ]


def test_change_of_the_draft_is_not_public_before_the_next_release(event):
    release(event, by=None, now=NOW)
    commit()
    db.session.scalars(select(Session).where(Session.code == "aaa222")).one().title = {"en": "Changed"}
    commit()

    assert queries.released("two-cities").programme.by_code["aaa222"].title == {"en": "Talk aaa222"}
    assert preview(event, now=NOW).diff.counts() == {"renamed": 1}


def test_release_that_fails_leaves_the_old_one_whole(event, monkeypatch):
    release(event, by=None, now=NOW)
    commit()
    add_session(event, "ccc222")
    db.session.commit()
    monkeypatch.setattr(publishing, "_named", lambda _new: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        release(event, by=None, now=NOW)
    db.session.rollback()

    assert queries.released("two-cities").number == 1
    assert "ccc222" not in queries.released("two-cities").programme.by_code
    assert db.session.scalar(select(func.count()).select_from(Mention)) > 0


def test_release_of_a_draft_that_changed_since_its_preview_is_refused(event):
    seen = preview(event, now=NOW)
    event.programme_version += 1
    db.session.commit()

    with pytest.raises(Stale):
        release(event, by=None, now=NOW, expected_programme_version=seen.programme_version)


def test_cancelled_event_cannot_be_released(event):
    event.state = "cancelled"
    db.session.commit()

    with pytest.raises(RuleBroken):
        release(event, by=None, now=NOW)


def test_sequences_follow_changes_and_leave_the_drafts_versions_alone(event):
    release(event, by=None, now=NOW)
    commit()
    talk = db.session.scalars(select(Session).where(Session.code == "aaa222")).one()
    place(talk, When(datetime(2027, 3, 2, 9, 0), "Asia/Seoul", 0, 45))
    commit()
    version = talk.version

    release(event, by=None, now=NOW)
    commit()
    db.session.expire_all()

    sequences = {each.code: each.sequence for each in queries.released("two-cities").programme.sessions}
    assert sequences == {"aaa222": 1, "bbb222": 0}
    assert (talk.sequence, talk.version) == (1, version)


def test_older_release_becomes_the_newest_with_rising_sequences(event):
    release(event, by=None, now=NOW)
    commit()
    talk = db.session.scalars(select(Session).where(Session.code == "aaa222")).one()
    talk.title = {"en": "Second thoughts"}
    add_session(event, "ccc222", hour=18)
    commit()
    release(event, by=None, now=NOW)
    commit()

    release_again(event, 1, by=None, now=NOW)
    commit()

    again = queries.released("two-cities").programme
    assert again.number == 3
    assert {each.code: (each.title["en"], each.state, each.sequence) for each in again.sessions} == {
        "aaa222": ("Talk aaa222", "planned", 2),
        "bbb222": ("Talk bbb222", "planned", 0),
        "ccc222": ("Talk ccc222", "cancelled", 1),
    }
    assert talk.title == {"en": "Second thoughts"}


def test_going_back_to_a_release_that_never_was_is_refused(event):
    with pytest.raises(RuleBroken):
        release_again(event, 7, by=None, now=NOW)


def test_speakers_and_cities_find_their_events_through_the_current_release_alone(event):
    release(event, by=None, now=NOW)
    commit()
    assert [each.slug for each in queries.mentions("speaker", "mj2222")] == ["two-cities"]
    assert [each.summary.slug for each in queries.summaries(("host", "busan"))] == ["two-cities"]

    db.session.scalars(select(Session).where(Session.code == "aaa222")).one().appearances = []
    commit()
    release(event, by=None, now=NOW)
    commit()

    assert queries.mentions("speaker", "mj2222") == []


def test_release_is_a_line_of_the_history_and_no_change_of_the_draft(event):
    before = event.programme_version

    release(event, by=None, now=NOW)
    commit()
    db.session.refresh(event)

    assert event.programme_version == before
    assert db.session.scalars(select(Change.act)).all() == ["released"]


def test_queries_of_a_preview_do_not_grow_with_the_programme(event, count_queries):
    with count_queries() as few:
        preview(event, now=NOW)
    for number in range(30):
        talk = add_session(event, f"d{number:05}", hour=number % 24)
        talk.appearances = [Appearance(speaker=Speaker(code=f"s{number}", slug=f"s{number}", name=f"S {number}"))]
    db.session.commit()
    db.session.expire_all()
    with count_queries() as many:
        preview(event, now=NOW)

    assert len(many) <= len(few) + 1  # the expired event itself is read again


def test_snapshot_holds_no_address_of_a_speaker(event):
    db.session.scalars(select(Speaker)).one().email = "min-jun@example.org"
    db.session.commit()

    release(event, by=None, now=NOW)
    commit()

    assert "example.org" not in db.session.scalars(select(Release.snapshot)).one()
