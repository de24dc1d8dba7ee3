"""Views, viewers, peak and watch time are what is true of five hundred viewers (promise P3)."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from app.db import commit, db, writing
from app.visits.actions import beats as actions
from app.visits.actions.beats import Beat, take
from app.visits.actions.salts import Names
from app.visits.actions.sampling import sample
from app.visits.queries import event_numbers
from app.visits.rules import visiting
from app.visits.rules.hours import Mode
from app.visits.rules.visiting import Told
from tests.visits.house import CODE, OTHER, House, made_house
from tests.visits.players import Arrival, Viewer, audience, here_at, true_watched

START = datetime(2026, 11, 22, 10, tzinfo=UTC)
GROUP = 10
"""Seconds of beats in one transaction."""

Look = Callable[[House], None]


@dataclass(frozen=True)
class Result:
    """What is said of the first session and of the event."""

    views: int
    viewers: int
    peak: int
    watched: float
    event_views: int
    event_viewers: int
    event_peak: int


def truth(viewers: list[Viewer]) -> Result:
    """By the definitions, from what the viewers did."""
    seen = [(viewer.who, code, true_watched(*rest)) for viewer in viewers for code, *rest in viewer.visits]
    viewed = [(who, code) for who, code, seconds in seen if seconds >= 10]
    arrivals = sorted((one for viewer in viewers for one in viewer.arrivals), key=lambda one: one.at)
    slots = range(0, int(arrivals[-1].at) + 60, 10)
    recent = [[one for one in arrivals if slot - 120 <= one.at <= slot] for slot in slots]
    return Result(
        views=sum(code == CODE for _who, code in viewed),
        viewers=len({who for who, code in viewed if code == CODE}),
        peak=max(
            len(here_at(slot, (one for one in near if one.code == CODE)))
            for slot, near in zip(slots, recent, strict=True)
        ),
        watched=sum(seconds for _who, code, seconds in seen if code == CODE),
        event_views=len(viewed),
        event_viewers=len({who for who, _code in viewed}),
        event_peak=max(len(here_at(slot, near)) for slot, near in zip(slots, recent, strict=True)),
    )


def beat_of(house: House, one: Arrival) -> Beat:
    at = START + timedelta(seconds=one.at)
    told = Told(one.tab, at, one.number, round(one.watched * 1000), 0, has_video=True)
    return Beat(house.event_id, one.code, one.who, Mode.LIVE, START - timedelta(minutes=30), told)


def play(house: House, viewers: list[Viewer], *, look: Look | None = None) -> None:
    """Have every beat taken, group by group, and the samples in between."""
    groups: dict[int, list[Arrival]] = {}
    for one in (one for viewer in viewers for one in viewer.arrivals):
        groups.setdefault(math.ceil(one.at / GROUP) * GROUP, []).append(one)
    due = sorted({second + wait for second in groups for wait in range(0, 60, GROUP)})
    for second in due:
        with writing():
            if second in groups:
                take([beat_of(house, one) for one in groups[second]])
            sample([house.event_id], now=START + timedelta(seconds=second))
            commit()
        if look:
            look(house)


def result(house: House) -> Result:
    found = event_numbers(house.release, now=START + timedelta(hours=2))
    first = found.of(CODE)
    return Result(
        first.views, first.viewers, first.peak, first.watched.total_seconds(),
        found.event.views, found.event.viewers, found.event.peak,
    )  # fmt: skip


def assert_true(house: House, viewers: list[Viewer]) -> None:
    found, true = result(house), truth(viewers)
    # Each visit is kept in milliseconds.
    assert found.watched == pytest.approx(true.watched, abs=0.002 * sum(len(viewer.arrivals) for viewer in viewers))
    assert (found.views, found.viewers, found.event_views, found.event_viewers) == (
        true.views, true.viewers, true.event_views, true.event_viewers,
    )  # fmt: skip
    assert (found.peak, found.event_peak) == (true.peak, true.event_peak)


@pytest.fixture
def house(database: None) -> House:
    return made_house(START)


def test_five_hundred_viewers_are_counted_as_they_were(house):
    viewers = audience(500, random.Random(3))
    play(house, viewers)
    assert truth(viewers).viewers == 450  # of ten behaviours one is a glance
    assert_true(house, viewers)


def test_taking_everything_again_changes_nothing(house):
    viewers = audience(20, random.Random(5))
    play(house, viewers)
    before = result(house)
    with writing():
        take([beat_of(house, one) for viewer in viewers for one in viewer.arrivals])
        commit()
    assert result(house) == before


def test_totals_never_fall(house):
    seen: list[tuple[int, ...]] = []

    def look(house: House) -> None:
        now = event_numbers(house.release, now=START)
        seen.append((now.event.views, now.event.viewers, now.event.peak, now.of(OTHER).views))
        db.session.rollback()

    play(house, audience(20, random.Random(7)), look=look)
    assert all(
        one <= other for before, after in itertools.pairwise(seen) for one, other in zip(before, after, strict=True)
    )
    assert seen[-1][0] > 0


def here_after_a_repeat(house: House) -> int:
    """How many are here a minute after the only beat, which was sent again meanwhile."""
    event_id = house.event_id
    for second in (0, 40):
        told = Told("tab-a-00", START + timedelta(seconds=second), 1, 12_000, 0, has_video=True)
        with writing():
            take([Beat(event_id, CODE, "b:1", Mode.LIVE, START - timedelta(minutes=30), told)])
            commit()
    return event_numbers(house.release, now=START + timedelta(seconds=60)).event.here


def test_beat_sent_again_keeps_nobody_here(house):
    assert here_after_a_repeat(house) == 0


# ------------------------------------------------------------------ negative controls


def test_without_knowing_repeats_somebody_gone_is_here(house, monkeypatch):
    monkeypatch.setattr(actions, "is_repeat", no_end)
    assert here_after_a_repeat(house) == 1


def no_end(_known: object, _told: object) -> bool:
    return False


def own_key(self: Names, who: str) -> str:
    return self._hashed("visitor", f"{who}{random.random()}")[:32]


@pytest.mark.parametrize(
    ("where", "name", "instead"),
    [
        (actions, "continues", no_end),  # a visit for every beat
        (Names, "key", own_key),  # nobody is known again
        (visiting, "_counted", lambda growth, **_limits: max(0, growth)),  # two tabs count twice
    ],
)
def test_without_its_protection_the_count_is_wrong(house, monkeypatch, where, name, instead):
    monkeypatch.setattr(where, name, instead)
    viewers = audience(30, random.Random(11))
    play(house, viewers)
    with pytest.raises(AssertionError):
        assert_true(house, viewers)
