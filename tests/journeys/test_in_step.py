"""Every screen is back in step after a fault, without a reload (promise P4), and what was hidden is nowhere (P5)."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocket, WebSocketRoute, expect

from tests.journeys.conftest import Visitor
from tests.journeys.moderator import Moderator
from tests.journeys.test_room import CONVERGED, IN_DUBAI, agree, enter, room, show_new, shown, soon, take_in, vote
from tests.program import Program

AWAY = 30_000
"""Milliseconds without a network."""
HIDDEN = "Words that nobody may read"


def frames_of(page: Page) -> list[str]:
    """All that comes over the page's sockets from now on."""
    heard: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: heard.append(str(frame)))

    page.on("websocket", listen)
    return heard


@pytest.mark.timeout(240)
def test_three_screens_agree_and_one_was_away_for_half_a_minute(visitor, mira):
    aino, layla = visitor(), visitor(travels=True, **IN_DUBAI)
    for one in (aino, layla):
        enter(one.goes(mira.path))
    hall = visitor().goes(f"{mira.path}projector")
    expect(hall.locator("[data-module=projector]")).to_have_attribute("data-connection", "live", timeout=CONVERGED)
    ice, tram = mira.question("When does the ice go?"), mira.question("Who runs the night tram?")
    both = [("When does the ice go?", "1"), ("Who runs the night tram?", "1")]
    for one in (aino, layla):
        take_in(one.page, both)
    agree([aino.page, layla.page], both)
    expect(hall.locator(".projector-question")).to_have_text("When does the ice go?", timeout=CONVERGED)

    for one in (aino, layla):  # at the same moment, as far as one test can
        one.page.locator("[data-slot=list] > li", has_text="tram").locator(".button-vote").click(no_wait_after=True)
    after_votes = [("Who runs the night tram?", "3"), ("When does the ice go?", "1")]
    agree([aino.page, layla.page], after_votes)
    expect(hall.locator(".projector-question")).to_have_text("Who runs the night tram?", timeout=CONVERGED)

    with layla.offline():
        aino.page.locator("#ask-text").fill("May I swim there?")
        aino.page.get_by_role("button", name="Send").click()
        expect(aino.page.locator("[data-slot=mine] [data-slot=stands]")).to_have_text("Waiting for a moderator")
        mira.approves("May I swim there?")
        mira.goes_live(ice)
        mira.vote_for(tram, 4)
        mira.hides(tram)
        layla.page.wait_for_timeout(AWAY)
        assert ("Who runs the night tram?", "3") in shown(layla.page)  # she could hear of nothing
    final = [("When does the ice go?", "1"), ("May I swim there?", "1")]
    for one in (aino, layla):
        take_in(one.page, final)
    agree([aino.page, layla.page, room(visitor, mira)], final)
    expect(hall.locator(".projector-question")).to_have_text("When does the ice go?", timeout=CONVERGED)
    expect(hall.locator("body")).not_to_contain_text("night tram")


@pytest.mark.timeout(120)
def test_what_was_hidden_is_found_nowhere(visitor, mira):
    someone = visitor()
    someone.expected.add(404)
    code = mira.question(HIDDEN)
    page = someone.goes(mira.path)
    enter(page)
    take_in(page, [(HIDDEN, "1")])
    assert HIDDEN in someone.goes(f"{mira.path}questions").content()  # it is there to be hidden
    before = json_of(someone, mira)
    mira.hides(code)

    late = visitor()
    frames = frames_of(late.page)
    page = late.goes(mira.path)
    enter(page)
    assert soon(page, lambda: any("tick" in frame for frame in frames))
    missed = join(page, json_of(someone, mira)["session"], {"epoch": before["epoch"], "seq": 0})
    assert missed["mode"] == "replay"
    assert missed["items"][-1] | {"seq": 0, "at": ""} == {"seq": 0, "at": "", "type": "gone", "data": {"id": code}}
    pages = [late.goes(mira.path + name).content() for name in ("", "questions", "projector", "room.json")]
    assert [HIDDEN in found for found in (*pages, *frames, str(missed), str(json_of(someone, mira)))].count(True) == 0
    for command, more in (("vote", {"vote": "1"}), ("withdraw", {})):
        answer = posted(someone, f"{mira.path}questions/{code}/{command}", more)
        assert answer == {"ok": False, "error": "not_found"} | {"message": answer["message"]}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("lost", ["ev", "tick", "ev and tick"])
def test_messages_that_are_lost_are_made_up_for(visitor, mira, lost):
    someone, losing = visitor(), {"now": False, "count": 0}

    def is_lost(message: str | bytes) -> bool:
        found = losing["now"] and any(f'["{name}"' in str(message) for name in lost.split(" and "))
        losing["count"] += bool(found)
        return bool(found)

    between(someone.page, is_lost)
    first, second = mira.question("First?"), mira.question("Second?")
    page = someone.goes(mira.path)
    enter(page)
    agree([page], [("First?", "1"), ("Second?", "1")])
    losing["now"] = True
    mira.vote_for(second, 3)
    mira.hides(first)
    third = mira.question("Third?")
    mira.vote_for(third, 1)
    page.wait_for_timeout(3000)
    losing["now"] = False
    assert losing["count"] > 0
    take_in(page, [("Second?", "4"), ("Third?", "2")])
    agree([page], [("Second?", "4"), ("Third?", "2")])


@pytest.mark.timeout(180)
def test_after_the_worker_was_killed_screens_are_in_step_in_five_seconds(visitor, program, mira):
    someone = visitor()
    question = mira.question("Who clears the snow?")
    page = someone.goes(mira.path)
    enter(page)
    agree([page], [("Who clears the snow?", "1")])
    with someone.outage():
        os.kill(worker_of(program), signal.SIGKILL)
        vote(page, "snow")
        other = mira.question("Asked meanwhile?")
        program.health()
        is_back = time.monotonic()
        while shown(page) != [("Who clears the snow?", "2"), ("Asked meanwhile?", "1")]:
            assert time.monotonic() - is_back < CONVERGED / 1000
            if page.locator("[data-slot=more]").is_visible():
                show_new(page)
            page.wait_for_timeout(50)
        assert soon(page, lambda: mira.votes(question) == 2)
    assert mira.votes(other) == 1


def worker_of(program: Program) -> int:
    """The process that answers now: gunicorn's child."""
    return max(pid for pid, command in program.children().items() if "gunicorn" in command)


def between(page: Page, is_lost: Callable[[str | bytes], bool]) -> None:
    """Stand between the page and its socket, and let some messages of the server be lost."""

    def stand(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        server.on_message(lambda message: None if is_lost(message) else route.send(message))

    page.route_web_socket(re.compile("/socket.io/"), stand)


def json_of(someone: Visitor, mira: Moderator) -> dict:
    """The room's snapshot as this browser gets it."""
    return someone.context.request.get(f"{someone.address}{mira.path}room.json").json()


def posted(someone: Visitor, path: str, form: dict[str, str]) -> dict:
    """The answer for scripts to a form."""
    room_path = path.partition("questions")[0]
    token = someone.context.request.get(f"{someone.address}{room_path}room.json").json()["csrf"]
    headers = {"X-CSRFToken": token, "Accept": "application/json", "Origin": someone.address}
    return someone.context.request.post(someone.address + path, form=form, headers=headers).json()


def join(page: Page, session: str, have: dict) -> dict:
    """The answer to another screen that says what it has, over a socket of the page's own."""
    return page.evaluate(
        """([session, have]) => new Promise((answer, fail) => {
          const socket = new WebSocket(`ws://${location.host}/socket.io/?EIO=4&transport=websocket`);
          socket.onerror = () => fail(new Error("no socket"));
          socket.onmessage = ({ data }) => {
            if (data[0] === "0") socket.send("40/live,");
            if (data.startsWith("40/live")) socket.send(`42/live,1${JSON.stringify(["join", { session, have }])}`);
            if (data.startsWith("43/live,1[")) { answer(JSON.parse(data.slice(9))[0]); socket.close(); }
          };
        })""",
        [session, have],
    )


@pytest.mark.timeout(120)
def test_projector_shows_nothing_of_an_event_that_was_hidden(visitor, mira):
    """Promise P5: within two seconds on every connected screen; shown again, it is there without anybody's hand."""
    hall = visitor()
    hall.expected.add(404)
    sheet = hall.goes(f"{mira.path}projector")
    expect(sheet.locator("[data-module=projector]")).to_have_attribute("data-connection", "live", timeout=CONVERGED)
    mira.question("Shall we hide all of it?")
    expect(sheet.locator("[data-slot=slide]")).to_contain_text("hide all of it", timeout=CONVERGED)
    mira.sets_state("draft")
    try:
        expect(sheet.locator("[data-slot=slide]")).to_be_empty(timeout=CONVERGED)
        expect(sheet.locator("[data-slot=join]")).to_be_empty()
        expect(sheet.locator("body")).not_to_contain_text("hide all of it")
    finally:
        mira.sets_state("public")
    expect(sheet.locator("[data-slot=slide]")).to_contain_text("hide all of it", timeout=4 * CONVERGED)
