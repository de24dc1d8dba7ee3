"""Mails that calendars read (iMIP, RFC 6047)."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage

__all__ = ["CalendarPart", "attach"]


@dataclass(frozen=True)
class CalendarPart:
    """An iTIP message: its METHOD in capitals, and its octets (UTF-8)."""

    method: str
    octets: bytes


def attach(message: EmailMessage, part: CalendarPart) -> None:
    """Add it to a mail that has its text and HTML: as the last alternative, and once more as a file.

    Outlook, Gmail and Apple Mail show buttons to answer with for the alternative; programs that know nothing of
    calendars show the file. It is no ``text/calendar``, so that no program takes the same message twice.
    """
    params = {"method": part.method, "charset": "utf-8"}
    message.add_alternative(part.octets, maintype="text", subtype="calendar", cte="base64", params=params)
    message.add_attachment(part.octets, maintype="application", subtype="ics", cte="base64", filename="invite.ics")
