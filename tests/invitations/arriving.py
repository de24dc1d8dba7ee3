"""Mails that arrive at the mailbox of answers, written as calendars write them, to what was really asked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from app.clock import now
from app.db import commit, db, writing
from app.invitations.actions.taking_in import process_inbound
from app.invitations.models import Answered, InboundMail, Invitation
from app.invitations.queries import token_of
from app.invitations.rules.owing import from_json
from app.invitations.rules.taking import Outcome
from tests.invitations.mails import mail

__all__ = ["MAILBOX", "MINJUN", "SEEN_BY_US", "SERVER", "Reply", "answers", "arrived", "ours", "reasons", "take"]

MAILBOX = "rsvp@forum.example"
MINJUN = "minjun@busan.example"
SERVER = "mx.forum.example"
SEEN_BY_US = (
    f"Authentication-Results: {SERVER}; dmarc=pass header.from=busan.example\n"
    f"Received: from mail.busan.example (mail.busan.example [192.0.2.7])\n by {SERVER} (Postfix) with ESMTPS id 4X2\n"
)
"""What our own mail server writes above a mail that comes from Min-jun's domain."""

_numbers = count(1)


@dataclass
class Reply:
    """An answer of Min-jun's calendar. None: as it was asked; an empty text leaves the property out."""

    partstat: str = "ACCEPTED"
    method: str = "REPLY"
    uid: str | None = None
    attendee: str = MINJUN
    sequence: int | str | None = None
    dtstamp: str = "20261001T100000Z"
    start: str | None = None
    end: str | None = None
    comment: str = ""
    organizer: str | None = None

    def calendar(self, row: Invitation) -> str:
        """As Google writes it."""
        told = from_json(row.told)
        values = [
            ("DTSTART", f"{told.starts_at:%Y%m%dT%H%M%SZ}" if self.start is None else self.start),
            ("DTEND", f"{told.ends_at:%Y%m%dT%H%M%SZ}" if self.end is None else self.end),
            ("DTSTAMP", self.dtstamp),
            ("ORGANIZER;CN=Forum", f"mailto:{row.organizer}" if self.organizer is None else self.organizer),
            ("UID", row.uid if self.uid is None else self.uid),
            (f"ATTENDEE;PARTSTAT={self.partstat}" if self.partstat else "ATTENDEE", f"mailto:{self.attendee}"),
            ("SEQUENCE", str(told.sequence if self.sequence is None else self.sequence)),
            ("COMMENT", self.comment),
        ]
        lines = "\n".join(f"{name}:{value}" for name, value in values if value)
        return (
            f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Calendar//EN\nMETHOD:{self.method}\n"
            f"BEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n"
        )


def ours(row: Invitation) -> str:
    """The address that only she was told."""
    return f"rsvp+{token_of(row, 'mail')}@forum.example"


def arrived(row: Invitation, reply: Reply, *, to: str | None = None, number: str | None = None, **values: str) -> bytes:
    """The mail with a Message-ID of its own."""
    raw = mail(reply.calendar(row), to=ours(row) if to is None else to, **values)
    return raw.replace(b"answer-1@", f"{number or f'answer-{next(_numbers)}'}@".encode())


def take(raw: bytes) -> Outcome:
    """Take it in, as a pipe would."""
    with writing():
        outcome = process_inbound(raw, now=now())
        commit()
    db.session.expire_all()
    return outcome


def answers() -> list[tuple[str, str]]:
    """All answers with their state, oldest first."""
    return [(row.answer, row.state) for row in db.session.query(Answered).order_by(Answered.id)]


def reasons() -> list[tuple[str, str]]:
    """What became of each mail, and why."""
    return [(row.outcome, row.reason) for row in db.session.query(InboundMail).order_by(InboundMail.id)]
