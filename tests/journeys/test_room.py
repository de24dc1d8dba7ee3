"""People in the live room: they ask, vote and read; all screens agree, also after an outage."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.journeys.moderator import Moderator

LIVE = "/e/harbour-cities-live/"
IN_DUBAI = {
    "locale": "ar", "timezone_id": "Asia/Dubai", "viewport": {"width": 360, "height": 740}, "color_scheme": "dark",
    "has_touch": True,
}  # fmt: skip
CONVERGED = 5000
"""Milliseconds within which every screen shows what is so."""

HEARD = """() => {
  window.heard = [];
  const line = document.querySelector("[data-slot=said]");
  new MutationObserver(() => line.textContent && window.heard.push([performance.now(), line.textContent]))
    .observe(line, { childList: true, characterData: true, subtree: true });
}"""
"""Notes what a screen reader would be told, and when."""


LARGEST_SCRIPTS = 90_000
"""Bytes of script that the live page may load, compressed, without the player (design: stack.md "Budgets").

The player, hls.js, comes only where a browser cannot play HLS itself: tests/journeys/test_stage.py."""

SCRIPT_BYTES = """() => performance.getEntriesByType("resource")
  .filter(({ name }) => name.includes("/dist/js/"))
  .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)"""

ROWS = """() => [...document.querySelectorAll("[data-slot=list] > li:not(.question-gone)")].map((row) =>
  ["text", "score"].map((name) => row.querySelector(`[data-slot=${name}]`).textContent))"""


REFUSED = """for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("refused", "SecurityError"); } });
}"""


def room(visitor, mira: Moderator, **wishes) -> Page:
    """Somebody's page of the session, with the live room on it."""
    page = visitor(**wishes).goes(mira.path)
    enter(page)
    return page


def enter(page: Page) -> None:
    page.locator("#room-head").scroll_into_view_if_needed()
    expect(page.locator("[data-slot=state]")).to_have_text(re.compile("Up to date|محدّثة"), timeout=CONVERGED)


def shown(page: Page) -> list[tuple[str, str]]:
    """The list as somebody sees it: texts and scores."""
    return [(text, score) for text, score in page.evaluate(ROWS)]


def agree(pages: list[Page], expected: list[tuple[str, str]]) -> None:
    """All screens show this, soon."""
    for page in pages:
        soon(page, lambda page=page: shown(page) == expected)
        assert shown(page) == expected


def take_in(page: Page, expected: list[tuple[str, str]]) -> None:
    """Wish for all that is new, until the page shows this or had the time to."""

    def is_shown() -> bool:
        if shown(page) != expected and page.locator("[data-slot=more]").is_visible():
            show_new(page)
        return shown(page) == expected

    soon(page, is_shown)


def soon(page: Page, is_so: Callable[[], bool], milliseconds: int = CONVERGED) -> bool:
    """Whether it comes to be so in that time."""
    for _ in range(milliseconds // 100):
        if is_so():
            return True
        page.wait_for_timeout(100)
    return is_so()


def is_heard(page: Page, words: str) -> bool:
    """Whether the page has said a sentence with these words since HEARD."""
    return any(words in text for _, text in page.evaluate("window.heard"))


def vote(page: Page, text: str) -> None:
    page.locator("[data-slot=list] > li", has_text=text).locator(".button-vote").click()
    page.mouse.move(0, 0)


def show_new(page: Page) -> None:
    page.locator("[data-slot=more]").click()
    page.mouse.move(0, 0)


@pytest.mark.timeout(180)
def test_all_screens_agree_on_what_is_asked_and_voted(visitor, mira):
    aino, layla = room(visitor, mira), room(visitor, mira, **IN_DUBAI)
    ice, tram = mira.question("When does the ice go?"), mira.question("Who runs the night tram?")
    both = [("When does the ice go?", "1"), ("Who runs the night tram?", "1")]
    for page in (aino, layla):
        take_in(page, both)
    agree([aino, layla], both)

    vote(aino, "tram")
    vote(layla, "tram")
    agree([aino, layla], [("Who runs the night tram?", "3"), ("When does the ice go?", "1")])
    assert mira.votes(tram) == 3

    aino.locator("#ask-text").fill("May I swim there?\nIn winter?")
    aino.get_by_role("button", name="Send").click()
    own = aino.locator("[data-slot=mine] li")
    expect(own.locator("[data-slot=stands]")).to_have_text("Waiting for a moderator")
    assert aino.locator("#ask-text").input_value() == ""
    assert "swim" not in layla.content()
    mira.approves("May I swim there?\nIn winter?")
    expect(own.locator("[data-slot=stands]")).to_have_text("Shown", timeout=CONVERGED)
    three = [("Who runs the night tram?", "3"), ("When does the ice go?", "1"), ("May I swim there?\nIn winter?", "1")]
    for page in (aino, layla):
        take_in(page, three)
    agree([aino, layla], three)
    mira.hides(ice)
    final = [("Who runs the night tram?", "3"), ("May I swim there?\nIn winter?", "1")]
    agree([aino, layla], final)
    assert "ice go" not in layla.content()

    late = room(visitor, mira)
    agree([aino, layla, late], final)
    own.get_by_text("Withdraw …").click()
    own.get_by_role("button", name="Withdraw for good").click()
    agree([aino, layla, late], final[:1])
    assert mira.texts_of_withdrawn() == [""]


@pytest.mark.timeout(120)
def test_what_is_done_offline_arrives_once(visitor, mira):
    question = mira.question("Who clears the snow?")
    someone = visitor(travels=True)
    page = someone.goes(mira.path)
    enter(page)
    agree([page], [("Who clears the snow?", "1")])

    with someone.offline():
        expect(page.locator("[data-slot=state]")).to_contain_text("No connection")
        vote(page, "snow")
        page.locator("#ask-text").fill("Sent from a tunnel?")
        page.get_by_role("button", name="Send").click()
        expect(page.locator("[data-slot=mine] [data-slot=stands]")).to_have_text("Waits for a connection")
        assert shown(page) == [("Who clears the snow?", "2")]  # as she wants it; nobody else sees it yet
        other = mira.question("Asked meanwhile?")
        assert mira.votes(question) == 1

    expect(page.locator("[data-slot=mine] [data-slot=stands]")).to_have_text("Waiting for a moderator", timeout=10_000)
    assert mira.votes(question) == 2
    assert mira.times_asked("Sent from a tunnel?") == 1
    show_new(page)
    agree([page], [("Who clears the snow?", "2"), ("Asked meanwhile?", "1")])
    assert mira.votes(other) == 1


@pytest.mark.timeout(120)
def test_what_waits_outlives_a_reload(visitor, mira):
    question = mira.question("Who clears the snow?")
    someone = visitor(travels=True)
    page = someone.goes(mira.path)
    enter(page)
    with someone.offline():
        expect(page.locator("[data-slot=state]")).to_contain_text("No connection")
        vote(page, "snow")
        page.locator("#ask-text").fill("Half a thought")
        assert mira.votes(question) == 1
        page.goto("about:blank")
    page.goto(someone.address + mira.path)
    enter(page)
    agree([page], [("Who clears the snow?", "2")])
    assert page.locator("#ask-text").input_value() == "Half a thought"
    assert soon(page, lambda: mira.votes(question) == 2)


@pytest.mark.timeout(120)
def test_where_sockets_are_refused_plain_http_does_the_same(visitor, mira):
    question = mira.question("Is the bridge open?")
    someone = visitor()

    def refuse(route: WebSocketRoute) -> None:
        route.close(code=1011)

    someone.page.route_web_socket(re.compile("/socket.io/"), refuse)
    page = someone.goes(mira.path)
    page.locator("#room-head").scroll_into_view_if_needed()
    expect(page.locator("[data-slot=state]")).to_have_text("Up to date every few seconds", timeout=15_000)
    vote(page, "bridge")
    page.locator("#ask-text").fill("By post?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-slot=mine] [data-slot=stands]")).to_have_text("Waiting for a moderator", timeout=10_000)
    assert mira.votes(question) == 2
    mira.approves("By post?")
    expect(page.locator("[data-slot=more]")).to_be_visible(timeout=10_000)


@pytest.mark.timeout(120)
def test_nothing_moves_under_who_reads_and_one_sentence_in_five_seconds(visitor, mira):
    mira.question("Stays?")
    first = mira.question("First?")
    page = room(visitor, mira)
    agree([page], [("Stays?", "1"), ("First?", "1")])
    page.evaluate(HEARD)
    page.get_by_role("button", name="Pause updates").click()
    popular = mira.question("Popular?")
    mira.vote_for(popular, 5)
    for count in range(4):
        mira.question(f"More {count}?")
        page.wait_for_timeout(1200)
    expect(page.locator("[data-slot=more]")).to_have_text("5 new – show", timeout=CONVERGED)
    assert shown(page) == [("Stays?", "1"), ("First?", "1")]
    mira.hides(first)
    row = page.locator("[data-slot=list] > li").last
    expect(row.locator("[data-slot=text]")).to_have_text("This question is not shown any more.", timeout=CONVERGED)
    assert soon(page, lambda: is_heard(page, "new question"), 2 * CONVERGED)  # in vain once all are shown
    page.get_by_role("button", name="Pause updates").click()
    show_new(page)
    assert page.evaluate("document.activeElement.className") == "button button-vote"
    assert shown(page)[0] == ("Popular?", "6")
    assert soon(page, lambda: is_heard(page, "Updates go on"), 2 * CONVERGED)
    page.wait_for_timeout(1500)  # what would come too early would come now

    heard = page.evaluate("window.heard")
    assert all(later[0] - earlier[0] >= 4900 for earlier, later in itertools.pairwise(heard)), heard
    assert not re.search("vote|score", " ".join(text for _, text in heard), re.IGNORECASE)


def tab_to(page: Page, words: str) -> None:
    """Go on by Tab until something with these words has the focus."""
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip().startswith(words):
            return
    raise AssertionError(words)


@pytest.mark.timeout(120)
def test_keyboard_alone_is_enough(visitor, mira):
    question, other = mira.question("By keyboard?"), mira.question("Overtaken?")
    page = room(visitor, mira)
    agree([page], [("By keyboard?", "1"), ("Overtaken?", "1")])
    page.get_by_role("button", name="Pause updates").focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    button = page.locator("[data-slot=list] > li", has_text="By keyboard?").locator(".button-vote")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_have_accessible_description("By keyboard?")
    mira.vote_for(other, 4)
    agree([page], [("Overtaken?", "5"), ("By keyboard?", "2")])
    expect(button).to_be_focused()  # the list was put in order around it
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "false")
    page.locator("#ask-text").focus()
    page.keyboard.type("Typed?")
    page.keyboard.press("Control+Enter")
    stands = page.locator("[data-slot=mine] [data-slot=stands]")
    expect(stands).to_have_text("Waiting for a moderator")
    assert mira.votes(question) == 1
    for key in ("Enter", "Enter"):  # the question whether she means it, then the answer
        tab_to(page, "Withdraw")
        page.keyboard.press(key)
    expect(stands).to_have_text("Withdrawn")
    expect(page.locator("[data-slot=mine] h3")).to_be_focused()


@pytest.mark.parametrize(
    "look",
    [
        {"viewport": {"width": 320, "height": 640}, "has_touch": True},
        {"viewport": {"width": 768, "height": 1024}, "color_scheme": "dark"},
        {"color_scheme": "light"},
        IN_DUBAI,
    ],
    ids=["320", "768-dark", "1440", "360-ar-dark"],
)
def test_room_has_no_barrier(visitor, mira, look):
    mira.question("A short one?")
    long = mira.question(f"{'A question that takes its time, ' * 6}and {'W' * 120}?", name="Aino from Helsinki")
    mira.goes_live(long)
    mira.answered(mira.question("Is it answered?"))
    someone = visitor(**look)
    page = someone.goes(mira.path)
    enter(page)
    page.locator("#ask-text").fill("سؤال من دبي؟")
    page.locator("form[data-slot=ask] button").click()
    page.locator("[data-slot=mine] li").wait_for()
    name = f"{look.get('viewport', {}).get('width', 1440)}-{look.get('color_scheme', 'light')}"
    someone.shows(f"room-{name}")
    someone.finds_no_barrier()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.emulate_media(media="print")
    page.emulate_media(media="screen")
    someone.goes(f"{mira.path}questions")
    someone.shows(f"questions-{name}")
    someone.finds_no_barrier()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_scripts_of_the_room_are_light_and_come_to_it_only(visitor, mira):
    assert 10_000 < room(visitor, mira).evaluate(SCRIPT_BYTES) < LARGEST_SCRIPTS
    assert 0 < visitor().goes("/").evaluate(SCRIPT_BYTES) < 10_000


def test_without_scripts_there_is_a_way_to_the_forms(visitor, mira):
    page = visitor(java_script_enabled=False).goes(mira.path)
    page.get_by_role("link", name="Questions: ask and vote").click()
    page.wait_for_url("**/questions")
    assert page.get_by_label("Your question").is_visible()


def test_room_works_where_the_browser_refuses_to_keep_anything(visitor, mira):
    """Whoever refuses cookies refuses a page's storage, too: reading it fails."""
    someone = visitor()
    someone.context.add_init_script(REFUSED)
    page = room(lambda: someone, mira)
    page.get_by_role("textbox", name="Your question").fill("Is nothing kept?")
    page.get_by_role("button", name="Send").click()
    assert soon(page, lambda: "Waiting for a moderator" in page.locator("[data-slot=mine]").inner_text())
