"""A reader of iCalendar for tests that shares no line with the writer: unfolds, splits, expands time zones."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass
class Part:
    """A component: ``lines`` are (name with parameters, raw value), ``parts`` those within."""

    name: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.lines if key.split(";")[0] == name]

    def value(self, name: str) -> str:
        (found,) = self.values(name)
        return found

    def of(self, name: str) -> list[Part]:
        return [part for part in self.parts if part.name == name]


def read(octets: bytes) -> Part:
    """The one component in the octets; fails on anything that RFC 5545, section 3.1, does not allow."""
    assert octets.endswith(b"\r\n")
    for line in octets[:-2].split(b"\r\n"):
        assert len(line) <= 75, line
        assert line.strip(), "an empty line"
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line), line
        line.removeprefix(b" ").decode()  # no character is split
    root = Part("")
    open_parts = [root]
    for logical in octets.replace(b"\r\n ", b"").decode()[:-2].split("\r\n"):
        match = re.match(r'([A-Z-]+(?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)\Z', logical)
        assert match, logical
        name, value = match.groups()
        if name == "BEGIN":
            open_parts[-1].parts.append(part := Part(value))
            open_parts.append(part)
        elif name == "END":
            assert open_parts.pop().name == value
        else:
            open_parts[-1].lines.append((name, value))
    assert open_parts == [root]
    (found,) = root.parts
    return found


def text(value: str) -> str:
    """A TEXT value without its escapes; fails where there is an escape that does not exist or a bare separator."""
    assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,n])*", value), value
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


def instants(calendar: Part) -> tuple[datetime, datetime]:
    """Start and end (UTC) of the only event, by the time zone that the calendar itself explains."""
    (event,) = calendar.of("VEVENT")
    start, end = (_instant(event, name, calendar.of("VTIMEZONE")) for name in ("DTSTART", "DTEND"))
    return start, end


def _instant(event: Part, name: str, explained: list[Part]) -> datetime:
    ((key, value),) = [line for line in event.lines if line[0].split(";")[0] == name]
    if value.endswith("Z"):
        return _wall(value[:-1]).replace(tzinfo=UTC)
    tzid = key.partition("TZID=")[2].strip('"')
    (zone,) = [part for part in explained if part.value("TZID") == tzid]
    wall = _wall(value)
    offsets = [offset for moment, offset in onsets(zone, wall + timedelta(days=400))]
    # Of the offsets there ever are, the one that is in force at the instant it makes of the wall time.
    found = {wall.replace(tzinfo=UTC) - offset for offset in offsets}
    (fitting,) = [moment for moment in found if _in_force(zone, moment) == wall.replace(tzinfo=UTC) - moment]
    return fitting


def _in_force(zone: Part, moment: datetime) -> timedelta:
    known = onsets(zone, moment.replace(tzinfo=None) + timedelta(days=400))
    before = [offset for onset, offset in known if onset <= moment]
    return before[-1] if before else known[0][1]


def onsets(zone: Part, until: datetime) -> list[tuple[datetime, timedelta]]:
    """The instants (UTC) at which a VTIMEZONE sets an offset, and the offset, up to a wall time; in order."""
    found = {}
    for part in zone.parts:
        before, after = _offset(part.value("TZOFFSETFROM")), _offset(part.value("TZOFFSETTO"))
        start = _wall(part.value("DTSTART"))
        local = {start, *(_wall(each) for value in part.values("RDATE") for each in value.split(","))}
        for value in part.values("RRULE"):
            # The rule reckons in wall time; only its end is an instant.
            end = re.search(r";UNTIL=(\w+)Z", value)
            last = _wall(end[1]) + before if end else until
            given = list(_yearly(re.sub(r";UNTIL=\w+", "", value), start, last))
            assert given[0] == start, "the first onset does not follow the rule"
            local.update(given)
        found.update({(each - before).replace(tzinfo=UTC): after for each in local})
    return sorted(found.items())


def _yearly(rule: str, start: datetime, last: datetime) -> Iterator[datetime]:
    """Wall times of a rule such as FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3: the only kind that every calendar understands."""
    match = re.fullmatch(r"FREQ=YEARLY;BYDAY=(-?\d)(\w\w);BYMONTH=(\d+)", rule)
    assert match, rule
    number, weekday, month = int(match[1]), ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].index(match[2]), int(match[3])
    for year in range(start.year, last.year + 1):
        days = [week[weekday] for week in calendar.monthcalendar(year, month) if week[weekday]]
        onset = datetime.combine(datetime(year, month, days[number - 1 if number > 0 else number]), start.time())
        if start <= onset <= last:
            yield onset


def _wall(value: str) -> datetime:
    return datetime.strptime(value, "%Y%m%dT%H%M%S")


def _offset(value: str) -> timedelta:
    match = re.fullmatch(r"([+-])(\d\d)(\d\d)(\d\d)?", value)
    assert match, value
    sign, hours, minutes, seconds = match.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
    return -offset if sign == "-" else offset
