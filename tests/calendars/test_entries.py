"""Sessions as calendar entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.calendars.rules.entries import Reader, entries_of, entry_of, is_announced_only, span, takeable, whole_event
from app.calendars.rules.links import entry_links, feed_links
from app.calendars.rules.vevent import JoinLink, Status
from app.schedule.rules.programme import Appearance, Programme, Stage, Track
from app.schedule.rules.succession import call_off, follow
from tests.schedule.made import DAY, programme, talk

NOW = datetime(2021, 12, 1, tzinfo=UTC)
AINO_READS = Reader(
    language="en",
    base_url="https://meridian.example",
    join="Take part",
    cancelled="Cancelled.",
    called_off="Called off.",
    assumed="The time is assumed.",
    roles={"speaker": "With", "moderator": "Moderated by"},
)
URL = "https://meridian.example/e/busan-helsinki/s/k7m2qd-opening/"


def opening(**changes: object) -> Programme:
    return programme(talk("k7m2qd", title={"en": "Opening", "ko": "개회"}, **changes))


def only(made: Programme, reader: Reader = AINO_READS):
    entries, left_out = entries_of(made, reader, now=NOW)
    assert left_out == []
    (entry,) = entries
    return entry


def test_an_entry_names_every_host_citys_time_who_appears_and_where():
    entry = only(opening(subtitle={"en": "Two cities, one hour"}))
    assert (entry.summary, entry.uid, entry.zone) == ("Opening", "uid-k7m2qd", "Asia/Seoul")
    assert (entry.starts_at, entry.ends_at) == (
        datetime(2021, 12, 9, 6, 30, tzinfo=UTC),
        datetime(2021, 12, 9, 7, 0, tzinfo=UTC),
    )
    assert (entry.location, entry.url, entry.join) == (URL, URL, JoinLink(URL, "Take part"))
    assert entry.description == (
        "Two cities, one hour\n\n"
        "Busan: Thursday, 9 December 2021, 15:30–16:00 (UTC+9)\n"
        "Helsinki: Thursday, 9 December 2021, 08:30–09:00 (UTC+2)\n\n"
        "With:\nMin-jun\n\n"
        f"Take part: {URL}"
    )


def test_the_same_entry_in_korean():
    entry = only(opening(), replace(AINO_READS, language="ko"))
    assert entry.summary == "개회"
    assert "부산: 2021년 12월 9일 목요일" in entry.description


def test_people_stand_under_their_roles_as_they_were_presented():
    made = opening(
        appearances=(
            Appearance("aino", "moderator", title={"en": "Editor"}, organisation={"en": "City of Helsinki"}),
            Appearance("minjun", "speaker", organisation={"ko": "부산"}),
            Appearance("aino", "jester"),
        )
    )
    assert "Moderated by:\nAino, Editor, City of Helsinki\n\nWith:\nMin-jun, 부산\nAino\n" in only(made).description


def test_a_zone_that_no_host_has_is_named_too():
    entry = only(opening(zone="America/Argentina/Buenos_Aires"))
    assert [line.split(":")[0] for line in entry.description.split("\n")[:3]] == ["Buenos Aires", "Busan", "Helsinki"]
    korean = replace(AINO_READS, language="ko")
    assert only(opening(zone="America/Sao_Paulo"), korean).description.startswith("상파울루:")


def test_an_assumed_time_says_so():
    assert only(opening(time_assumed=True)).description.startswith("The time is assumed.\n\n")


def test_where_people_meet_the_place_stands_before_the_link():
    made = opening(stage="hall")
    made = replace(made, event=replace(made.event, in_person=True), stages=(Stage("hall", {"en": "Hall 1"}, "busan"),))
    assert only(made).location == f"Hall 1, Busan · {URL}"
    assert only(replace(made, event=replace(made.event, in_person=False))).location == URL


def test_the_track_is_the_category():
    made = replace(opening(track="water"), tracks=(Track("water", {"en": "Water"}),))
    assert only(made).categories == ("Water",)


@pytest.mark.parametrize("changes", [{"duration": 0}, {"local_start": None}])
def test_what_has_no_time_or_no_length_is_left_out(changes):
    made = opening(**changes)
    assert not takeable(made.sessions[0])
    assert entries_of(made, AINO_READS, now=NOW) == ([], [])


@pytest.mark.parametrize(("days", "held"), [(0, 1), (29, 1), (30, 0)])
def test_what_was_called_off_stays_thirty_days(days, held):
    made = opening(state="cancelled", cancelled_at=NOW - timedelta(days=days))
    entries, _ = entries_of(made, AINO_READS, now=NOW)
    assert [entry.status for entry in entries] == [Status.CANCELLED] * held


def test_what_was_called_off_says_so_and_has_no_link_to_join():
    entry = only(opening(state="cancelled", cancelled_at=NOW))
    assert entry.description.startswith("Cancelled.\n\n")
    assert entry.join is None


def test_all_sessions_of_an_event_that_was_called_off_are():
    off = call_off(follow(None, opening(), now=DAY), now=NOW)
    entries, _ = entries_of(off, AINO_READS, now=NOW)
    assert [(entry.status, entry.sequence, entry.changed_at) for entry in entries] == [(Status.CANCELLED, 1, NOW)]
    assert entries_of(off, AINO_READS, now=NOW + timedelta(days=30)) == ([], [])


def test_a_row_of_which_no_entry_can_be_made_is_named():
    made = programme(talk("broken", appearances=(Appearance("nobody", "speaker"),)), talk("sound"))
    entries, (left_out,) = entries_of(made, AINO_READS, now=NOW)
    assert [entry.uid for entry in entries] == ["uid-sound"]
    assert (left_out.uid, left_out.reason) == ("uid-broken", "KeyError: 'nobody'")


def test_the_same_programme_gives_the_same_entries_later():
    made = opening()
    assert entries_of(made, AINO_READS, now=NOW) == entries_of(made, AINO_READS, now=NOW + timedelta(days=400))
    assert entry_of(made.sessions[0], made, AINO_READS).changed_at == DAY


def test_an_end_on_another_day_has_its_date():
    start = datetime(2021, 12, 9, 21, 30, tzinfo=UTC)
    assert span(start, start + timedelta(hours=1), "Europe/Helsinki", "en") == (
        "Thursday, 9 December 2021, 23:30 – Friday, 10 December 2021, 00:30 (UTC+2)"
    )
    assert span(start, start + timedelta(hours=1), "Asia/Seoul", "fi") == (
        "perjantai 10. joulukuuta 2021, 6.30–7.30 (UTC+9)"
    )


def test_an_unknown_language_reads_english():
    start = datetime(2021, 12, 9, 6, 30, tzinfo=UTC)
    assert span(start, start, "Asia/Seoul", "tlh") == span(start, start, "Asia/Seoul", "en")


def test_links_carry_all_that_other_calendars_take():
    links = entry_links(only(opening()), "/e/busan-helsinki/s/k7m2qd-opening/calendar.ics")
    assert links.google.startswith("https://calendar.google.com/calendar/render?action=TEMPLATE&text=Opening&")
    assert "&dates=20211209T063000Z%2F20211209T070000Z&" in links.google
    assert "&startdt=2021-12-09T06%3A30%3A00Z&enddt=2021-12-09T07%3A00%3A00Z&" in links.outlook
    assert links.microsoft == links.outlook.replace("outlook.live.com", "outlook.office.com")


def test_links_to_a_feed():
    links = feed_links("https://meridian.example/e/x/calendar.ics?lang=fi", "Päivä")
    assert links.webcal == "webcal://meridian.example/e/x/calendar.ics?lang=fi"
    assert links.google.endswith("?cid=webcal%3A%2F%2Fmeridian.example%2Fe%2Fx%2Fcalendar.ics%3Flang%3Dfi")
    assert links.outlook.endswith("&name=P%C3%A4iv%C3%A4")


def test_an_event_without_times_is_its_days():
    made = opening(local_start=None)
    assert is_announced_only(made)
    entry = whole_event(made, AINO_READS, uid="event-uid", since=DAY, now=NOW)
    assert entry is not None
    assert (entry.summary, entry.all_day, entry.sequence) == ("Busan–Helsinki", True, -1)
    assert (entry.starts_at, entry.ends_at) == (
        datetime(2021, 12, 8, 15, tzinfo=UTC),
        datetime(2021, 12, 9, 15, tzinfo=UTC),
    )
    undated = replace(made, event=replace(made.event, starts_on=None))
    assert whole_event(undated, AINO_READS, uid="x", since=DAY, now=NOW) is None


def test_an_event_without_times_that_was_called_off_is_told_for_thirty_days():
    off = call_off(follow(None, opening(local_start=None), now=DAY), now=NOW)
    assert is_announced_only(off)

    def told(now: datetime):
        return whole_event(off, AINO_READS, uid="event-uid", since=DAY, now=now)

    entry = told(NOW + timedelta(days=29))
    assert entry is not None
    assert (entry.status, entry.description.split("\n")[0]) == (Status.CANCELLED, "Called off.")
    assert told(NOW + timedelta(days=30)) is None


@pytest.mark.parametrize(
    ("talks", "announced"),
    [
        ((), True),
        ((talk("a", local_start=None), talk("b", duration=0)), True),
        ((talk("a", local_start=None), talk("b")), False),
        ((talk("a", state="cancelled", local_start=None),), False),
    ],
)
def test_the_days_stand_in_only_while_nothing_has_a_time(talks, announced):
    assert is_announced_only(programme(*talks)) is announced


def test_a_span_over_a_clock_change_says_both_offsets():
    start = datetime(2027, 11, 7, 4, 30, tzinfo=UTC)
    assert span(start, start + timedelta(hours=2), "America/New_York", "en") == (
        "Sunday, 7 November 2027, 00:30–01:30 (UTC−4 → UTC−5)"
    )
