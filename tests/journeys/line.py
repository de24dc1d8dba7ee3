"""The line on which one browser reaches the program, and which can go dead: a SOCKS proxy (RFC 1928).

Chromium that is told to be offline keeps an open WebSocket, and goes round in circles over it as fast as a processor
can until it is told otherwise. Where a network is really lost it loses the connection; so it does here.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

__all__ = ["Line"]

_NO_PASSWORD, _DONE = b"\5\0", b"\5\0\0\1\0\0\0\0\0\0"


class Line:
    """Passes on what it gets. Where it is dead the browser has lost its connections, and nobody tells the program."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"socks5://127.0.0.1:{self._listener.getsockname()[1]}"
        self._near: list[socket.socket] = []
        self._lives = threading.Event()
        self._lives.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def dies(self) -> None:
        self._lives.clear()
        self._end()

    def lives(self) -> None:
        self._lives.set()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._end()
        self._lives.set()

    def _end(self) -> None:
        while self._near:
            with suppress(OSError):  # it has ended by itself
                self._near.pop().shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near = self._listener.accept()[0]
                self._near.append(near)
                threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        with near, suppress(OSError, IndexError):
            if not self._lives.is_set():
                return
            greeting = near.recv(2, socket.MSG_WAITALL)
            near.recv(greeting[1], socket.MSG_WAITALL)
            near.sendall(_NO_PASSWORD)
            wish = near.recv(5, socket.MSG_WAITALL)  # version, command, 0, 3 for a name, its length
            name = near.recv(wish[4], socket.MSG_WAITALL).decode()
            with socket.create_connection((name, int.from_bytes(near.recv(2, socket.MSG_WAITALL)))) as far:
                near.sendall(_DONE)
                back = threading.Thread(target=_bring_back, args=(far, near), daemon=True)
                back.start()
                _pass_on(near, far)
                self._lives.wait()
                far.shutdown(socket.SHUT_RDWR)
                back.join()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)


def _bring_back(far: socket.socket, near: socket.socket) -> None:
    _pass_on(far, near)
    with suppress(OSError):
        near.shutdown(socket.SHUT_WR)
