"""Layla in Dubai reads in Arabic on a phone: her clock, both cities' clocks, the session in her calendar."""

from __future__ import annotations

import re
from pathlib import Path

from app.demo.loading import stable_code

SEMINAR = "/e/busan-helsinki-2021/"
FIRST = stable_code("busan-helsinki-2021:0")
IN_DUBAI = {
    "locale": "ar",
    "timezone_id": "Asia/Dubai",
    "viewport": {"width": 360, "height": 740},
    "color_scheme": "dark",
}


def test_layla_finds_her_clock_and_takes_the_session_along(visitor, tmp_path):
    layla = visitor(was_here=False, **IN_DUBAI)

    page = layla.goes(SEMINAR)
    page.locator(".zone-line", has_text="دبي").or_(page.locator(".zone-line", has_text="Dubai")).wait_for()
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("html").get_attribute("lang") == "ar"

    page.locator(f'a[href*="/s/{FIRST}"]').first.click()
    page.wait_for_url(f"**/s/{FIRST}*/")
    shown = page.locator("body").inner_text()
    for clock in ("10:30", "3:30", "8:30"):  # hers, Busan's and Helsinki's, with twelve hours as Arabic has them
        assert clock in shown
    starts = {time.get_attribute("datetime") for time in page.locator("time[datetime]").all()}
    assert any(start and start.startswith("2021-12-09T06:30") for start in starts)

    page.locator(".calendar-menu summary").first.click()
    with page.expect_download() as download:
        page.locator('.calendar-menu a[href*="/calendar.ics"]').first.click()
    kept = tmp_path / "session.ics"
    download.value.save_as(kept)
    entry = kept.read_bytes().decode()
    assert "DTSTART;TZID=Asia/Seoul:20211209T153000" in entry
    assert entry.count("BEGIN:VEVENT") == 1
    assert Path(download.value.suggested_filename).suffix == ".ics"


def test_everything_is_read_without_scripts(visitor):
    someone = visitor(java_script_enabled=False, timezone_id="America/Los_Angeles")

    page = someone.goes(f"{SEMINAR}programme?zone=America/Los_Angeles")

    first = page.locator("main").inner_text()
    assert "22:30" in first
    assert re.search(r"15:30\s+Busan", first)
    assert re.search(r"08:30\s+Helsinki", first)
    page.goto(f"{someone.address}{SEMINAR}programme?q=rusama")
    assert page.locator("main h3, main h4").filter(has_text="City of Helsinki policy").count() == 1
    assert page.locator("main").get_by_text("Busan data policy").count() == 0


def test_explicit_choice_of_a_zone_is_remembered_and_a_guess_gives_way(visitor):
    someone = visitor(timezone_id="America/Los_Angeles")
    someone.goes("/").wait_for_load_state("networkidle")

    page = someone.goes("/time-zone")
    page.get_by_role("searchbox").or_(page.locator("input[name=q]")).first.fill("Almaty")
    page.locator("form[method=get] button").click()
    with page.expect_navigation():
        page.locator('button[name="zone"][value="Asia/Almaty"]').click()

    assert "Almaty" in someone.goes(f"{SEMINAR}programme").locator("main").inner_text()
