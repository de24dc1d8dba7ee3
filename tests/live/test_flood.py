"""A few connections that send without end, whatever it is: the others are served, and the process lives."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest
import websocket
from sqlalchemy import select

from app import create_app
from app.clock import now
from app.db import commit, db
from app.live.actions.questions import ask
from app.live.actions.rooms import set_premoderation
from app.live.models import Room
from app.live.rules.asking import asked
from app.settings import Settings
from tests.browsers import cookie_of_browser
from tests.live.rooms import CODE, made_hall
from tests.live.wire import Wire
from tests.program import Program

pytestmark = pytest.mark.process

KEY = "a key for tests only, 0123456789 abcdef"
FLOODING = 6


def test_flood_of_joins_ends_the_flooding_connections_only(tmp_path: Path):
    with Program(tmp_path, MERIDIAN_MODE="test", MERIDIAN_SECRET_KEY=KEY) as program:
        session = _full_room(tmp_path)
        visitor = Wire(program.address, cookie=cookie_of_browser(KEY))
        assert visitor.asks("join", session=session)["ok"]
        flood = [Wire(program.address) for _ in range(FLOODING)]
        for number in range(500):
            for one in flood:
                with suppress(websocket.WebSocketException, OSError):
                    one.write(f"42/live,{number}{json.dumps(['join', {'session': session}])}")
        began = time.monotonic()
        assert visitor.asks("sync", session=session, timeout=10)["ok"]
        assert urlopen(f"{program.address}/health", timeout=10).status == 200
        for one in flood:
            one.until(lambda one=one: one.ended, timeout=20)
        assert time.monotonic() - began < 20
        assert not visitor.ended
        assert "Traceback" not in program.said()


def _frame(opcode: int, payload: str) -> bytes:
    """A frame of a client, masked with zeros (RFC 6455 section 5.2)."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + size.to_bytes(2, "big")
    return bytes([0x80 | opcode]) + length + bytes(4) + payload.encode()


FRAMES = {
    "empty": _frame(1, ""),
    "websocket pings": _frame(9, ""),
    "pongs": _frame(1, "3"),
    "acks": _frame(1, "43/live,1[]"),
    "unknown events": _frame(1, '42/live,["nonsense",{}]'),
    "connects elsewhere": _frame(1, "40/x,"),
    "connects again and again": _frame(1, "41/live,") + _frame(1, "40/live,"),
    "large": _frame(1, '42/live,["nonsense",{"text":"' + "x" * 60_000 + '"}]'),
}


@pytest.fixture(scope="module")
def flooded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with Program(tmp_path_factory.mktemp("flood"), MERIDIAN_MODE="test", MERIDIAN_SECRET_KEY=KEY) as program:
        yield program
        assert "Traceback" not in program.said()


@pytest.mark.parametrize("kind", FRAMES)
def test_who_sends_without_a_pause_is_shown_out_and_keeps_nobody_waiting(flooded: Program, kind: str):
    before = _memory(flooded)
    flood = [Wire(flooded.address) for _ in range(3)]
    bulk = FRAMES[kind] * max(1, 200_000 // len(FRAMES[kind]))
    writers = [threading.Thread(target=_writes_on, args=(one, bulk), daemon=True) for one in flood]
    for writer in writers:
        writer.start()
    longest = 0.0
    end = time.monotonic() + 6
    while any(writer.is_alive() for writer in writers) and time.monotonic() < end:
        began = time.monotonic()
        assert urlopen(f"{flooded.address}/health", timeout=60).status == 200
        longest = max(longest, time.monotonic() - began)
    assert not [writer for writer in writers if writer.is_alive()]  # nobody reads from them any more
    assert longest < 3
    assert _memory(flooded) - before < 60


def _writes_on(wire: Wire, bulk: bytes) -> None:
    with suppress(OSError):
        wire.socket.sock.settimeout(30)
        while True:
            wire.socket.sock.sendall(bulk)


def _memory(program: Program) -> float:
    """MB that the web's workers hold."""
    pids = [pid for pid, command in program.children().items() if "gunicorn" in command]
    statuses = [Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1] for pid in pids]
    return sum(int(status.split()[0]) for status in statuses) / 1024


def _full_room(folder: Path) -> str:
    """A room with 100 questions of the longest kind."""
    app = create_app(Settings(mode="test", data=folder, secret_key=KEY, log_level="error"))
    with app.app_context():
        hall = made_hall(app)
        set_premoderation(db.session.scalars(select(Room)).one(), premoderated=False)
        for number in range(100):
            ask(hall.room, asked(f"{number:0>400}"), actor=f"b:{number}", cid=f"cid-{number:04}", now=now())
        commit()
        return f"{hall.event.slug}/{CODE}"
