"""Layla picks sessions on her phone, her calendar follows them, an organizer moves one, and she takes the link back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import delete, select

from app.cities.models import City
from app.clock import now
from app.db import commit, db, writing
from app.events.models import Event
from app.people.models import Person
from app.schedule.actions.release import release
from app.schedule.actions.talks import create_session, move_session
from app.schedule.models import Session
from app.schedule.rules.values import SessionValues
from app.schedule.rules.when import When
from tests.journeys.conftest import Visitor
from tests.journeys.test_two_cities import open_link
from tests.personas import make_event

LAYLA = "layla@dubai.example"
ON_A_PHONE = {"locale": "ar", "timezone_id": "Asia/Dubai", "viewport": {"width": 360, "height": 740}}
DAY = datetime.now(UTC).replace(hour=15, minute=30, second=0, microsecond=0, tzinfo=None) + timedelta(days=30)
TALKS = (
    ("Opening of the harbour forum", 0), ("Water in the city", 60), ("Open data by the sea", 75), ("A late word", 600),
)  # fmt: skip
SLUG = "harbours-and-data"


@dataclass
class Forum:
    """An event of Busan and Helsinki a month ahead, and what its organizers do."""

    beside: Flask

    def talk(self, title: str) -> Session:
        event = db.session.scalars(select(Event).where(Event.slug == SLUG)).one()
        talks = db.session.scalars(select(Session).where(Session.event_id == event.id))
        return next(talk for talk in talks if talk.title == {"en": title})

    def moves(self, title: str, start: datetime) -> None:
        """Move a session on Busan's clock, and release."""
        with self.beside.app_context(), writing():
            talk = self.talk(title)
            move_session(talk, When(start, "Asia/Seoul", 0, 45), expected_version=None, by=None)
            release(talk.event, by=None, now=now())
            commit()


@pytest.fixture
def forum(beside: Flask) -> Iterator[Forum]:
    with beside.app_context(), writing():
        busan, helsinki = (
            db.session.scalars(select(City).where(City.slug == slug)).one() for slug in ("busan", "helsinki")
        )
        day = DAY.date()
        event = make_event(SLUG, lead=busan, co_hosts=(helsinki,), title={"en": "Harbours and data"})
        event.starts_on, event.ends_on = day, day
        for title, after in TALKS:
            when = When(DAY + timedelta(minutes=after), "Asia/Seoul", 0, 45)
            create_session(event, SessionValues({"en": title}), when, by=None)
        release(event, by=None, now=now())
        commit()
    yield Forum(beside)
    with beside.app_context(), writing():
        db.session.execute(delete(Event).where(Event.slug == SLUG))
        db.session.execute(delete(Person).where(Person.email == LAYLA))
        commit()


@pytest.fixture
def layla(visitor: Callable[..., Visitor], program) -> Callable[..., Visitor]:
    """``layla(**wishes)``: Layla at a browser in which she is signed in."""

    def arrives(**wishes) -> Visitor:
        someone = visitor(**{**ON_A_PHONE, **wishes})
        open_link(someone, program.flask("people", "sign-in-link", LAYLA))
        return someone

    return arrives


def picked(page: Page, title: str):
    return page.locator(".row", has_text=title).locator("button.pick")


def fetched(address: str) -> tuple[int, bytes]:
    """What a calendar program gets there."""
    request = Request(address, headers={"User-Agent": "Calendar/1.0"})
    try:
        with urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except OSError as error:
        return getattr(error, "code", 0), b""


@pytest.mark.timeout(240)
def test_layla_s_calendar_follows_her_agenda(layla, forum: Forum):
    someone = layla()
    page = someone.goes(f"/e/{SLUG}/programme")
    for title in ("Water in the city", "Open data by the sea"):
        button = picked(page, title)
        expect(button).to_have_attribute("aria-pressed", "false")
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("p[role=status].aside-voice")).not_to_be_empty()
    someone.finds_no_barrier()
    someone.shows("agenda-programme-360-ar")

    page.reload()
    expect(picked(page, "Water in the city")).to_have_attribute("aria-pressed", "true")
    expect(picked(page, "Opening of the harbour")).to_have_attribute("aria-pressed", "false")

    page = someone.goes("/account/agenda/")
    page.locator(".row").nth(1).locator("button").click()
    expect(page.locator(".row h4")).to_have_text(["Water in the city"])
    page.go_back()
    page.go_back()
    expect(picked(page, "Open data by the sea")).to_have_attribute("aria-pressed", "false")
    picked(page, "Open data by the sea").click()
    expect(picked(page, "Open data by the sea")).to_have_attribute("aria-pressed", "true")

    page = someone.goes("/account/agenda/")
    expect(page.locator(".row h4")).to_have_text(["Water in the city", "Open data by the sea"])
    expect(page.locator(".agenda-beside")).to_have_count(2)
    someone.finds_no_barrier()
    someone.shows("agenda-360-ar")

    page.locator('a[href="/account/agenda/links"]').click()
    page.locator("#name").fill("هاتفي")
    page.locator("main form button[type=submit]").first.click()
    address = page.locator(".secret-link").inner_text()
    assert re.fullmatch(rf"{re.escape(someone.address)}/calendar/[\w-]{{32}}\.ics\?lang=ar", address)
    someone.finds_no_barrier()
    someone.shows("agenda-link-360-ar")

    status, before = fetched(address)
    assert (status, before.count(b"BEGIN:VEVENT")) == (200, 2)
    moved = DAY + timedelta(minutes=180)
    forum.moves("Water in the city", moved)
    _, after = fetched(address)
    assert f"DTSTART;TZID=Asia/Seoul:{moved:%Y%m%dT%H%M%S}".encode() in after
    assert after.count(b"BEGIN:VEVENT") == 2

    page = someone.goes("/account/agenda/links")
    assert "Calendar" in page.locator("td").nth(2).inner_text()
    page.locator("main td form button").click()
    expect(page.locator(".notice-good")).to_be_visible()
    assert fetched(address) == (404, b"")


@pytest.mark.timeout(240)
def test_who_is_not_signed_in_is_led_there_and_takes_it_without_scripts(visitor, program, forum: Forum):
    someone = visitor(java_script_enabled=False, locale="en-GB")
    page = someone.goes(f"/e/{SLUG}/programme")
    page.locator(".row", has_text="Water in the city").get_by_role("link", name="Add to my agenda").click()
    assert "/sign-in?next=%2Fe%2Fharbours-and-data%2Fs%2F" in page.url or "/sign-in?next=/e/harbours" in page.url

    link = re.findall(r"https?://\S+", program.flask("people", "sign-in-link", LAYLA))[-1]
    someone.goes(link).locator("main form button[type=submit]").first.click()
    page = someone.goes(f"/e/{SLUG}/programme")
    page.locator(".row", has_text="Water in the city").get_by_role("link", name="Add to my agenda").click()
    someone.shows("agenda-pick-1440")
    page.get_by_role("button", name="Add to my agenda").click()
    page.get_by_role("link", name="See my agenda").click()
    expect(page.locator(".row h4")).to_have_text(["Water in the city"])

    page.get_by_role("button", name="Take out").click()
    expect(page.locator(".row")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".row h4")).to_have_text(["Water in the city"])


@pytest.mark.timeout(240)
def test_page_left_open_while_she_signs_out_and_in_elsewhere_still_takes_sessions(layla, program, forum: Forum):
    """Its token is worth nothing any more: it asks for another, or leads her to sign in."""
    someone = layla(locale="en-GB")
    page = someone.goes(f"/e/{SLUG}/programme")
    button = picked(page, "Water in the city")
    expect(button).to_have_attribute("aria-pressed", "false")
    someone.expected = {400}
    other = someone.context.new_page()

    def signs_out() -> None:
        other.goto(someone.address + "/sign-out")
        other.locator("main form button[type=submit]").first.click()
        expect(other.locator("a.masthead-link[href='/sign-in']")).to_be_visible()

    signs_out()
    other.goto(re.findall(r"https?://\S+", program.flask("people", "sign-in-link", LAYLA))[-1])
    other.locator("main form button[type=submit]").first.click()
    other.wait_for_url(lambda address: "/sign-in/" not in address)
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    expect(page.locator(".pick-wrong")).to_have_count(0)

    signs_out()
    button.press("Enter")
    page.wait_for_url(re.compile("/sign-in"))


@pytest.mark.timeout(240)
def test_agenda_has_no_barrier_in_any_look(layla, forum: Forum):
    looks = {
        "360-dark": {"locale": "en-GB", "color_scheme": "dark", "has_touch": True},
        "768-ar": {"viewport": {"width": 768, "height": 1024}},
        "1440": {"locale": "en-GB", "timezone_id": "America/Los_Angeles", "viewport": {"width": 1440, "height": 900}},
    }
    for look, wishes in looks.items():
        someone = layla(**wishes)
        page = someone.goes("/account/agenda/")
        if look == "360-dark":
            someone.shows(f"agenda-empty-{look}")
            someone.finds_no_barrier()
        page = someone.goes(f"/e/{SLUG}/programme")
        expect(picked(page, "Water in the city")).to_have_count(1)
        someone.shows(f"agenda-programme-{look}")
        someone.finds_no_barrier()
        for title in ("Water in the city", "Open data by the sea", "Opening of the harbour"):
            if picked(page, title).get_attribute("aria-pressed") == "false":
                picked(page, title).click()
                expect(picked(page, title)).to_have_attribute("aria-pressed", "true")
        page.locator(".row h3 a").nth(1).click()
        expect(page.locator("button.pick")).to_have_attribute("aria-pressed", "true")
        someone.shows(f"agenda-session-{look}")
        for path, name in (("/account/agenda/", "agenda"), ("/account/agenda/links", "agenda-links")):
            page = someone.goes(path)
            someone.shows(f"{name}-{look}")
            someone.finds_no_barrier()
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0

    forum.moves("Opening of the harbour forum", DAY - timedelta(days=60))
    page = someone.goes("/account/agenda/")
    page.locator(".agenda-past summary").click()
    expect(page.locator(".agenda-past h4")).to_have_text(["Opening of the harbour forum"])
    someone.shows("agenda-past-1440")
    someone.finds_no_barrier()
    page.emulate_media(media="print")
    expect(page.locator(".tabs")).to_be_hidden()
    someone.shows("agenda-print-1440")
