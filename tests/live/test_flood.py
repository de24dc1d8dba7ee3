"""A few connections that ask for whole rooms without end: the others are served, and the process lives."""

from __future__ import annotations

import json
import time
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
from app.tokens import new_token
from tests.live.rooms import CODE, made_hall
from tests.live.wire import Wire
from tests.program import Program

pytestmark = pytest.mark.process

KEY = "a key for tests only, 0123456789 abcdef"
FLOODING = 6


def test_flood_of_joins_ends_the_flooding_connections_only(tmp_path: Path):
    with Program(tmp_path, MERIDIAN_MODE="test", MERIDIAN_SECRET_KEY=KEY) as program:
        session = _full_room(tmp_path)
        visitor = Wire(program.address, cookie=f"visitor={new_token()}")
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
