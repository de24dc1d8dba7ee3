"""The stage of a session: people wait, watch, have a break, and see the replay; all screens agree."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Request, Route, expect

from app.live.rules.stage import Hand
from tests.journeys.conftest import Visitor
from tests.journeys.moderator import DEMO_CLIP, EVENT, Moderator
from tests.journeys.test_two_cities import open_link

IN_DUBAI = {
    "locale": "ar", "timezone_id": "Asia/Dubai", "viewport": {"width": 360, "height": 740}, "color_scheme": "dark",
    "has_touch": True,
}  # fmt: skip
ON_A_PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "color_scheme": "dark"}
SOON = 10_000
"""Milliseconds within which screens show what a moderator did, on a busy machine."""
WITHOUT_HLS = "HTMLMediaElement.prototype.canPlayType = () => ''"
THREE_HOURS_FAST = "const right = Date.now; Date.now = () => right() + 3 * 3600 * 1000"
AT = "() => document.querySelector('video')?.currentTime ?? -1"
PLAYER_BYTES = """() => performance.getEntriesByType("resource")
  .filter(({ name, encodedBodySize }) => name.includes("/dist/js/") && encodedBodySize > 60_000).length"""


@pytest.fixture
def mira(beside) -> Iterator[Moderator]:
    """The moderator of the last session of the live demo, which has not begun."""
    with Moderator(beside, of_last=True) as mira:
        yield mira


def watch(someone: Visitor, mira: Moderator) -> Page:
    page = someone.goes(mira.path)
    page.locator("#stage").scroll_into_view_if_needed()
    expect(page.locator("[data-slot=state]")).to_have_text(re.compile("Up to date|محدّثة"), timeout=SOON)
    return page


def plays(page: Page) -> None:
    """The picture moves on."""
    wait_for(page, lambda: page.evaluate(AT) > 0)
    before = page.evaluate(AT)
    wait_for(page, lambda: page.evaluate(AT) > before + 0.3)


def stands(pages: list[Page], state: str) -> None:
    for page in pages:
        expect(page.locator("#stage")).to_have_attribute("data-state", state, timeout=SOON)


@pytest.mark.timeout(300)
def test_from_the_countdown_over_a_break_to_the_replay(visitor, admin_link, mira):
    aino, layla, someone, hall = visitor(), visitor(**IN_DUBAI), visitor(), visitor()
    open_link(aino, admin_link("aino@helsinki.example"))
    console = aino.goes(f"/manage/e/{EVENT}/rooms/{mira.code}/")
    expect(console.locator("[data-module=console][data-connection=live]")).to_be_attached(timeout=SOON)
    phone, desk = watch(layla, mira), watch(someone, mira)
    sheet = hall.goes(f"{mira.path}projector")
    stands([phone, desk], "waiting")
    expect(desk.locator("[data-stage=sentence]")).to_have_text(re.compile(r"Begins in \d+ minutes|Begins in an? hour"))
    expect(sheet.locator("[data-countdown]")).to_have_text(re.compile("Begins in "), timeout=SOON)
    for each, name in ((layla, "360-ar-dark"), (someone, "1440")):
        each.finds_no_barrier()
        each.shows(f"stage-waiting-{name}")
    assert desk.locator("video").count() == 0

    console.keyboard.press("g")
    expect(console.locator("[data-slot=said]")).to_contain_text("Live", timeout=SOON)
    stands([phone, desk], "live")
    plays(phone)
    plays(desk)
    expect(desk.locator(".hero .pill-live")).to_have_text("Live now")
    expect(desk.locator("[data-slot=said]")).to_have_text("The session is live.", timeout=SOON)
    expect(sheet.locator("[data-slot=state]")).to_have_text("Live", timeout=SOON)
    assert desk.evaluate("document.querySelector('video').muted")  # never with sound by itself
    aino.finds_no_barrier()
    for each, name in ((layla, "360-ar-dark"), (someone, "1440")):
        each.finds_no_barrier()
        each.shows(f"stage-live-{name}")
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0

    console.keyboard.press("h")
    stands([phone, desk], "break")
    assert desk.locator("video").count() == 0
    expect(sheet.locator("[data-slot=state]")).to_have_text("Break", timeout=SOON)

    console.keyboard.press("e")
    expect(console.locator("h1")).to_have_text("End this session for everybody?", timeout=SOON)
    aino.finds_no_barrier()
    stands([desk], "break")  # not before she says yes
    console.get_by_role("button", name="End it").click()
    stands([phone, desk], "ended")
    expect(sheet.locator("[data-slot=state]")).to_have_text("Ended", timeout=SOON)
    expect(desk.locator("[data-stage=sentence]")).to_have_text("This session has ended.")
    someone.finds_no_barrier()

    mira.shows("hls", f"{DEMO_CLIP}?replay", is_replay=True)
    stands([phone, desk], "replay")
    expect(desk.locator("video")).to_be_visible(timeout=SOON)
    assert desk.evaluate("document.querySelector('video').paused")  # a replay waits to be started
    desk.evaluate("document.querySelector('video').play()")
    plays(desk)
    someone.finds_no_barrier()


@pytest.mark.timeout(180)
def test_where_the_browser_cannot_play_hls_a_script_feeds_it(visitor, mira):
    mira.holds(Hand.LIVE)
    someone = visitor()
    someone.page.add_init_script(WITHOUT_HLS)
    page = watch(someone, mira)
    plays(page)
    assert page.evaluate("document.querySelector('video').currentSrc").startswith("blob:")
    assert page.evaluate(PLAYER_BYTES) == 1


@pytest.mark.timeout(180)
def test_countdown_goes_by_the_servers_clock(visitor, mira):
    someone = visitor()
    someone.page.add_init_script(THREE_HOURS_FAST)
    page = watch(someone, mira)
    page.wait_for_timeout(1500)
    stands([page], "waiting")
    expect(page.locator("[data-stage=sentence]")).to_have_text(re.compile("Begins in "))


@pytest.mark.timeout(180)
def test_nothing_is_asked_of_youtube_before_consent(visitor, program, mira):
    mira.shows("youtube", "dQw4w9WgXcQ")
    mira.holds(Hand.LIVE)
    someone = visitor(**ON_A_PHONE)
    foreign = foreign_requests(someone.page, program.address)
    page = watch(someone, mira)
    card = page.locator(".stage-consent")
    expect(card).to_contain_text("YouTube learns that you watch")
    someone.finds_no_barrier()
    someone.shows("stage-consent-360-dark")
    page.wait_for_timeout(1500)
    assert foreign == []
    assert card.evaluate("it => it.getBoundingClientRect().bottom <= it.parentElement.getBoundingClientRect().bottom")

    card.get_by_role("button", name="Play from YouTube").click()
    frame = page.locator("iframe.stage-frame")
    expect(frame).to_be_visible()
    expect(frame).to_be_focused()
    expect(frame).to_have_attribute("title", re.compile("^Video: "))
    assert {address.split("?")[0] for address in foreign} == {"https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"}
    page.reload()
    page.locator("#stage").scroll_into_view_if_needed()
    expect(page.locator("iframe.stage-frame")).to_be_visible(timeout=SOON)  # agreed, for this visit
    later = visitor()
    foreign_requests(later.page, program.address)
    expect(watch(later, mira).locator(".stage-consent")).to_be_visible()


@pytest.mark.timeout(180)
def test_page_that_is_not_open_for_a_new_stream_says_what_to_do(visitor, program, mira):
    mira.holds(Hand.LIVE)
    someone = visitor()
    foreign = foreign_requests(someone.page, program.address)
    page = watch(someone, mira)
    plays(page)
    mira.shows("youtube", "dQw4w9WgXcQ")
    expect(page.locator(".stage-trouble")).to_contain_text("The stream was changed.", timeout=SOON)
    page.get_by_role("button", name="Load anew").click()
    page.locator("#stage").scroll_into_view_if_needed()
    expect(page.locator(".stage-consent")).to_be_visible(timeout=SOON)
    assert foreign == []


@pytest.mark.timeout(180)
def test_language_is_chosen_and_stays_for_the_tab(visitor, mira):
    for language in ("en", "fi"):
        mira.shows("hls", f"{DEMO_CLIP}?{language}", language=language)
    mira.holds(Hand.LIVE)
    someone = visitor()
    page = watch(someone, mira)
    plays(page)
    languages = page.locator("[data-stage=languages] select")
    expect(languages.locator("option")).to_have_text(["English", "Finnish"])
    assert page.evaluate("document.querySelector('video').currentSrc").endswith("?en")
    languages.select_option("Finnish")
    expect(languages).to_be_focused()
    plays(page)
    assert page.evaluate("document.querySelector('video').currentSrc").endswith("?fi")
    page.reload()
    page.locator("#stage").scroll_into_view_if_needed()
    plays(page)
    assert page.evaluate("document.querySelector('video').currentSrc").endswith("?fi")


@pytest.mark.timeout(180)
def test_stream_that_does_not_come_is_tried_again(visitor, mira):
    someone = visitor()
    someone.page.add_init_script(WITHOUT_HLS)
    someone.page.route(re.compile(r"harbour\.m3u8"), lambda route: route.abort())
    mira.holds(Hand.LIVE)
    page = watch(someone, mira)
    trouble = page.locator(".stage-trouble")
    expect(trouble).to_contain_text("The stream does not come.", timeout=30_000)
    someone.finds_no_barrier()
    with page.expect_request(re.compile(r"harbour\.m3u8")):
        trouble.get_by_role("button", name="Try now").click()
    page.unroute(re.compile(r"harbour\.m3u8"))
    plays(page)
    expect(trouble).to_have_count(0)


@pytest.mark.timeout(180)
def test_beats_say_what_was_watched(visitor, mira):
    mira.holds(Hand.LIVE)
    someone = visitor()
    beats: list[dict] = []
    someone.page.on(
        "request", lambda asked: beats.append(json.loads(asked.post_data or "{}")) if is_beat(asked) else None
    )
    page = watch(someone, mira)
    plays(page)
    page.wait_for_timeout(2000)
    page.evaluate("document.querySelector('video').pause()")
    wait_for(page, lambda: len(beats) >= 2)
    first, last = beats[0], beats[-1]
    assert (first["n"], last["video"], last["visible"], last["webdriver"]) == (1, True, True, True)
    assert last["visit"] == first["visit"]
    assert 1000 < last["watched_ms"] < last["present_ms"] - 2000, beats
    assert last["playing"] is False


def test_without_scripts_the_page_says_the_state_and_leads_to_the_stream(visitor, mira):
    someone = visitor(java_script_enabled=False)
    page = someone.goes(mira.path)
    expect(page.locator("[data-stage=sentence]")).to_have_text(re.compile(r"Begins at \d"))
    mira.holds(Hand.LIVE)
    page.reload()
    expect(page.locator("[data-stage=word]")).to_have_text("Live")
    assert page.get_by_role("link", name="Open the stream").get_attribute("href") == DEMO_CLIP


def test_small_picture_stands_where_it_comes_by_tab(visitor, mira):
    """And hides neither the way to new questions nor what is read."""
    mira.holds(Hand.LIVE)
    page = watch(visitor(**ON_A_PHONE), mira)
    plays(page)
    page.get_by_role("button", name="Small picture").click()
    page.locator(".room-ask").scroll_into_view_if_needed()
    box = page.locator("#stage").bounding_box()
    assert box is not None
    assert box["y"] == 0
    assert box["height"] < 112, "as much as the way to new questions is kept below it: 7rem"


@pytest.mark.timeout(180)
def test_organizer_tries_a_stream_before_others_see_it(visitor, admin_link, mira):
    aino = visitor(**ON_A_PHONE)
    open_link(aino, admin_link("aino@helsinki.example"))
    page = aino.goes(f"/manage/e/{EVENT}/streams/")
    aino.finds_no_barrier()
    aino.shows("streams-360-dark")
    page.get_by_role("link", name=re.compile("^Own stream")).last.click()
    page.get_by_label("Address").fill(f"{DEMO_CLIP}?own")
    aino.finds_no_barrier()
    aino.shows("stream-360-dark")
    page.get_by_role("button", name="Add and try").click()
    plays(page)
    aino.finds_no_barrier()
    aino.shows("stream-try-360-dark")
    page.get_by_role("link", name="To the streams").click()
    page.get_by_role("link", name=re.compile("^Remove .*own$")).click()
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("main")).not_to_contain_text("?own")


def is_beat(request: Request) -> bool:
    return request.url.endswith("/beat") and request.method == "POST"


def foreign_requests(page: Page, address: str) -> list[str]:
    """All that the page asks of other sites; they answer with an empty page, no network is needed."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<title>Elsewhere</title>", content_type="text/html")

    page.route(lambda url: not url.startswith((address, address.replace("http", "ws", 1), "data:", "blob:")), answer)
    return asked


def wait_for(page: Page, done: Callable[[], bool]) -> None:
    """Not by the page's own means: its policy evaluates no strings."""
    for _ in range(300):
        if done():
            return
        page.wait_for_timeout(100)
    raise AssertionError("not in time")
