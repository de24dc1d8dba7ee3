"""Telling the screens of this process: new lines of the logs at once, scores in ticks (design: live.md).

One thread per process looks in the database for the rooms that somebody here is in: when a change is committed in this
process at once, and once a second for what other processes wrote. The database is the truth; a look that fails is
made again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.db import db
from app.errors import NotFound
from app.live.messages import asked_of, entries, gauges
from app.live.models import Question
from app.live.queries import Scores, entries_after, head, scores_after
from app.live.rules.said import Audience
from app.live.sockets.clients import Clients, Place
from app.live.sockets.looking import Looking

__all__ = ["Emit", "Ticker", "room_name"]

log = structlog.get_logger(__name__)

SHORTEST = 0.25
"""Seconds between two ticks with scores; four times as long as telling an audience takes, where that is more."""
HEAD_EVERY = 1.5
"""Seconds after which a room's newest number is told although nothing happened, so that a lost message is noticed."""
LOOK_EVERY = 1.0
"""Seconds after which a room is looked at although nobody here changed it: another process may have."""

Emit = Callable[[str, Mapping[str, Any], str], None]
"""Send a message (name, content) to a Socket.IO room."""


@dataclass
class _Ticked:
    """What an audience was told of a room's scores: up to ``gauge``, at the moment ``at``."""

    gauge: int
    at: float = 0.0
    interval: float = SHORTEST


@dataclass
class _Told:
    """What this process has told of a room: lines of the log up to ``seq``, and scores."""

    epoch: str
    seq: int
    ticked: dict[Audience, _Ticked]
    looked: float = 0.0

    def first_tick(self) -> float:
        """When the audience that waits longest was told last."""
        return min(one.at for one in self.ticked.values())


def _first_ticks(gauge: int) -> dict[Audience, _Ticked]:
    # Who moderates comes first: they are few, and need not wait until a full hall was told.
    return {audience: _Ticked(gauge) for audience in (Audience.STAFF, Audience.PUBLIC)}


def room_name(room_id: int, audience: Audience | str) -> str:
    """The Socket.IO room of an audience, or of one actor."""
    return f"{room_id}:{audience}"


class Ticker:
    """Tells the rooms of this process what is new."""

    def __init__(self, app: Flask, clients: Clients, emit: Emit) -> None:
        self._app, self._clients, self._emit = app, clients, emit
        self._told: dict[int, _Told] = {}
        self._dirty: set[int] = set()
        self._woken = threading.Event()
        self.start = Looking("ticker", wait=self._wait, look=lambda: self.look(time.monotonic())).start

    def wake(self, room_id: int) -> None:
        """Something was committed in the room."""
        self._dirty.add(room_id)
        self._woken.set()

    def joined(self, room_id: int, epoch: str, seq: int, gauge: int) -> None:
        """Somebody joined who was told the room up to here; where she is the first, that is where telling begins."""
        self._told.setdefault(room_id, _Told(epoch, seq, _first_ticks(gauge)))

    def _wait(self) -> None:
        self._woken.wait(SHORTEST)
        self._woken.clear()

    def look(self, moment: float) -> None:
        """Look at every room that is due."""
        dirty, self._dirty = self._dirty, set()
        here = set(self._clients.rooms())
        for room_id in list(self._told.keys() - here):
            del self._told[room_id]
        for room_id in here:
            told = self._told.get(room_id)
            place = self._clients.place_of(room_id)
            if told is None or place is None:
                continue
            if room_id in dirty or moment - told.looked >= LOOK_EVERY or moment - told.first_tick() >= HEAD_EVERY:
                self._look_at(place, told, moment)

    def _look_at(self, place: Place, told: _Told, moment: float) -> None:
        told.looked = moment
        try:
            with self._app.app_context():
                self._tell_log(place, told)
                self._tell_gauges(place, told, moment)
        except NotFound:
            self._told.pop(place.room_id, None)
        except SQLAlchemyError as error:
            log.warning("room not looked at", room=place.room_id, error=str(error))
            self._dirty.add(place.room_id)

    def _tell_log(self, place: Place, told: _Told) -> None:
        now = head(place.room_id)
        if now.epoch != told.epoch:
            told.epoch, told.seq, told.ticked = now.epoch, now.seq, _first_ticks(now.gauge)
        if now.seq <= told.seq:
            return
        news = [one for one in entries_after(place.room_id, told.seq) if one.entry.seq <= now.seq]
        for audience in Audience:
            said = {"session": place.name, "epoch": now.epoch, "items": entries(place.room_id, news, audience)}
            self._emit("ev", said, room_name(place.room_id, audience))
        told.seq = news[-1].entry.seq if news else now.seq
        self._tell_authors(place, {one.entry.code for one in news})

    def _tell_authors(self, place: Place, codes: Iterable[str]) -> None:
        here = self._clients.actors_in(place.room_id)
        query = select(Question.actor).where(Question.room_id == place.room_id, Question.code.in_(list(codes)))
        for actor in set(db.session.scalars(query)) & here:
            # Without votes: these may be older than the answer to a vote that overtakes them.
            said = {"session": place.name, "questions": asked_of(place.room_id, actor)}
            self._emit("me", said, room_name(place.room_id, actor))

    def _tell_gauges(self, place: Place, told: _Told, moment: float) -> None:
        scores = scores_after(place.room_id, min(one.gauge for one in told.ticked.values()))
        for audience, ticked in told.ticked.items():
            has_moved = scores.gauge > ticked.gauge
            if moment - ticked.at >= (ticked.interval if has_moved else HEAD_EVERY):
                self._tick(place, told, audience, scores)
                ticked.at = moment
            elif has_moved:
                self._dirty.add(place.room_id)  # looked at again when its time has come

    def _tick(self, place: Place, told: _Told, audience: Audience, scores: Scores) -> None:
        ticked = told.ticked[audience]
        begun = time.monotonic()
        new = Scores(scores.gauge, [one for one in scores.moved if one[2] > ticked.gauge])
        said = {"session": place.name, "epoch": told.epoch, "seq": told.seq, "since": ticked.gauge, **gauges(new)}
        self._emit("tick", said, room_name(place.room_id, audience))
        time.sleep(0)  # those who write to the screens have their turn: to tell a full hall takes them its time
        ticked.gauge, ticked.interval = scores.gauge, max(SHORTEST, 4 * (time.monotonic() - begun))
