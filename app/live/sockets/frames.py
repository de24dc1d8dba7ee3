"""Frames as they leave: whole, and put together once for all who get the same (RFC 6455)."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from functools import lru_cache
from typing import Any

from wsproto.frame_protocol import FrameProtocol

__all__ = ["WholeFrames", "framed"]


@lru_cache(maxsize=64)
def framed(message: str) -> bytes:
    """A text frame as servers send it: unmasked, in one piece (RFC 6455 section 5.2).

    A room gets the same message a thousand times in a row; the few kept frames serve them all.
    """
    return bytes(FrameProtocol(client=False, extensions=[]).send_data(message))


class WholeFrames:
    """A socket that sends all it is given, or fails.

    gevent's ``send`` may stop in the middle, and simple-websocket does not look: a slow reader would get half a frame
    and then the next one.
    """

    def __init__(self, sock: Any) -> None:  # noqa: ANN401 - gevent's, or the standard library's
        self._sock = sock
        self._lock = threading.Lock()

    def send(self, data: bytes) -> int:
        """All of it, and nothing of another frame in between."""
        with self._lock:
            sent: int = self._sock.send(data)  # nearly always all: sendall would ask for the buffer's size each time
            if sent < len(data):
                self._sock.sendall(memoryview(data)[sent:])
        return len(data)

    def cut(self) -> None:
        """End it at once: whoever waits for it to be read or written is told."""
        with suppress(OSError):  # it is gone already
            self._sock.shutdown(socket.SHUT_RDWR)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else it can do
        return getattr(self._sock, name)
