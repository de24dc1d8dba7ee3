"""Acknowledged votes a second: committed in groups, beside one commit for each vote, on SQLite and PostgreSQL.

Each voter votes, waits for the answer, and is followed by another. One by one, only as many at once as the database
serves well: more would wait for its one writer, or for a connection.
"""

from __future__ import annotations

import itertools
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import flask_migrate
from flask import Flask
from rich.console import Console
from rich.table import Table

from app import create_app
from app.clock import now
from app.db import commit, db, writing
from app.live.actions.votes import Ballot, cast
from app.live.models import Question
from app.live.sockets.grouped import GroupedVotes
from app.settings import Settings
from tests.databases import fresh_postgres
from tests.live.rooms import made_hall

TOGETHER, ALONE, SECONDS, ROUNDS = 400, 8, 2.0, 3


def main() -> None:
    """Print the table: medians of three rounds, alternating."""
    table = Table(
        "",
        f"in groups, {TOGETHER} at once",
        f"one by one, {ALONE} at once",
        "ratio",
        title="Acknowledged votes a second",
    )
    for name in ("SQLite, synchronous=FULL", "PostgreSQL"):
        with _room(name) as (app, ballots):
            grouped, single = GroupedVotes(app), _one_by_one(app)
            rounds = [(_rate(grouped.cast, ballots, TOGETHER), _rate(single, ballots, ALONE)) for _ in range(ROUNDS)]
            many, few = (statistics.median(rates) for rates in zip(*rounds, strict=True))
            _check(app)
        table.add_row(name, f"{many:,.0f}", f"{few:,.0f}", f"{many / few:.1f}")
    Console(width=110).print(table)


@contextmanager
def _room(name: str) -> Iterator[tuple[Flask, Iterator[Ballot]]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(fresh_postgres()) if name == "PostgreSQL" else ""
        app = create_app(Settings(mode="test", data=folder, database_url=url, log_level="error"))
        with app.app_context():
            flask_migrate.upgrade()
            hall = made_hall(app)
            code, room = hall.question().code, hall.room.id
            commit()
        yield app, (Ballot(room, code, f"b:{number}", wanted=True) for number in itertools.count())
        with app.app_context():
            db.engine.dispose()


def _one_by_one(app: Flask) -> Callable[[Ballot], object]:
    def write(ballot: Ballot) -> object:
        with app.app_context(), writing():
            (tally,) = cast([ballot], now=now())
            commit()
        return tally

    return write


def _rate(vote: Callable[[Ballot], object], ballots: Iterator[Ballot], voters: int) -> float:
    """Answered votes a second, with so many voters at once."""
    lock, done, end = threading.Lock(), itertools.count(), time.perf_counter() + SECONDS

    def vote_on() -> None:
        while time.perf_counter() < end:
            with lock:
                ballot = next(ballots)
            vote(ballot)
            next(done)

    threads = [threading.Thread(target=vote_on) for _voter in range(voters)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return next(done) / (time.perf_counter() - began)


def _check(app: Flask) -> None:
    """A figure of votes that are not there would be worth nothing."""
    with app.app_context():
        question = db.session.scalars(db.select(Question)).one()
        assert question.score > TOGETHER


if __name__ == "__main__":
    main()
