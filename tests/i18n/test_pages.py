"""Pages in Finnish and Arabic: language and direction are said, and nothing of the program is left in English."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.demo_events import have_demo
from tests.i18n.reading import left
from tests.personas import browser_of, layla
from tests.site.test_public_pages import PAGES

pytestmark = pytest.mark.database

TRANSLATED = ("fi", "ar")


@pytest.fixture
def demo(client: FlaskClient) -> FlaskClient:
    """A visitor's browser on an installation that holds the demo events."""
    have_demo(now=datetime(2021, 6, 1, tzinfo=UTC))
    return client


@pytest.mark.parametrize("language", TRANSLATED)
def test_visitors_pages_are_all_in_their_language(demo: FlaskClient, language: str):
    sessions = {link for page in PAGES for link in _sessions(demo.get(page).text)}
    found = {}
    for address in [*(page for page in PAGES if not page.endswith(".atom")), *sorted(sessions)[:5]]:
        answer = demo.get(f"{address}{'&' if '?' in address else '?'}lang={language}")
        assert answer.status_code == 200, address
        found[address] = left(answer.text, language)

    assert len(found) > 20
    assert {address: texts for address, texts in found.items() if texts} == {}


def _sessions(page: str) -> set[str]:
    return {part.split('"')[0] for part in page.split('href="') if part.startswith("/e/") and "/s/" in part}


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize(("method", "address"), [("GET", "/nothing"), ("DELETE", "/events"), ("POST", "/sign-in")])
def test_refusals_are_in_the_reader_s_language(client: FlaskClient, language: str, method: str, address: str):
    answer = client.open(address, method=method, query_string={"lang": language})

    assert answer.status_code >= 400
    assert left(answer.text, language) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_account_is_in_the_language_of_the_profile(app: Flask, database: None, language: str):
    browser = browser_of(app, layla(language=language))

    for address in ("/account/", "/account/sessions", "/account/speaker/", "/manage/", "/sign-out"):
        assert left(browser.get(address).text, language) == [], address


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ('<html lang="ar" dir="rtl"><p>Go to the first page</p>', ["Go to the first page"]),
        (
            '<html lang="ar" dir="rtl"><p>لا: There is nothing here, she said</p>',
            ["لا: There is nothing here, she said"],
        ),
        ('<html lang="ar" dir="rtl"><p title="Save">3 sessions</p>', ["Save"]),
        ('<html lang="ar" dir="rtl"><p>Times are shown in دبي.</p>', ["Times are shown in دبي."]),
        ('<html lang="ar" dir="rtl"><p>This field is required.</p>', ["This field is required."]),
        ('<html lang="ar" dir="rtl"><bdi lang="en">Go to the first page</bdi><p>دبي</p><code>Save</code>', []),
    ],
)
def test_english_is_found(page: str, found: list[str]):
    """Negative control."""
    assert left(page, "ar") == found


def test_page_that_does_not_say_its_direction_is_found():
    """Negative control."""
    with pytest.raises(AssertionError):
        left('<html lang="ar"><p>دبي</p>', "ar")


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("fi-FI,en;q=0.1", "fi"),
        ("ar-AE, en;q=0.8", "ar"),
        ("sv,fi-FI;q=0.8,en;q=0.7", "fi"),
        ("fi;q=0,ar", "ar"),
        ("en-GB,ar;q=0.9", "en"),
        ("ko,*;q=0.5", "en"),
    ],
)
def test_first_language_of_the_browser_that_we_know_is_taken(client: FlaskClient, asked: str, language: str):
    """A region changes nothing: browsers may name none but "fi-FI" before English (RFC 4647, section 3.4)."""
    assert f'<html lang="{language}"' in client.get("/sign-in", headers={"Accept-Language": asked}).text
