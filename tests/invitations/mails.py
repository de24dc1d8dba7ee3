"""Mails of fictional people, as their programs write them: Min-jun in Busan answers to the forum."""

from __future__ import annotations

import base64

from app.invitations.rules.inbound import Inbound, read_mail

MAILBOX = "rsvp@forum.example"
TOKEN = "k3j9-x7q2m5"
OURS = f"rsvp+{TOKEN}@forum.example"
UID = "7f3c1c52-session-12@forum.example"

SEOUL = """\
BEGIN:VTIMEZONE
TZID:Korea Standard Time
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
END:STANDARD
END:VTIMEZONE
"""

GOOGLE = f"""\
BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20270412T070000Z
DTEND:20270412T074500Z
DTSTAMP:20270301T081500Z
ORGANIZER;CN=Forum:mailto:{OURS}
UID:{UID}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=minjun@
 busan.example;X-NUM-GUESTS=0:mailto:minjun@busan.example
CREATED:20270220T100000Z
LAST-MODIFIED:20270301T081500Z
SEQUENCE:2
STATUS:CONFIRMED
SUMMARY:Harbour data for everybody
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""

OUTLOOK = f"""\
BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:REPLY
X-MS-OLK-FORCEINSPECTOROPEN:TRUE
{SEOUL}BEGIN:VEVENT
ATTENDEE;PARTSTAT=TENTATIVE:MAILTO:MinJun@Busan.Example
CLASS:PUBLIC
COMMENT:I have a train to catch\\, so only\\nif it starts on time.\\n
DTEND;TZID="Korea Standard Time":20270412T164500
DTSTAMP:20270301T081500Z
DTSTART;TZID="Korea Standard Time":20270412T160000
PRIORITY:5
SEQUENCE:2
SUMMARY;LANGUAGE=ko:Tentative: Harbour data for everybody
UID:{UID}
X-ALT-DESC;FMTTYPE=text/html:<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN
 ">\\n<HTML>\\n<BODY>\\n<!-- Converted from text/rtf format -->\\n</BODY></HTML>
X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE
END:VEVENT
END:VCALENDAR
"""


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def mail(
    calendar: str | bytes,
    *,
    kind: str = 'text/calendar; charset="UTF-8"; method=REPLY',
    encoding: str = "base64",
    above: str = "",
    sender: str = "Min-jun <minjun@busan.example>",
    to: str = OURS,
    more: str = "",
) -> bytes:
    """A mail with the calendar as the last alternative; ``above`` and ``more`` are further fields, on top and below."""
    octets = calendar if isinstance(calendar, bytes) else crlf(calendar).encode()
    content = base64.encodebytes(octets).replace(b"\n", b"\r\n") if encoding == "base64" else octets
    head = (
        f"{above}From: {sender}\nTo: {to}\nSubject: Accepted: Harbour data\nMessage-ID: <answer-1@busan.example>\n"
        f'{more}MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="=_b1"\n\n'
        "--=_b1\nContent-Type: text/plain; charset=utf-8\n\nMin-jun has accepted.\n"
        f"--=_b1\nContent-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n"
    )
    return crlf(head).encode() + content + b"\r\n--=_b1--\r\n"


def read(raw: bytes, *, trusted_authserv: str = "") -> Inbound:
    return read_mail(raw, mailbox=MAILBOX, trusted_authserv=trusted_authserv)
