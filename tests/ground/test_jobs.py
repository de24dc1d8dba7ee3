"""The queue wakes the job process, and nothing that matters hangs on it."""

from __future__ import annotations

import sqlite3
import threading
import time
from datetime import datetime, timedelta

import pytest

from app import clock, create_app, jobs
from app.settings import Settings

done: list[tuple[int, str]] = []
faults: list[Exception] = []


@pytest.fixture
def queue(tmp_path, monkeypatch):
    """An app with two jobs of its own, and its queue."""
    monkeypatch.setattr(jobs, "_jobs", [])
    done.clear()

    @jobs.job(every_minute=True)
    def sweep() -> None:
        done.append((0, "sweep"))

    @jobs.job(every_minute=True)
    def fetch() -> None:
        if faults:
            raise faults.pop()
        done.append((1, "fetch"))

    @jobs.job()
    def show(number: int) -> None:
        done.append((number, threading.current_thread().name))

    app = create_app(Settings(mode="test", data=tmp_path))
    with app.app_context():
        yield app, sweep, show


def consume(app, until) -> None:
    """Run the job process here until the condition holds."""
    consumer = jobs.consumer(app)
    consumer._set_signal_handlers = lambda: None
    seen = []

    def watch():
        with app.app_context():
            tick = threading.Event()
            while not tick.wait(0.02) and not seen and time.monotonic() < deadline:
                if until():
                    seen.append(True)
        consumer.stop_flag.set()

    deadline = time.monotonic() + 10
    watcher = threading.Thread(target=watch)
    watcher.start()
    consumer.run()
    watcher.join()
    assert seen


def test_a_woken_job_runs_in_the_job_process(queue):
    app, _, show = queue
    show.wake(7)
    assert done == []
    consume(app, lambda: (7, "Worker-1") in done)


def test_calling_a_job_runs_it_here(queue):
    _, _, show = queue
    show(3)
    assert done == [(3, threading.current_thread().name)]


def test_a_sweep_runs_by_itself(queue):
    app, _, _ = queue
    consume(app, lambda: (0, "sweep") in done)


def test_the_job_process_shows_that_it_lives(queue):
    app, _, _ = queue
    assert jobs.last_beat() is None
    consume(app, lambda: jobs.last_beat() is not None)
    beat = jobs.last_beat()
    assert isinstance(beat, datetime)
    assert abs(clock.now() - beat) < timedelta(seconds=5)


def test_a_wake_up_that_is_lost_is_no_error(queue):
    app, sweep, _ = queue
    path = app.extensions["jobs"].huey.storage.filename
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        sweep.wake()
        other.execute("ROLLBACK")
    consume(app, lambda: (0, "sweep") in done)


def test_a_message_that_is_not_ours_is_not_unpickled(queue):
    app, _, show = queue
    show.wake(1)
    storage = app.extensions["jobs"].huey.storage
    ours = bytes(storage.dequeue())
    foreign = ours[:-1] + (b"0" if ours[-1:] != b"0" else b"1")
    storage.enqueue(foreign)
    with pytest.raises(ValueError, match="Signature"):
        app.extensions["jobs"].huey.dequeue()


@pytest.mark.parametrize("fault", [jobs.NotDone("no server"), KeyError("a fault of ours")])
def test_work_that_could_not_be_done_is_known_until_it_is(queue, fault):
    app, _, _ = queue
    faults.append(fault)
    name = f"{__name__}.queue.<locals>.fetch"
    consume(app, lambda: jobs.undone() == [name])
    app.extensions["jobs"].tasks[name]()
    consume(app, lambda: (1, "fetch") in done and jobs.undone() == [])
