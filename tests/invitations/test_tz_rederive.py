"""Speakers are told once that new clock rules moved their session, and their answers stand (promises P7 and P15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from app.clock import now
from app.db import commit, db
from app.events.actions.events import cancel_event
from app.invitations.actions import telling
from app.invitations.actions.answering import take_answer
from app.invitations.models import Invitation
from app.invitations.rules.answering import Said
from app.invitations.rules.answers import Answer
from app.schedule.actions.placing import place
from app.schedule.rules.when import When
from app.schedule.worker import follow_zone_data
from tests.calendars import reader
from tests.invitations.halls import Stand, made_stand
from tests.personas import make_speaker, make_talk
from tests.zone_rules import Rules, changing_rules

ALMATY = "Asia/Almaty"
MINJUN = "minjun@busan.example"


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rules]:
    with changing_rules(tmp_path, monkeypatch) as change:
        change("2023d", {ALMATY: "<+06>-6"})
        yield change


@pytest.fixture
def hall(app: Flask, database: None, rules: Rules) -> Iterator[Stand]:
    """Min-jun speaks in Almaty at nine there; released, she is invited and has accepted. Anna speaks in Helsinki."""
    with time_machine.travel("2026-10-01T08:00:00Z", tick=True):
        stand = made_stand(app)
        place(stand.talk, When(datetime(2027, 5, 11, 9, 0), ALMATY, None, 60))
        other = make_talk(stand.event, "h3k9wp", title={"en": "Helsinki"}, zone="Europe/Helsinki")
        place(other, When(datetime(2027, 5, 11, 15, 0), "Europe/Helsinki", None, 60))
        anna = make_speaker("ann2qd", talk=other, name="Anna Example", email="anna@moscow.example")
        commit()
        stand.release()
        minjun = stand.invite()
        take_answer(minjun, Said(Answer.ACCEPTED, "link"), now=now())
        stand.talk, kept = other, stand.talk
        stand.invite(anna)
        stand.talk = kept
        yield stand


def clocks_change(rules: Rules) -> None:
    rules("2024a", {ALMATY: "<+05>-5"})


def invitation(stand: Stand) -> Invitation:
    return db.session.query(Invitation).filter_by(code=stand.talk.code).one()


def told_after_two_rounds(stand: Stand, rules: Rules) -> list[tuple[str, str, str]]:
    clocks_change(rules)
    for _ in range(2):
        follow_zone_data()
    return stand.duties()[2:]


def test_each_who_is_moved_is_told_once_and_nobody_else(hall: Stand, rules: Rules):
    assert told_after_two_rounds(hall, rules) == [(MINJUN, "zone_data", "REQUEST")]


def test_without_what_her_calendar_is_known_to_hold_she_would_be_told_twice(hall: Stand, rules: Rules, monkeypatch):
    """Negative control of the test above (promise P15): the next release of any kind would say it again."""
    monkeypatch.setattr(telling, "_now_told", lambda row, *_: row.told)
    assert told_after_two_rounds(hall, rules) == [(MINJUN, "zone_data", "REQUEST")]
    hall.release()
    assert hall.duties()[2:] == [(MINJUN, "zone_data", "REQUEST")] * 2


def test_a_later_release_does_not_repeat_it(hall: Stand, rules: Rules):
    clocks_change(rules)
    follow_zone_data()
    hall.release()
    assert len(hall.duties()) == 3


def test_her_answer_stands_and_her_calendar_gets_the_next_sequence(hall: Stand, rules: Rules):
    clocks_change(rules)
    follow_zone_data()

    assert invitation(hall).answer == "accepted"
    before, after = (reader.read(hall.mails()[at].calendar) for at in (0, 2))
    old, new = (each.of("VEVENT")[0] for each in (before, after))
    assert (old.value("SEQUENCE"), new.value("SEQUENCE")) == ("0", "1")
    assert old.value("UID") == new.value("UID")
    assert old.value("DTSTART") == new.value("DTSTART") == "20270511T090000"
    assert "ACCEPTED" in next(name for name, _ in new.lines if name.startswith("ATTENDEE"))
    assert b"TZOFFSETTO:+0600" in hall.mails()[0].calendar
    assert b"TZOFFSETTO:+0500" in hall.mails()[2].calendar
    assert b"TZOFFSETTO:+0600" not in hall.mails()[2].calendar


def test_an_answer_to_the_older_message_still_counts(hall: Stand, rules: Rules):
    clocks_change(rules)
    follow_zone_data()
    row = invitation(hall)
    take_answer(row, Said(Answer.DECLINED, "mail", sequence=0), now=now())
    commit()
    assert row.answer == "declined"


def test_where_the_draft_moved_her_she_hears_of_each_when_it_is_released(hall: Stand, rules: Rules):
    place(hall.talk, When(datetime(2027, 5, 11, 10, 0), ALMATY, None, 60))
    commit()
    clocks_change(rules)
    follow_zone_data()
    assert [duty for _, duty, _ in hall.duties()[2:]] == ["zone_data"]
    hall.release()

    assert [duty for _, duty, _ in hall.duties()[2:]] == ["zone_data", "move"]
    sequences = [reader.read(mail.calendar).of("VEVENT")[0].value("SEQUENCE") for mail in hall.mails()[2:]]
    assert sequences == ["1", "2"]


def test_what_is_over_is_told_to_nobody(hall: Stand, rules: Rules):
    with time_machine.travel("2027-05-12T08:00:00Z", tick=True):
        clocks_change(rules)
        follow_zone_data()
    assert len(hall.duties()) == 2


def test_an_event_that_was_called_off_tells_no_new_clocks(hall: Stand, rules: Rules):
    cancel_event(hall.event, by=hall.aino, expected_version=None)
    commit()
    clocks_change(rules)
    follow_zone_data()
    assert {duty for _, duty, _ in hall.duties()[2:]} == {"call_off"}


def test_an_old_instant_of_hers_is_what_the_mail_was_about(hall: Stand, rules: Rules):
    assert invitation(hall).told["starts_at"] == "2027-05-11T03:00:00Z"
    clocks_change(rules)
    follow_zone_data()
    assert invitation(hall).told["starts_at"] == "2027-05-11T04:00:00Z"
    assert datetime(2027, 5, 11, 4, 0, tzinfo=UTC) == hall.talk.starts_at
