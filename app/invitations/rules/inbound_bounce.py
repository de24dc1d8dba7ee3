"""Reports of mails that did not arrive (RFC 3464). Pure."""

from __future__ import annotations

import re
from typing import Final

from app.invitations.rules.inbound_addresses import address_of, message_id
from app.invitations.rules.inbound_mime import Fields, Part, fields_of
from app.invitations.rules.inbound_values import Bounce
from app.texts import LONGEST_TEXT, clean_line

__all__ = ["bounce_in", "is_delivery_report"]

_REPORTS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
_ORIGINALS: Final = frozenset({
    "text/rfc822-headers", "message/rfc822-headers", "message/rfc822", "message/global", "message/global-headers",
})  # fmt: skip
_MOST_RECIPIENTS: Final = 50
_LONGEST_REASON: Final = 500
_EMPTY_LINE: Final = re.compile(rb"\r?\n[ \t]*\r?\n")
_STATUS: Final = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b", re.ASCII)
# Whose fate is told, the worst first; what was delivered, relayed or expanded is no bounce.
_ACTIONS: Final = ("failed", "delayed")


def is_delivery_report(mail: Part) -> bool:
    """Whether the mail is a multipart/report about delivery (RFC 6522), read receipts being another kind."""
    return mail.kind == "multipart/report" and any(part.kind in _REPORTS for part in mail.walk())


def bounce_in(mail: Part) -> Bounce | None:
    """What became of our mail; of several recipients the first that failed. None where it arrived."""
    groups = [group for part in mail.walk() if part.kind in _REPORTS for group in _groups(part.content())]
    recipients = [group for group in groups if group.first("final-recipient") or group.first("original-recipient")]
    worst = sorted((group for group in recipients if _action(group) in _ACTIONS), key=_rank)
    if not worst:
        return None
    told, is_final = worst[0], _action(worst[0]) == "failed"
    return Bounce(
        recipient=_address(told.first("original-recipient")) or _address(told.first("final-recipient")),
        status=_status(told) or ("5.0.0" if is_final else "4.0.0"),
        is_final=is_final,
        reason=_reason(told),
        original_message_id=_original(mail),
    )


def _groups(report: bytes) -> list[Fields]:
    """The fields of the whole, then those of each recipient, apart by empty lines (RFC 3464, section 2.1)."""
    pieces = _EMPTY_LINE.split(report.strip(), maxsplit=_MOST_RECIPIENTS)[:_MOST_RECIPIENTS]
    return [fields_of(piece.lstrip(b"\r\n")) for piece in pieces]


def _action(group: Fields) -> str:
    """The action (RFC 3464, section 2.3.3); where there is none, what its status amounts to."""
    written = group.first("action").lower().split()[:1]
    return written[0] if written else {"5": "failed", "4": "delayed"}.get(_status(group)[:1], "")


def _rank(group: Fields) -> int:
    return _ACTIONS.index(_action(group))


def _status(group: Fields) -> str:
    found = _STATUS.search(group.first("status")) or _STATUS.search(group.first("diagnostic-code"))
    return found[0] if found else ""


def _address(typed: str) -> str:
    """From ``rfc822; minjun@busan.example`` (RFC 3464, section 2.3.1)."""
    return address_of(typed.rpartition(";")[2].strip().strip("<>"))


def _reason(group: Fields) -> str:
    """What the other server said, without the word that says how it speaks."""
    kind, semicolon, said = group.first("diagnostic-code")[: 4 * _LONGEST_REASON].partition(";")
    return clean_line(said if semicolon else kind, limit=LONGEST_TEXT)[:_LONGEST_REASON]


def _original(mail: Part) -> str | None:
    """Our Message-ID: in what came back of our mail, else in what the report answers to."""
    returned = (fields_of(part.content()).first("message-id") for part in mail.walk() if part.kind in _ORIGINALS)
    found = (message_id(value) for value in (*returned, mail.fields.first("in-reply-to")))
    return next((each for each in found if each), None)
