"""What organizers do with sessions (app/schedule/actions/talks.py)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.clock import now
from app.db import commit, db
from app.errors import RuleBroken, Stale
from app.events.facts import HostRemoved
from app.events.models import Change, Event
from app.schedule.actions import talks
from app.schedule.actions.frame import add_piece
from app.schedule.actions.release import release
from app.schedule.actions.talks import (
    cancel_session,
    create_session,
    delete_session,
    edit_session,
    free_sessions,
    move_session,
    reinstate_session,
)
from app.schedule.models import Session
from app.schedule.rules.codes import is_code
from app.schedule.rules.holding import Held
from app.schedule.rules.programme import Link
from app.schedule.rules.values import SessionValues, TermValues, TrackValues
from app.schedule.rules.when import When
from app.zones import TZ_VERSION, ClockFold, ClockGap

OPENING = SessionValues({"en": "Opening"}, languages=("en",))
AFTERNOON = When(datetime(2021, 12, 9, 15, 30), "Asia/Seoul", 0, 30)


def history(event: Event) -> list[str]:
    return list(db.session.scalars(select(Change.act).where(Change.event_id == event.id).order_by(Change.id)))


def programme_version(event: Event) -> int:
    return db.session.scalars(select(Event.programme_version).where(Event.id == event.id)).one()


def test_a_new_session_has_a_code_a_uid_and_its_instants(draft):
    talk = create_session(draft.event, OPENING, AFTERNOON, by=draft.aino)
    commit()

    assert is_code(talk.code)
    assert len({talk.uid, talk.guid}) == 2
    assert (talk.starts_at, talk.ends_at) == (
        datetime(2021, 12, 9, 6, 30, tzinfo=UTC),
        datetime(2021, 12, 9, 7, 0, tzinfo=UTC),
    )
    assert (talk.tz_version, talk.position, talk.state, talk.version) == (TZ_VERSION, 0, "planned", 1)
    assert history(draft.event) == ["session_created"]


def test_every_change_makes_a_new_version_of_the_draft(draft):
    before = programme_version(draft.event)
    talk = draft.add()
    move_session(talk, replace(AFTERNOON, duration=45), expected_version=1, by=draft.aino)
    commit()
    assert programme_version(draft.event) == before + 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (SessionValues({}), "title"),
        (SessionValues({"en": "A"}, kind="party"), "kind"),
        (SessionValues({"en": "A"}, languages=("no language",)), "languages"),
        (SessionValues({"en": "A"}, track_id=77), "track"),
        (SessionValues({"en": "A"}, part_id=2**31 - 1), "part"),
        (SessionValues({"en": "A"}, stage_id=77), "stage"),
        (SessionValues({"en": "A"}, glossary=frozenset({77})), "glossary"),
        (SessionValues({"en": "A"}, held_by_id=77), "held_by"),
        (SessionValues({"en": "A"}, links=(Link("javascript:alert(1)"),)), "links"),
        (SessionValues({"en": "A"}, tags=tuple(map(str, range(21)))), "tags"),
    ],
)
def test_what_is_no_session_is_refused_at_its_field(draft, values, field):
    with pytest.raises(RuleBroken) as refused:
        create_session(draft.event, values, AFTERNOON, by=draft.aino)
    assert refused.value.field == field
    db.session.rollback()
    assert db.session.scalars(select(Session)).all() == []


def test_a_track_of_another_event_is_refused(draft):
    other = Event(slug="other", kind="forum", title={"en": "Other"}, zone="UTC")
    db.session.add(other)
    db.session.flush()
    track = add_piece(other, TrackValues({"en": "Theirs"}), by=None)
    db.session.flush()
    with pytest.raises(RuleBroken) as refused:
        create_session(draft.event, replace(OPENING, track_id=track.id), AFTERNOON, by=draft.aino)
    assert refused.value.field == "track"


@pytest.mark.parametrize(
    ("local", "refusal"),
    [(datetime(2022, 3, 27, 3, 30), ClockGap), (datetime(2022, 10, 30, 3, 30), ClockFold)],
)
def test_a_time_that_does_not_exist_or_comes_twice_changes_nothing(draft, local, refusal):
    talk = draft.add()
    with pytest.raises(refusal):
        move_session(talk, When(local, "Europe/Helsinki", None, 30), expected_version=1, by=draft.aino)
    assert (talk.local_start, talk.zone, talk.duration) == (AFTERNOON.local_start, "Asia/Seoul", 30)


def test_the_second_of_two_equal_times_can_be_chosen(draft):
    second = When(datetime(2022, 10, 30, 3, 30), "Europe/Helsinki", 1, 30)
    talk = draft.add(when=second)
    assert (talk.fold, talk.starts_at) == (1, datetime(2022, 10, 30, 1, 30, tzinfo=UTC))


def test_a_session_can_wait_for_its_time(draft):
    talk = draft.add(when=When(None, "Asia/Seoul", 0, 20))
    assert (talk.local_start, talk.starts_at, talk.ends_at, talk.duration) == (None, None, None, 20)


def test_editing_tells_what_changed_and_what_moved(draft):
    talk = draft.add()
    changed = replace(OPENING, title={"en": "Welcome"}, tags=("data",))
    edit_session(talk, changed, replace(AFTERNOON, duration=45), expected_version=1, by=draft.minjun)
    commit()

    told = db.session.scalars(select(Change).where(Change.act != "session_created").order_by(Change.id)).all()
    assert [(change.act, change.before, change.after) for change in told] == [
        ("session_edited", {"title": {"en": "Opening"}, "tags": []}, {"title": {"en": "Welcome"}, "tags": ["data"]}),
        (
            "session_moved",
            {"local_start": "2021-12-09T15:30", "zone": "Asia/Seoul", "fold": 0, "duration": 30},
            {"local_start": "2021-12-09T15:30", "zone": "Asia/Seoul", "fold": 0, "duration": 45},
        ),
    ]
    assert {change.person_id for change in told} == {draft.minjun.id}


def test_saving_nothing_new_makes_no_version(draft):
    talk = draft.add()
    before = programme_version(draft.event)
    edit_session(talk, OPENING, AFTERNOON, expected_version=1, by=draft.aino)
    commit()
    assert (talk.version, programme_version(draft.event)) == (1, before)


def test_picking_glossary_terms_makes_a_version(draft):
    term = add_piece(draft.event, TermValues({"en": "MoU"}, {"en": "Memorandum"}), by=draft.aino)
    talk = draft.add()
    edit_session(talk, replace(OPENING, glossary=frozenset({term.id})), AFTERNOON, expected_version=1, by=draft.aino)
    commit()
    assert [entry.key for entry in talk.glossary] == ["mou"]
    assert talk.version == 2


def test_two_organizers_do_not_overwrite_each_other(draft):
    talk = draft.add()
    edit_session(talk, replace(OPENING, title={"en": "Aino's"}), AFTERNOON, expected_version=1, by=draft.aino)
    commit()
    with pytest.raises(Stale):
        edit_session(talk, replace(OPENING, title={"en": "Matti's"}), AFTERNOON, expected_version=1, by=draft.matti)
    with pytest.raises(Stale):
        move_session(talk, AFTERNOON, expected_version=1, by=draft.matti)
    with pytest.raises(Stale):
        cancel_session(talk, expected_version=1, by=draft.matti)
    with pytest.raises(Stale):
        delete_session(talk, expected_version=1, by=draft.matti)
    db.session.rollback()
    assert talk.title == {"en": "Aino's"}


def test_without_the_check_the_second_organizer_would_overwrite(draft, monkeypatch):
    """Negative control of the test above (promise P9)."""
    monkeypatch.setattr(talks, "expect_version", lambda _row, _expected: None)
    talk = draft.add()
    for title in ("Aino's", "Matti's"):
        edit_session(talk, replace(OPENING, title={"en": title}), AFTERNOON, expected_version=1, by=draft.aino)
        commit()
    assert talk.title == {"en": "Matti's"}


def test_what_busan_holds_helsinkis_editor_cannot_change(draft):
    talk = draft.add(held_by_id=draft.busan.id)
    for act in (
        lambda: edit_session(talk, OPENING, AFTERNOON, expected_version=1, by=draft.matti),
        lambda: move_session(talk, AFTERNOON, expected_version=1, by=draft.matti),
        lambda: cancel_session(talk, expected_version=1, by=draft.matti),
        lambda: delete_session(talk, expected_version=1, by=draft.matti),
    ):
        with pytest.raises(Held):
            act()
    move_session(talk, replace(AFTERNOON, duration=10), expected_version=1, by=draft.minjun)
    move_session(talk, replace(AFTERNOON, duration=20), expected_version=None, by=draft.aino)
    commit()
    assert talk.duration == 20


def test_an_editor_gives_sessions_to_her_own_city_only(draft):
    talk = draft.add()
    with pytest.raises(RuleBroken) as refused:
        edit_session(talk, replace(OPENING, held_by_id=draft.busan.id), AFTERNOON, expected_version=1, by=draft.matti)
    assert refused.value.field == "held_by"
    edit_session(talk, replace(OPENING, held_by_id=draft.helsinki.id), AFTERNOON, expected_version=1, by=draft.matti)
    commit()
    assert talk.held_by_id == draft.helsinki.id


def test_somebody_outside_the_team_changes_nothing(draft):
    talk = draft.add()
    with pytest.raises(Held):
        move_session(talk, AFTERNOON, expected_version=1, by=draft.otto)


def test_a_city_that_is_no_host_any_more_holds_nothing(draft):
    talk = draft.add(held_by_id=draft.busan.id)
    free_sessions(HostRemoved(draft.event.id, draft.busan.id))
    commit()
    assert talk.held_by_id is None


def test_cancel_and_reinstate(draft):
    talk = draft.add()
    cancel_session(talk, expected_version=1, by=draft.aino)
    commit()
    assert (talk.state, talk.version) == ("cancelled", 2)
    reinstate_session(talk, expected_version=2, by=draft.aino)
    commit()
    assert talk.state == "planned"
    assert history(draft.event)[-2:] == ["session_cancelled", "session_reinstated"]


def test_what_was_never_released_can_be_deleted(draft):
    talk = draft.add()
    delete_session(talk, expected_version=1, by=draft.aino)
    commit()
    assert db.session.scalars(select(Session)).all() == []
    assert history(draft.event)[-1] == "session_deleted"


def test_what_was_released_can_only_be_cancelled(draft):
    talk = draft.add()
    release(draft.event, by=draft.aino, now=now())
    commit()
    db.session.refresh(talk)
    with pytest.raises(RuleBroken, match="Cancel it"):
        delete_session(talk, expected_version=talk.version, by=draft.aino)
