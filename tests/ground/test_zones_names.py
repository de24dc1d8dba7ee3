"""Which zone names are accepted, and the name that is offered for a refused one (time.md)."""

from __future__ import annotations

import pickle
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import zones
from app.errors import RuleBroken
from app.zones import UnknownZone
from app.zones_names import _ABBREVIATIONS, _FOLDER_EXAMPLES, _STEADY, _WORDS


@pytest.mark.parametrize(
    "name",
    [
        "UTC", "Europe/Helsinki", "Asia/Seoul", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "Europe/Kiev",
        "Europe/Kyiv", "America/Port-au-Prince", "Antarctica/DumontDUrville", "US/Pacific",
    ],
)  # fmt: skip
def test_area_and_location_are_accepted_as_chosen(name):
    assert zones.zone(name).key == name
    assert name in zones.accepted_names()
    assert zones.meant(name) == name


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("Singapore", "Asia/Singapore"),
        ("Egypt", "Africa/Cairo"),
        ("Japan", "Asia/Tokyo"),
        ("ROK", "Asia/Seoul"),
        ("Iceland", "Atlantic/Reykjavik"),
        ("W-SU", "Europe/Moscow"),
        ("GB-Eire", "Europe/London"),
        ("europe/helsinki", "Europe/Helsinki"),
        ("EUROPE/HELSINKI", "Europe/Helsinki"),
        (" Europe/Helsinki\n", "Europe/Helsinki"),
        ("America/New York", "America/New_York"),
        ("utc", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Zulu", "UTC"),
        ("GMT", "UTC"),
    ],
)
def test_another_spelling_is_refused_with_the_name_that_is_meant(name, suggestion):
    with pytest.raises(UnknownZone) as refused:
        zones.zone(name, field="zone")
    assert refused.value.suggestion == suggestion == zones.meant(name)
    assert suggestion in str(refused.value)
    assert refused.value.field == "zone"


@pytest.mark.parametrize(
    ("name", "suggestion", "word"),
    [
        ("Europe", "Europe/Helsinki", "region"),
        ("asia", "Asia/Seoul", "region"),
        ("America/Argentina", "America/Argentina/Buenos_Aires", "region"),
        ("US", "America/New_York", "region"),
        ("EST5EDT", "America/New_York", "abbreviation"),
        ("CET", "Europe/Brussels", "abbreviation"),
        ("EET", "Europe/Athens", "abbreviation"),
        ("KST", "Asia/Seoul", "abbreviation"),
        ("MSK", "Europe/Moscow", "abbreviation"),
        ("PST", "America/Los_Angeles", "abbreviation"),
        ("Etc/GMT+2", "America/Noronha", "opposite"),
        ("Etc/GMT-2", "Africa/Johannesburg", "opposite"),
        ("Etc/GMT+12", None, "opposite"),
        ("UTC+2", None, "offset"),
        ("+05:30", None, "offset"),
        ("FLE Standard Time", None, "Windows"),
        ("Helsinki", "Europe/Helsinki", "Did you mean"),
        ("New York", "America/New_York", "Did you mean"),
        ("Europe/Helsingi", "Europe/Helsinki", "Did you mean"),
        ("Europe/Moskow", "Europe/Moscow", "Did you mean"),
        ("Factory", None, "not a time zone"),
        ("Etc", None, "not a time zone"),
        ("", None, "Choose"),
        ("  ", None, "Choose"),
    ],
)
def test_a_guess_is_offered_but_never_taken_by_itself(name, suggestion, word):
    with pytest.raises(UnknownZone) as refused:
        zones.zone(name)
    assert refused.value.suggestion == suggestion
    assert word in str(refused.value)
    assert zones.meant(name) is None


HOSTILE = [
    "../../etc/passwd", "/etc/passwd", "Europe/../Asia/Seoul", "Europe/Helsinki/..", "Europe/Helsinki\0", "\0",
    "Europe//Helsinki", "x" * 10_000, "Europe/" * 2_000, "\ud800", "Europe/\udfff", "%(zone)s %s %", "__init__.py",
    "tzdata.zi", "zone.tab", "Europe\\Helsinki", "Europe/Helsinki;DROP TABLE", "<script>", "İstanbul", "٠١٢",
    "Etc/GMT+٢", "con", "nul", "UTC+99999999999999999999", "etc/gmt-" + "9" * 50, "Europe/Hel\u202esinki",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_are_refused_with_a_sentence_that_any_page_can_show(name):
    with pytest.raises(UnknownZone) as refused:
        zones.zone(name)
    shown = str(refused.value)
    shown.encode("utf-8")
    assert shown.isprintable()
    assert len(shown) < 250


@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=80))
def test_any_string_is_a_zone_or_an_unknown_zone(name):
    try:
        assert zones.zone(name).key == name
    except UnknownZone as refused:
        assert isinstance(refused, RuleBroken)
        assert refused.suggestion is None or refused.suggestion in zones.accepted_names()
        str(refused).encode("utf-8")


def test_every_accepted_name_can_be_read_and_every_suggestion_is_accepted():
    for name in zones.accepted_names():
        assert zones.zone(name).key == name
    for table in (_WORDS, _ABBREVIATIONS, _FOLDER_EXAMPLES, _STEADY):
        assert set(table.values()) <= zones.accepted_names()


@pytest.mark.parametrize(("hours", "name"), _STEADY.items())
def test_places_offered_for_an_offset_keep_it_all_year(hours, name):
    from datetime import UTC, datetime

    for month in (1, 4, 7, 10):
        moment = datetime(2026, month, 1, tzinfo=UTC)
        assert zones.offset_label(moment, name) == f"UTC{'+' if hours > 0 else '−'}{abs(hours)}"


def test_choices_are_grouped_by_area_without_the_old_folders():
    areas = dict(zones.choices())
    assert list(areas) == sorted(areas)
    assert "Europe/Helsinki" in areas["Europe"] and "Asia/Seoul" in areas["Asia"]
    offered = [name for names in areas.values() for name in names]
    assert len(offered) == len(set(offered)) > 400
    assert set(offered) < zones.accepted_names()
    assert "US/Pacific" not in offered and "UTC" not in offered


def test_one_name_for_each_place_is_in_use_today():
    assert {"Asia/Kolkata", "America/Toronto", "Europe/Kyiv", "Atlantic/Reykjavik"} <= zones.CURRENT
    assert not {"Asia/Calcutta", "America/Nipigon", "Europe/Kiev", "US/Pacific"} & zones.CURRENT
    assert len(zones.CURRENT) > 400
    assert zones.CURRENT.issubset(zones.accepted_names())


def test_a_zone_survives_pickling_by_its_name():
    assert pickle.loads(pickle.dumps(zones.zone("Asia/Seoul"))) is ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize("name", ["auto", "local", "browser", "none"])
def test_a_word_that_is_near_no_place_gets_no_guess(name):
    with pytest.raises(UnknownZone) as refused:
        zones.zone(name)
    assert refused.value.suggestion is None
    assert "Did you mean" not in str(refused.value)
