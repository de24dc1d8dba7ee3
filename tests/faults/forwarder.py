"""A TCP forwarder in front of PostgreSQL that a test can cut, close or have hang."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

__all__ = ["Forwarder"]


class Forwarder:
    """Passes on what it gets, as long as it is ``open``; ``hangs`` when it takes connections and says nothing."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._pairs: list[socket.socket] = []
        self._hangs = threading.Event()
        self._listen(0)

    def _listen(self, port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near = listener.accept()[0]
            except OSError:
                return
            self._pairs.append(near)
            if self._hangs.is_set():
                continue
            far = socket.create_connection(self._target)
            self._pairs.append(far)
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                if not self._hangs.is_set():
                    other.sendall(data)
            other.shutdown(socket.SHUT_WR)

    def cut(self) -> None:
        """Drop all connections; new ones are taken."""
        for each in self._pairs:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._pairs.clear()

    def close(self) -> None:
        """Nobody listens any more."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def hang(self) -> None:
        """Go on listening, and swallow everything."""
        self._hangs.set()

    def open(self) -> None:
        """Work again, after whatever it was."""
        self._hangs.clear()
        self.cut()
        if self._listener.fileno() == -1:
            self._listen(self.port)
