"""The whole program as its users run it: ``python -m app.cli.start`` with a data folder and a port of its own."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import cache
from http.client import HTTPException
from pathlib import Path
from typing import Self
from urllib.request import Request, urlopen

from app import create_app
from app.cli.database import bring_up_to_date
from app.db import db
from app.settings import ROOT, Settings

_DATABASE = "meridian.sqlite3"

PATIENCE = 60.0
"""Seconds until the program has to answer, or to end."""


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Program:
    """``python -m app.cli.start`` with a data folder and port of its own.

    In mode ``test`` its database is there already, so that it starts quickly. Other modes make theirs.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self.folder = folder
        self.address = f"http://127.0.0.1:{self.port}"
        if settings.get("MERIDIAN_MODE") == "test":
            have_tables(folder)
        mine = {"MERIDIAN_PORT": str(self.port), "MERIDIAN_DATA": str(folder), **settings}
        others = {name: value for name, value in os.environ.items() if not name.startswith("MERIDIAN_")}
        self._environment = others | mine
        # Into a file: a pipe that nobody reads fills up, and then the program waits.
        self._output = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed by close()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.cli.start"],
            cwd=ROOT, env=self._environment, stdout=self._output, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def __enter__(self) -> Self:
        self.health()
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop it, however it is."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._output.close()

    def health(self, host: str = "") -> dict:
        """What /health says, as soon as somebody listens; ``host`` is the name to ask for where it is another."""
        deadline = time.monotonic() + PATIENCE
        request = Request(f"{self.address}/health", headers={"Host": host} if host else {})
        while True:
            try:
                with urlopen(request, timeout=PATIENCE) as answer:
                    return json.load(answer)
            except (OSError, HTTPException):  # also where it is killed while it answers
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError(self.end()[1]) from None
                time.sleep(0.05)

    def children(self) -> dict[int, str]:
        """Command lines by process id: of the supervisor's children and their children."""
        found: dict[int, str] = {}
        waiting = [self.process.pid]
        while waiting:
            parent = waiting.pop()
            listed = subprocess.run(
                ["ps", "-o", "pid=,args=", "--ppid", str(parent)], capture_output=True, text=True, check=False
            )
            for line in listed.stdout.splitlines():
                pid, command = line.split(None, 1)
                found[int(pid)] = command
                waiting.append(int(pid))
        return found

    def one(self, part: str) -> int:
        """The supervisor's own child whose command holds ``part``."""
        return next(pid for pid, command in sorted(self.children().items()) if part in command)

    def end(self) -> tuple[int, str]:
        """Exit status and everything that was printed."""
        status = self.process.wait(timeout=PATIENCE)
        return status, self.said()

    def said(self) -> str:
        """What it printed so far."""
        self._output.seek(0)
        return self._output.read()

    def flask(self, *command: str) -> str:
        """Output of a ``flask`` command on its data; raises where the command fails."""
        flask = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
        done = subprocess.run(flask, cwd=ROOT, env=self._environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()


def have_tables(folder: Path) -> None:
    """Have a database in the folder that has had all migrations, if there is none."""
    place = folder / _DATABASE
    if not place.exists():
        folder.mkdir(parents=True, exist_ok=True)
        place.write_bytes(_migrated())


@cache
def _migrated() -> bytes:
    """The file of such a database, made once by each process."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = create_app(Settings(mode="test", data=folder))
        with app.app_context():
            bring_up_to_date()
            db.session.remove()
            db.engine.dispose()
        with closing(sqlite3.connect(folder / _DATABASE)) as database:
            database.execute("PRAGMA journal_mode=DELETE")  # all of it in one file
        return (folder / _DATABASE).read_bytes()


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether the condition comes to hold within PATIENCE."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def gone(pids: list[int]) -> Callable[[], bool]:
    """Asks whether all of these processes have ended."""
    return lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids)
