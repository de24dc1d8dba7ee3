"""The real program, killed while people watch: what was answered is there, the next beat says the rest (promise P3)."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path
from urllib.request import Request, urlopen

import flask_migrate
import pytest

from app import clock, create_app
from app.db import db
from app.settings import Settings
from tests.browsers import cookie_of_browser
from tests.program import Program, eventually, gone
from tests.visits.house import made_house

pytestmark = pytest.mark.process

KEY = "a key for tests only, 0123456789 abcdef"
COOKIES = [cookie_of_browser(KEY) for _ in range(60)]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A session that is live, in the data folder of the program to be started."""
    app = create_app(Settings(mode="test", data=tmp_path, database_url=f"sqlite:///{tmp_path / 'meridian.sqlite3'}"))
    with app.app_context():
        flask_migrate.upgrade()
        made = made_house(clock.now() - timedelta(minutes=10)).path
        db.session.remove()
        db.engine.dispose()
    return made


def beat(address: str, viewer: int, number: int, watched: int) -> bool:
    """Send a beat; whether it was answered."""
    said = {"visit": f"tab-{viewer:04}", "n": number, "watched_ms": watched, "present_ms": watched, "video": True}
    headers = {"User-Agent": FIREFOX, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json",
               "Cookie": COOKIES[viewer]}  # fmt: skip
    request = Request(f"{address}/beat", json.dumps(said).encode(), headers)
    with suppress(OSError, HTTPException), urlopen(request, timeout=20) as answer:
        return bool(json.load(answer)["counted"])
    return False


def sent(
    pool: ThreadPoolExecutor, address: str, viewers: Iterable[int], number: int, watched: int
) -> list[Future[bool]]:
    return [pool.submit(beat, address, viewer, number, watched) for viewer in viewers]


def are_taken(port: int, waiting: list[Future[bool]]) -> bool:
    """Whether the server has read all of these beats, by its connections on which nothing waits to be read."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    theirs = [row for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "01"]  # established
    return sum(row[4].endswith(":00000000") for row in theirs) + sum(one.done() for one in waiting) >= len(waiting)


def kept(folder: Path) -> list[int]:
    """The watched milliseconds of all views."""
    with closing(sqlite3.connect(folder / "meridian.sqlite3")) as database:
        rows = database.execute("SELECT watched_ms FROM visits WHERE viewed_at IS NOT NULL")
        return sorted(int(row[0]) for row in rows)


def test_kill_costs_nothing_that_was_answered(path, tmp_path):
    with ThreadPoolExecutor(60) as pool:
        with Program(tmp_path, MERIDIAN_MODE="test", MERIDIAN_SECRET_KEY=KEY) as program:
            address = f"{program.address}{path}"
            answered = sum(one.result() for one in sent(pool, address, range(20), 1, 12_000))
            waiting = sent(pool, address, range(20, 40), 1, 12_000)
            assert eventually(lambda: are_taken(program.port, waiting))  # these are in memory when the power goes
            pids = [*program.children(), program.process.pid]
            for pid in reversed(pids):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            program.process.wait()
            assert eventually(gone(pids[:-1]))
            answered += sum(one.result() for one in waiting)
            assert len(kept(tmp_path)) >= answered >= 20

        with Program(tmp_path, MERIDIAN_MODE="test", MERIDIAN_SECRET_KEY=KEY) as program:
            address = f"{program.address}{path}"
            assert all(one.result() for one in sent(pool, address, range(40), 2, 27_000))
            assert kept(tmp_path) == [27_000] * 40

            waiting = sent(pool, address, range(40, 50), 1, 12_000)
            assert eventually(lambda: are_taken(program.port, waiting))
            time.sleep(0.2)  # not yet written, when somebody stops the program
            program.process.terminate()
            assert program.process.wait(timeout=30) == 0
            assert [one.result() for one in waiting] == [True] * 10
        assert kept(tmp_path) == [12_000] * 10 + [27_000] * 40
