"""Clashes of a draft with all that the database knows (app/schedule/queries/warnings.py)."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.clock import now
from app.db import commit, db
from app.events.models import Event, TeamMember
from app.schedule.actions.appearances import add_appearance
from app.schedule.actions.release import release
from app.schedule.actions.speakers import create_speaker
from app.schedule.actions.talks import cancel_session, create_session
from app.schedule.queries.talks import frame_of, talks_of
from app.schedule.queries.warnings import clashes_of
from app.schedule.rules.clashes import ClashKind
from app.schedule.rules.values import AppearanceValues, SessionValues, SpeakerValues
from app.schedule.rules.when import When

AFTERNOON = When(datetime(2021, 12, 9, 15, 30), "Asia/Seoul", 0, 30)


def found(draft, by=None) -> list[tuple[ClashKind, str]]:
    event = draft.event
    clashes = clashes_of(event, talks_of(event), frame_of(event).stages, by=by or draft.aino)
    return [(clash.kind, clash.texts.get("event", {}).get("en", "")) for clash in clashes]


@pytest.fixture
def kim(draft):
    """A speaker with a session in the webinar, and one at the same time in another event, which Otto owns."""
    other = Event(slug="other", kind="forum", title={"en": "Other"}, zone="Asia/Seoul")
    db.session.add(other)
    db.session.flush()
    db.session.add(TeamMember(event_id=other.id, person_id=draft.otto.id, role="owner"))
    kim = create_speaker(draft.event, SpeakerValues("Kim"), by=None)
    add_appearance(draft.add(), kim, AppearanceValues(), by=None)
    theirs = create_session(other, SessionValues({"en": "Theirs"}), AFTERNOON, by=None)
    add_appearance(theirs, kim, AppearanceValues(), by=None)
    commit()
    return kim, other, theirs


def test_another_events_draft_is_told_to_nobody_who_does_not_edit_it(draft, kim):
    assert found(draft) == []
    db.session.add(TeamMember(event_id=kim[1].id, person_id=draft.aino.id, role="owner"))
    commit()
    assert found(draft) == [(ClashKind.SPEAKER_TWICE, "Other")]


def test_another_events_release_is_told_to_all(draft, kim):
    release(kim[1], by=None, now=now())
    commit()
    assert found(draft) == [(ClashKind.SPEAKER_TWICE, "Other")]


def test_who_edits_the_other_event_is_told_its_draft_not_its_release(draft, kim):
    _, other, theirs = kim
    release(other, by=None, now=now())
    cancel_session(theirs, expected_version=None, by=None)
    db.session.add(TeamMember(event_id=other.id, person_id=draft.aino.id, role="owner"))
    commit()
    assert found(draft) == []


def test_cancelled_sessions_clash_with_nothing(draft):
    kim = create_speaker(draft.event, SpeakerValues("Kim"), by=None)
    first, second = draft.add("One"), draft.add("Two")
    for talk in (first, second):
        add_appearance(talk, kim, AppearanceValues(), by=None)
    commit()
    assert found(draft) == [(ClashKind.SPEAKER_TWICE, "")] * 2
    cancel_session(second, expected_version=None, by=None)
    commit()
    assert found(draft) == []


def test_the_number_of_queries_does_not_grow_with_the_sessions(draft, count_queries):
    def asked() -> int:
        db.session.expire_all()
        with count_queries() as seen:
            found(draft)
        return len(seen)

    draft.fill(3)
    few = asked()
    draft.fill(27)
    assert asked() == few
