"""Handing owed mails over, outside every request (promise P6).

A row is leased to one sender. The mail is rendered once and its bytes are stored *before* the first attempt; every
repeat sends these bytes. Once the mail server has it, bytes and inputs are forgotten: they hold one-time links and what
was said to whom. No transaction is open while the server is talked to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import aliased, undefer

from app.clock import now
from app.db import commit, db, writing
from app.jobs import job
from app.mail.facts import MailOwed
from app.mail.models import OwedMail
from app.mail.rendering import rendered
from app.mail.transports import Later, NoServer, Refused, Transport, file_name, transport_of
from app.web import settings

__all__ = ["Round", "send_owed", "wake_sender"]

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
"""Longer than one attempt can take; then another sender may have the row."""

PAUSES = (30, 60, 120, 300, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400, 86400, 86400)
"""Seconds before the second, third, … attempt: about four days in all, as RFC 5321, section 4.5.4.1 asks."""

_LONGEST_PAUSE = timedelta(seconds=max(PAUSES))

_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")

_FORGOTTEN: dict[str, Any] = {"rendered": None, "calendar": None, "params": {}}


@dataclass
class Round:
    """What became of the mails of one round."""

    sent: int = 0
    later: int = 0
    failed: int = 0


def send_owed(limit: int = 200) -> Round:
    """Send what is due, at most ``limit`` mails; commits after each step. Needs an app context, not a request."""
    done = Round()
    transport = transport_of(settings())
    try:
        for _turn in range(limit):
            if not _has_room(now()):
                break
            mail = _leased(now())
            if mail is None or not _handled(mail, transport, done):
                break
    finally:
        transport.close()
    return done


def _has_room(at: datetime) -> bool:
    """Whether the server takes another mail in this minute, by what all senders sent in the last one."""
    most = settings().smtp_per_minute
    if not most:
        return True
    sent = select(func.count()).where(OwedMail.sent_at > at - timedelta(minutes=1), OwedMail.sent_at <= at)
    with writing():
        count = db.session.scalar(sent) or 0
        db.session.rollback()
    return count < most


@job(every_minute=True)
def deliver() -> None:
    """The job: soon after a mail came to be owed, and once a minute for what has to be repeated."""
    send_owed()


def wake_sender(_fact: MailOwed) -> None:
    """Reaction after the commit."""
    deliver.wake()


def _handled(mail: OwedMail, transport: Transport, done: Round) -> bool:
    """Try one mail and note what became of it; False where there is no server to try others with."""
    try:
        _hand_over(mail, transport)
    except Refused as refusal:
        _give_up(mail, str(refusal))
        done.failed += 1
    except Later as delay:
        if mail.attempts > len(PAUSES):
            _give_up(mail, str(delay))
            done.failed += 1
        else:
            _postpone(mail, str(delay))
            done.later += 1
        return not isinstance(delay, NoServer)
    else:
        done.sent += 1
    return True


def _leased(at: datetime) -> OwedMail | None:
    """The next mail that is due, ours alone for a while and detached from the session; None where there is none."""
    # Instants far beyond those we ever set come from a clock that was wrong (promise P16). Not just beyond: ``at`` may
    # be a little old, as this waited for another sender's transaction. What was never tried has no pause to wait for.
    due = or_(OwedMail.due_at <= at, OwedMail.due_at > at + 2 * _LONGEST_PAUSE, OwedMail.attempts == 0)
    free = or_(OwedMail.leased_until.is_(None), OwedMail.leased_until <= at, OwedMail.leased_until > at + 2 * LEASE)
    first = (
        select(OwedMail.id)
        .where(OwedMail.state == "owed", due, free, _is_next_of_its_thread())
        .order_by(OwedMail.due_at, OwedMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    leased = {"leased_until": at + LEASE, "attempts": OwedMail.attempts + 1}
    with writing():
        mail_id = db.session.scalar(update(OwedMail).where(OwedMail.id == first).values(leased).returning(OwedMail.id))
        mail = None
        if mail_id is not None:
            mail = db.session.get_one(
                OwedMail,
                mail_id,
                options=[undefer(OwedMail.rendered), undefer(OwedMail.calendar)],
                populate_existing=True,
            )
            db.session.expunge(mail)
        commit()
    return mail


def _is_next_of_its_thread() -> ColumnElement[bool]:
    """A cancellation that overtook its invitation would leave the session in a calendar for good.

    Another address is another calendar: who is reached elsewhere now does not wait for a server that refuses.
    """
    before = aliased(OwedMail)
    earlier = select(before.id).where(
        before.thread == OwedMail.thread, before.to == OwedMail.to, before.state == "owed", before.id < OwedMail.id,
        before.thread != "",
    )  # fmt: skip
    return ~earlier.exists()


def _hand_over(mail: OwedMail, transport: Transport) -> None:
    """Render unless that is done, send, note that it is sent. Raises as the transport does."""
    if mail.expires_at is not None and mail.expires_at <= now():
        raise Refused("It ran out before it could be sent.")
    message = mail.rendered or _bytes_of(mail)
    transport.send(message=message, to=mail.to, name=file_name(mail.id, mail.created_at), sender=mail.sender)
    _note(mail, state="sent", sent_at=now(), leased_until=None, last_error="", **_FORGOTTEN)
    log.info("mail sent", mail=mail.id, kind=mail.kind, attempt=mail.attempts)


def _bytes_of(mail: OwedMail) -> bytes:
    """Render and store. A mail that cannot be rendered is given up, so that it holds up no other and is seen."""
    try:
        message = rendered(mail, at=now())
    except Exception as error:
        log.exception("mail cannot be rendered", mail=mail.id, kind=mail.kind)
        raise Refused(f"It cannot be rendered: {type(error).__name__}: {error}") from error
    _note(mail, rendered=message)
    return message


def _postpone(mail: OwedMail, reason: str) -> None:
    """Try again after a pause that grows with each attempt."""
    pause = timedelta(seconds=PAUSES[mail.attempts - 1])
    _note(mail, due_at=now() + pause, leased_until=None, last_error=reason)
    log.warning("mail postponed", mail=mail.id, kind=mail.kind, attempt=mail.attempts, reason=_nameless(reason))


def _give_up(mail: OwedMail, reason: str) -> None:
    """Keep it for ``flask mail retry``, unless it holds what was to run out."""
    kept = _FORGOTTEN if mail.expires_at is not None else {}
    _note(mail, state="failed", leased_until=None, last_error=reason, **kept)
    log.error("mail given up", mail=mail.id, kind=mail.kind, attempt=mail.attempts, reason=_nameless(reason))


def _nameless(reason: str) -> str:
    """For the log, which holds no addresses: servers repeat them in what they say."""
    return _ADDRESS.sub("…@…", reason)


def _note(mail: OwedMail, **values: Any) -> None:  # noqa: ANN401 - columns of all types
    # Only while it is owed: whoever lost the lease must not take back that another has sent it.
    with writing():
        db.session.execute(update(OwedMail).where(OwedMail.id == mail.id, OwedMail.state == "owed").values(values))
        commit()
