"""What other programs make of our calendars (skipped where they are not set up, see tests/judges.py)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from app import zones
from app.calendars.rules import builder
from app.calendars.rules.vevent import Status
from tests.calendars.test_builder import BUSAN, FEED, at
from tests.judges import judge_calendar, rejects


def test_a_download_pleases_all_readers(tmp_path):
    judge_calendar(
        builder.download(BUSAN), tmp_path, "--profile", "download", "--expect", BUSAN.uid, "2021-12-09T06:30:00Z"
    )


def test_a_feed_in_every_zone_pleases_all_readers(tmp_path):
    days = [datetime(year, month, 15, 9, 30, tzinfo=UTC) for year in (2026, 2027, 2030) for month in (1, 7)]
    entries = [
        replace(at(zone, day), uid=f"{zone.replace('/', '.')}-{day:%Y%m}")
        for zone in sorted(zones.accepted_names())
        for day in days
    ]
    judge_calendar(builder.feed(FEED, entries).octets, tmp_path, "--profile", "feed")


def test_hours_around_every_change_please_all_readers(tmp_path):
    changing = [
        "Africa/Cairo",
        "America/Santiago",
        "Asia/Gaza",
        "Asia/Jerusalem",
        "Australia/Lord_Howe",
        "Europe/Dublin",
    ]
    entries = [
        replace(at(zone, moment), uid=f"{zone.replace('/', '.')}-{moment:%Y%m%d%H}")
        for zone in changing
        for moment in _hours_of_2026(zone)
    ]
    judge_calendar(builder.feed(FEED, entries).octets, tmp_path, "--profile", "feed")


def _hours_of_2026(zone_name: str) -> list[datetime]:
    """Each within a day and a half of a change of the clocks, and another one every five days."""
    zone = zones.zone(zone_name)
    year = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours) for hours in range(366 * 24)]
    changes = [hour for hour, after in pairwise(year) if hour.astimezone(zone).dst() != after.astimezone(zone).dst()]
    assert len(changes) == 2
    near = {change + timedelta(hours=hours) for change in changes for hours in range(-36, 38)}
    return sorted({*near, *year[:: 5 * 24 + 1]})


def test_texts_of_all_kinds_please_all_readers(tmp_path):
    texts = [
        "a;b,c:d\"e'f",
        "👩‍🚀" * 500,
        "مرحبا، العالم؛ نعم",
        "서울 " * 400,
        "tab\tand\r\nlines\x00",
        "\u202eevil",
        "C:\\data",
    ]
    entries = [
        replace(BUSAN, uid=f"text-{number}", summary=text, description=text * 3, categories=(text,), status=status)
        for number, text in enumerate(texts)
        for status in [Status.CANCELLED if number % 2 else Status.CONFIRMED]
    ]
    judge_calendar(builder.feed(replace(FEED, name=texts[0]), entries).octets, tmp_path, "--profile", "feed")


def test_the_readers_find_a_fault(tmp_path):
    wrong_zone = builder.download(BUSAN).replace(b"TZOFFSETTO:+0900", b"TZOFFSETTO:+0800")
    assert "vtz.onset" in rejects(wrong_zone, tmp_path)
