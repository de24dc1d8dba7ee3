"""Answers in a calendar (iTIP, RFC 5546). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.invitations.rules.answers import Answer
from app.invitations.rules.inbound_addresses import address_of, calendar_address
from app.invitations.rules.inbound_lines import Component, Property, components_in, unescaped
from app.invitations.rules.inbound_times import Observance, instant_of, length_of, observance
from app.invitations.rules.inbound_values import Proposal, Reply
from app.texts import LONGEST_TEXT, clean_block

__all__ = ["CalendarRead", "read_calendar"]

_LONGEST_COMMENT: Final = 2000
_LONGEST_UID: Final = 255
_NOT_FOR_US: Final = frozenset({"REQUEST", "CANCEL", "PUBLISH", "REFRESH", "ADD", "DECLINECOUNTER"})
_ANSWERS: Final[Mapping[str, Answer]] = {
    "ACCEPTED": Answer.ACCEPTED,
    "TENTATIVE": Answer.TENTATIVE,
    "DECLINED": Answer.DECLINED,
    "DELEGATED": Answer.DECLINED,
}
_SEQUENCE: Final = re.compile(r"\d{1,9}", re.ASCII)

Zones = Mapping[str, Sequence[Observance]]


@dataclass(frozen=True)
class CalendarRead:
    """The answers, the addresses that stand as organizer's, and why nothing or not everything was read."""

    replies: tuple[Reply, ...]
    organizers: tuple[str, ...]
    trouble: tuple[str, ...]


def read_calendar(text: str, *, sender: str, declared_method: str) -> CalendarRead:
    """All REPLY and COUNTER appointments; those of single occurrences (RECURRENCE-ID) are not ours and left out.

    ``declared_method`` is the part's method parameter. It should equal METHOD (RFC 6047, section 2.4) and METHOD is
    believed, but COUNTER in either place is one. :raises Unreadable: the calendar goes beyond a limit.
    """
    replies: list[Reply] = []
    trouble: list[str] = []
    calendars = list(components_in(text).named("VCALENDAR"))
    for calendar in calendars:
        method = calendar.value("METHOD").upper()
        if method not in {"REPLY", "COUNTER"}:
            trouble.append(_refused(method))
            continue
        is_counter = "COUNTER" in {method, declared_method.strip().upper()}
        for found in _replies(calendar, sender, is_counter=is_counter):
            if isinstance(found, Reply):
                replies.append(found)
            else:
                trouble.append(found)
    if not calendars:
        trouble.append("no calendar in the calendar part")
    organizers = tuple(
        each.value for calendar in calendars for part in calendar.parts for each in part.all("ORGANIZER")
    )
    return CalendarRead(tuple(dict.fromkeys(replies)), organizers, tuple(dict.fromkeys(trouble)))


def _refused(method: str) -> str:
    if not method:
        return "no method"
    return f"method {method.lower()}" if method in _NOT_FOR_US else "unknown method"


def _replies(calendar: Component, sender: str, *, is_counter: bool) -> Iterator[Reply | str]:
    """An answer for each appointment that has one, and a reason for each that has none."""
    zones = _zones(calendar)
    appointments = list(calendar.named("VEVENT"))
    if not appointments:
        yield "no appointment"
    for appointment in appointments:
        uid = unescaped(appointment.value("UID"))
        attendee = _attendee(appointment, sender)
        if appointment.all("RECURRENCE-ID"):
            yield "single occurrence"
        elif not (uid and len(uid) <= _LONGEST_UID and uid.isprintable()):
            yield "no uid"
        elif attendee is None:
            yield "no single attendee"
        else:
            yield from _reply(appointment, uid, attendee, zones, is_counter=is_counter)


def _reply(
    appointment: Component, uid: str, attendee: tuple[str, Property], zones: Zones, *, is_counter: bool
) -> Iterator[Reply | str]:
    address, said = attendee
    partstat = said.parameters.get("PARTSTAT", "").strip().upper()
    starts_at = _instant(appointment, "DTSTART", zones)
    was = _instant(appointment, "X-MS-OLK-ORIGINALSTART", zones)
    proposes = is_counter or (was is not None and starts_at != was)
    sequence = _SEQUENCE.fullmatch(appointment.value("SEQUENCE"))
    if proposes and starts_at is None:
        yield "proposal without a time"
    yield Reply(
        uid=uid,
        attendee=address,
        answer=_answer(partstat, is_counter=is_counter),
        comment=_comment(appointment, _delegate(said)),
        sequence=int(sequence[0]) if sequence else None,
        dtstamp=_instant(appointment, "DTSTAMP", zones),
        proposal=Proposal(starts_at, _end(appointment, starts_at, zones)) if proposes and starts_at else None,
        starts_at=starts_at,
    )


def _answer(partstat: str, *, is_counter: bool) -> Answer | None:
    """By PARTSTAT (RFC 5545, section 3.2.12): a value that nobody knows, or none in a REPLY, is no answer yet.

    Who sends somebody else does not come herself.
    """
    if is_counter and not partstat:
        return None
    return _ANSWERS.get(partstat, Answer.NEEDS_ACTION)


def _attendee(appointment: Component, sender: str) -> tuple[str, Property] | None:
    """Who answers: the attendee that is the sender, else the only one there is. Never one of several others.

    Apple writes the address as a parameter beside a name of its own (EMAIL, RFC 7986, section 6.2).
    """
    found = [(calendar_address(each.value) or _email(each), each) for each in appointment.all("ATTENDEE")]
    if own := [(address, each) for address, each in found if address and address == sender]:
        return own[0]
    return found[0] if len(found) == 1 and found[0][0] else None


def _email(attendee: Property) -> str:
    return address_of(attendee.parameters.get("EMAIL", ""))


def _delegate(attendee: Property) -> str:
    """Whom she asks to come in her place (DELEGATED-TO, RFC 5545, section 3.2.5); empty for nobody."""
    value = attendee.parameters.get("DELEGATED-TO", "")
    return calendar_address(value.strip('"')) if len(value) <= _LONGEST_COMMENT else ""


def _comment(appointment: Component, delegate: str) -> str:
    """Her word. The delegate is told to the organizers in it, and nothing is sent to her: they decide."""
    comments = (unescaped(each.value[: 4 * _LONGEST_COMMENT]) for each in appointment.all("COMMENT")[:10])
    written = "\n".join([*([f"→ {delegate}"] if delegate else []), *comments])
    return clean_block(written[: 2 * _LONGEST_COMMENT], limit=LONGEST_TEXT)[:_LONGEST_COMMENT].strip()


def _instant(component: Component, name: str, zones: Zones) -> datetime | None:
    return next((instant_of(each.value, each.parameters.get("TZID", ""), zones) for each in component.all(name)), None)


def _end(appointment: Component, starts_at: datetime, zones: Zones) -> datetime | None:
    """DTEND, else DURATION after the start; None where there is neither or it is not after the start."""
    length = length_of(appointment.value("DURATION"))
    ends_at = _instant(appointment, "DTEND", zones) or (starts_at + length if length else None)
    return ends_at if ends_at and ends_at > starts_at else None


def _zones(calendar: Component) -> Zones:
    """What the calendar itself says of its zones, by TZID."""
    changes = {"STANDARD", "DAYLIGHT"}
    return {
        zone.value("TZID").strip('"'): [
            found for part in zone.parts if part.name in changes and (found := _observance(part))
        ]
        for zone in calendar.named("VTIMEZONE")
    }


def _observance(part: Component) -> Observance | None:
    dates = [each.value for each in part.all("RDATE")]
    offsets = (part.value("TZOFFSETFROM"), part.value("TZOFFSETTO"))
    return observance(part.value("DTSTART"), dates, offsets, part.value("RRULE"))
