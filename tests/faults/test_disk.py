"""Promise P13: a full or read-only disk is a clear 503, spoils nothing, and is got over without a restart."""

from __future__ import annotations

import errno
import gc
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import event, text

from app import create_app, files
from app.db import commit, db
from app.files import write_whole
from app.jobs import BEAT_EVERY, _BeatingWorker
from app.mail import transports
from app.mail.delivery import Round, send_owed
from app.mail.models import OwedMail
from app.people import actions
from app.people.models import SignInRequest
from app.settings import Settings
from app.site import health
from tests.conftest import Browser
from tests.faults.conftest import World, ask_for_link, elsewhere, rows, within

pytestmark = pytest.mark.database

SEMINAR = "/e/busan-helsinki-2021/"
ENOUGH = 400
"""Writes after which a database that may not grow is surely full."""


def only_sqlite(world):
    if world.forwarder is not None:
        pytest.skip("about SQLite's file")


@contextmanager
def every_connection(world, *statements):
    """Connections made inside begin with these statements."""
    with world.app.app_context():
        engine = db.engine

    def run(connection, _record):
        for statement in statements:
            connection.execute(statement)

    engine.dispose()
    event.listen(engine, "connect", run)
    try:
        yield
    finally:
        event.remove(engine, "connect", run)
        engine.dispose()


def no_growth(world):
    """SQLite's own way to be full: SQLITE_FULL, as on a full disk."""
    with closing(sqlite3.connect(world.path)) as now:
        pages = now.execute("PRAGMA page_count").fetchone()[0]
    return every_connection(world, f"PRAGMA max_page_count = {pages}")


def is_whole(world) -> bool:
    with closing(sqlite3.connect(world.path)) as now:
        return now.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def write_until_refused(world):
    """How many were acknowledged before the first that was not, and that one's answer."""
    for number in range(ENOUGH):
        answer = ask_for_link(world.client, f"layla{number}@{'dubai' * 10}.example")
        if answer.status_code >= 400:
            return number, answer
    raise AssertionError("It is never full.")


def test_full_database_refuses_clearly_and_goes_on_when_there_is_room(world):
    only_sqlite(world)
    mails, requests = rows(world, OwedMail), rows(world, SignInRequest)
    with no_growth(world):
        taken, answer = write_until_refused(world)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "503" in answer.text
        assert world.client.get(SEMINAR).status_code == 200
        found = world.client.get("/health").json
        assert (found["status"], found["left_out"]) == ("degraded", [{"in": "database", "what": "saving"}])
    assert (rows(world, OwedMail), rows(world, SignInRequest)) == (mails + taken, requests + taken)
    assert is_whole(world)
    assert ask_for_link(world.client).status_code < 400
    assert world.client.get("/health").json["left_out"] == []


def test_control_with_a_commit_in_between_something_half_done_is_found(world, monkeypatch):
    only_sqlite(world)
    owe = actions.owe
    monkeypatch.setattr(actions, "owe", lambda *given, **words: (commit(), owe(*given, **words))[1])
    mails, requests = rows(world, OwedMail), rows(world, SignInRequest)
    for _ in range(10):
        with no_growth(world):
            write_until_refused(world)
        if rows(world, SignInRequest) - requests != rows(world, OwedMail) - mails:
            return
        ask_for_link(world.client)
    raise AssertionError("The count above proves nothing.")


def read_only(world):
    if world.forwarder is None:
        return every_connection(world, "PRAGMA query_only = ON")
    return every_connection(world, "SET default_transaction_read_only = on", "COMMIT")


def test_read_only_database_refuses_clearly_and_goes_on_afterwards(world):
    mails = rows(world, OwedMail)
    with read_only(world):
        for headers in ({}, {"Accept-Language": "ar"}, {"Accept": "application/json"}):
            with within(2):
                answer = ask_for_link(world.client, **headers)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert world.client.get(SEMINAR).status_code == 200
    assert rows(world, OwedMail) == mails
    assert ask_for_link(world.client).status_code < 400


# ------------------------------------------------------------------ a small disk of its own


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 6 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take all the room there is."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return filler


@pytest.fixture
def small(small_disk, world) -> Iterator[World]:
    """An installation with all its files on the small disk."""
    app = create_app(Settings(mode="test", data=small_disk, limits=False))
    app.test_client_class = Browser
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        db.create_all()
        db.session.remove()
    yield World(app, None)
    with app.app_context():
        db.engine.dispose()


def test_full_disk_refuses_clearly_and_goes_on_when_there_is_room(small, small_disk):
    assert ask_for_link(small.client).status_code < 400
    filler = fill(small_disk)
    before = rows(small, OwedMail)
    taken, answer = write_until_refused(small)  # the log of changes may still have room for some
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert small.client.get("/").status_code == 200
    assert small.client.get("/health").json["disk"] == {"free_mb": 0}
    filler.unlink()
    assert ask_for_link(small.client).status_code < 400
    assert rows(small, OwedMail) == before + taken + 1
    assert is_whole(small)
    assert small.client.get("/health").json["left_out"] == []


def test_read_only_disk_refuses_clearly(small, small_disk):
    ask_for_link(small.client)
    with small.app.app_context():
        db.engine.dispose()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    try:
        answer = ask_for_link(small.client)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert ask_for_link(small.client).status_code < 400


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_upload_without_room_is_refused_clearly(world, small_disk, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(small_disk))

    part = "--x\r\nContent-Disposition: form-data; name={}\r\n\r\n{}\r\n"
    body = part.format("email", "a@b.example") + part.format('"file"; filename="a.xml"', "x" * 8_000_000) + "--x--\r\n"

    def upload():
        return world.client.post("/sign-in", data=body, content_type="multipart/form-data; boundary=x")

    answer = upload()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert list(small_disk.iterdir()) == []
    gc.collect()  # Werkzeug leaves the file, which has no name, to the collector
    monkeypatch.undo()
    assert upload().status_code < 400


# ------------------------------------------------------------------ files: whole or not at all


@pytest.fixture
def no_room(monkeypatch):
    """Files are full when they are to reach the disk."""

    def refuse(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def begin():
        monkeypatch.setattr(files.os, "fsync", refuse)

    return begin


def test_file_is_whole_or_not_there(tmp_path, no_room, monkeypatch):
    write_whole(tmp_path / "a", b"old")
    no_room()
    for name in ("a", "b"):
        with pytest.raises(OSError, match="No space"):
            write_whole(tmp_path / name, b"new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}
    monkeypatch.undo()
    write_whole(tmp_path / "a", b"new", mode=0o600)
    assert (tmp_path / "a").read_bytes() == b"new"


def test_key_that_cannot_be_written_is_not_an_empty_one_at_the_next_start(tmp_path, no_room, monkeypatch):
    settings = Settings(mode="test", data=tmp_path)
    no_room()
    with pytest.raises(OSError, match="No space"):
        settings.key()
    monkeypatch.undo()
    assert len(settings.key()) > 32
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def mail_files(world) -> list[str]:
    folder = world.app.extensions["settings"].data / "mails"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def sent_without_room(world, no_room, monkeypatch) -> tuple[Round, list[str]]:
    """A round of mails with a full disk, and the files it left."""
    rounds = []
    elsewhere(world, lambda: (db.session.execute(text("DELETE FROM owed_mails")), commit()))
    ask_for_link(world.client)
    shutil.rmtree(world.app.extensions["settings"].data / "mails", ignore_errors=True)
    no_room()
    elsewhere(world, lambda: rounds.append(send_owed()))
    monkeypatch.undo()
    return rounds[0], mail_files(world)


def test_mail_file_without_room_leaves_nothing_and_stays_owed(world, no_room, monkeypatch):
    done, left = sent_without_room(world, no_room, monkeypatch)
    assert (done, left) == (Round(later=1), [])

    def due_again():
        db.session.execute(text("UPDATE owed_mails SET due_at = created_at"))
        commit()
        assert send_owed() == Round(sent=1)

    elsewhere(world, due_again)
    assert [name for name in mail_files(world) if not name.endswith(".eml")] == []


def test_control_written_in_place_half_a_mail_is_left(world, no_room, monkeypatch):
    def in_place(path, data):
        path.write_bytes(data[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(transports, "write_whole", in_place)
    _done, left = sent_without_room(world, no_room, monkeypatch)
    assert left != []


def test_job_process_that_cannot_show_a_sign_of_life_lives_on(monkeypatch):
    tried = []

    def full(*_):
        tried.append(1)
        raise sqlite3.OperationalError("database or disk is full")

    worker = _BeatingWorker.__new__(_BeatingWorker)
    worker.huey = SimpleNamespace(storage=SimpleNamespace(put_data=full))
    monkeypatch.setattr(_BeatingWorker.__mro__[1], "loop", lambda *_: None)
    worker.loop()
    assert (tried, BEAT_EVERY > 0) == ([1], True)


def test_health_answers_where_the_queue_cannot_be_read(world, monkeypatch):
    def gone():
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(health, "last_beat", gone)
    answer = world.client.get("/health")
    assert (answer.status_code, answer.json["status"], answer.json["jobs"]) == (
        200,
        "degraded",
        {"quiet_seconds": None, "undone": []},
    )
