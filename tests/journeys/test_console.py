"""Aino moderates by keys alone, Min-jun helps without scripts, Layla asks by the plain form, the hall reads along."""

from __future__ import annotations

import re
import time

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select, update

from app.clock import now
from app.db import commit, db, writing
from app.people.models import Person, SignIn
from tests.journeys.conftest import Visitor
from tests.journeys.moderator import Moderator, empty_rooms
from tests.journeys.test_two_cities import open_link

EVENT = "harbour-cities-live"
FIRST, SECOND, THIRD = "When does the harbour freeze?", "Who pays for the ferries?", "A remark that nobody needs"


@pytest.fixture
def quiet(beside: Flask) -> None:
    """Nobody has asked anything yet."""
    with beside.app_context(), writing():
        empty_rooms()
        commit()


@pytest.mark.timeout(300)  # several people, and on a busy machine slow ones
@pytest.mark.usefixtures("quiet")
def test_console_is_kept_in_step_and_worked_by_keys(visitor, admin_link):
    aino, min_jun, layla, hall = visitor(), visitor(java_script_enabled=False), visitor(), visitor()
    open_link(aino, admin_link("aino@helsinki.example"))
    sign_in_without_scripts(min_jun, admin_link("mira@busan.example"))
    page = open_console(aino)
    aino.finds_no_barrier()
    questions, projector = (link.get_attribute("href") for link in page.locator(".console-ways a").all())
    sheet = hall.goes(projector)
    hall.finds_no_barrier()

    for text in (FIRST, SECOND, THIRD):
        ask(layla, questions, text)
    expect(page.locator(".console-waiting [data-slot=card]")).to_have_count(3)  # nobody loaded the page anew
    aino.finds_no_barrier()
    aino.shows("console-waiting")
    min_jun.goes(page.url)
    expect(sheet.locator("body")).not_to_contain_text(FIRST)

    page.route(re.compile(r"/rooms/\w+/\w+/"), answer_late)  # the room tells of it before the answer comes
    keys(page, "j", "a")
    expect(column(page, "shown")).to_contain_text(FIRST)
    expect(page.locator("[data-slot=card][aria-busy=true]")).to_have_count(0)
    page.unroute_all(behavior="wait")
    expect(page.locator("[data-slot=card]:focus")).to_contain_text(SECOND)  # on to what moved up
    expect(sheet.locator(".projector-question")).to_have_text(FIRST)
    keys(page, "a")
    expect(column(page, "shown")).to_contain_text(SECOND)
    expect(page.locator("[data-slot=card]:focus")).to_contain_text(THIRD)
    keys(page, "x")
    expect(column(page, "done")).to_contain_text(THIRD)
    keys(page, "ArrowLeft", "l")
    expect(page.locator(".ask-live")).to_have_count(1)
    expect(sheet.locator(".projector-live")).to_be_visible()
    assert THIRD not in sheet.content()
    hall.shows("projector-live")
    aino.shows("console-moderated")

    overtaken(min_jun)
    assert FIRST in layla.goes(questions).locator(".questions").first.inner_text()


def answer_late(route: Route) -> None:
    """The answer to a step is on its way for a while."""
    answer = route.fetch()
    time.sleep(1.5)
    route.fulfill(response=answer)


def open_console(aino: Visitor) -> Page:
    page = aino.goes(f"/manage/e/{EVENT}/rooms/")
    aino.finds_no_barrier()
    page.locator("main .row-main a").first.click()
    page.locator("button[name=asking][value=open]").click()
    expect(page.locator("[data-module=console][data-connection=live]")).to_be_attached()
    return page


def column(page: Page, name: str):
    return page.locator(f".console-{name}")


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


def sign_in_without_scripts(someone: Visitor, printed: str) -> None:
    page = someone.goes(re.findall(r"https?://\S+", printed)[-1])
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()


def ask(layla: Visitor, path: str, text: str) -> None:
    page = layla.goes(path)
    page.locator("textarea[name=text]").fill(text)
    page.locator("main form:has(textarea) button[type=submit]").click()
    page.locator(".notice-good").first.wait_for()


def overtaken(min_jun: Visitor) -> None:
    """His page is from before Aino's steps: the first is no conflict, what differs is said and not done."""
    page, min_jun.expected = min_jun.page, {409}
    page.locator(f"[data-slot=card]:has-text('{THIRD}') button[value=approve]").click()
    expect(page.locator("[role=alert]")).to_contain_text("Somebody else was faster")
    expect(column(page, "done")).to_contain_text(THIRD)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_keys_are_off_while_typing_and_where_switched_off(visitor, admin_link, scheme):
    aino = visitor(color_scheme=scheme, viewport={"width": 360, "height": 740})
    open_link(aino, admin_link("aino@helsinki.example"))
    page = open_console(aino)
    keys(page, "?")
    expect(page.locator(".console-help[open]")).to_be_visible()
    aino.finds_no_barrier()
    aino.shows(f"console-phone-{scheme}")
    page.locator("[data-slot=keys]").uncheck()
    page.locator("h1").click()
    keys(page, "?")
    expect(page.locator(".console-help[open]")).to_be_visible()  # nothing happened
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_console_of_who_is_signed_out_closes_at_once(visitor, admin_link, beside):
    aino = visitor()
    open_link(aino, admin_link("aino@helsinki.example"))
    page = open_console(aino)
    expect(page.locator("[data-module=console]")).to_have_attribute("data-connection", "live")
    page.route("**/room.json", lambda route: route.abort())  # neither the room nor a new connection tells her
    page.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    with aino.outage():
        with beside.app_context(), writing():
            who = select(Person.id).where(Person.email == "aino@helsinki.example").scalar_subquery()
            db.session.execute(update(SignIn).where(SignIn.person_id == who).values(ended_at=now()))
            commit()
        page.wait_for_url("**/sign-in?next=**")


SHAPES = [(1920, 1080), (1024, 768), (800, 600), (3840, 800), (1080, 1920), (360, 640)]
"""Screens of halls: wide, old, two beside each other, on edge, a phone."""
LONG = "How will the city make sure that those who live beside the harbour are heard when the quay is rebuilt? " * 4
PLACES = """() => {
  const of = (name) => document.querySelector(name).getBoundingClientRect();
  const parts = ["head", "live", "question", "name", "foot"].map((name) => of(`.projector-${name}`));
  return parts.flatMap(({ top, bottom }) => [top, bottom]).concat(innerHeight);
}"""


def test_longest_question_is_read_whole_on_any_projector(visitor, beside):
    hall = visitor()
    with Moderator(beside, of_last=True) as mira:  # the other room is the others'
        mira.goes_live(mira.question(LONG[:398], name="Layla"))
        for number in range(5):
            mira.question(f"{number}: who pays for the ferries when the ice lasts until May, and for how long?")
        sheet = hall.goes(f"{mira.path}projector")
    expect(sheet.locator("[data-module=projector]")).to_have_attribute("data-connection", "live")
    for width, height in SHAPES:
        sheet.set_viewport_size({"width": width, "height": height})
        sheet.wait_for_timeout(300)  # it is fitted once it was laid out
        edges = [round(edge) for edge in sheet.evaluate(PLACES)]
        assert edges == sorted(edges), (width, height)  # one below the other, nothing over anything, nothing cut
    hall.finds_no_barrier()
