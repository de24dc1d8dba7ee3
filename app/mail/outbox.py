"""Owing mails: a row in the transaction of the change that owes it (promise P6). Nothing is sent from here."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from app.db import db, record_once
from app.mail.calendar import CalendarPart
from app.mail.facts import MailOwed
from app.mail.models import OwedMail
from app.web import settings

__all__ = ["owe"]


def owe(
    kind: str,
    *,
    to: str,
    language: str,
    to_name: str = "",
    zone: str = "UTC",
    event_id: int | None = None,
    expires_at: datetime | None = None,
    sent_from: str = "",
    thread: str = "",
    calendar: CalendarPart | None = None,
    **params: Any,  # noqa: ANN401 - whatever JSON can hold
) -> OwedMail:
    """Owe one mail to one address, in the reader's language and zone.

    ``kind`` names the templates ``mail/<kind>.txt`` and ``.html``; ``params`` are their words, frozen here as JSON can
    hold them: the mail says what was true when it came to be owed. After ``expires_at`` it is not worth sending.
    ``sent_from``: its From, where that is not the installation's own address; ``thread``: what it must not overtake;
    ``calendar``: what it carries for calendars.
    The id by which mail programs know it is made here, once, so that every repeat carries the same.
    """
    mail = OwedMail(
        kind=kind,
        to=to,
        to_name=to_name,
        language=language,
        zone=zone,
        event_id=event_id,
        expires_at=expires_at,
        sender=sent_from,
        thread=thread,
        calendar=calendar.octets if calendar else None,
        method=calendar.method if calendar else "",
        params=params,
        message_id=f"<{uuid.uuid4().hex}@{settings().mail_from.rpartition('@')[2]}>",
    )
    db.session.add(mail)
    record_once(MailOwed())
    return mail
