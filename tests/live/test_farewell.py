"""A process that is to stop says when to come back, and does not wait for those who stay."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from app.live.sockets.farewell import spread
from tests.live.wire import Wire
from tests.program import Program


@pytest.mark.parametrize(("screens", "seconds"), [(0, 4), (1, 4), (2000, 4), (5000, 10), (10_000, 20), (100_000, 30)])
def test_the_more_screens_the_later_the_last_comes_back(screens: int, seconds: float):
    assert spread(screens) == seconds


@pytest.mark.process
def test_screens_are_told_when_to_come_back_and_shown_out(tmp_path: Path):
    with Program(tmp_path, MERIDIAN_MODE="test", MERIDIAN_LIMITS="0") as program:
        screens = [Wire(program.address) for _screen in range(20)]
        began = time.monotonic()
        program.process.send_signal(signal.SIGTERM)
        waits = [screen.hears("bye")["retry_in"] for screen in screens]
        assert all(0.5 <= wait <= 4 for wait in waits)
        assert len(set(waits)) > 1  # not all at once
        for screen in screens:
            screen.listens(5)
            assert screen.ended
            screen.leaves()
        status, said = program.end()
        assert (status, "Traceback" in said) == (0, False)
        assert time.monotonic() - began < 8  # gunicorn's patience with connections that stay
