"""The rules of counting, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.visits.rules.hours import Mode, hours
from app.visits.rules.public import Number, Shown, public
from app.visits.rules.robots import is_ahead, is_robot, prefix_of
from app.visits.rules.samples import Sample, average, curve, slot_of
from app.visits.rules.steady import SteadyClock
from app.visits.rules.visiting import Known, Told, begun, continues, heard, is_repeat

START = datetime(2026, 11, 22, 10, tzinfo=UTC)
DOORS = START - timedelta(minutes=30)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def told(
    seconds: float, watched: float, *, tab: str = "a", number: int | None = None, video: bool = True, present: float = 0
) -> Told:
    number = round(seconds) if number is None else number
    return Told(tab, at(seconds), number, round(watched * 1000), round(present * 1000), has_video=video)


def after(*beats: Told, since: datetime = DOORS) -> Known:
    """The visit after these beats."""
    known = begun(beats[0], since=since)
    for beat in beats[1:]:
        if not is_repeat(known, beat):
            known = heard(known, beat, since=since)
    return known


def watched(*beats: Told, since: datetime = DOORS) -> float:
    return after(*beats, since=since).watched_ms / 1000


WHOLE = [told(second, second) for second in range(0, 301, 15)]


def test_watch_time_is_what_the_browser_says():
    assert watched(*WHOLE) == 300


@pytest.mark.parametrize("lost", [slice(1, 2), slice(3, 9), slice(0, 3), slice(1, 20)])
def test_lost_beats_neither_add_nor_take(lost):
    heard_of = [beat for beat in WHOLE if beat not in WHOLE[lost]]
    assert watched(*heard_of) == 300


def test_repeated_beats_add_nothing():
    assert watched(*(beat for each in WHOLE for beat in (each, each))) == 300


def test_overtaken_beat_changes_nothing():
    known = after(told(0, 0), told(30, 30, number=2))
    late = told(31, 15, number=1)
    assert is_repeat(known, late)
    assert known.last_at == at(30)


def test_beats_that_come_late_and_all_at_once_lose_nothing():
    assert watched(told(0, 0), told(40, 15, number=1), told(40.1, 30, number=2), told(45, 45, number=3)) == 45


def test_watch_time_does_not_outrun_the_clock():
    assert watched(told(0, 0), told(15, 10_000)) == 75  # a minute before the first beat is believed


def test_nothing_counts_before_the_doors_opened():
    since = at(-5)
    assert watched(told(0, 600), told(15, 615), since=since) == 20


def test_two_tabs_at_once_count_once():
    beats = [told(s, s, tab="a") for s in range(0, 301, 15)] + [told(s, s - 7, tab="b") for s in range(7, 301, 15)]
    assert watched(*sorted(beats, key=lambda beat: beat.at)) == 300


def test_tab_after_tab_counts_both():
    first = [told(s, s, tab="a") for s in range(0, 61, 15)]
    then = [told(s, s - 100, tab="b") for s in range(100, 161, 15)]
    assert watched(*first, *then) == 120


def test_paused_tab_takes_nothing_from_the_other():
    both = [told(s, 0, tab="a") for s in range(0, 301, 15)] + [told(s, s - 5, tab="b") for s in range(5, 306, 15)]
    assert watched(*sorted(both, key=lambda beat: beat.at)) == 300


def test_tabs_that_are_remembered_are_few():
    beats = [told(number, 0, tab=f"tab-{number}") for number in range(40)]
    assert len(after(*beats).tabs) == 8


@pytest.mark.parametrize(("seconds", "is_view"), [(9.999, False), (10, True), (600, True)])
def test_view_begins_at_ten_seconds(seconds, is_view):
    assert (after(told(0, 0), told(600, seconds)).viewed_at is not None) is is_view


def test_without_video_presence_makes_a_view():
    assert after(told(0, 0, video=False), told(15, 0, present=15, video=False)).viewed_at == at(15)
    assert after(told(0, 0), told(15, 0, present=15)).viewed_at is None


def test_view_stays_one_when_a_video_appears():
    known = after(told(0, 0, video=False), told(15, 0, present=15, video=False), told(30, 0, present=30))
    assert (known.has_video, known.viewed_at) == (True, at(15))


@pytest.mark.parametrize(("silence", "same"), [(29 * 60 + 59, True), (30 * 60, False), (-86400, True)])
def test_visit_ends_after_half_an_hour_of_silence(silence, same):
    assert continues(after(told(0, 0)), told(silence, 0)) is same


def test_what_a_tab_counted_before_is_not_counted_again():
    before = after(told(0, 0), told(60, 60)).tabs["a"]
    assert begun(told(75, 75), since=at(70), before=before).watched_ms == 5_000


def test_hours_of_a_session():
    found = hours(START, at(3600))
    assert found is not None
    moments = (-1801, -1800, 3600, 3600 + 1799, 3600 + 1800)
    assert [found.mode(at(second)) for second in moments] == [None, Mode.LIVE, Mode.LIVE, Mode.LIVE, Mode.REPLAY]
    assert (found.since(Mode.LIVE), found.since(Mode.REPLAY)) == (DOORS, at(3600 + 1800))


def test_nothing_is_counted_without_a_time_or_once_called_off():
    assert hours(None, None) is None
    assert hours(START, at(60), called_off=True) is None


@pytest.mark.parametrize(
    "agent",
    ["", "curl/8.5.0", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "WhatsApp/2.23",
     "facebookexternalhit/1.1", "TelegramBot (like TwitterBot)", "python-requests/2.32", "Wget/1.21",
     "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/120.0.0.0 Safari/537.36",
     "Slackbot-LinkExpanding 1.0", "LinkedInBot/1.0", "Mozilla/5.0 (compatible; bingbot/2.0)", "Mastodon/4 (Bot)"],
)  # fmt: skip
def test_robots_are_known(agent):
    assert is_robot(agent)


@pytest.mark.parametrize(
    "agent",
    ["Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0",
     "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1",
     "Mozilla/5.0 (Linux; Android 14; CUBOT X30) AppleWebKit/537.36 Chrome/129.0 Mobile Safari/537.36",
     "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36 Edg/130.0"],
)  # fmt: skip
def test_people_are_no_robots(agent):
    assert not is_robot(agent)


@pytest.mark.parametrize(
    ("headers", "ahead"),
    [({"Sec-Purpose": "prefetch;prerender"}, True), ({"X-Moz": "prefetch"}, True), ({"X-Purpose": "preview"}, True),
     ({"Accept": "prefetch"}, False), ({}, False)],
)  # fmt: skip
def test_pages_fetched_ahead_are_known(headers, ahead):
    assert is_ahead(headers) is ahead


def test_networks_are_kept_by_their_prefix():
    found = [prefix_of(address) for address in ("192.0.2.77", "2001:db8:1:2::/64", "unknown")]
    assert found == ["192.0.2.0/24", "2001:db8:1::/48", ""]


@pytest.mark.parametrize(
    ("value", "said"), [(0, 10), (9, 10), (10, 10), (57, 50), (99, 90), (100, 100), (1234, 1200), (98765, 98000)]
)
def test_rounded_numbers(value, said):
    assert public(value, Shown.ROUNDED) == Number(said, is_rounded=True, is_few=value < 10)


def test_rounded_numbers_never_fall_nor_say_too_much():
    said = [public(value, Shown.ROUNDED) for value in range(10, 20_000)]
    values = [number.value for number in said if number]
    assert values == sorted(values)
    assert all(found <= value for value, found in enumerate(values, 10))


def test_exact_and_hidden_numbers():
    assert public(1234, Shown.EXACT) == Number(1234)
    assert public(1234, Shown.HIDDEN) is None


def test_curve_and_average():
    samples = [Sample(at(0), 2), Sample(at(10), 4), Sample(at(130), 1)]
    assert curve(samples) == [Sample(at(0), 4), Sample(at(60), 0), Sample(at(120), 1)]
    assert average(samples, at(0), at(20)) == 3
    assert average(samples, at(0), at(0)) is None
    assert slot_of(at(19.9)) == at(10)


def test_counting_goes_on_when_the_clock_is_set():
    steady = SteadyClock(START, 100.0)
    day = timedelta(days=1)
    found = [steady.moment(at(15) + day, 115.0), steady.moment(at(30) - day, 130.0), steady.moment(at(45.5), 145.0)]
    assert found == [at(15), at(30), at(45.5)]
