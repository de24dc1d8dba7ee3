"""Visitors' pages in a real browser: no barrier, no sideways scrolling, controls large enough, at three widths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

SEMINAR = "/e/busan-helsinki-2021/"
FORUM = "/e/smart-cities-moscow-1/"

PAGES = {
    "home": "/",
    "events": "/events",
    "cities": "/cities",
    "event": SEMINAR,
    "forum": FORUM,
    "live-event": "/e/harbour-cities-live/",
    "programme": f"{FORUM}programme",
    "programme-track": f"{FORUM}programme?by=track",
    "nothing-found": f"{FORUM}programme?q=zebra",
    "changes": f"{SEMINAR}changes",
    "city": "/c/busan/",
    "speaker": "/p/mikko-rusama/",
    "series": "/series/smart-cities-moscow/",
    "privacy": "/privacy",
    "imprint": "/imprint",
    "accessibility": "/accessibility",
    "styleguide": "/styleguide",
}

LOOKS = {
    "360-dark": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark", "has_touch": True},
    "768-ar": {"viewport": {"width": 768, "height": 1024}, "locale": "ar", "timezone_id": "Asia/Dubai"},
    "1440": {"timezone_id": "America/Los_Angeles"},
}

NARROWEST = 320
SMALLEST_CONTROL = 24
"""CSS pixels, WCAG 2.2, 2.5.8; links within a sentence are excepted there."""

SMALL_CONTROLS = """least => [...document.querySelectorAll("a, button, summary, input, select, textarea")]
  .filter((one) => one.checkVisibility() && !one.closest("p, li li, dd, footer p, .prose, .skip"))
  .filter((one) => one.tagName !== "INPUT" || !one.closest("label"))
  .map((one) => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < least || box.width < least))
  .map(([html]) => html)"""

LONG_WORDS = """() => [...document.querySelectorAll("main bdi, .hero bdi, h1, .prose p")]
  .filter((one) => !one.children.length)
  .map((one) => { one.textContent = "W".repeat(300); })
  .length"""
"""Puts a word of 300 letters wherever a text of people stands."""

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("look", LOOKS)
def test_pages_have_no_barrier(visitor: Callable[..., Any], look: str) -> None:
    someone = visitor(**LOOKS[look])
    for name, path in PAGES.items():
        page = someone.goes(path)
        someone.shows(f"{name}-{look}")
        someone.finds_no_barrier()
        assert page.evaluate(SIDEWAYS) == 0, path


def test_pages_fit_the_narrowest_screen_and_the_thumb(visitor: Callable[..., Any]) -> None:
    someone = visitor(viewport={"width": NARROWEST, "height": 640}, has_touch=True)
    for path in PAGES.values():
        page = someone.goes(path)
        assert page.evaluate(SIDEWAYS) == 0, path
        assert page.evaluate(SMALL_CONTROLS, SMALLEST_CONTROL) == [], path


def test_a_word_wider_than_a_phone_widens_no_page(visitor: Callable[..., Any]) -> None:
    someone = visitor(viewport={"width": NARROWEST, "height": 640})
    for path in PAGES.values():
        page = someone.goes(path)
        assert page.evaluate(LONG_WORDS) > 0, path
        assert page.evaluate(SIDEWAYS) == 0, path


def test_session_page_is_reached_by_keyboard_and_has_no_barrier(visitor: Callable[..., Any]) -> None:
    someone = visitor(timezone_id="Asia/Dubai")
    page = someone.goes(SEMINAR)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Smart city of Helsinki").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/s/*-smart-city-of-helsinki/")
    someone.finds_no_barrier()
    someone.shows("session-1440")


def test_pages_work_without_scripts(visitor: Callable[..., Any]) -> None:
    someone = visitor(java_script_enabled=False)
    page = someone.goes(f"{FORUM}programme")
    page.get_by_label("Search").fill("ceremony")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("1 session found")).to_be_visible()
    expect(page.get_by_role("heading", name="Award ceremony")).to_be_visible()


def test_browser_s_own_zone_fits_at_the_second_look(visitor: Callable[..., Any]) -> None:
    someone = visitor(timezone_id="America/Los_Angeles")
    someone.goes("/")
    page = someone.goes(SEMINAR)
    expect(page.get_by_text("Times are shown in Los Angeles")).to_be_visible()


def test_filters_answer_at_once_and_have_an_address(visitor: Callable[..., Any]) -> None:
    someone = visitor()
    page = someone.goes(f"{FORUM}programme")
    page.get_by_label("Kind").select_option("ceremony")
    page.wait_for_url("**/programme?kind=ceremony")
    expect(page.get_by_text("1 session found")).to_be_visible()
