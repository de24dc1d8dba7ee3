"""The mailbox of answers, looked into once a minute (IMAP4rev1, RFC 3501, over TLS)."""

from __future__ import annotations

import imaplib
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any, Final

import structlog

from app.clock import now
from app.db import OUTAGES, commit, db, reason_of, writing
from app.invitations.actions.taking_in import process_inbound
from app.invitations.rules.inbound_mime import MAX_BYTES
from app.jobs import NotDone, job
from app.settings import Settings
from app.web import settings

__all__ = ["look_in", "poll"]

log = structlog.get_logger(__name__)

MOST: Final = 50
"""Mails of one round; the others wait for the next."""

TIMEOUT: Final = 10.0
"""Seconds that the server may keep silent."""

ENOUGH: Final = 20.0
"""Seconds after which no further mail is begun: other jobs wait meanwhile."""

LONGEST: Final = 40.0
"""Seconds after which the connection is cut, however busy the server is with it."""


@job(every_minute=True)
def poll() -> None:
    """The job: take in what lies unread in the mailbox, if one is set."""
    if settings().imap_host:
        look_in(settings())


def look_in(chosen: Settings) -> int:
    """Take in unread mails, oldest first, and mark each as read once what it does is committed. How many.

    A mail whose mark is lost on the way comes again and is known by then; one that cannot be taken stays unread, and
    holds up no other. Raises :class:`NotDone` where the mailbox or the database is away, and where a mail was left.
    """
    left = taken = 0
    try:
        with _mailbox(chosen) as server:
            began = time.monotonic()
            for uid in _unread(server)[:MOST]:
                if time.monotonic() - began > ENOUGH:
                    break
                if _take(_read(server, uid)):
                    _done(server.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)"))
                    taken += 1
                else:
                    left += 1
    except OUTAGES as error:
        raise NotDone(f"database: {reason_of(error)}") from error
    except (imaplib.IMAP4.error, OSError) as error:
        raise NotDone(f"mailbox: {str(error) or type(error).__name__}"[:300]) from error
    if left:
        raise NotDone(f"{left} mails in the mailbox cannot be taken in")
    return taken


@contextmanager
def _mailbox(chosen: Settings) -> Iterator[imaplib.IMAP4_SSL]:
    """The folder, opened. The connection ends with the block, and by itself where that takes too long."""
    trust = ssl.create_default_context()
    server = imaplib.IMAP4_SSL(chosen.imap_host, chosen.imap_port, ssl_context=trust, timeout=TIMEOUT)
    cut = Timer(LONGEST, _cut, [server.socket()])
    cut.daemon = True
    cut.start()
    try:
        server.login(chosen.imap_user, chosen.imap_password.get_secret_value() if chosen.imap_password else "")
        _done(server.select(f'"{chosen.imap_folder}"'))
        yield server
    finally:
        cut.cancel()
        with suppress(imaplib.IMAP4.error, OSError):
            server.logout()
        with suppress(imaplib.IMAP4.error, OSError):
            server.shutdown()  # what is broken has not taken leave


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _unread(server: imaplib.IMAP4_SSL) -> list[str]:
    """UIDs of unread mails, oldest first."""
    found = _done(server.uid("SEARCH", "UNSEEN"))
    uids = [uid.decode() for line in found if isinstance(line, bytes) for uid in line.split() if uid.isdigit()]
    return sorted(uids, key=int)


def _read(server: imaplib.IMAP4_SSL, uid: str) -> bytes:
    """The mail, of one that is too large as much as shows that it is; it stays unread (PEEK)."""
    found = _done(server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MAX_BYTES + 1}>)"))
    return next((part[1] for part in found if isinstance(part, tuple)), b"")


def _done(answer: tuple[str, list[Any]]) -> list[Any]:
    """What the server says, where it did what was asked."""
    kind, said = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(f"{kind} {said[0] if said else ''}")
    return said


def _take(raw: bytes) -> bool:
    """Whether it could be taken in."""
    try:
        with writing():
            process_inbound(raw, now=now())
            commit()
    except OUTAGES:
        db.session.rollback()
        raise
    except Exception:
        db.session.rollback()
        log.exception("mail not taken in")
        return False
    return True
