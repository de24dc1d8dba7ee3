"""Reminders: a week, a day and an hour before, once each (promise P16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.clock import now
from app.db import commit, db
from app.invitations import reminders
from app.invitations.actions.answering import take_answer
from app.invitations.reminders import remind_due
from app.invitations.rules.answering import Said
from app.invitations.rules.answers import Answer
from app.invitations.rules.reminding import Lead, due_at, due_lead
from app.mail.models import OwedMail
from app.mail.rendering import rendered
from app.schedule.actions.speakers import merge_speakers
from app.schedule.actions.talks import cancel_session
from tests.invitations.halls import Stand
from tests.invitations.test_owing import TOLD
from tests.personas import make_speaker

LONG_AGO = datetime(2026, 10, 1, tzinfo=UTC)
START = TOLD.starts_at  # 11 May 2027, 09:00 in Helsinki = 06:00 UTC


def due(at: datetime, *, told=TOLD, told_at=LONG_AGO, reminded=()) -> Lead | None:
    return due_lead(told, told_at=told_at, reminded=reminded, now=at)


def test_moments():
    assert [due_at(lead, TOLD) for lead in Lead] == [
        datetime(2027, 5, 4, 6, 0, tzinfo=UTC),
        datetime(2027, 5, 10, 6, 0, tzinfo=UTC),
        datetime(2027, 5, 11, 5, 0, tzinfo=UTC),
    ]


def test_week_before_is_at_the_same_hour_across_a_change_of_clocks():
    """Clocks go forward on 28 March 2027: a week before is 169 hours before, not 168."""
    wall = datetime(2027, 3, 30, 9, 0)
    told = replace(TOLD, local_start=wall, starts_at=datetime(2027, 3, 30, 6, 0, tzinfo=UTC))
    assert due_at(Lead.WEEK, told) == datetime(2027, 3, 23, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("lead", list(Lead))
def test_due_from_its_moment_on_and_once(lead: Lead):
    moment = due_at(lead, TOLD)
    assert due(moment - timedelta(seconds=1)) is None
    assert due(moment) is lead
    assert due(moment, reminded=[lead]) is None


def test_what_is_late_is_left_out():
    """Two days before, nobody wants to read "in a week"."""
    assert due(START - timedelta(days=2)) is None
    assert due(START - timedelta(minutes=20)) is None


def test_who_was_told_afterwards_is_not_reminded():
    moment = due_at(Lead.DAY, TOLD)
    assert due(moment + timedelta(hours=1), told_at=moment + timedelta(minutes=1)) is None


def test_nothing_once_it_begins():
    assert due(START) is None
    assert due(due_at(Lead.DAY, TOLD), told=replace(TOLD, is_off=True)) is None


# ------------------------------------------------------------------ with a database


def reminded(stand: Stand) -> list[OwedMail]:
    return list(db.session.scalars(select(OwedMail).where(OwedMail.kind == "reminder").order_by(OwedMail.id)))


def run_at(*moments: str) -> list[int]:
    counts = []
    for moment in moments:
        with time_machine.travel(moment, tick=True):
            counts.append(remind_due(now()))
    return counts


@pytest.fixture
def invited(stand: Stand) -> Stand:
    stand.release()
    stand.row = stand.invite()
    return stand


def test_three_reminders_each_once(invited: Stand):
    counts = run_at(
        "2027-05-04T05:59:00Z", "2027-05-04T06:00:00Z", "2027-05-04T06:01:00Z", "2027-05-10T06:00:30Z",
        "2027-05-10T06:01:30Z", "2027-05-11T05:00:00Z", "2027-05-11T05:01:00Z", "2027-05-11T07:00:00Z",
    )  # fmt: skip
    assert counts == [0, 1, 0, 1, 0, 1, 0, 0]
    assert [mail.params["subject"] for mail in reminded(invited)] == [
        "In a week: Opening", "Tomorrow: Opening", "In an hour: Opening",
    ]  # fmt: skip


def test_clock_that_jumps_a_day_and_back_repeats_nothing(invited: Stand):
    assert run_at("2027-05-10T06:00:30Z", "2027-05-11T06:10:00Z", "2027-05-10T06:02:00Z") == [1, 0, 0]


def test_control_without_the_notes_it_repeats(invited: Stand, monkeypatch: pytest.MonkeyPatch):
    """Negative control of P16."""
    monkeypatch.setattr(reminders, "inserted", lambda *_args, **_values: True)
    assert run_at("2027-05-10T06:00:30Z", "2027-05-10T06:02:00Z") == [1, 1]


def test_moved_session_is_reminded_of_by_its_new_time(invited: Stand):
    assert run_at("2027-05-04T06:00:00Z") == [1]
    with time_machine.travel("2027-05-04T09:00:00Z", tick=True):
        invited.move(datetime(2027, 5, 20, 9, 0))
        invited.release()
    assert run_at("2027-05-10T06:00:30Z", "2027-05-13T06:00:30Z") == [0, 1]


def test_looking_for_what_is_due_asks_the_same_of_one_and_of_four(invited: Stand, count_queries):
    with time_machine.travel("2027-05-05T06:00:00Z", tick=True):
        with count_queries() as one:
            assert remind_due(now()) == 0
        for number in range(3):
            someone = make_speaker(
                f"an{number}2qd", talk=invited.talk, name="Anna", email=f"anna{number}@moscow.example"
            )
            commit()
            invited.invite(someone)
        with count_queries() as four:
            assert remind_due(now()) == 0
    assert len(four) == len(one)


@pytest.mark.parametrize("is_one", [True, False])
def test_two_records_of_one_person_are_reminded_of_once(invited: Stand, is_one: bool):
    """Both were invited, then merged. Two people who share an address (the control) are reminded each."""
    other = make_speaker("twn2qd", talk=invited.talk, name="Kim M. J.", email="minjun@busan.example")
    commit()
    invited.release()
    invited.invite(other)
    if is_one:
        other.home_event_id = invited.minjun.home_event_id = invited.event.id
        commit()
        merge_speakers(other, invited.minjun, by=invited.aino)
        commit()
        invited.release()
    assert run_at("2027-05-10T06:00:30Z") == [1 if is_one else 2]


@pytest.mark.parametrize(("answer", "count"), [("declined", 0), ("accepted", 1), ("tentative", 1)])
def test_who_declined_is_left_alone(invited: Stand, answer: str, count: int):
    take_answer(invited.row, Said(Answer(answer), "link"), now=now())
    commit()
    assert run_at("2027-05-10T06:00:30Z") == [count]


def test_letter_in_her_language_and_zone_with_the_studio(invited: Stand):
    invited.minjun.language, invited.minjun.zone = "fi", "America/Lima"
    commit()
    run_at("2027-05-11T05:00:10Z")
    (mail,) = reminded(invited)
    raw = rendered(mail, at=now())
    assert (mail.language, mail.params["times"][0].startswith("Lima: ")) == ("fi", True)
    assert b"text/calendar" not in raw


@pytest.mark.parametrize("change", ["moved", "cancelled", "renamed"])
def test_reminder_that_waits_is_dropped_with_the_time_it_speaks_of(invited: Stand, change: str):
    """The mail server was away: she would be reminded of a time that she is told in the next mail is none."""
    run_at("2027-05-10T06:00:30Z")
    with time_machine.travel("2027-05-10T07:00:00Z", tick=True):
        match change:
            case "moved":
                invited.move(datetime(2027, 5, 20, 9, 0))
            case "cancelled":
                cancel_session(invited.talk, expected_version=None, by=invited.aino)
            case _:
                invited.talk.title = {"en": "Doors"}
        commit()
        invited.release(tells_details=True)
    assert len(reminded(invited)) == (1 if change == "renamed" else 0)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2027-05-04T06:00:30Z", "2027-05-05T06:00"),  # "In a week"
        ("2027-05-10T06:00:30Z", "2027-05-10T12:00"),  # "Tomorrow"
        ("2027-05-11T05:00:10Z", "2027-05-11T06:00"),  # "In an hour", with the link: until it begins
    ],
)
def test_reminder_is_not_sent_once_it_is_no_longer_true(invited: Stand, at: str, until: str):
    run_at(at)
    (mail,) = reminded(invited)
    assert f"{mail.expires_at:%Y-%m-%dT%H:%M}" == until
