"""A raw Socket.IO client for tests: what goes over the wire is written out, so that odd frames can be sent too.

The protocol: Engine.IO 4 (``0`` open, ``2`` ping, ``3`` pong, ``4`` message) with Socket.IO 5 packets inside
(``0`` connect, ``1`` disconnect, ``2`` event, ``3`` ack).
"""

from __future__ import annotations

import itertools
import json
import re
import time
from collections.abc import Callable
from typing import Any, ClassVar

import websocket

__all__ = ["Wire"]

NAMESPACE = "/live"
_PACKET = re.compile(r"(?:/live,)?(\d*)(.*)\Z", re.DOTALL)


class Wire:
    """One connection. ``heard`` keeps all messages in the order of their arrival as (name, content)."""

    def __init__(self, address: str, *, cookie: str = "", origin: str | None = "", host: str = "") -> None:
        url = address.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        self.socket = websocket.create_connection(
            url, timeout=10, cookie=cookie, host=host or None, origin=address if origin == "" else origin,
            suppress_origin=origin is None,
        )  # fmt: skip
        self.everyone.append(self)
        self.heard: list[tuple[str, Any]] = []
        self.answers: dict[int, Any] = {}
        self.ended = False
        self._numbers = itertools.count(1)
        assert self._frame(5).startswith("0")
        self.write("40/live,")
        self.until(lambda: self._is_connected or self.refused is not None)

    _is_connected = False
    refused: Any = None
    """Why the connection was not taken."""
    everyone: ClassVar[list[Wire]] = []
    """All connections that were made, for who tidies up."""

    def write(self, frame: str) -> None:
        """Send a frame as it is."""
        self.socket.send(frame)

    def asks(self, name: str, content: Any = None, *, timeout: float = 10, **given: Any) -> Any:
        """Send a command and wait for its answer."""
        number = self.sends(name, given if content is None else content)
        self.until(lambda: number in self.answers, timeout)
        return self.answers.pop(number)

    def sends(self, name: str, content: Any) -> int:
        """Send a command; answers the number under which the answer will come."""
        number = next(self._numbers)
        self.write(f"42/live,{number}{json.dumps([name, content])}")
        return number

    def hears(self, name: str, fits: Callable[[Any], bool] = bool, timeout: float = 5) -> Any:
        """The first message of that name that fits, already heard or still to come; it is taken from ``heard``."""
        found: list[int] = []

        def there() -> bool:
            found[:] = [at for at, (said, content) in enumerate(self.heard) if said == name and fits(content)]
            return bool(found)

        self.until(there, timeout)
        return self.heard.pop(found[0])[1]

    def listens(self, seconds: float) -> list[tuple[str, Any]]:
        """All that comes within the time."""
        end = time.monotonic() + seconds
        while not self.ended and (left := end - time.monotonic()) > 0:
            self._take(left)
        return self.heard

    def until(self, done: Callable[[], bool], timeout: float = 10) -> None:
        """Read until something is so."""
        end = time.monotonic() + timeout
        while not done():
            left = end - time.monotonic()
            if left <= 0 or self.ended:
                raise AssertionError(f"not heard in time; heard: {self.heard}, ended: {self.ended}")
            self._take(left)

    def leaves(self) -> None:
        """Close the connection."""
        self.ended = True
        self.socket.shutdown()

    def _frame(self, timeout: float) -> str:
        self.socket.settimeout(timeout)
        frame = self.socket.recv()
        assert isinstance(frame, str)
        return frame

    def _take(self, timeout: float) -> None:
        try:
            frame = self._frame(timeout)
        except websocket.WebSocketTimeoutException:
            return
        except (websocket.WebSocketException, OSError):
            frame = ""
        if not frame:
            self.ended = True
            return
        if frame == "2":
            self.write("3")
        elif frame.startswith("4"):
            self._packet(frame[1], frame[2:])

    def _packet(self, kind: str, rest: str) -> None:
        found = _PACKET.match(rest)
        assert found is not None
        number, raw = found.groups()
        if kind == "0":
            self._is_connected = True
        elif kind == "1":
            self.ended = True
        elif kind == "4":
            self.refused = json.loads(raw)
        elif kind == "2":
            name, content = json.loads(raw)
            self.heard.append((name, content))
        elif kind == "3":
            self.answers[int(number)] = json.loads(raw)[0]
