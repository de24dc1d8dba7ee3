"""A room under a storm of votes: everybody votes once within ten seconds; then the same with kill -9 in the middle.

One gunicorn worker on one core, the screens on the other. After each run the database is asked: every answered vote
must be there, once.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
from flask import Flask
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select

from app import create_app
from app.browsers import browser_name
from app.db import commit, db
from app.live.models import Question, Vote
from app.settings import Settings
from tests.bench.room_clients import Screen, connect_all
from tests.bench.server import Process, serving
from tests.browsers import browser_token
from tests.live.rooms import CODE, made_hall

SCREENS = int(os.environ.get("SCREENS", "1000"))
QUESTIONS, SPREAD, ROUNDS = 10, 10.0, 3
KILLED_AFTER = 5.0
AGREED_WITHIN = 15.0


@dataclass(frozen=True)
class Storm:
    """Of one run: times of answers in ms, until all agree, the worker's share of a core, kB for each connection."""

    acks: list[float]
    agreed: float
    core: float
    memory: float
    back: float | None = None
    """Seconds from the kill until everybody was in the room again."""
    lost: int = 0
    doubled: int = 0
    votes: int = 0


def main() -> None:
    """Print both tables."""
    calm = [_measured(kill=False) for _ in range(ROUNDS)]
    table = Table(
        "", "median of 3", "worst", title=f"{SCREENS} screens, each votes once within {SPREAD:.0f} s, one core"
    )
    rows = {
        "answer, half within, ms": [_share(run.acks, 0.5) for run in calm],
        "answer, 99 % within, ms": [_share(run.acks, 0.99) for run in calm],
        "last answer until all screens agree, s": [run.agreed for run in calm],
        "core used while voting, %": [run.core * 100 for run in calm],
        "memory for each connection, kB": [run.memory for run in calm],
    }
    for name, values in rows.items():
        table.add_row(name, f"{statistics.median(values):.1f}", f"{max(values):.1f}")
    Console(width=110).print(table)
    killed = _measured(kill=True)
    print(
        f"kill -9 after {KILLED_AFTER:.0f} s: {killed.votes} votes answered, {killed.lost} of them lost, "
        f"{killed.doubled} counted twice; everybody back in the room after {killed.back:.1f} s"
    )


def _measured(*, kill: bool) -> Storm:
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        with _app(data) as app:
            session, codes = _furnished(app)
            with serving(data) as server:
                browsers = [browser_token(app.secret_key) for _ in range(SCREENS)]
                return asyncio.run(_storm(server, session, codes, browsers, kill=kill))


@contextmanager
def _app(data: Path) -> Iterator[Flask]:
    app = create_app(Settings(mode="test", data=data, log_level="error"))
    with app.app_context():
        flask_migrate.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def _furnished(app: Flask) -> tuple[str, list[str]]:
    hall = made_hall(app)
    codes = [hall.question(f"Question {number}?", actor=f"b:{number}").code for number in range(QUESTIONS)]
    commit()
    session = f"{hall.event.slug}/{CODE}"
    db.session.remove()
    return session, codes


async def _storm(server: Process, session: str, codes: list[str], browsers: list[str], *, kill: bool) -> Storm:
    screens = [
        Screen("127.0.0.1", server.port, session, codes[at % len(codes)], browser, comes_back=kill)
        for at, browser in enumerate(browsers)
    ]
    await connect_all(screens[:20])  # whatever is loaded once
    before = server.memory()
    await connect_all(screens[20:])
    memory = (server.memory() - before) / (SCREENS - 20)
    used, began = server.seconds(), time.perf_counter()
    voting = [asyncio.create_task(_vote_later(screen)) for screen in screens]
    killed_at = await _kill(server) if kill else 0.0
    await asyncio.gather(*voting)
    await _until(lambda: all(screen.waited is not None for screen in screens))
    answered = max(screen.voted_at + (screen.waited or 0.0) for screen in screens)
    core = (server.seconds() - used) / (time.perf_counter() - began)
    truth = _truth()
    await _until(lambda: all(_shown(screen) == truth for screen in screens))
    agreed = max(screen.changed_at for screen in screens) - answered
    back = max(screen.joined_at for screen in screens) - killed_at if kill else None
    for screen in screens:
        screen.close()
    lost, doubled = _checked(screens)
    acks = [1000 * (screen.waited or 0.0) for screen in screens]
    return Storm(acks, agreed, core, memory, back, lost, doubled, len(acks))


async def _vote_later(screen: Screen) -> None:
    await asyncio.sleep(random.uniform(0, SPREAD))
    await screen.in_step.wait()
    screen.vote()


async def _kill(server: Process) -> float:
    await asyncio.sleep(KILLED_AFTER)
    os.kill(server.worker(), signal.SIGKILL)
    return time.perf_counter()


async def _until(done: Callable[[], bool]) -> None:
    end = time.perf_counter() + AGREED_WITHIN
    while not done():
        if time.perf_counter() > end:
            raise TimeoutError("Not all screens agree, or not all votes were answered.")
        await asyncio.sleep(0.005)


def _truth() -> dict[str, int]:
    scores = {code: score for code, score in db.session.execute(select(Question.code, Question.score))}
    db.session.rollback()
    return scores


def _shown(screen: Screen) -> dict[str, int]:
    return {code: score for code, (score, _version) in screen.scores.items()}


def _checked(screens: list[Screen]) -> tuple[int, int]:
    """How many answered votes are not in the database, and how many votes are counted more than once."""
    rows = set(
        db.session.execute(select(Question.code, Vote.actor).join(Question, Question.id == Vote.question_id)).tuples()
    )
    lost = sum((screen.question, browser_name(screen.browser)) not in rows for screen in screens if screen.waited)
    scored = db.session.scalar(select(func.sum(Question.score))) or 0
    db.session.rollback()
    return lost, int(scored) - len(rows)


def _share(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, round(share * len(values)))]


if __name__ == "__main__":
    main()
