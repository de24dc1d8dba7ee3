"""The real program and the system's Chromium, for journeys of people through the pages.

Every page of a journey must load without a script error, a failed request or a refusal by the content security policy:
a visitor's fixture fails the test otherwise.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

from tests import needs
from tests.program import Program

FLAGS = [
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--disable-quic", "--disable-gpu",
]  # fmt: skip
"""Chromium talks to nobody but the program."""

SHOWN = os.environ.get("MERIDIAN_TEST_SCREENSHOTS")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, one per process. Where it is missing the test is skipped, in CI it fails."""
    path = needs.chromium()
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS  # its sandbox refuses root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def program(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Meridian with the demo events, web server and job process as in ``make run``; one per process."""
    with Program(tmp_path_factory.mktemp("program"), MERIDIAN_LIMITS="0") as program:
        yield program


@dataclass
class Visitor:
    """Somebody at a browser of their own, with their cookies."""

    context: BrowserContext
    address: str
    troubles: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)
    """Statuses of refusals that are part of the journey."""

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
        # Preloading would fetch the sheets anew from wrong places and try inline styles, which the policy refuses.
        found = Axe().run(self.page, options={"preload": False})
        assert found.violations_count == 0, found.generate_report()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.troubles.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.troubles.append(f"{response.status}: {response.url}")


@pytest.fixture
def visitor(chromium: Browser, program: Program) -> Iterator[Callable[..., Visitor]]:
    """``visitor(locale="fi-FI", timezone_id="Europe/Helsinki", color_scheme="dark")``: a browser of one's own."""
    visitors: list[Visitor] = []

    def arrives(*, was_here: bool = True, **wishes: Any) -> Visitor:
        wishes = {"locale": "en-GB", "timezone_id": "UTC", "viewport": {"width": 1440, "height": 900}} | wishes
        context = chromium.new_context(**wishes)
        if was_here:  # her zone is known from an earlier visit; a first page is asked for twice
            guess = {"name": "zone_guess", "value": quote(wishes["timezone_id"], safe=""), "url": program.address}
            context.add_cookies([guess])
        visitors.append(Visitor(context, program.address))
        return visitors[-1]

    yield arrives
    for each in visitors:
        each.context.close()
    assert [trouble for each in visitors for trouble in each.troubles] == []
