"""What one connection sends is measured before anything reads it: bytes, frames, frames that wait (promise P17).

Whoever sends small frames without a pause would keep its process from everybody else: gevent's ``recv`` does not wait
where something is there already, and simple-websocket reads on, into a list without an end.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Final

import structlog

from app.live.rules.pace import Allowance
from app.live.sockets.frames import WholeFrames

__all__ = ["FRAMES", "WAITING", "Intake"]

log = structlog.get_logger(__name__)

BYTES: Final = (512 * 1024.0, 64 * 1024.0)
"""At once, and a second from then on: eight of the largest frames, then one a second."""
FRAMES: Final = (600.0, 30.0)
"""More than the commands of a connection before it is shown out (:mod:`app.live.rules.pace`); pings, pongs and empty
frames, which no command is counted for, cost their time too."""
WAITING: Final = 100
"""Frames that may wait to be carried out; as long as more do, nothing is read, and the sender has to wait."""


class Intake(WholeFrames):
    """The socket of a WebSocket: read at the pace of who carries out what it says, ended where too much comes."""

    def __init__(self, websocket: Any, *, limits: bool) -> None:  # noqa: ANN401 - simple-websocket's
        super().__init__(websocket.sock)
        moment = time.monotonic()
        self._bytes, self._frames = Allowance(*BYTES, moment), Allowance(*FRAMES, moment)
        self._websocket, self._limits = websocket, limits
        self._parsed = websocket.ws.events
        websocket.ws.events = self._events

    def recv(self, size: int) -> bytes:
        """What came, after everybody else had their turn."""
        time.sleep(0)
        while self._websocket.connected and len(self._websocket.input_buffer) > WAITING:
            time.sleep(0.02)
        data: bytes = self._sock.recv(size)
        self._count(self._bytes, len(data))
        return data

    def _events(self) -> Iterator[Any]:
        for event in self._parsed():
            self._count(self._frames, 1)
            yield event

    def _count(self, allowance: Allowance, amount: int) -> None:
        if self._limits and not allowance.covers(amount, time.monotonic()):
            log.info("flooding connection shown out")
            self._websocket.input_buffer.clear()
            self.cut()
            raise OSError("Too much was sent.")  # which ends its reader
