"""A mailbox for tests: as much of IMAP4rev1 (RFC 3501) as a client needs that reads and marks mails, with faults."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

__all__ = ["PASSWORD", "USER", "Mailbox", "serving"]

USER, PASSWORD = "rsvp@forum.example", 'a "password" of the tests'


@dataclass
class Mailbox:
    """What lies in it by UID, what was read, what was asked, and at which command it fails, and how."""

    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    fails_at: str = ""
    fault: str = "cut"
    """``cut`` the connection, stay ``silent``, ``drip`` for ever, or answer ``NO`` or ``noise``."""

    def answer(self, line: str, connection: socket.socket) -> bytes | None:
        """The answer to a command; None ends the connection."""
        tag, _, asked = line.partition(" ")
        self.asked.append(asked)
        if self.fails_at and asked.startswith(self.fails_at):
            return self._fail(tag, connection)
        return b"".join((*self._said(asked), f"{tag} OK done\r\n".encode()))

    def _said(self, asked: str) -> Iterator[bytes]:
        words = asked.split()
        match words[:2]:
            case ["CAPABILITY"]:
                yield b"* CAPABILITY IMAP4rev1\r\n"
            case ["UID", "SEARCH"]:
                yield f"* SEARCH {' '.join(str(uid) for uid in self.mails if uid not in self.seen)}\r\n".encode()
            case ["UID", "FETCH"]:
                raw = self.mails[int(words[2])][: int(words[3].partition("<0.")[2].partition(">")[0])]
                yield f"* 1 FETCH (UID {words[2]} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n"
            case ["UID", "STORE"]:
                self.seen.add(int(words[2]))
            case ["LOGOUT"]:
                yield b"* BYE\r\n"

    def _fail(self, tag: str, connection: socket.socket) -> bytes | None:
        if self.fault == "NO":
            return f"{tag} NO no\r\n".encode()
        if self.fault == "noise":
            return b"\xff\x00 {99999999999}\r\n\r\n"
        with suppress(OSError):
            while self.fault in {"silent", "drip"}:
                if self.fault == "drip":
                    connection.sendall(b"* OK still here\r\n")
                if connection.pending() == 0 and not _waits(connection):
                    break
        return None


def _waits(connection: socket.socket) -> bool:
    """Whether the client is still there after a moment."""
    connection.settimeout(0.05)
    try:
        return bool(connection.recv(1))
    except TimeoutError:
        return True


@contextmanager
def serving(mailbox: Mailbox, certificate: list[str]) -> Iterator[int]:
    """The port on which it listens, with TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_listen, args=(listening, context, mailbox), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _listen(listening: socket.socket, context: ssl.SSLContext, mailbox: Mailbox) -> None:
    while True:
        try:
            plain, _address = listening.accept()
        except OSError:
            return
        with suppress(OSError), plain, context.wrap_socket(plain, server_side=True) as connection:
            _talk(connection, mailbox)


def _talk(connection: ssl.SSLSocket, mailbox: Mailbox) -> None:
    connection.sendall(b"* OK IMAP4rev1 ready\r\n")
    with connection.makefile("rb") as lines:
        for line in lines:
            answer = mailbox.answer(line.decode().rstrip("\r\n"), connection)
            if answer is None:
                return
            connection.sendall(answer)
