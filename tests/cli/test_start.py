"""Web server and job process as one program: started, announced, stopped together."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.program import Program, eventually, gone

pytestmark = pytest.mark.process

ALMOST = {
    "MERIDIAN_BASE_URL": "https://meridian.example",
    "MERIDIAN_SECRET_KEY": "kT3-pq9ZsL0v8yX2wB5nM7rE1uJ4aH6c",
    "MERIDIAN_MAIL_FROM": "meridian@meridian.example",
}
"""Production's settings but for one."""


@dataclass(frozen=True)
class Ended:
    """How a program ended: its exit status and what it said."""

    status: int
    said: str


@dataclass(frozen=True)
class Left:
    """What a first start left behind: its data folder, with the demo events, and what it said."""

    folder: Path
    said: str

    def copy(self, folder: Path) -> None:
        """Make the folder one that has been used."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """Of a program as in ``make run``, stopped in the way that a system stops it."""
    folder = tmp_path_factory.mktemp("first")
    with Program(folder) as program:
        program.process.terminate()
        status, said = program.end()
    assert status == 0
    return Left(folder, said)


@pytest.fixture(scope="module")
def again(left: Left, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ended, Ended]:
    """A second start on that folder, stopped in the same way, and a third that was tried while the second ran."""
    folder = tmp_path_factory.mktemp("second")
    left.copy(folder)
    with Program(folder) as program:
        third = Ended(*refused(folder))
        program.process.terminate()
        return Ended(*program.end()), third


@pytest.fixture
def used(left: Left, tmp_path: Path) -> None:
    """The test's own data folder has been used before, so that the program starts quickly."""
    left.copy(tmp_path)


@pytest.fixture
def start(tmp_path):
    """Start the program; what still runs afterwards is ended."""
    started: list[Program] = []

    def start(folder: Path = tmp_path, **settings: str) -> Program:
        started.append(Program(folder, **settings))
        return started[-1]

    yield start
    for program in started:
        program.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_both_cleanly(used, start, number):
    program = start(MERIDIAN_MODE="test")
    assert program.health()["database"] == "ok"
    assert eventually(lambda: program.health()["jobs"]["quiet_seconds"] is not None)
    pids = list(program.children())
    assert len(pids) == 3  # gunicorn, its worker, the job process

    program.process.send_signal(number)
    status, said = program.end()

    assert status == 0  # 1 where something had to be killed after 10 s
    assert f"Meridian runs at http://127.0.0.1:{program.port}/" in said
    assert "Traceback" not in said
    assert gone(pids)()


@pytest.mark.parametrize(("part", "name"), [("app.cli.work", "The job process"), ("gunicorn", "The web server")])
def test_when_one_dies_the_other_is_stopped(used, start, part, name):
    program = start(MERIDIAN_MODE="test")
    program.health()
    pids = list(program.children())

    os.kill(program.one(part), signal.SIGKILL)
    status, said = program.end()

    assert status == 1
    assert f"{name} ended by itself, by signal SIGKILL; stopped the rest." in said
    assert eventually(gone(pids))


def test_nothing_outlives_a_killed_supervisor(used, start):
    program = start(MERIDIAN_MODE="test")
    program.health()
    pids = list(program.children())
    program.process.kill()
    assert eventually(gone(pids))


def test_a_second_start_keeps_the_data(left, again):
    assert "Added " in left.said
    second, _third = again
    assert (second.status, "Added " in second.said) == (0, False)


def test_production_shows_no_demo_and_gives_nobody_a_link(start):
    program = start(MERIDIAN_MODE="production", MERIDIAN_MAIL_FILES="1", **ALMOST)
    assert program.health("meridian.example")["database"] == "ok"
    assert eventually(lambda: "Meridian runs at https://meridian.example/" in program.said())
    program.process.terminate()
    status, said = program.end()
    assert status == 0
    assert "sign-in" not in said
    assert "Added" not in said


def test_a_taken_port_is_told_before_anything_starts(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        status, said = refused(tmp_path, MERIDIAN_PORT=str(listener.getsockname()[1]))
    assert status == 2
    assert "cannot listen" in said
    assert "make run PORT=" in said


def test_a_data_folder_in_use_is_told(again):
    _second, third = again
    assert third.status == 2
    assert "It runs already with the data folder" in third.said


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "MERIDIAN_BASE_URL"),
        ({"MERIDIAN_BASE_URL": "https://meridian.example"}, "MERIDIAN_SECRET_KEY"),
        (ALMOST, "MERIDIAN_SMTP_HOST"),
        (ALMOST | {"MERIDIAN_MAIL_FILES": "1", "MERIDIAN_SECRET_KEY": "x" * 40}, "MERIDIAN_SECRET_KEY"),
        ({"MERIDIAN_PORT": "many"}, "MERIDIAN_PORT"),
    ],
)
def test_production_refuses_to_start_half_set_up(tmp_path, settings, sentence):
    status, said = refused(tmp_path, MERIDIAN_MODE="production", **settings)
    assert status == 2
    assert sentence in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_another_version_is_refused(used, tmp_path):
    with sqlite3.connect(tmp_path / "meridian.sqlite3") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999_from_the_future'")
    database.close()
    status, said = refused(tmp_path)
    assert status == 2
    assert "does not fit this version" in said


def refused(folder: Path, **settings: str) -> tuple[int, str]:
    """Exit status and output of a start that is expected to fail at once."""
    program = Program(folder, **settings)
    try:
        return program.end()
    finally:
        program.close()
