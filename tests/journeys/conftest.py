"""The real program and the system's Chromium, for journeys of people through the pages.

Every page of a journey must load without a script error, a failed request or a refusal by the content security policy:
a visitor's fixture fails the test otherwise.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

from app import create_app
from app.clock import now
from app.db import commit, writing
from app.people.actions import make_link
from app.settings import Settings
from tests import needs
from tests.journeys.line import Line
from tests.journeys.moderator import Moderator
from tests.program import Program

FLAGS = [
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--disable-quic", "--disable-gpu",
]  # fmt: skip
"""Chromium talks to nobody but the program."""

IDLE = [
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
    # What playwright switches off: of two such lists Chromium heeds the last.
    "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "MediaRouter", "NetworkTimeServiceQuerying",
    "OptimizationHints", "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning",
]  # fmt: skip
"""Features without use here. Chromium draws the suggestions of its address bar, which nobody sees, by pages of its own:
for each visitor they take more time than most of ours."""

SHOWN = os.environ.get("MERIDIAN_TEST_SCREENSHOTS")

AXE = {"preload": False, "resultTypes": ["violations"]}
"""Preloading would fetch the sheets anew from wrong places and try inline styles, which the policy refuses. To describe
every element that passes takes half the time, and nobody reads it."""

COUNTED = """options => axe.run({ ...options, selectors: false, ancestry: false, xpath: false })
  .then(({ violations }) => violations.length)"""
"""Where each element stands is asked only where there is something to say against one."""

OFFLINE = "net::ERR_INTERNET_DISCONNECTED"
UNREACHABLE = re.compile(
    r"net::ERR_(CONNECTION_\w+|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|SOCKET_NOT_CONNECTED)|WebSocket"
)
"""What Chromium says of a program that is not there."""
LAST_WORDS = 200
"""Milliseconds after which whatever a browser said while it was offline has reached us."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, one per process. Where it is missing the test is skipped, in CI it fails."""
    path = needs.chromium()
    flags = [*FLAGS, f"--disable-features={','.join(IDLE)}"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # its sandbox refuses root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def program(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Meridian with the demo events, web server and job process as in ``make run``; one per process."""
    with Program(tmp_path_factory.mktemp("program"), MERIDIAN_LIMITS="0") as program:
        yield program


@pytest.fixture(scope="session")
def beside(program: Program) -> Flask:
    """An app in our own process on the program's data: what others do there meanwhile."""
    return create_app(Settings(mode="test", data=program.folder, base_url=program.address))


@pytest.fixture
def admin_link(beside: Flask) -> Callable[[str], str]:
    """``admin_link(email)`` as ``flask people sign-in-link EMAIL --admin`` prints it, without its seconds."""

    def made(email: str) -> str:
        with beside.app_context(), writing():
            link = make_link(email, life=timedelta(hours=1), admin=True, now=now())
            commit()
            return link

    return made


@dataclass
class Visitor:
    """Somebody at a browser of their own, with their cookies."""

    context: BrowserContext
    address: str
    troubles: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)
    """Statuses of refusals that are part of the journey."""
    line: Line | None = None
    """Her own way to the program, where she has one."""

    is_offline: bool = False

    def __post_init__(self) -> None:
        self.page: Page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("response", self._answered)

    def goes(self, path: str) -> Page:
        """Open a page of the program."""
        self.page.goto(path if path.startswith("http") else self.address + path)
        return self.page

    def shows(self, name: str) -> None:
        """Keep a picture of the whole page, where MERIDIAN_TEST_SCREENSHOTS names a folder."""
        if SHOWN:
            folder = Path(SHOWN)
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{name}.png", full_page=True)

    def finds_no_barrier(self) -> None:
        """axe-core has nothing to say against the page (WCAG 2.2 A and AA, and its best practices)."""
        axe = Axe()
        if self.page.evaluate("typeof axe") == "undefined":  # else this page has been looked at before
            self.page.evaluate(axe.axe_script)
        if self.page.evaluate(COUNTED, AXE):
            raise AssertionError(axe.run(self.page, options=AXE).generate_report())

    @contextmanager
    def outage(self) -> Iterator[None]:
        """The program is not there meanwhile. That it cannot be reached is no trouble then, and only then."""
        before = len(self.troubles)
        yield
        self.page.wait_for_timeout(LAST_WORDS)
        self.troubles[before:] = [trouble for trouble in self.troubles[before:] if not UNREACHABLE.search(trouble)]

    @contextmanager
    def offline(self) -> Iterator[None]:
        """She has no network meanwhile. That nothing can be reached is no trouble then, and only then."""
        self.is_offline = True
        self.context.set_offline(True)
        if self.line:
            self.line.dies()
        yield
        if self.line:
            self.line.lives()
        self.context.set_offline(False)
        self.page.wait_for_timeout(LAST_WORDS)
        self.is_offline = False

    def _hear(self, message: ConsoleMessage) -> None:
        is_noted = message.text.startswith("Failed to load resource")  # by _answered()
        is_expected = self.is_offline and OFFLINE in message.text
        if message.type == "error" and not is_noted and not is_expected:
            self.troubles.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.troubles.append(f"{response.status}: {response.url}")


@pytest.fixture
def visitor(chromium: Browser, program: Program) -> Iterator[Callable[..., Visitor]]:
    """``visitor(locale="fi-FI", timezone_id="Europe/Helsinki", color_scheme="dark")``: a browser of one's own."""
    visitors: list[Visitor] = []

    def arrives(*, was_here: bool = True, travels: bool = False, **wishes: Any) -> Visitor:
        line = Line() if travels else None  # for who goes where there is no network, while she is in a room
        if line:
            wishes["proxy"] = {"server": line.address}
        wishes = {"locale": "en-GB", "timezone_id": "UTC", "viewport": {"width": 1440, "height": 900}} | wishes
        context = chromium.new_context(**wishes)
        if was_here:  # her zone is known from an earlier visit; a first page is asked for twice
            guess = {"name": "zone_guess", "value": quote(wishes["timezone_id"], safe=""), "url": program.address}
            context.add_cookies([guess])
        visitors.append(Visitor(context, program.address, line=line))
        return visitors[-1]

    yield arrives
    for each in visitors:
        each.context.close()
        if each.line:
            each.line.close()
    assert [trouble for each in visitors for trouble in each.troubles] == []


@pytest.fixture
def mira(beside) -> Iterator[Moderator]:
    """The moderator of the first session of the live demo, whose room is empty."""
    with Moderator(beside) as mira:
        yield mira
