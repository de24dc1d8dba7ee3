"""What an incoming mail says, as plain values. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.invitations.rules.answers import Answer

__all__ = ["Bounce", "Inbound", "Proposal", "Reply"]


@dataclass(frozen=True)
class Proposal:
    """Another time that a speaker proposes (COUNTER, RFC 5546, section 3.2.7); aware, UTC."""

    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class Reply:
    """One person's answer for one UID (REPLY and COUNTER, RFC 5546, sections 3.2.3 and 3.2.7).

    ``attendee`` is the address as ``people.rules.normal_address`` writes it: whose answer it claims to be. ``answer``
    is None where it says nothing we know, as in a counter-proposal; who delegates declines, and ``comment``, of at most
    2000 characters, begins with whom she sends. ``dtstamp`` is when she answered, and ``starts_at`` the start that the
    answer names (aware, UTC): Google may propose another time by that alone, so compare it with the start that was sent
    under this ``sequence``.
    """

    uid: str
    attendee: str
    answer: Answer | None
    comment: str
    sequence: int | None
    dtstamp: datetime | None
    proposal: Proposal | None
    starts_at: datetime | None = None


@dataclass(frozen=True)
class Bounce:
    """What became of a mail of ours (RFC 3464).

    ``recipient`` is the address it was sent to, or empty where the report does not say. ``status`` is an enhanced code
    (RFC 3463) such as 5.1.1. ``is_final``: nobody tries any longer; of these, 5.x.x is the address's or the mail's
    fault, 4.x.x a server that did not answer for days. ``original_message_id`` is our mail's, with its brackets.
    Anybody can write such a report: it counts only with a Message-ID that is ours and was sent to this recipient.
    """

    recipient: str
    status: str
    is_final: bool
    reason: str
    original_message_id: str | None


@dataclass(frozen=True)
class Inbound:
    """A mail as far as it concerns invitations.

    ``sender`` is the From address, empty where there is none or several. ``is_trusted``: our own server saw that the
    mail comes from the sender's domain. ``is_automatic``: no person wrote it. ``trouble`` is a short English reason,
    for the log, why nothing or not everything was read.
    """

    message_id: str | None = None
    sender: str = ""
    tokens: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()
    bounce: Bounce | None = None
    is_trusted: bool = False
    is_automatic: bool = False
    trouble: str = ""
