"""The same big event in Meridian and in pretalx, side by side in one run: medians and ratios.

Sets the peer up under build/peer on first use (about a minute; needs Python 3.12 or later for its newest version).
Run with ``make bench ARGS=peer``.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from app import create_app
from app.db import db
from app.events.models import Event
from app.schedule.models import Session, Speaker, Stage, Track
from app.settings import ROOT, Settings
from tests.bench.bench_pages import PATHS, prepare
from tests.bench.server import ask, free_port, milliseconds, process, serving

PEER = ROOT / "build" / "peer"
PEER_PATHS = {
    "programme": "/big/schedule/nojs",
    "event feed": "/big/schedule.ics",
    "schedule.json": "/big/schedule.json",
    "schedule.xml": "/big/schedule.xml",
}
RUNS = 5


def main() -> None:
    """Print the table: for each address the median of RUNS first and repeated answers of both, and their ratio."""
    python = peer_python()
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "ours"), Path(folder, "theirs")
        ours.mkdir()
        prepare(ours)
        filled = fill_peer(python, theirs, plan(ours))
        table = Table(
            "943 sessions", "Meridian", "pretalx", "ratio", title=f"Beside pretalx {version(python)}, one core"
        )
        with serving(ours) as our, serving_peer(python, theirs) as their_port:
            for port in (our.port, their_port):
                ask(http.client.HTTPConnection("127.0.0.1", port), "/robots.txt")  # the worker has loaded its program
            for name in PATHS:
                row(table, f"{name}, first, ms", *(first(our.port, PATHS[name]), first(their_port, PEER_PATHS[name])))
            for name in PATHS:
                pair = (repeated(our.port, PATHS[name]), repeated(their_port, PEER_PATHS[name]))
                row(table, f"{name}, repeated, ms", *pair)
        Console(width=110).print(table)
        Console().print(f"pretalx: filled in {filled['filled']:.1f} s, release after a move {filled['released']:.2f} s")


def row(table: Table, name: str, ours: float, theirs: float) -> None:
    """One line: what it costs here and there, and how many times as much there."""
    table.add_row(name, f"{ours:.1f}", f"{theirs:.1f}", f"{theirs / ours:.0f} ×")


def first(port: int, path: str) -> float:
    """The first answer of this address, in milliseconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    return milliseconds(lambda: ask(connection, path, Accept_Encoding="gzip"), runs=1)


def repeated(port: int, path: str) -> float:
    """The median of later answers, in milliseconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    return milliseconds(lambda: ask(connection, path, Accept_Encoding="gzip"), runs=RUNS)


def peer_python() -> Path:
    """The Python of the peer's own environment, set up where it is not there yet."""
    python = PEER / "bin" / "python"
    if not python.exists():
        newest = next((found for name in ("python3.13", "python3.12") if (found := shutil.which(name))), sys.executable)
        subprocess.run([newest, "-m", "venv", str(PEER)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "pretalx", "gunicorn"], check=True)
    return python


def version(python: Path) -> str:
    """The peer's version."""
    code = "from importlib.metadata import version; print(version('pretalx'))"
    return subprocess.run([str(python), "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def peer_environment(data: Path, port: int = 0) -> dict[str, str]:
    """The peer's settings: its own SQLite, no debugging."""
    return {**os.environ, "PRETALX_DATA_DIR": str(data), "PRETALX_SITE_URL": f"http://127.0.0.1:{port}"}


def fill_peer(python: Path, data: Path, content: dict[str, Any]) -> dict[str, float]:
    """The same event in the peer's database; seconds that it took."""
    environment = peer_environment(data)
    subprocess.run([str(python), "-m", "pretalx", "migrate"], env=environment, check=True, capture_output=True)
    done = subprocess.run(
        [str(python), str(Path(__file__).with_name("peer") / "fill.py")],
        env=environment, input=json.dumps(content), check=True, capture_output=True, text=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def serving_peer(python: Path, data: Path) -> Iterator[int]:
    """The peer behind one gunicorn worker on the same core."""
    port = free_port()
    command = [str(python), "-m", "gunicorn", "-w", "1", "--log-level", "warning", "-b", f"127.0.0.1:{port}"]
    with process([*command, "pretalx.wsgi:application"], peer_environment(data, port), port):
        yield port


def plan(data: Path) -> dict[str, Any]:
    """The big event as the peer's script reads it."""
    app = create_app(Settings(mode="test", data=data, log_level="warning"))
    with app.app_context():
        event = db.session.scalars(select(Event)).one()
        speakers = db.session.scalars(select(Speaker).order_by(Speaker.id)).all()
        tracks, stages = _numbered(Track), _numbered(Stage)
        numbers = {speaker.id: number for number, speaker in enumerate(speakers)}
        return {
            "title": event.title["en"],
            "zone": event.zone,
            "first": str(event.starts_on),
            "last": str(event.ends_on),
            "stages": [f"Hall {number}" for number in range(len(stages))],
            "tracks": [f"Track {number}" for number in range(len(tracks))],
            "speakers": [{"name": each.name, "biography": each.biography["en"]} for each in speakers],
            "sessions": [_session(talk, tracks, stages, numbers) for talk in db.session.scalars(select(Session))],
        }


def _numbered(table: type[Track | Stage]) -> dict[int, int]:
    return {row_id: number for number, row_id in enumerate(db.session.scalars(select(table.id).order_by(table.id)))}


def _session(talk: Session, tracks: dict[int, int], stages: dict[int, int], speakers: dict[int, int]) -> dict[str, Any]:
    return {
        "title": talk.title["en"],
        "abstract": talk.abstract["en"],
        "description": talk.description["en"],
        "track": tracks[talk.track_id or 0],
        "stage": stages[talk.stage_id or 0],
        "start": talk.starts_at.isoformat() if talk.starts_at else None,
        "minutes": talk.duration,
        "speakers": [speakers[seen.speaker_id] for seen in talk.appearances],
    }


if __name__ == "__main__":
    main()
