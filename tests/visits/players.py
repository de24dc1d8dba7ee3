"""Viewers with known behaviour: what their browsers send, and what is true of them by the definitions.

The truth is worked out from what they did (when they watched, which of their beats arrived), never from the program.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.visits.house import CODE, OTHER

__all__ = ["Arrival", "Viewer", "audience", "here_at", "true_watched"]

BEAT = 15


@dataclass(frozen=True)
class Arrival:
    """A beat that reaches the server: when (seconds after the start), and what it says."""

    at: float
    who: str
    code: str
    tab: str
    number: int
    watched: float


@dataclass
class Viewer:
    """Somebody: when she watched in each visit, by session, and which of her beats arrived."""

    who: str
    visits: list[tuple[str, list[tuple[float, float]], list[Arrival], float]] = field(default_factory=list)

    @property
    def arrivals(self) -> list[Arrival]:
        return [arrival for _code, _watched, arrivals, _base in self.visits for arrival in arrivals]

    def open(
        self, code: str, tab: str, start: float, stop: float, *, before: float = 0, number: int = 0
    ) -> list[Arrival]:
        """The beats of a tab that plays from start to stop; it may go on from counters of before."""
        moments = [*(start + BEAT * n for n in range(int((stop - start) // BEAT) + 1)), stop]
        return [
            Arrival(at, self.who, code, tab, number + place, before + at - start) for place, at in enumerate(moments)
        ]


def audience(count: int, dice: random.Random) -> list[Viewer]:
    """That many viewers, of each behaviour as many."""
    return [BEHAVIOURS[number % len(BEHAVIOURS)](Viewer(f"b:{number}"), dice) for number in range(count)]


def _steady(viewer: Viewer, dice: random.Random) -> Viewer:
    start, stop = _span(dice)
    viewer.visits.append((CODE, [(start, stop)], viewer.open(CODE, "tab-a-00", start, stop), 0))
    return viewer


def _loses(viewer: Viewer, dice: random.Random) -> Viewer:
    """Up to three beats in a row are lost; so may be the first and the last."""
    start, stop = _span(dice)
    kept: list[Arrival] = []
    lost = 0
    for beat in viewer.open(CODE, "tab-a-00", start, stop):
        lost = lost + 1 if lost < 3 and dice.random() < 0.4 else 0
        if not lost:
            kept.append(beat)
    viewer.visits.append((CODE, [(start, stop)], kept, 0))
    return viewer


def _repeats(viewer: Viewer, dice: random.Random) -> Viewer:
    start, stop = _span(dice)
    sent = viewer.open(CODE, "tab-a-00", start, stop)
    again = [_moved(beat, dice.uniform(0, 60)) for beat in sent for _time in range(dice.randint(0, 2))]
    viewer.visits.append((CODE, [(start, stop)], sorted([*sent, *again], key=lambda beat: beat.at), 0))
    return viewer


def _late(viewer: Viewer, dice: random.Random) -> Viewer:
    """Beats arrive up to 40 s late, in another order."""
    start, stop = _span(dice)
    sent = [
        _moved(beat, dice.uniform(0, 40) if beat.number else 0) for beat in viewer.open(CODE, "tab-a-00", start, stop)
    ]
    viewer.visits.append((CODE, [(start, stop)], sorted(sent, key=lambda beat: beat.at), 0))
    return viewer


def _two_tabs(viewer: Viewer, dice: random.Random) -> Viewer:
    """Both tabs of a browser play, and both beat; the second was opened later and is closed later."""
    start, stop = _span(dice)
    later = start + dice.uniform(1, stop - start)
    beats = [*viewer.open(CODE, "tab-a-00", start, stop), *viewer.open(CODE, "tab-b-00", later, stop + 40)]
    viewer.visits.append((CODE, [(start, stop + 40)], sorted(beats, key=lambda beat: beat.at), 0))
    return viewer


def _reloads(viewer: Viewer, dice: random.Random) -> Viewer:
    """The page is loaded again after a pause; the browser remembers visit and counters."""
    start, stop = _span(dice)
    again = stop + dice.uniform(2, 200)
    first = viewer.open(CODE, "tab-a-00", start, stop)
    then = viewer.open(CODE, "tab-a-00", again, again + 80, before=stop - start, number=len(first))
    viewer.visits.append((CODE, [(start, stop), (again, again + 80)], [*first, *then], 0))
    return viewer


def _sleeps(viewer: Viewer, dice: random.Random) -> Viewer:
    """Back after 35 minutes: the browser begins a new visit, with counters at zero."""
    start = dice.uniform(0, 300)
    back = start + 100 + 35 * 60
    viewer.visits.append((CODE, [(start, start + 100)], viewer.open(CODE, "tab-a-00", start, start + 100), 0))
    viewer.visits.append((CODE, [(back, back + 50)], viewer.open(CODE, "tab-b-00", back, back + 50), 0))
    return viewer


def _sleeps_and_goes_on(viewer: Viewer, dice: random.Random) -> Viewer:
    """Back after 35 minutes in a browser that noticed nothing: its counters go on; the server begins a new visit."""
    start = dice.uniform(0, 300)
    back = start + 100 + 35 * 60
    first = viewer.open(CODE, "tab-a-00", start, start + 100)
    then = viewer.open(CODE, "tab-a-00", back, back + 50, before=100, number=len(first))
    viewer.visits += [(CODE, [(start, start + 100)], first, 0), (CODE, [(back, back + 50)], then, 100)]
    return viewer


def _glances(viewer: Viewer, dice: random.Random) -> Viewer:
    """Six seconds are no view."""
    start = dice.uniform(0, 600)
    viewer.visits.append((CODE, [(start, start + 6)], viewer.open(CODE, "tab-a-00", start, start + 6), 0))
    return viewer


def _changes_rooms(viewer: Viewer, dice: random.Random) -> Viewer:
    """From one session into the other: a view of each, one viewer of the event."""
    start, stop = _span(dice)
    viewer.visits.append((CODE, [(start, stop)], viewer.open(CODE, "tab-a-00", start, stop), 0))
    viewer.visits.append((OTHER, [(stop, stop + 60)], viewer.open(OTHER, "tab-b-00", stop, stop + 60), 0))
    return viewer


BEHAVIOURS = (
    _steady, _loses, _repeats, _late, _two_tabs, _reloads, _sleeps, _sleeps_and_goes_on, _glances, _changes_rooms,
)  # fmt: skip


def _span(dice: random.Random) -> tuple[float, float]:
    start = dice.uniform(0, 500)
    return start, start + dice.uniform(20, 240)


def _moved(beat: Arrival, seconds: float) -> Arrival:
    return Arrival(beat.at + seconds, beat.who, beat.code, beat.tab, beat.number, beat.watched)


def true_watched(watched: Iterable[tuple[float, float]], arrivals: Iterable[Arrival], base: float = 0) -> float:
    """Seconds watched in a visit, as far as any beat that arrived can tell: until the last one was sent.

    ``base``: what its counters said when the visit began.
    """
    by_tab: dict[str, Arrival] = {}
    for arrival in arrivals:
        best = by_tab.get(arrival.tab)
        if best is None or arrival.number > best.number:
            by_tab[arrival.tab] = arrival
    told = max((arrival.watched for arrival in by_tab.values()), default=0.0)
    if len(by_tab) > 1:  # tabs side by side, told to their end: the time that any of them played
        return sum(stop - start for start, stop in watched)
    return told - base


def here_at(moment: float, arrivals: Iterable[Arrival]) -> set[str]:
    """Who gave a new sign in the 45 s before the moment; repeated and overtaken ones are none."""
    newest: dict[tuple[str, str, str], int] = {}
    here: set[str] = set()
    for arrival in sorted(arrivals, key=lambda one: one.at):
        tab = (arrival.who, arrival.code, arrival.tab)
        if arrival.at <= moment and arrival.number > newest.get(tab, -1):
            newest[tab] = arrival.number
            if arrival.at >= moment - 45:
                here.add(arrival.who)
    return here
