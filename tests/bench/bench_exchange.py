"""Importing a big programme and releasing it after one session was moved: seconds, and the process's peak memory."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app import clock, collector, create_app
from app.db import commit, db, writing
from app.events.queries import event_by_slug
from app.exchange.rules.layout import laid_out
from app.exchange.rules.outline import Addresses
from app.exchange.rules.xml_writer import write_xml
from app.schedule.actions.release import release
from app.schedule.actions.talks import move_session
from app.schedule.models import Session
from app.schedule.queries import programme_of
from app.schedule.rules.when import When
from app.settings import ROOT, Settings
from tests.bench.big_event import add_big_event

SLUG = "imported"


@dataclass(frozen=True)
class Run:
    """A command as an operator runs it: all of it, from starting Python to its end."""

    seconds: float
    cpu: float
    """Seconds that it used a core: what is left on a machine that has other work."""
    mebibytes: float
    """Its largest resident set."""

    @property
    def row(self) -> tuple[str, str, str]:
        """For the table."""
        return f"{self.seconds:.2f}", f"{self.cpu:.2f}", f"{self.mebibytes:.0f}"


def main() -> None:
    """Print the table. The file is fosdem-2025 where it is beside the checkout, else one of our own of that size."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        _flask(data, "db", "upgrade")
        file = _file(data)
        table = Table("", "seconds", "of a core", "peak MiB", title=f"{_sessions(file)} sessions of {file.name}")
        idle = _flask(data, "import", "--help")
        table.add_row("starting a command, doing nothing", *idle.row)
        for name, options in (("import, dry run", ["--dry-run"]), ("import", []), ("the same file again", [])):
            run = _flask(data, "import", str(file), "--event", SLUG, *options)
            table.add_row(name, *run.row)
        for name, (seconds, cpu) in _releases(data).items():
            table.add_row(name, f"{seconds:.2f}", f"{cpu:.2f}", "")
        Console(width=110).print(table)


def _file(data: Path) -> Path:
    shared = Path(os.environ.get("MERIDIAN_SHARED", ROOT.parent / "shared"), "data", "fosdem-2025.schedule.xml")
    if shared.exists():
        return shared
    app = create_app(Settings(mode="test", data=data, log_level="warning"))
    with app.app_context():
        event = add_big_event()
        release(event, by=None, now=clock.now())
        commit()
        programme = programme_of(event)
        assert programme is not None
        path = data / "big.schedule.xml"
        path.write_bytes(write_xml(laid_out(programme, Addresses("https://elsewhere.example"))))
    return path


def _sessions(file: Path) -> int:
    return len(re.findall(rb"<event[\s>]", file.read_bytes()))


_TELLING = """
import atexit, resource, sys
def tell():
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print("", used.ru_utime + used.ru_stime, int(peak) / 1024, file=sys.stderr)
atexit.register(tell)
from flask.cli import main
sys.argv[0] = "flask"
main()
"""
# Not wait4's ru_maxrss: Linux counts the resident set of the process that forked into it.


def _flask(data: Path, *arguments: str) -> Run:
    environment = {"MERIDIAN_MODE": "test", "MERIDIAN_DATA": str(data), "PATH": os.environ["PATH"]}
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _TELLING, "--app", "wsgi", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    cpu, peak = done.stderr.split()[-2:]
    return Run(seconds, float(cpu), float(peak))


def _releases(data: Path) -> dict[str, tuple[float, float]]:
    """Seconds of the first release, and of one after a session was moved, in a process that has done nothing else."""
    app = create_app(Settings(mode="test", data=data, log_level="warning"))
    collector.calm()  # as wsgi.py does
    with app.app_context(), writing():
        first = _seconds(_release)
        event = event_by_slug(SLUG)
        assert event is not None
        talk = db.session.scalars(db.select(Session).where(Session.event_id == event.id).limit(1)).one()
        assert talk.local_start is not None
        when = When(talk.local_start + timedelta(minutes=5), talk.zone, 0, talk.duration)
        moved = _seconds(lambda: (move_session(talk, when, expected_version=None, by=None), commit()))
        db.session.expunge_all()
        again = _seconds(_release)
    return {"first release": first, "moving a session": moved, "release after that": again}


def _release() -> None:
    event = event_by_slug(SLUG)
    assert event is not None
    release(event, by=None, now=clock.now())
    commit()


def _seconds(act: Callable[[], object]) -> tuple[float, float]:
    """On the clock, and of a core."""
    begun, used = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - begun, time.process_time() - used


if __name__ == "__main__":
    main()
