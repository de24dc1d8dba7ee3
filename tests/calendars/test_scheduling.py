"""Messages from an organizer's calendar to one attendee (iTIP)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import zones
from app.calendars.rules import builder
from app.calendars.rules.cleaning import block, line
from app.calendars.rules.scheduling import Meeting, Method, PartStat, Somebody
from app.calendars.rules.vevent import JoinLink, Status
from tests.calendars import reader
from tests.calendars.test_builder import BUSAN
from tests.judges import judge_calendar

ASKED = Meeting(
    Method.REQUEST,
    Somebody("rsvp+k7m2qd@meridian.example", "Meridian"),
    Somebody("minjun@busan.example", "Kim Min-jun"),
    PartStat.NEEDS_ACTION,
    datetime(2021, 11, 21, 8, 0, tzinfo=UTC),
)
OFF = replace(ASKED, method=Method.CANCEL, stamp=datetime(2021, 11, 25, 8, 0, tzinfo=UTC))
STUDIO = replace(BUSAN, backstage=JoinLink("https://studio.example/room?k=1", "Enter the studio"))


def lines(octets: bytes, *names: str) -> list[str]:
    (event,) = reader.read(octets).of("VEVENT")
    return [f"{name}:{value}" for name, value in event.lines if name.split(";")[0] in names]


def test_a_request_names_who_asks_and_who_is_asked():
    octets = builder.message(BUSAN, ASKED)
    roles = 'CN="Kim Min-jun";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE'
    assert reader.read(octets).value("METHOD") == "REQUEST"
    assert sorted(lines(octets, "ORGANIZER", "ATTENDEE", "DTSTAMP", "SEQUENCE", "STATUS")) == [
        f"ATTENDEE;{roles}:mailto:minjun@busan.example",
        "DTSTAMP:20211121T080000Z",
        "ORGANIZER;CN=Meridian:mailto:rsvp+k7m2qd@meridian.example",
        "SEQUENCE:2",
        "STATUS:CONFIRMED",
    ]


def test_a_cancellation_asks_for_no_answer():
    octets = builder.message(replace(BUSAN, status=Status.CANCELLED, join=None), OFF)
    assert reader.read(octets).value("METHOD") == "CANCEL"
    (attendee,) = lines(octets, "ATTENDEE")
    assert "RSVP=FALSE" in attendee
    assert lines(octets, "STATUS") == ["STATUS:CANCELLED"]


def test_the_studio_is_named_beside_the_page():
    links = lines(builder.message(STUDIO, ASKED), "CONFERENCE")
    assert [link.rpartition(":https://")[2] for link in links] == [
        "meridian.example/e/busan-helsinki/s/k7m2qd-opening/",
        "studio.example/room?k=1",
    ]


@pytest.mark.parametrize(
    "address", ["", "minjun", "min jun@busan.example", "minjun@busan.example\r\nX:1", "민준@busan.example"]
)
def test_what_is_no_address_is_refused(address: str):
    with pytest.raises(ValueError, match="No address"):
        builder.message(BUSAN, replace(ASKED, attendee=Somebody(address)))


def test_odd_signs_of_an_address_are_written_by_their_codes():
    octets = builder.message(BUSAN, replace(ASKED, attendee=Somebody("a%b?c&d@busan.example")))
    assert lines(octets, "ATTENDEE")[0].endswith(":mailto:a%25b%3Fc%26d@busan.example")


@given(st.text(max_size=300))
def test_no_name_breaks_a_line(name: str):
    asked = replace(ASKED, attendee=Somebody("minjun@busan.example", name), organizer=Somebody("rsvp@m.example", name))
    octets = builder.message(BUSAN, asked)
    assert len(lines(octets, "ATTENDEE")) == 1
    assert octets == builder.message(BUSAN, asked)


ZONES = sorted(zones.accepted_names())


@given(st.sampled_from(ZONES), st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1)), st.integers(1, 1440))
def test_message_means_the_same_instant_in_every_zone(zone: str, start: datetime, minutes: int):
    """Any minute of ten years, so also those around every change of clocks, read by what the message itself says."""
    start = start.replace(second=0, microsecond=0, tzinfo=UTC)
    entry = replace(BUSAN, zone=zone, starts_at=start, ends_at=start + timedelta(minutes=minutes))
    octets = builder.message(entry, ASKED)
    assert reader.instants(reader.read(octets)) == (start, start + timedelta(minutes=minutes))


@given(st.text(max_size=10_000), st.text(max_size=300))
def test_hostile_words_stay_words(description: str, summary: str):
    entry = replace(BUSAN, description=description, summary="x" + summary)
    (event,) = reader.read(builder.message(entry, ASKED)).of("VEVENT")
    assert reader.text(event.value("SUMMARY")) == line("x" + summary)
    assert [reader.text(value) for value in event.values("DESCRIPTION")] == list(filter(None, [block(description)]))


def test_messages_please_all_readers(tmp_path):
    judge_calendar(builder.message(STUDIO, ASKED), tmp_path, "--profile", "invite", "--method", "REQUEST")
    off = replace(STUDIO, status=Status.CANCELLED)
    judge_calendar(builder.message(off, OFF), tmp_path, "--profile", "invite", "--method", "CANCEL")
