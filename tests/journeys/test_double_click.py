"""Pressing twice does once."""

from __future__ import annotations

from tests.journeys.test_two_cities import IN_HELSINKI, open_link

TWICE = "button => { button.click(); setTimeout(() => button.click(), 30); }"
"""A press, and another while the first one's answer is under way; Chromium itself joins those that come faster."""


def test_double_click_makes_one_event(visitor, admin_link):
    aino = visitor(**IN_HELSINKI)
    open_link(aino, admin_link("aino@helsinki.example"))
    page = aino.goes("/manage/e/new")
    page.locator("#title").fill("Pressed twice")
    page.locator("#city_id").select_option(label="Helsinki")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Make the draft").evaluate(TWICE)
    page.wait_for_url("**/manage/e/pressed-twice*/")
    page.wait_for_load_state()

    assert len(sent) == 1
    aino.goes("/manage/")
    assert page.locator("main").get_by_role("link", name="Pressed twice").count() == 1
