"""What a calendar has to be told: the table of the design, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.invitations.rules.owing import Duty, Told, from_json, owed, to_json, told_of
from app.schedule.rules.programme import ReleasedSession

BEFORE = datetime(2027, 5, 1, tzinfo=UTC)
AFTER = datetime(2027, 6, 1, tzinfo=UTC)


def a_session(**values) -> ReleasedSession:
    given = {
        "code": "k7m2qd", "guid": "g", "uid": "u", "kind": "talk", "state": "planned", "title": {"en": "Opening"},
        "subtitle": {}, "abstract": {}, "description": {}, "languages": (), "tags": (), "track": None, "part": None,
        "stage": None, "position": 0, "local_start": datetime(2027, 5, 11, 9, 0), "zone": "Europe/Helsinki", "fold": 0,
        "duration": 90, "time_assumed": False, "appearances": (), "glossary": (), "links": (), "sequence": 3,
        "created_at": BEFORE, "changed_at": BEFORE, **values,
    }  # fmt: skip
    return ReleasedSession(**given)


TALK = a_session()
TOLD = told_of(TALK)
OFF = replace(TOLD, is_off=True)


def why(told: Told | None, talk: ReleasedSession = TALK, *, appears=True, now=BEFORE, details=False) -> Duty | None:
    return owed(told, talk, appears=appears, now=now, details=details)


def test_who_was_told_nothing_is_invited():
    assert why(None) is Duty.INVITE


@pytest.mark.parametrize(
    "talk",
    [a_session(local_start=None), a_session(duration=0), a_session(state="cancelled")],
    ids=["no time", "no length", "cancelled"],
)
def test_nobody_is_invited_to_what_no_calendar_can_hold(talk):
    assert why(None, talk) is None


def test_who_does_not_appear_is_not_invited():
    assert why(None, appears=False) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"local_start": datetime(2027, 5, 11, 10, 0)},
        {"duration": 60},
        {"zone": "Asia/Seoul"},
        {"zone": "Europe/Tallinn"},  # the same instant: what is promised is another city's clock
    ],
)
def test_another_time_asks_again(changed):
    assert why(TOLD, a_session(sequence=4, **changed)) is Duty.MOVE
    assert Duty.MOVE.asks_again


def test_other_words_are_told_where_the_organizers_want_it():
    renamed = a_session(sequence=4, title={"en": "Welcome"})
    assert why(TOLD, renamed) is None
    assert why(TOLD, renamed, details=True) is Duty.CHANGE
    assert not Duty.CHANGE.asks_again


def test_what_was_not_told_is_told_later():
    assert why(TOLD, a_session(sequence=9), details=True) is Duty.CHANGE


def test_new_clock_rules_keep_the_answer():
    before = replace(TOLD, starts_at=TOLD.starts_at + timedelta(hours=1), ends_at=TOLD.ends_at + timedelta(hours=1))
    assert why(before) is Duty.ZONE_DATA
    assert not Duty.ZONE_DATA.asks_again


def test_who_is_taken_out_is_told_so():
    assert why(TOLD, a_session(sequence=4), appears=False) is Duty.REMOVE


@pytest.mark.parametrize("talk", [a_session(state="cancelled", sequence=4), a_session(local_start=None, sequence=4)])
def test_a_session_that_is_off_is_called_off(talk):
    assert why(TOLD, talk) is Duty.CALL_OFF


def test_called_off_once_is_enough():
    assert why(OFF, a_session(state="cancelled", sequence=4)) is None
    assert why(OFF, appears=False) is None


def test_what_takes_place_after_all_asks_again():
    assert why(OFF, a_session(sequence=5)) is Duty.REINSTATE
    assert Duty.REINSTATE.asks_again


def test_nothing_new_is_nothing_to_tell():
    assert why(TOLD, details=True) is None


@pytest.mark.parametrize("told", [None, TOLD, OFF])
@pytest.mark.parametrize("talk", [TALK, a_session(sequence=4, title={"en": "Welcome"}), a_session(state="cancelled")])
def test_what_is_over_is_told_to_nobody(told, talk):
    assert why(told, talk, now=AFTER, details=True) is None


def test_a_session_that_was_over_and_is_held_again_is_told():
    assert why(TOLD, a_session(local_start=datetime(2027, 7, 1, 9, 0)), now=AFTER) is Duty.MOVE


def test_what_was_told_survives_being_kept():
    assert from_json(to_json(TOLD)) == TOLD
    assert from_json(None) is None
