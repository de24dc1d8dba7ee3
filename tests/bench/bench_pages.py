"""Pages, feeds and exports of an event of 943 sessions: first answer, cached, 304, answers a second, bytes."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app import clock, create_app
from app.db import commit
from app.schedule.actions.release import release
from app.settings import ROOT, Settings
from tests.bench.big_event import SLUG, add_big_event
from tests.bench.server import ask, milliseconds, per_second, serving

PATHS = {
    "programme": f"/e/{SLUG}/programme",
    "event feed": f"/e/{SLUG}/calendar.ics",
    "schedule.json": f"/e/{SLUG}/schedule.json",
    "schedule.xml": f"/e/{SLUG}/schedule.xml",
}


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        prepare(data)
        table = Table("943 sessions", "first ms", "cached ms", "304 ms", "answers/s", "kB", "kB br", title="One core")
        for name, path in PATHS.items():
            with serving(data) as server:  # a new process each time: nothing is kept from before
                table.add_row(name, *measure(server.port, path))
        Console(width=110).print(table)


def prepare(data: Path) -> None:
    """A database with the event, released."""
    environment = {"MERIDIAN_MODE": "test", "MERIDIAN_DATA": str(data), "PATH": os.environ["PATH"]}
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
        cwd=ROOT, env=environment, check=True, capture_output=True,
    )  # fmt: skip
    app = create_app(Settings(mode="test", data=data, log_level="warning"))
    with app.app_context():
        event = add_big_event()
        release(event, by=None, now=clock.now())
        commit()


def measure(port: int, path: str) -> list[str]:
    """One row. "First" is the first answer of this address by a process that has answered nothing but /health."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    ask(connection, "/health")
    first = milliseconds(lambda: ask(connection, path, Accept_Encoding="br"), runs=1)
    packed = ask(connection, path, Accept_Encoding="br")
    plain = ask(connection, path)
    if packed.status != 200:
        return [f"answered {packed.status}", *["–"] * 5]
    cached = milliseconds(lambda: ask(connection, path, Accept_Encoding="br"), runs=200)
    etag = packed.headers["etag"]
    confirmed = milliseconds(lambda: ask(connection, path, Accept_Encoding="br", If_None_Match=etag), runs=200)
    rate = per_second(lambda: ask(connection, path, Accept_Encoding="br"))
    sizes = [f"{each.size / 1000:.0f}" for each in (plain, packed)]
    return [f"{first:.0f}", f"{cached:.1f}", f"{confirmed:.1f}", f"{rate:.0f}", *sizes]


if __name__ == "__main__":
    main()
