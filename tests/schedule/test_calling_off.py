"""A cancelled event is released as cancelled, a reinstated one as it was: all or nothing (P8), SEQUENCE rises (P7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
import time_machine
from sqlalchemy import func, select, text

from app.db import commit, db
from app.errors import RuleBroken, Stale
from app.events.actions.events import cancel_event, reinstate_event
from app.events.models import Change, Event
from app.schedule import queries
from app.schedule.actions import calling_off, publishing
from app.schedule.actions.release import preview, release, release_again
from app.schedule.actions.talks import cancel_session, move_session
from app.schedule.models import Mention, Release, Session
from app.schedule.rules.programme import Programme
from app.schedule.rules.when import When
from tests.schedule.drafts import Draft

LATER = When(datetime(2021, 12, 9, 17, 0), "Asia/Seoul", 0, 30)


@pytest.fixture
def public(draft: Draft) -> Draft:
    """An event released as number 2: "Opening" takes place, "Dropped" had been cancelled by itself."""
    opening, dropped = draft.add("Opening"), draft.add("Dropped", LATER)
    released(draft)
    cancel_session(dropped, expected_version=None, by=draft.aino)
    commit()
    released(draft)
    assert shown() == {"Opening": ("planned", 0), "Dropped": ("cancelled", 1)}
    assert opening.sequence == 0
    return draft


def released(draft: Draft) -> None:
    release(draft.event, by=draft.aino, now=calling_off.clock.now())
    commit()


def cancelled(draft: Draft) -> None:
    cancel_event(draft.event, expected_version=draft.event.version, by=draft.aino)
    commit()


def reinstated(draft: Draft) -> None:
    reinstate_event(draft.event, expected_version=draft.event.version, by=draft.aino)
    commit()


def programme() -> Programme:
    return queries.released("two-cities").programme


def shown() -> dict[str, tuple[str, int]]:
    return {talk.title["en"]: (talk.state, talk.sequence) for talk in programme().sessions}


def causes() -> list[str]:
    return list(db.session.scalars(select(Release.cause).order_by(Release.number)))


def test_each_session_is_cancelled_by_a_release_of_its_own(public):
    cancelled(public)

    assert shown() == {"Opening": ("cancelled", 1), "Dropped": ("cancelled", 1)}
    assert programme().number == 3
    assert programme().called_off
    assert causes() == ["", "", "cancelled"]
    row = queries.releases_of(public.event.id)[0]
    assert (row.is_current, row.released_by_id, row.note) == (True, public.aino.id, {})
    assert db.session.scalars(select(Session.sequence).order_by(Session.id)).all() == [1, 1]


def test_only_what_was_still_planned_is_cancelled_with_the_event(public):
    before = {talk.title["en"]: talk for talk in programme().sessions}
    cancelled(public)
    after = {talk.title["en"]: talk for talk in programme().sessions}

    assert after["Dropped"] == before["Dropped"]
    assert after["Opening"].cancelled_at == after["Opening"].changed_at == programme().released_at
    assert [talk.title["en"] for talk in programme().planned] == ["Opening"]


def test_reinstating_releases_what_was_released_before(public):
    before = programme()
    cancelled(public)
    reinstated(public)
    after = programme()

    assert shown() == {"Opening": ("planned", 2), "Dropped": ("cancelled", 1)}
    assert (after.number, after.called_off) == (4, False)
    assert causes() == ["", "", "cancelled", "reinstated"]
    same = replace(after, number=before.number, released_at=before.released_at, sessions=before.sessions)
    assert same == before
    assert {talk.cancelled_at for talk in after.sessions} == {talk.cancelled_at for talk in before.sessions}


def test_cancel_reinstate_cancel_reinstate_goes_on_counting(public):
    for _ in range(2):
        cancelled(public)
        reinstated(public)

    assert shown() == {"Opening": ("planned", 4), "Dropped": ("cancelled", 1)}
    assert causes() == ["", "", "cancelled", "reinstated", "cancelled", "reinstated"]


def test_draft_that_differs_is_not_released_and_not_lost(public):
    talk = db.session.scalars(select(Session).where(Session.title["en"].as_string() == "Opening")).one()
    move_session(talk, replace(LATER, duration=45), expected_version=None, by=public.aino)
    commit()
    public.add("Only in the draft")
    wanted = preview(public.event, now=calling_off.clock.now()).diff
    version = public.event.programme_version

    cancelled(public)
    assert set(shown()) == {"Opening", "Dropped"}
    reinstated(public)

    assert preview(public.event, now=calling_off.clock.now()).diff == wanted
    assert (talk.duration, public.event.programme_version) == (45, version)
    rows = queries.releases_of(public.event.id)
    assert {row.programme_version for row in rows[:3]} == {rows[2].programme_version} != {version}


def test_lists_still_know_when_it_would_have_been(public):
    before = queries.summaries()[0].summary
    first = db.session.scalar(select(Release.first_start).where(Release.is_current))
    cancelled(public)

    assert queries.summaries()[0].summary == before
    assert db.session.scalar(select(Release.first_start).where(Release.is_current)) == first
    assert [each.slug for each in queries.mentions("host", "busan")] == ["two-cities"]


def test_event_that_was_never_released_makes_no_release(draft):
    draft.event.state = "public"
    draft.add()
    cancelled(draft)
    reinstated(draft)

    assert db.session.scalar(select(func.count()).select_from(Release)) == 0
    assert draft.event.state == "public"


def test_event_that_an_older_program_cancelled_is_reinstated_without_a_release(public):
    public.event.state = "cancelled"
    commit()
    reinstated(public)

    assert causes() == ["", ""]


def test_release_that_called_the_event_off_is_not_released_anew(public):
    cancelled(public)
    with pytest.raises(RuleBroken):
        release_again(public.event, 1, by=None, now=calling_off.clock.now())
    db.session.rollback()
    reinstated(public)

    with pytest.raises(RuleBroken, match="called the event off"):
        release_again(public.event, 3, by=None, now=calling_off.clock.now())
    db.session.rollback()
    release_again(public.event, 1, by=None, now=calling_off.clock.now())
    commit()
    assert shown() == {"Opening": ("planned", 2), "Dropped": ("planned", 2)}


def test_history_tells_both(public):
    cancelled(public)
    reinstated(public)

    acts = db.session.scalars(select(Change.act).order_by(Change.id.desc()).limit(4)).all()
    assert sorted(acts) == ["event_cancelled", "event_reinstated", "released", "released"]


# ---------------------------------------------------------------- two organizers: P9


def test_second_of_two_organizers_is_refused(public):
    version = public.event.version
    cancelled(public)

    with pytest.raises(Stale):
        reinstate_event(public.event, expected_version=version, by=public.matti)
    with pytest.raises(Stale):
        cancel_event(public.event, expected_version=version, by=public.matti)
    assert causes() == ["", "", "cancelled"]


def test_who_overtakes_in_the_database_wins_alone(public):
    assert public.aino.id  # read now: reading it later would write what is pending
    cancel_event(public.event, expected_version=public.event.version, by=public.aino)
    with db.session.no_autoflush:
        db.session.execute(text("UPDATE events SET version = version + 1"))

    with pytest.raises(Stale):
        commit()
    assert causes() == ["", ""]
    assert shown()["Opening"] == ("planned", 0)


# ---------------------------------------------------------------- all or nothing: P8


def test_release_that_fails_leaves_the_event_as_it_was(public, monkeypatch):
    mentions = db.session.scalar(select(func.count()).select_from(Mention))
    monkeypatch.setattr(publishing, "_keep_sequences", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        cancelled(public)
    db.session.rollback()

    assert db.session.scalars(select(Event.state)).one() == "public"
    assert shown()["Opening"] == ("planned", 0)
    assert db.session.scalar(select(func.count()).select_from(Mention)) == mentions


def test_with_a_commit_in_between_it_would_be_torn(public, monkeypatch):
    """Negative control of the test above (promise P8)."""

    def torn(*_: object) -> None:
        db.session.commit()
        raise ZeroDivisionError

    monkeypatch.setattr(publishing, "_keep_sequences", torn)
    with pytest.raises(ZeroDivisionError):
        cancelled(public)
    db.session.rollback()

    assert db.session.scalars(select(Event.state)).one() == "cancelled"
    assert shown()["Opening"] == ("cancelled", 1)
    assert db.session.scalars(select(Session.sequence).order_by(Session.id)).first() == 0


# ---------------------------------------------------------------- what SEQUENCE does: P7


def rising(draft: Draft) -> list[int]:
    """SEQUENCE of "Opening" through cancel, reinstate, move, cancel."""
    seen = [shown()["Opening"][1]]
    cancelled(draft)
    seen.append(shown()["Opening"][1])
    reinstated(draft)
    seen.append(shown()["Opening"][1])
    talk = db.session.scalars(select(Session).order_by(Session.id)).first()
    assert talk is not None
    move_session(talk, LATER, expected_version=None, by=draft.aino)
    commit()
    released(draft)
    seen.append(shown()["Opening"][1])
    cancelled(draft)
    return [*seen, shown()["Opening"][1]]


def test_sequence_rises_by_one_with_each_of_them(public):
    assert rising(public) == [0, 1, 2, 3, 4]


def test_without_the_release_it_would_stand_still(public, app, monkeypatch):
    """Negative control of the test above (promise P7)."""
    table = app.extensions["reactions"]
    quiet = {fact: () if fact.__name__ in {"EventCancelled", "EventReinstated"} else whom
             for fact, whom in table.within.items()}  # fmt: skip
    monkeypatch.setitem(app.extensions, "reactions", replace(table, within=quiet))

    assert rising(public) == [0, 0, 0, 1, 1]


def test_each_release_has_its_own_moment(public):
    with time_machine.travel(datetime(2030, 1, 1), tick=False):
        cancelled(public)
    with time_machine.travel(datetime(2030, 1, 2), tick=False):
        reinstated(public)

    changed = {talk.title["en"]: talk.changed_at for talk in programme().sessions}
    assert changed["Opening"].day == 2
    assert changed["Dropped"].year != 2030
