"""Aino (Helsinki) makes a webinar with Min-jun's city (Busan), both fill it, she releases it, Layla (Dubai) sees it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Visitor

IN_HELSINKI = {"locale": "en-GB", "timezone_id": "Europe/Helsinki"}
IN_BUSAN = {"locale": "en-GB", "timezone_id": "Asia/Seoul", "viewport": {"width": 360, "height": 740}}
IN_DUBAI = {"locale": "ar", "timezone_id": "Asia/Dubai", "viewport": {"width": 360, "height": 740}}
DAY = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
MIN_JUN = "min-jun@busan.example"


@pytest.mark.timeout(300)  # a long way, and on a busy machine a slow one
def test_two_cities_make_a_webinar_and_a_third_attends(visitor, program):
    aino, min_jun, layla = visitor(**IN_HELSINKI), visitor(**IN_BUSAN), visitor(**IN_DUBAI)

    open_link(aino, program.flask("people", "sign-in-link", "aino@helsinki.example", "--admin"))
    make_webinar(aino)
    invite_busan(aino)

    accept_invitation(min_jun)
    add_session(min_jun, "Open data by the sea", "15:30", "Asia/Seoul")
    min_jun.expected.add(404)
    min_jun.goes("/manage/e/two-harbours/release")  # the lead city releases
    assert "Open data by the sea" not in min_jun.page.content()

    add_session(aino, "What residents ask for", "09:30", "Europe/Helsinki")
    layla.expected.add(404)
    layla.goes("/e/two-harbours/")
    assert "Two harbours" not in layla.page.content()  # not before it is released
    release(aino)

    see_it(layla)


def submit(page: Page, name: str) -> None:
    """Press a form's button and wait for the next page."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name).first.click()


def open_link(someone: Visitor, printed: str) -> None:
    """Sign in by a one-time link: opening it asks, pressing the button signs in."""
    link = re.findall(r"https?://\S+", printed)[-1]
    page = someone.goes(link)
    someone.finds_no_barrier()
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()


def make_webinar(aino: Visitor) -> None:
    page = aino.goes("/manage/")
    aino.finds_no_barrier()
    page.get_by_role("link", name="New event").click()
    page.wait_for_url("**/manage/e/new")
    aino.finds_no_barrier()
    page.locator("#title").fill("Two harbours")
    page.locator("#city_id").select_option(label="Helsinki")
    page.locator("#starts_on").fill(DAY)
    page.locator("[name=languages][value=en]").first.check()
    page.locator("#slug").fill("two-harbours")
    submit(page, "Make the draft")
    assert "/manage/e/two-harbours/" in page.url
    aino.finds_no_barrier()
    aino.shows("organizer-overview")


def invite_busan(aino: Visitor) -> None:
    page = aino.goes("/manage/e/two-harbours/hosts")
    page.locator("#city_id").select_option(label="Busan")
    submit(page, "Add the city")
    aino.finds_no_barrier()
    page = aino.goes("/manage/e/two-harbours/team")
    page.locator("#email").fill(MIN_JUN)
    page.locator("#role").select_option("editor")
    page.locator("#city_id").select_option(label="Busan")
    submit(page, "Mail the invitation")
    assert MIN_JUN in page.locator("main").inner_text()
    aino.finds_no_barrier()
    aino.shows("organizer-team")


def newest_mail(someone: Visitor, address: str, pattern: str) -> str:
    """The first match of the pattern in the newest mail to the address, once it has arrived."""
    for _ in range(100):
        page = someone.goes("/dev/mails/")
        mail = page.locator("main a, main tr, main li").filter(has_text=address).first
        if mail.count():
            link = mail if mail.evaluate("e => e.tagName") == "A" else mail.locator("a").first
            page.goto(someone.address + (link.get_attribute("href") or ""))
            if found := re.search(pattern, page.locator("body").inner_text()):
                return found.group(0)
        page.wait_for_timeout(200)
    raise AssertionError(f"No mail to {address} with {pattern}.")


def accept_invitation(min_jun: Visitor) -> None:
    """The invitation asks for the invited address: he signs in with the code that is mailed there."""
    invitation = newest_mail(min_jun, MIN_JUN, r"http://\S+/(team|invitation)\S+")
    page = min_jun.goes(invitation)
    min_jun.finds_no_barrier()
    min_jun.shows("invitation")
    sign_in = page.locator("main").get_by_role("link", name=re.compile("Sign in", re.IGNORECASE))
    if sign_in.count():
        with page.expect_navigation():
            sign_in.first.click()
    page.locator("input[type=email]").fill(MIN_JUN)
    submit(page, "Mail me a code")
    code_page = page.url
    code = newest_mail(min_jun, MIN_JUN, r"\b\d{4}[ \u00a0]?\d{4}\b")
    page.goto(code_page)
    page.locator("input[autocomplete=one-time-code]").fill(code)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    if "two-harbours" not in page.url:
        page.goto(invitation)
        with page.expect_navigation():
            page.locator("main form button[type=submit]").first.click()
    page = min_jun.goes("/manage/e/two-harbours/")
    assert "Two harbours" in page.locator("body").inner_text()


def add_session(someone: Visitor, title: str, time: str, zone: str) -> None:
    page = someone.goes("/manage/e/two-harbours/sessions/new")
    someone.finds_no_barrier()
    page.locator("#title").fill(title)
    page.locator("#date").fill(DAY)
    page.locator("#time").fill(time)
    page.locator("#duration").fill("45")
    page.locator("#zone").select_option(zone)
    page.locator("[name=languages][value=en]").first.check()
    submit(page, "Save")
    someone.goes("/manage/e/two-harbours/sessions/")
    assert title in page.locator("main").inner_text()
    someone.finds_no_barrier()


def release(aino: Visitor) -> None:
    page = aino.goes("/manage/e/two-harbours/release")
    said = page.locator("main").inner_text()
    assert "Open data by the sea" in said
    assert "What residents ask for" in said
    aino.finds_no_barrier()
    aino.shows("organizer-release")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^Release")).first.click()


def see_it(layla: Visitor) -> None:
    """15:30 in Busan is 08:30 in Helsinki in winter and 10:30 in Dubai, all year."""
    page = layla.goes("/e/two-harbours/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    layla.finds_no_barrier()
    layla.shows("attendee-event-arabic")
    page.get_by_role("link", name="Open data by the sea").first.click()
    page.wait_for_url("**/s/*-open-data-by-the-sea/")
    shown = page.locator("body").inner_text()
    assert "10:30" in shown
    assert "3:30" in shown
    layla.finds_no_barrier()
    layla.shows("attendee-session-arabic")
    page.locator(".calendar-menu summary").first.click()
    with page.expect_download() as download:
        page.locator('.calendar-menu a[href*="/calendar.ics"]').first.click()
    entry = download.value.path().read_text()
    assert f"DTSTART;TZID=Asia/Seoul:{DAY.replace('-', '')}T153000" in entry
