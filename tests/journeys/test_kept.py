"""What is typed into a form is not lost by leaving its page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visitor
from tests.journeys.test_two_cities import IN_HELSINKI, open_link, submit

NEW = "/manage/e/new"


@pytest.fixture
def aino(visitor, admin_link) -> Visitor:
    someone = visitor(**IN_HELSINKI)
    open_link(someone, admin_link("aino@helsinki.example"))
    return someone


def told(page: Page):
    return page.locator("[data-slot=kept]")


def test_looking_something_up_loses_nothing(aino):
    page = aino.goes(NEW)
    page.locator("#title").fill("Half a thought")
    page.locator("summary", has_text="Add a language").first.click()
    page.locator("#title-spare-language").select_option("fi")
    page.locator("#title-spare").fill("Puolikas ajatus")
    page.get_by_label("Forum").check()

    page.get_by_role("link", name="Enter it first").click()
    page = aino.goes(f"{NEW}?city=busan")  # as one comes back
    expect(told(page)).to_be_visible()
    assert [field.input_value() for field in page.locator("[name=title]").all()] == [
        "Half a thought",
        "Puolikas ajatus",
        "",
    ]
    assert page.get_by_label("Forum").is_checked()
    assert page.locator("#city_id option:checked").inner_text() == "Busan"
    aino.finds_no_barrier()

    submit(page, "Make the draft")
    aino.goes(NEW)
    expect(page.locator("#title")).to_have_value("")
    expect(told(page)).to_be_hidden()


def test_what_was_refused_and_left_is_kept_until_dropped(aino):
    aino.expected.add(400)
    page = aino.goes(NEW)
    page.locator("#title").fill("No city yet")
    submit(page, "Make the draft")
    aino.goes("/manage/")
    aino.goes(NEW)
    expect(page.locator("#title")).to_have_value("No city yet")

    with page.expect_navigation():
        page.get_by_role("button", name="Drop what I typed").click()
    expect(page.locator("#title")).to_have_value("")


def test_what_comes_back_overwrites_nobody(aino):
    aino.expected.add(409)
    page = aino.goes(NEW)
    page.locator("#title").fill("Harbours again")
    page.locator("#city_id").select_option(label="Helsinki")
    submit(page, "Make the draft")
    details = page.url + "edit"
    aino.goes(details)
    page.locator("#title").fill("Typed, then left")

    other = aino.context.new_page()
    other.goto(details)
    other.locator("#title").fill("Saved elsewhere")
    submit(other, "Save")
    other.close()

    aino.goes(details)
    expect(page.locator("#title")).to_have_value("Typed, then left")
    submit(page, "Save")
    assert "English: Saved elsewhere" in page.locator("#conflict").inner_text()
    with page.expect_navigation():
        page.get_by_role("link", name="Drop mine, take what was saved").click()
    expect(page.locator("#title")).to_have_value("Saved elsewhere")


def test_signing_out_forgets(aino):
    page = aino.goes(NEW)
    page.locator("#title").fill("Not for others")
    aino.goes("/sign-out")
    submit(page, "Sign out")
    assert page.evaluate("Object.keys(sessionStorage)") == []
