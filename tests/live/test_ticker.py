"""Scores are told in ticks: a full hall hears them less often, whoever moderates does not wait for it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest

from app.clock import now
from app.db import commit
from app.live.actions.votes import Ballot, cast
from app.live.messages import opening
from app.live.models import Question
from app.live.rules.said import Audience
from app.live.sockets.clients import Client, Clients, Place
from app.live.sockets.ticker import SHORTEST, Ticker
from tests.live.rooms import CODE, Hall

TELLING = 0.1
"""Seconds that it takes here to tell the public."""


class Told:
    """A room with a screen of each audience, and what they were told."""

    def __init__(self, hall: Hall) -> None:
        self.hall, self.question = hall, hall.question()
        self.ticks: dict[str, list[Mapping[str, Any]]] = {"public": [], "staff": []}
        self.ticker = Ticker(hall.app, self._seated(), self._emit)
        said = opening(hall.room.id, Audience.PUBLIC, None)
        self.ticker.joined(hall.room.id, said["epoch"], said["seq"], said["gauge"])

    def _seated(self) -> Clients:
        clients = Clients()
        for audience in Audience:
            clients.add(Client(audience, f"b:{audience}", "", "en"))
            place = Place(self.hall.room.id, self.hall.event.id, self.hall.event.slug, CODE, audience)
            clients.seat(audience, place)
        return clients

    def _emit(self, name: str, content: Mapping[str, Any], room: str) -> None:
        audience = room.partition(":")[2]
        if name == "tick":
            self.ticks[audience].append(content)
            time.sleep(TELLING if audience == "public" else 0)

    def vote(self, actor: str) -> None:
        """Somebody votes, and the ticker is woken."""
        cast([Ballot(self.hall.room.id, self.question.code, actor, wanted=True)], now=now())
        commit()
        self.ticker.wake(self.hall.room.id)

    def heard(self, audience: str) -> list[tuple[int, list[int]]]:
        """From which gauge on each tick told, and the scores in it."""
        return [(one["since"], [score for _, score, _ in one["scores"]]) for one in self.ticks[audience]]


@pytest.fixture
def told(hall: Hall) -> Told:
    return Told(hall)


def test_public_that_takes_long_to_tell_is_told_less_often_and_misses_nothing(told: Told):
    began = told.question.gauge
    told.ticker.look(10.0)
    told.vote("b:one")
    told.ticker.look(10.0 + SHORTEST)
    told.vote("b:two")
    told.ticker.look(10.0 + 4 * TELLING + SHORTEST)
    assert told.heard("staff") == [(began, []), (began, [2]), (began + 1, [3])]
    assert told.heard("public") == [(began, []), (began, [3])]


def test_what_waits_for_its_tick_is_told_though_nothing_else_happens(told: Told):
    told.ticker.look(10.0)
    told.vote("b:one")
    told.ticker.look(10.0 + SHORTEST)  # too early for the public
    told.ticker.look(10.0 + 5 * TELLING)
    assert told.heard("public")[-1][1] == [2]


def test_two_questions_each_move_once(told: Told, hall: Hall):
    other = hall.question("Who clears the snow?")
    told.ticker.look(10.0)
    ballots = [Ballot(hall.room.id, code, "b:one", wanted=True) for code in (told.question.code, other.code)]
    cast(ballots, now=now())
    commit()
    told.ticker.wake(hall.room.id)
    told.ticker.look(11.0)
    assert sorted(told.ticks["staff"][-1]["scores"]) == sorted(
        [(one.code, 2, _gauge(one)) for one in (told.question, other)]
    )


def _gauge(question: Question) -> int:
    return int(question.gauge)
