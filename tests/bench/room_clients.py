"""Many screens of one room in one process: raw WebSocket clients on asyncio, light enough to count the server's time.

They speak what docs/live-protocol.md says, as far as the storm needs it: join, vote, scores by their versions, and
coming back after the connection was lost. A frame that everybody gets is parsed once.
"""

from __future__ import annotations

import asyncio
import base64
import json
import random
import secrets
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

__all__ = ["Screen", "connect_all"]

_OPENING = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
    "Cookie: visitor={browser}\r\n\r\n"
)
_JOIN, _VOTE = 1, 2
"""Numbers under which the two commands are answered."""


@lru_cache(maxsize=4096)
def _parsed(frame: bytes) -> Any:
    return json.loads(frame)


@dataclass(eq=False)
class Screen(asyncio.Protocol):
    """A browser in the room. Times are those of ``time.perf_counter``."""

    host: str
    port: int
    session: str
    question: str
    """The question it votes for."""
    browser: str
    """Its token."""
    scores: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Score and version of each question."""
    in_step: asyncio.Event = field(default_factory=asyncio.Event)
    voted_at: float = 0.0
    waited: float | None = None
    """Seconds until the vote was answered; None as long as it was not."""
    changed_at: float = 0.0
    """When a score changed last on this screen."""
    comes_back: bool = False
    """Whether it connects anew after an outage, and then sends again what was not answered."""
    outages: int = 0
    joined_at: float = 0.0
    _have: dict[str, Any] | None = None

    async def connect(self) -> None:
        """Connect and join; returns once the room is known."""
        self.in_step.clear()
        self._buffer = b""
        self._is_open = False
        loop = asyncio.get_running_loop()
        self.transport, _ = await loop.create_connection(lambda: self, self.host, self.port)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        opening = _OPENING.format(host=f"{self.host}:{self.port}", key=key, browser=self.browser)
        self.transport.write(opening.encode())
        await self.in_step.wait()

    def vote(self) -> None:
        """Vote; again where the answer did not come."""
        self.voted_at = self.voted_at or time.perf_counter()
        self._command(_VOTE, "vote", {"id": self.question, "vote": True})

    def close(self) -> None:
        """Leave for good."""
        self.comes_back = False
        self.transport.close()

    # ------------------------------------------------------------------ what asyncio calls

    def data_received(self, data: bytes) -> None:
        """Frames, also in pieces."""
        self._buffer += data
        if not self._is_open:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                raise ConnectionError(head.decode(errors="replace"))
            self._is_open, self._buffer = True, rest
        while (frame := self._next()) is not None:
            self._take(frame)

    def connection_lost(self, _error: Exception | None) -> None:
        """The server is gone, or we are."""
        if self.comes_back:
            self.outages += 1
            self._returning = asyncio.get_running_loop().create_task(self._come_back())

    async def _come_back(self) -> None:
        while True:
            await asyncio.sleep(random.uniform(0.5, 4.0))
            try:
                await self.connect()
            except OSError:
                continue
            if self.voted_at and self.waited is None:
                self.vote()
            return

    # ------------------------------------------------------------------ frames

    def _next(self) -> bytes | None:
        raw = self._buffer
        if len(raw) < 2:
            return None
        size, start = raw[1] & 0x7F, 2
        if size == 126:
            size, start = int.from_bytes(raw[2:4], "big"), 4
        elif size == 127:
            size, start = int.from_bytes(raw[2:10], "big"), 10
        if len(raw) < start + size:
            return None
        self._buffer = raw[start + size :]
        return raw[start : start + size] if raw[0] & 0x0F == 1 else b""

    def _take(self, frame: bytes) -> None:
        if frame == b"2":
            self._write("3")
        elif frame[:1] == b"0":
            self._write("40/live,")
        elif frame.startswith(b"40/live"):
            self._command(_JOIN, "join", {"session": self.session, "have": self._have})
        elif frame.startswith(b"42/live,"):
            name, said = _parsed(frame[8:])
            if name == "tick":
                self._score(said["scores"])
        elif frame.startswith(b"43/live,"):
            number, _, said = frame[8:].partition(b"[")
            self._answered(int(number), _parsed(b"[" + said)[0])

    def _answered(self, number: int, said: dict[str, Any]) -> None:
        if not said["ok"]:
            raise RuntimeError(said)
        if number == _JOIN:
            self._have = {key: said[key] for key in ("epoch", "seq", "gauge")}
            self._score(
                said.get("scores") or [(one["id"], one["score"], one["ver"]) for one in said["items"] if "ver" in one]
            )
            self.joined_at = time.perf_counter()
            self.in_step.set()
        elif self.waited is None:
            self.waited = time.perf_counter() - self.voted_at
            self._score([(said["id"], said["score"], said["ver"])])

    def _score(self, told: list[Any]) -> None:
        for code, score, version in told:
            if version > self.scores.get(code, (0, -1))[1]:
                self.scores[code] = (score, version)
                self.changed_at = time.perf_counter()

    def _command(self, number: int, name: str, content: dict[str, Any]) -> None:
        self._write(f"42/live,{number}{json.dumps([name, content])}")

    def _write(self, text: str) -> None:
        raw = text.encode()
        size = bytes([0x80 | len(raw)]) if len(raw) < 126 else bytes([0xFE]) + len(raw).to_bytes(2, "big")
        self.transport.write(b"\x81" + size + b"\0\0\0\0" + raw)  # masked with zeros: nothing to hide here


async def connect_all(screens: list[Screen], *, at_once: int = 50) -> None:
    """Bring everybody into the room, some at a time."""
    for first in range(0, len(screens), at_once):
        await asyncio.gather(*(screen.connect() for screen in screens[first : first + at_once]))
