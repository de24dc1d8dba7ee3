"""Clashes of a draft (app/schedule/rules/clashes.py)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from app import zones
from app.schedule.rules.clashes import PAIRS, Bounds, ClashKind, HostClock, Slot, clashes

BUSAN = HostClock({"en": "Busan"}, "Asia/Seoul")
HELSINKI = HostClock({"en": "Helsinki"}, "Europe/Helsinki")
FRAME = Bounds("Asia/Seoul", date(2021, 12, 9), date(2021, 12, 9), (BUSAN, HELSINKI), {"hall": {"en": "Hall"}})


def slot(code: str, time: str = "15:30", minutes: int = 30, **changes: object) -> Slot:
    """A session on 9 December 2021 at a wall time in Busan, with a speaker and a language."""
    start = zones.instant(datetime.fromisoformat(f"2021-12-09T{time}"), "Asia/Seoul")
    given = {"speakers": {f"of-{code}": "Min-jun"}, "languages": ("en",), **changes}
    return Slot(code, {"en": code.title()}, "talk", "Asia/Seoul", start, start + timedelta(minutes=minutes), **given)  # type: ignore[arg-type]


def kinds(*slots: Slot, frame: Bounds = FRAME, elsewhere: tuple[Slot, ...] = ()) -> list[tuple[str, ClashKind]]:
    return [(clash.code, clash.kind) for clash in clashes(slots, frame, elsewhere)]


def test_a_good_session_has_none():
    assert clashes([slot("a")], FRAME) == []


def test_a_speaker_in_two_places_is_told_of_both():
    both = {"aino": "Aino"}
    found = clashes([slot("a", speakers=both), slot("b", "15:45", speakers=both)], FRAME)
    assert [(clash.code, clash.other, clash.kind) for clash in found] == [
        ("a", "b", ClashKind.SPEAKER_TWICE),
        ("b", "a", ClashKind.SPEAKER_TWICE),
    ]
    assert found[0].params == {"name": "Aino"}
    assert found[0].texts == {"title": {"en": "B"}}


def test_one_after_the_other_is_no_clash():
    both = {"aino": "Aino"}
    assert clashes([slot("a", speakers=both), slot("b", "16:00", speakers=both)], FRAME) == []


def test_a_speaker_in_another_event_is_told_of_ours_only():
    both = {"aino": "Aino"}
    other = slot("x", "15:40", speakers=both, elsewhere={"en": "Forum"})
    another = slot("y", "15:40", speakers=both, elsewhere={"en": "Third"})
    found = clashes([slot("a", speakers=both)], FRAME, [other, another])
    assert [clash.code for clash in found] == ["a", "a"]
    assert found[0].texts == {"title": {"en": "X"}, "event": {"en": "Forum"}}


def test_two_on_a_stage():
    assert kinds(slot("a", stage="hall"), slot("b", "15:59", stage="hall")) == [
        ("a", ClashKind.STAGE_OVERLAP),
        ("b", ClashKind.STAGE_OVERLAP),
    ]
    assert kinds(slot("a", stage="hall"), slot("b", "15:59", stage="hall-2")) == []


def test_a_stage_needs_its_changeover():
    frame = Bounds("Asia/Seoul", None, None, changeover=10)
    apart = [slot("a", stage="hall"), slot("b", "16:10", stage="hall")]
    close = [slot("a", stage="hall"), slot("b", "16:09", stage="hall")]
    assert clashes(apart, frame) == []
    assert len(clashes(close, frame)) == 2


def test_two_of_no_length_at_one_time_overlap():
    assert len(clashes([slot("a", minutes=0, stage="hall"), slot("b", minutes=0, stage="hall")], FRAME)) == 2


def test_outside_the_days_of_the_event():
    late = Bounds("Asia/Seoul", date(2021, 12, 10), None)
    early = Bounds("Asia/Seoul", None, date(2021, 12, 8))
    assert kinds(slot("a"), frame=late) == [("a", ClashKind.OUTSIDE_EVENT)]
    assert kinds(slot("a"), frame=early) == [("a", ClashKind.OUTSIDE_EVENT)]


def test_until_midnight_is_not_over_midnight():
    frame = Bounds("Asia/Seoul", date(2021, 12, 9), date(2021, 12, 9))
    assert kinds(slot("a", "23:30", 30), frame=frame) == []
    assert kinds(slot("a", "23:30", 31), frame=frame) == [
        ("a", ClashKind.OUTSIDE_EVENT),
        ("a", ClashKind.OVER_MIDNIGHT),
    ]


@pytest.mark.parametrize(
    ("time", "minutes", "told"),
    [
        ("14:00", 60, []),  # 7:00 in Helsinki
        ("13:59", 60, [("Helsinki", "06:59")]),
        ("20:00", 120, []),  # until 22:00 in Busan
        ("20:00", 121, [("Busan", "22:01")]),
        ("23:00", 60, [("Busan", "23:00")]),
        ("03:00", 30, [("Busan", "03:00")]),  # 20:00 in Helsinki the day before
        ("05:30", 30, [("Busan", "05:30"), ("Helsinki", "22:30")]),
    ],
)
def test_hours_unkind_to_a_host_city(time, minutes, told):
    found = clashes([slot("a", time, minutes)], FRAME)
    said = [(clash.texts["city"]["en"], f"{clash.params['time']:%H:%M}") for clash in found if "city" in clash.texts]
    assert said == told


def test_nobody_named_and_no_language():
    assert kinds(slot("a", speakers={}, languages=())) == [("a", ClashKind.NO_LANGUAGE), ("a", ClashKind.NO_SPEAKER)]


def test_a_break_needs_neither():
    start = zones.instant(datetime(2021, 12, 9, 15, 30), "Asia/Seoul")
    assert clashes([Slot("a", {"en": "Coffee"}, "break", "Asia/Seoul", start, start)], FRAME) == []


def test_without_a_time_only_the_people_count():
    untimed = Slot("a", {"en": "A"}, "talk", "Asia/Seoul", None, None, "hall", {"m": "Min-jun"}, ("en",))
    assert clashes([untimed, slot("b", stage="hall", speakers={"m": "Min-jun"})], FRAME) == []


def test_everything_on_one_spot_does_not_cost_the_square():
    many = [slot(f"s{number}", stage="hall") for number in range(500)]
    assert len(clashes(many, FRAME)) <= 2 * PAIRS * len(many)
