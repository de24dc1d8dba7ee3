"""How times are shown (time.md)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app import cldr, zones
from app.days import by_day
from app.times import CityClock, Place, TimeWords, light

BUSAN = Place("Busan", "Asia/Seoul")
HELSINKI = Place("Helsinki", "Europe/Helsinki")


def ngettext(singular: str, plural: str, num: int, /, **variables: object) -> str:
    return (singular if num == 1 else plural) % variables


ENGLISH = TimeWords("en", ngettext)
FINNISH = TimeWords("fi", ngettext)
ARABIC = TimeWords("ar", ngettext)


def at(zone: str, *figures: int) -> datetime:
    return zones.instant(datetime(*figures), zone)  # type: ignore[arg-type]


SEMINAR = at("Asia/Seoul", 2021, 12, 9, 15, 30)


def test_a_citys_clock_is_ready_to_print():
    assert ENGLISH.clock(SEMINAR, "Asia/Seoul", "Busan", home="Europe/Helsinki") == CityClock(
        city_name="Busan",
        zone="Asia/Seoul",
        time="15:30",
        date="Thu 9 Dec",
        day_shift=0,
        offset_label="UTC+9",
        datetime_iso="2021-12-09T06:30:00Z",
        band_percent=64.58,
        light="day",
    )


def test_the_viewer_comes_first_then_every_host_city():
    shown = ENGLISH.session(
        SEMINAR, SEMINAR + timedelta(minutes=90), zone="America/Los_Angeles", cities=[BUSAN, HELSINKI]
    )
    assert (shown.own.city_name, shown.own.time, shown.own.date) == ("Los Angeles", "22:30", "Wed 8 Dec")
    assert shown.range.text == "22:30–00:00" and shown.range.end_shift == 0
    assert [(city.city_name, city.time, city.day_shift) for city in shown.cities] == [
        ("Busan", "15:30", 1),
        ("Helsinki", "08:30", 1),
    ]


def test_a_city_with_the_viewers_clock_need_not_be_repeated():
    shown = ENGLISH.session(SEMINAR, SEMINAR, zone="Asia/Tokyo", cities=[BUSAN, HELSINKI])
    assert [city.city_name for city in shown.cities] == ["Busan", "Helsinki"]
    assert [city.city_name for city in shown.others] == ["Helsinki"]


def test_the_same_wall_time_a_day_apart_is_repeated():
    noon = datetime(2022, 1, 1, 10, 0, tzinfo=UTC)
    shown = ENGLISH.session(noon, noon, zone="Pacific/Honolulu", cities=[Place("Kiritimati", "Pacific/Kiritimati")])
    assert [(city.time, city.day_shift) for city in shown.others] == [(shown.own.time, 1)]


AMERICAN = TimeWords("en-us", ngettext)
SWEDISH = TimeWords("sv", ngettext)
UNKNOWN = TimeWords("x-klingon", ngettext)


@pytest.mark.parametrize(
    ("words", "time", "range_", "day", "heading", "length"),
    [
        (ENGLISH, "15:30", "15:30–17:00", "Thu 9 Dec", "Thursday, 9 December 2021", "1 hr 30 mins"),
        (AMERICAN, "3:30 PM", "3:30 – 5:00 PM", "Thu, Dec 9", "Thursday, December 9, 2021", "1 hr 30 min"),
        (FINNISH, "15.30", "15.30–17.00", "to 9.12.", "torstai 9. joulukuuta 2021", "1 t 30 min"),
        (ARABIC, "3:30 م", "3:30–5:00 م", "الخميس، 9 ديسمبر", "الخميس، 9 ديسمبر 2021", "1 س 30 د"),
        (SWEDISH, "15:30", "15:30–17:00", "tors 9 dec.", "torsdag 9 december 2021", "1 tim 30 min"),
        (UNKNOWN, "15:30", "15:30–17:00", "Thu 9 Dec", "Thursday, 9 December 2021", "1 hr 30 mins"),
    ],
)  # fmt: skip
def test_formats_are_those_of_the_language(words, time, range_, day, heading, length):
    shown = words.session(SEMINAR, SEMINAR + timedelta(minutes=90), zone="Asia/Seoul", cities=[])
    spaced = str.maketrans({"\u202f": " ", "\u2009": " "})  # CLDR's narrow spaces
    assert shown.own.time.translate(spaced) == time
    assert shown.range.text.translate(spaced) == range_
    assert words.day(date(2021, 12, 9)) == day == shown.own.date
    assert words.heading(date(2021, 12, 9)) == heading
    assert words.duration(90) == length


def test_what_has_no_length_has_one_time():
    shown = ENGLISH.range(SEMINAR, SEMINAR, "Europe/Helsinki")
    assert (shown.text, shown.start, shown.end, shown.end_shift) == ("08:30", "08:30", "08:30", 0)
    assert ENGLISH.duration(0) == ""


def test_a_range_across_midnight_says_so_and_one_until_midnight_does_not():
    late = at("Asia/Seoul", 2021, 12, 9, 23, 30)
    assert ENGLISH.range(late, late + timedelta(minutes=60), "Asia/Seoul").end_shift == 1
    assert ENGLISH.range(late, late + timedelta(minutes=30), "Asia/Seoul").end_shift == 0
    whole = ENGLISH.range(late, late + timedelta(days=1), "Asia/Seoul")
    assert (whole.text, whole.end_shift) == ("23:30–23:30", 1)


def test_a_range_over_a_clock_change_shows_what_the_clocks_show():
    night = at("Europe/Helsinki", 2022, 10, 30, 3, 30)
    shown = ENGLISH.range(night, night + timedelta(minutes=90), "Europe/Helsinki")
    assert (shown.text, shown.end_iso) == ("03:30–04:00", "2022-10-30T02:00:00Z")
    back = ENGLISH.range(night, night + timedelta(minutes=45), "Europe/Helsinki")
    assert (back.start, back.end, back.end_shift) == ("03:30", "03:15", 0)


def test_all_clocks_in_a_line_of_text():
    assert ENGLISH.line(SEMINAR, [BUSAN, HELSINKI]) == "15:30 Busan · 08:30 Helsinki"
    late = at("Europe/Helsinki", 2021, 12, 9, 20, 0)
    assert ENGLISH.line(late, [HELSINKI, BUSAN]) == "20:00 Helsinki · 03:00 Busan (+1 day)"
    assert ENGLISH.line(late, [BUSAN, HELSINKI]) == "03:00 Busan · 20:00 Helsinki (−1 day)"
    assert ENGLISH.line(late, []) == ""


def test_a_days_difference_has_a_real_minus_and_goes_through_gettext():
    asked = []

    def finnish(singular: str, plural: str, num: int, /, **variables: object) -> str:
        asked.append((singular, plural, num))
        return ("%(shift)s pv" if num == 1 else "%(shift)s pv:ää") % variables

    words = TimeWords("fi", finnish)
    assert [words.shift(days) for days in (1, -1, 2, 0)] == ["+1 pv", "−1 pv", "+2 pv:ää", ""]
    assert asked[0] == ("%(shift)s day", "%(shift)s days", 1)


def test_a_days_difference_stays_in_order_from_right_to_left():
    assert ARABIC.shift(1) == "\u200e+1 day"
    assert ENGLISH.shift(1) == "+1 day"


@pytest.mark.parametrize(
    ("hour", "expected"),
    [(0, "night"), (6, "dawn"), (7, "dawn"), (8, "day"), (17, "day"), (18, "dusk"), (19, "dusk"), (20, "night")],
)  # fmt: skip
def test_light_of_the_hour(hour, expected):
    assert light(datetime(2021, 12, 9, hour, 59)) == expected


def test_the_band_runs_from_midnight_to_midnight():
    for figures, percent in (((0, 0), 0.0), ((6, 0), 25.0), ((12, 0), 50.0), ((23, 59), 99.93)):
        assert ENGLISH.clock(at("Asia/Seoul", 2021, 12, 9, *figures), "Asia/Seoul").band_percent == percent


def test_an_instant_with_another_offset_is_written_in_utc():
    moment = SEMINAR.astimezone(zones.zone("Asia/Seoul"))
    assert ENGLISH.clock(moment, "Europe/Paris").datetime_iso == "2021-12-09T06:30:00Z"


def test_every_zone_has_a_place_in_every_language():
    for name in zones.accepted_names():
        for language in ("en", "fi", "ar"):
            said = cldr.zone_city(language, name)
            assert said and "/" not in said and "_" not in said
    assert FINNISH.zone_city("Asia/Seoul") == "Soul"
    assert ARABIC.zone_city("Europe/Helsinki") == "هلسنكي"
    assert [ARABIC.zone_city(zone) for zone in ("Europe/Kyiv", "Asia/Kolkata")] == ["كييف", "كالكتا"]


TALKS = {
    "keynote": (at("Asia/Seoul", 2021, 12, 9, 15, 30), at("Asia/Seoul", 2021, 12, 9, 16, 0)),
    "night": (at("Asia/Seoul", 2021, 12, 9, 23, 30), at("Asia/Seoul", 2021, 12, 10, 0, 30)),
    "until midnight": (at("Asia/Seoul", 2021, 12, 9, 23, 0), at("Asia/Seoul", 2021, 12, 10, 0, 0)),
    "open": None,
}


def test_a_session_across_midnight_appears_once_under_the_day_it_starts():
    days = by_day(TALKS, TALKS.get, "Asia/Seoul")
    assert [(day.date, [entry.item for entry in day.entries]) for day in days] == [
        (date(2021, 12, 9), ["keynote", "until midnight", "night"]),
        (None, ["open"]),
    ]
    assert [entry.past_midnight for entry in days[0].entries] == [False, False, True]
    assert days[0].entries[2].end == datetime(2021, 12, 10, 0, 30)


def test_days_are_those_of_the_zone_shown():
    days = by_day(TALKS, TALKS.get, "America/Los_Angeles")
    assert [(day.date, [entry.item for entry in day.entries]) for day in days] == [
        (date(2021, 12, 8), ["keynote"]),
        (date(2021, 12, 9), ["until midnight", "night"]),
        (None, ["open"]),
    ]
    assert not any(entry.past_midnight for day in days for entry in day.entries)


def test_a_viewer_at_utc_minus_7_of_an_event_at_utc_plus_8():
    start = at("Asia/Shanghai", 2022, 6, 2, 9, 0)
    shown = ENGLISH.session(
        start, start + timedelta(minutes=45), zone="America/Los_Angeles", cities=[Place("Shanghai", "Asia/Shanghai")]
    )
    assert (shown.own.time, shown.own.date, shown.own.offset_label) == ("18:00", "Wed 1 Jun", "UTC−7")
    assert (shown.cities[0].time, shown.cities[0].date, shown.cities[0].day_shift) == ("09:00", "Thu 2 Jun", 1)


def test_in_the_hour_that_comes_twice_sessions_stay_in_order():
    first = zones.instant(datetime(2022, 10, 30, 3, 45), "Europe/Helsinki", 0)
    second = zones.instant(datetime(2022, 10, 30, 3, 15), "Europe/Helsinki", 1)
    talks = {"second": (second, second), "first": (first, first)}
    (day,) = by_day(talks, talks.get, "Europe/Helsinki")
    assert [entry.item for entry in day.entries] == ["first", "second"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "1–2 Feb 2025"), ("fi", "1.–2. helmikuuta 2025"), ("ko", "2025년 2월 1일~2일")],
)
def test_several_days_are_said_once(language, said):
    words = TimeWords(language, lambda one, many, num, **params: (one if num == 1 else many) % params)
    assert words.days(date(2025, 2, 1), date(2025, 2, 2)) == said
    assert words.days(date(2025, 2, 1), date(2025, 2, 1)) == words.long_date(date(2025, 2, 1))
