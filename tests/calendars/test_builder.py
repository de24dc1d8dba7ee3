"""Calendars from plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendars.rules import builder
from app.calendars.rules.builder import Feed, LeftOut
from app.calendars.rules.cleaning import block, line
from app.calendars.rules.vevent import Entry, JoinLink, Status
from tests.calendars import reader


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


BUSAN = Entry(
    uid="6f1c0f9e-opening",
    summary="Opening; Busan, Helsinki",
    starts_at=utc(2021, 12, 9, 6, 30),
    ends_at=utc(2021, 12, 9, 8, 0),
    zone="Asia/Seoul",
    created_at=utc(2021, 11, 1, 8),
    changed_at=utc(2021, 11, 20, 9, 15),
    sequence=2,
    description="Busan 15:30\nHelsinki 08:30",
    location="https://meridian.example/e/busan-helsinki/s/k7m2qd-opening/",
    url="https://meridian.example/e/busan-helsinki/s/k7m2qd-opening/",
    join=JoinLink("https://meridian.example/e/busan-helsinki/s/k7m2qd-opening/", 'Watch, "live"'),
    categories=("Smart cities, A", "Opening"),
)
FEED = Feed(
    name="Busan–Helsinki, seminar",
    address="https://meridian.example/e/busan-helsinki/calendar.ics?lang=en",
    page="https://meridian.example/e/busan-helsinki/",
    zone="Asia/Seoul",
)


def at(zone: str, start: datetime, minutes: int = 60) -> Entry:
    return replace(BUSAN, zone=zone, starts_at=start, ends_at=start + timedelta(minutes=minutes))


def times(entry: Entry) -> list[tuple[str, str]]:
    (event,) = reader.read(builder.download(entry)).of("VEVENT")
    return [line for line in event.lines if line[0].startswith(("DTSTART", "DTEND"))]


def test_a_download_line_by_line():
    lines = builder.download(BUSAN).replace(b"\r\n ", b"").decode().split("\r\n")
    event = lines.index("BEGIN:VEVENT")
    assert lines[:4] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Meridian//Calendar 1//EN", "BEGIN:VTIMEZONE"]
    assert lines[event:] == [
        "BEGIN:VEVENT",
        r"SUMMARY:Opening\; Busan\, Helsinki",
        "DTSTART;TZID=Asia/Seoul:20211209T153000",
        "DTEND;TZID=Asia/Seoul:20211209T170000",
        "DTSTAMP:20211120T091500Z",
        "UID:6f1c0f9e-opening",
        "SEQUENCE:2",
        r"CATEGORIES:Smart cities\, A",
        "CATEGORIES:Opening",
        f"CONFERENCE;FEATURE=VIDEO;LABEL=\"Watch, 'live'\";VALUE=URI:{BUSAN.url}",
        "CREATED:20211101T080000Z",
        r"DESCRIPTION:Busan 15:30\nHelsinki 08:30",
        "LAST-MODIFIED:20211120T091500Z",
        "LOCATION:https://meridian.example/e/busan-helsinki/s/k7m2qd-opening/",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "URL:https://meridian.example/e/busan-helsinki/s/k7m2qd-opening/",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_feed_has_a_name_and_says_when_to_come_again():
    calendar = reader.read(builder.feed(FEED, [BUSAN]).octets)
    assert dict(calendar.lines) == {
        "VERSION": "2.0",
        "PRODID": "-//Meridian//Calendar 1//EN",
        "NAME": r"Busan–Helsinki\, seminar",
        "X-WR-CALNAME": r"Busan–Helsinki\, seminar",
        "REFRESH-INTERVAL;VALUE=DURATION": "PT1H",
        "X-PUBLISHED-TTL": "PT1H",
        "SOURCE;VALUE=URI": "https://meridian.example/e/busan-helsinki/calendar.ics?lang=en",
        "URL": "https://meridian.example/e/busan-helsinki/",
    }


def test_neither_asks_for_an_answer():
    for octets in (builder.download(BUSAN), builder.feed(FEED, [BUSAN]).octets):
        for name in (b"METHOD", b"ORGANIZER", b"ATTENDEE", b"mailto:"):
            assert name not in octets


def test_the_same_values_give_the_same_octets():
    assert builder.feed(FEED, [BUSAN]) == builder.feed(replace(FEED), [replace(BUSAN)])


def test_every_zone_used_is_explained_once_and_before_use():
    helsinki = replace(at("Europe/Helsinki", utc(2021, 12, 9, 9)), uid="b")
    again = replace(helsinki, uid="c")
    calendar = reader.read(builder.feed(FEED, [BUSAN, helsinki, again]).octets)
    assert [part.name for part in calendar.parts] == ["VTIMEZONE", "VTIMEZONE", "VEVENT", "VEVENT", "VEVENT"]
    assert [part.value("TZID") for part in calendar.of("VTIMEZONE")] == ["Asia/Seoul", "Europe/Helsinki"]


def test_utc_is_written_as_utc():
    entry = at("UTC", utc(2026, 7, 1, 12))
    assert times(entry) == [("DTSTART", "20260701T120000Z"), ("DTEND", "20260701T130000Z")]
    assert reader.read(builder.download(entry)).of("VTIMEZONE") == []


@pytest.mark.parametrize("zone", ["Atlantic/Reykjavik", "Africa/Accra"])
def test_a_zone_level_with_utc_keeps_its_name(zone):
    entry = at(zone, utc(2026, 7, 1, 12))
    assert times(entry) == [(f"DTSTART;TZID={zone}", "20260701T120000"), (f"DTEND;TZID={zone}", "20260701T130000")]


@pytest.mark.parametrize("start", [utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30), utc(2026, 10, 24, 23, 30)])
def test_a_wall_time_that_comes_twice_is_written_as_utc(start):
    # 03:30 comes twice in Helsinki on that night; the last of the three only ends in it.
    (_, started), (_, ended) = times(at("Europe/Helsinki", start))
    assert (started, ended) == (f"{start:%Y%m%dT%H%M%SZ}", f"{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}")


def test_an_entry_over_a_change_of_clocks_ends_at_the_new_time():
    assert times(at("Europe/Helsinki", utc(2026, 3, 28, 23, 30), 120)) == [
        ("DTSTART;TZID=Europe/Helsinki", "20260329T013000"),
        ("DTEND;TZID=Europe/Helsinki", "20260329T043000"),
    ]


def test_whole_days_are_dates_and_take_no_time():
    entry = replace(at("Asia/Seoul", utc(2021, 12, 8, 15), 2 * 24 * 60), all_day=True)
    assert times(entry) == [("DTSTART;VALUE=DATE", "20211209"), ("DTEND;VALUE=DATE", "20211211")]
    calendar = reader.read(builder.download(entry))
    assert calendar.of("VTIMEZONE") == []
    assert calendar.of("VEVENT")[0].value("TRANSP") == "TRANSPARENT"


def test_there_are_no_empty_properties():
    bare = replace(BUSAN, description=" \n", location="", url="nowhere", join=JoinLink("", "x"), categories=("",))
    (event,) = reader.read(builder.download(bare)).of("VEVENT")
    assert {name.split(";")[0] for name, _ in event.lines} == {
        "SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "SEQUENCE", "CREATED", "LAST-MODIFIED", "STATUS", "TRANSP",
    }  # fmt: skip
    assert [name for name, value in event.lines if not value] == []


def test_what_was_called_off_takes_no_time():
    (event,) = reader.read(builder.download(replace(BUSAN, status=Status.CANCELLED))).of("VEVENT")
    assert (event.value("STATUS"), event.value("TRANSP")) == ("CANCELLED", "TRANSPARENT")


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (replace(BUSAN, uid=""), "ValueError: No UID for a calendar: ''"),
        (replace(BUSAN, summary="\x00 "), "ValueError: No SUMMARY"),
        (replace(BUSAN, zone="Europe"), "UnknownZone: "),
        (replace(BUSAN, ends_at=BUSAN.starts_at), "ValueError: No time for a calendar: "),
        (at("Asia/Seoul", utc(1, 1, 1)), "ValueError: No time for a calendar: "),
        (at("Asia/Seoul", utc(9999, 12, 31, 22)), "ValueError: No time for a calendar: "),
        (replace(BUSAN, sequence=2**31), "ValueError: No SEQUENCE: 2147483648"),
        (replace(BUSAN, summary=None), "AttributeError: "),  # type: ignore[arg-type]
    ],
)
def test_a_row_that_cannot_be_written_breaks_no_feed(broken, reason):
    sound = replace(BUSAN, uid="sound")
    written = builder.feed(FEED, [broken, sound])
    assert written.octets == builder.feed(FEED, [sound]).octets
    (left_out,) = written.left_out
    assert left_out.uid == broken.uid
    assert left_out.reason.startswith(reason)
    with pytest.raises(ValueError, match=reason.split(":")[0]):
        builder.download(broken)


def test_attempt_gives_the_result_or_the_reason():
    assert builder.attempt("a", int, "7") == 7
    assert builder.attempt("a", int, "x") == LeftOut("a", "ValueError: invalid literal for int() with base 10: 'x'")


def test_a_feed_without_entries_is_a_calendar_all_the_same():
    calendar = reader.read(builder.feed(FEED, []).octets)
    assert [part.name for part in calendar.parts] == ["VTIMEZONE"]


HOSTILE = st.one_of(
    st.text(st.characters(exclude_categories=[]), max_size=200),
    st.text('\\;:,"^\r\n\t \x00n', max_size=200),
    st.sampled_from(
        [
            "END:VEVENT\r\nBEGIN:VEVENT", "\r\nATTENDEE:mailto:eve@example.org", "\u202eevil\u202c", "<b>bold</b>",
            "😀" * 10_000, "א" * 10_000, "\\" * 10_000, " " * 10_000, "{{ 7*7 }}", "C:\\New\\north;,",
        ]
    ),
)  # fmt: skip


@given(HOSTILE, HOSTILE, HOSTILE)
def test_hostile_text_comes_back_as_text(summary, description, name):
    entry = replace(
        BUSAN, summary="x" + summary, description=description, location=name, categories=(name,),
        join=JoinLink(BUSAN.url, name),
    )  # fmt: skip
    written = builder.feed(replace(FEED, name="x" + name), [entry])
    assert written.left_out == ()
    calendar = reader.read(written.octets)
    assert reader.text(calendar.value("NAME")) == line("x" + name)
    (event,) = calendar.of("VEVENT")
    assert reader.text(event.value("SUMMARY")) == line("x" + summary)
    assert [reader.text(value) for value in event.values("DESCRIPTION")] == [
        text for text in [block(description)] if text
    ]
    assert event.values("ATTENDEE") == []
