"""Times under the names and rules of other programs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from icalendar import Calendar
from icalendar.timezone import tzp

from tests.invitations.mails import GOOGLE, mail, read

PARIS_RULES = """\
BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""
OURS = PARIS_RULES.format(name="Customized Time Zone")


def start(line: str, zones: str = "") -> datetime | None:
    """The start that an answer names when it writes it so."""
    calendar = GOOGLE.replace("DTSTART:20270412T070000Z", line).replace("BEGIN:VEVENT", f"{zones}BEGIN:VEVENT")
    [reply] = read(mail(calendar)).replies
    return reply.starts_at


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "instant"),
    [
        ("DTSTART:20270412T070000Z", "2027-04-12T07:00"),
        ("DTSTART;TZID=Europe/Paris:20270412T070000Z", "2027-04-12T07:00"),
        ("DTSTART;TZID=Asia/Seoul:20270412T160000", "2027-04-12T07:00"),
        ('DTSTART;TZID="Asia/Seoul":20270412T160000', "2027-04-12T07:00"),
        ("DTSTART;VALUE=DATE-TIME;TZID=asia/seoul:20270412T160000", "2027-04-12T07:00"),
        ("DTSTART;TZID=Korea Standard Time:20270412T160000", "2027-04-12T07:00"),
        ("DTSTART;TZID=romance standard time:20270412T090000", "2027-04-12T07:00"),
        ("DTSTART;TZID=Romance Standard Time:20270112T080000", "2027-01-12T07:00"),
        ("DTSTART;TZID=GMT Standard Time:20270712T080000", "2027-07-12T07:00"),
        ("DTSTART;TZID=/citadel.org/20250101_1/Asia/Seoul:20270412T160000", "2027-04-12T07:00"),
        ("DTSTART;TZID=/x/America/Argentina/Buenos_Aires:20270412T040000", "2027-04-12T07:00"),
        ("DTSTART;TZID=Etc/UTC:20270412T070000", "2027-04-12T07:00"),
        ("DTSTART;TZID=Europe/Helsinki:20261025T033000", "2026-10-25T00:30"),
        ("DTSTART;TZID=Europe/Helsinki:20270328T033000", "2027-03-28T01:30"),
        ("DTSTART:20161231T235960Z", "2016-12-31T23:59:59"),
    ],
)
def test_a_start_in_a_known_zone(line: str, instant: str) -> None:
    assert start(line) == utc(instant)


@pytest.mark.parametrize(
    "line",
    [
        "DTSTART:20270412T070000",
        "DTSTART;VALUE=DATE:20270412",
        "DTSTART;TZID=Mars/Olympus:20270412T070000",
        "DTSTART;TZID=Customized Time Zone:20270412T070000",
        "DTSTART:20270231T070000Z",
        "DTSTART:00010101T000000Z",
        "DTSTART:99991231T235959Z",
        "DTSTART;TZID=Asia/Seoul:00010101T000000",
        "DTSTART:20270412T070000+0900",
        "DTSTART:２０２７0412T070000Z",
        "DTSTART:" + "9" * 5000,
        f"DTSTART;TZID={'x/' * 5000}:20270412T070000",
        "DTSTART;TZID=:20270412T070000",
    ],
)
def test_a_start_that_nobody_can_know(line: str) -> None:
    assert start(line) is None


@pytest.mark.parametrize(
    ("local", "instant"),
    [
        ("20270112T080000", "2027-01-12T07:00"),
        ("20270712T090000", "2027-07-12T07:00"),
        ("20270328T015959", "2027-03-28T00:59:59"),
        ("20270328T023000", "2027-03-28T01:30"),  # skipped: read with the offset before (RFC 5545, section 3.3.5)
        ("20270328T030000", "2027-03-28T01:00"),
        ("20271031T023000", "2027-10-31T00:30"),  # comes twice: the first
        ("20271031T030000", "2027-10-31T02:00"),
    ],
)
def test_a_zone_that_only_the_calendar_knows(local: str, instant: str) -> None:
    assert start(f"DTSTART;TZID=Customized Time Zone:{local}", OURS) == utc(instant)


def test_a_known_name_goes_before_what_is_written_beside_it() -> None:
    wrong = PARIS_RULES.format(name="Asia/Seoul")
    assert start("DTSTART;TZID=Asia/Seoul:20270412T160000", wrong) == utc("2027-04-12T07:00")


@pytest.mark.parametrize(
    ("rule", "local", "instant"),
    [
        ("FREQ=YEARLY;BYMONTH=4;BYDAY=2SU", "20270411T030000", "2027-04-11T00:00"),
        ("FREQ=YEARLY;BYMONTH=4;BYDAY=2SU", "20270410T030000", "2027-04-10T01:00"),
        ("FREQ=YEARLY;BYMONTH=4;BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14", "20270411T030000", "2027-04-11T00:00"),
        ("FREQ=YEARLY;BYMONTH=4;BYDAY=SU;BYSETPOS=-1", "20270425T030000", "2027-04-25T00:00"),
        ("FREQ=YEARLY;BYMONTH=4;BYDAY=SU;BYSETPOS=-1", "20270424T030000", "2027-04-24T01:00"),
        ("FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=20", "20270420T030000", "2027-04-20T00:00"),
        ("FREQ=YEARLY", "20270102T030000", "2027-01-02T00:00"),
        ("FREQ=YEARLY;BYMONTH=4;BYDAY=2SU;UNTIL=20200101T000000Z", "20270412T030000", "2027-04-12T00:00"),
        ("FREQ=YEARLY;BYMONTH=13;BYDAY=9SU;BYMONTHDAY=99", "20270412T030000", "2027-04-12T00:00"),
        ("FREQ=SECONDLY", "20270412T030000", "2027-04-12T00:00"),
    ],
)
def test_when_clocks_are_changed(rule: str, local: str, instant: str) -> None:
    """Summer (+03:00) from the rule's day at two; winter (+02:00) began in the year before."""
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Ours\n"
        "BEGIN:STANDARD\nDTSTART:19990101T030000\nTZOFFSETFROM:+0300\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYMONTH=1;"
        "BYMONTHDAY=1\nEND:STANDARD\n"
        f"BEGIN:DAYLIGHT\nDTSTART:20000102T020000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0300\nRRULE:{rule}\nEND:DAYLIGHT\n"
        "END:VTIMEZONE\n"
    )
    expected = utc(instant)
    if "UNTIL" in rule or "SECONDLY" in rule or "13" in rule.partition("BYMONTH=")[2][:2]:
        expected = utc("2027-04-12T01:00")  # such a rule has ended, or is none: it stays winter
    assert start(f"DTSTART;TZID=Ours:{local}", zone) == expected


def test_dates_of_a_zone_without_a_rule() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:20200101T000000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0200\n"
        "END:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:20250401T000000\nRDATE:20260401T000000,20270401T000000\n"
        "TZOFFSETFROM:+0200\nTZOFFSETTO:+0330\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
    )
    assert start("DTSTART;TZID=Ours:20270412T103000", zone) == utc("2027-04-12T07:00")
    assert start("DTSTART;TZID=Ours:20200412T090000", zone) == utc("2020-04-12T07:00")
    assert start("DTSTART;TZID=Ours:19990412T090000", zone) == utc("1999-04-12T07:00")


@pytest.mark.parametrize(
    ("before", "after"), [("+0100", "+9900"), ("+0100", "one"), ("16010101", "16010199"), ("BEGIN:ST", "BEGIN:X-")]
)
def test_a_zone_that_cannot_be_read_has_no_times(before: str, after: str) -> None:
    zone = OURS[: OURS.index("BEGIN:DAYLIGHT")] + "END:VTIMEZONE\n"
    line = "DTSTART;TZID=Customized Time Zone:20270112T080000"
    assert start(line, zone) == utc("2027-01-12T07:00")
    assert start(line, zone.replace(before, after)) is None


def test_a_zone_of_one_mail_is_not_remembered_for_the_next() -> None:
    """icalendar 7.3 keeps what a calendar defines for every calendar read after it."""
    line = "DTSTART;TZID=Customized Time Zone:20270112T080000"
    elsewhere = OURS.replace("+0100", "-0700")
    assert start(line, OURS) == utc("2027-01-12T07:00")
    assert start(line) is None
    assert start(line, elsewhere) == utc("2027-01-12T15:00")
    assert start(line, OURS) == utc("2027-01-12T07:00")


def test_what_icalendar_remembers_is_not_believed() -> None:
    """The control: its own reader gives a zone to the second calendar that only the first one knows."""
    line = "DTSTART;TZID=Customized Time Zone:20270112T080000"
    second = Calendar.from_ical(f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{line}\nEND:VEVENT\nEND:VCALENDAR\n")
    assert second.events[0].start.tzinfo is None
    try:
        Calendar.from_ical(f"BEGIN:VCALENDAR\n{OURS}END:VCALENDAR\n")
        again = Calendar.from_ical(f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{line}\nEND:VEVENT\nEND:VCALENDAR\n")
        assert again.events[0].start.tzinfo is not None
        assert start(line) is None
    finally:
        tzp.use_default()
