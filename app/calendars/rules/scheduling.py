"""Who asks whom, in what an organizer's calendar sends to one attendee (iTIP, RFC 5546)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Final
from urllib.parse import quote

from icalendar import Event, vCalAddress, vDatetime

from app.calendars.rules import cleaning

__all__ = ["Meeting", "Method", "PartStat", "Somebody", "asked"]

_ADDRESS: Final = re.compile(r"[\x21-\x7e]+@[A-Za-z0-9.-]+\Z")
_PLAIN: Final = "@+!$*'=-._~"
"""What stands for itself in such an address; what has a meaning there is written by its code (RFC 6068, section 2)."""


class Method(Enum):
    """METHOD of what an organizer sends: an invitation or its update, or that it is off."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class PartStat(Enum):
    """PARTSTAT of an attendee (RFC 5545, section 3.2.12)."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"


@dataclass(frozen=True, slots=True)
class Somebody:
    """A calendar user: an address in ASCII, and what she is called."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A message to one attendee. ``stamp``: when it was made (DTSTAMP); a later one of the same SEQUENCE is newer."""

    method: Method
    organizer: Somebody
    attendee: Somebody
    answer: PartStat
    stamp: datetime


def asked(event: Event, meeting: Meeting) -> Event:
    """The component with organizer and attendee. :raises ValueError: an address cannot be written."""
    event["DTSTAMP"] = vDatetime(meeting.stamp.astimezone(UTC))
    event["ORGANIZER"] = _user(meeting.organizer, {})
    # A person who is told that it is off has nothing to answer.
    wanted = "TRUE" if meeting.method is Method.REQUEST else "FALSE"
    roles = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": meeting.answer.value, "RSVP": wanted}
    event["ATTENDEE"] = _user(meeting.attendee, roles)
    return event


def _user(who: Somebody, params: dict[str, str]) -> vCalAddress:
    if not _ADDRESS.match(who.address):
        raise ValueError(f"No address for a calendar: {who.address[:80]!r}")
    named = {"CN": name} if (name := cleaning.label(who.name)) else {}
    return vCalAddress("mailto:" + quote(who.address, safe=_PLAIN), params={**params, **named})
