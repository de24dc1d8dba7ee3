"""From a row to the bytes that are sent: text and HTML, in the reader's language. Done once for each mail."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from flask import render_template

from app.i18n import speaking
from app.mail.calendar import CalendarPart, attach
from app.mail.models import OwedMail
from app.texts import clean_line
from app.web import settings

__all__ = ["header_line", "rendered"]

POLICY = SMTP.clone(cte_type="7bit")
"""Lines end in CRLF, everything is ASCII on the way: no server has to know 8BITMIME or SMTPUTF8."""

_LONGEST = 200


def header_line(value: str) -> str:
    """The one door of people's text into a mail's headers: a single line without controls, at most 200 characters."""
    line = clean_line(value[: 4 * _LONGEST])
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def rendered(mail: OwedMail, *, at: datetime) -> bytes:
    """The mail as it goes to the server (RFC 5322), dated ``at``. Raises where a template or a value is broken.

    The first line of the text template is the subject.
    """
    with speaking(mail.language):
        words = {**mail.params, "zone": mail.zone, "to_name": mail.to_name}
        subject, _newline, text = render_template(f"mail/{mail.kind}.txt", **words).strip().partition("\n")
        html = render_template(f"mail/{mail.kind}.html", **words)
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(header_line(settings().name), addr_spec=mail.sender or settings().mail_from)
    message["To"] = Address(header_line(mail.to_name), addr_spec=mail.to)
    message["Subject"] = header_line(subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notices in answer to this
    message.set_content(text.strip() + "\n")
    message.add_alternative(html.strip() + "\n", subtype="html")
    if mail.calendar is not None:
        attach(message, CalendarPart(mail.method, mail.calendar))
    message["Content-Language"] = mail.language  # last: setting the content takes such headers away
    return message.as_bytes()
