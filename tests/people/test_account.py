"""The account, and the choice of language and zone with and without one."""

from __future__ import annotations

import re

import pytest

from app.db import commit, db
from tests.personas import aino, browser_of, layla

pytestmark = pytest.mark.database

FILLED = {"name": "Aino V.", "language": "ar", "zone": "Asia/Seoul", "version": "1"}


def test_account_is_saved(app, database):
    person = aino()
    browser = browser_of(app, person)
    assert browser.post("/account/", data=FILLED).location == "/account/"
    db.session.refresh(person)
    assert (person.name, person.language, person.zone) == ("Aino V.", "ar", "Asia/Seoul")
    assert '<html lang="ar" dir="rtl">' in browser.get("/account/").text


def test_empty_choices_leave_it_to_browser_and_event(app, database):
    person = aino()
    browser_of(app, person).post("/account/", data={"name": "Aino", "language": "", "zone": "", "version": "1"})
    db.session.refresh(person)
    assert (person.language, person.zone) == (None, None)


def test_stale_account_shows_both_values(app, database):
    person = aino()
    browser = browser_of(app, person)
    person.name = "Aino from the phone"
    commit()
    answer = browser.post("/account/", data=FILLED)
    assert answer.status_code == 409
    assert "Aino from the phone" in answer.text
    assert "Aino V." in answer.text


@pytest.mark.parametrize(
    ("field", "value"),
    [("zone", "Europe"), ("zone", "Singapore"), ("language", "xx"), ("name", "x" * 300), ("zone", "\ufffd")],
)
def test_bad_value_is_an_error_at_its_field(app, database, field, value):
    person = aino()
    answer = browser_of(app, person).post("/account/", data={**FILLED, field: value})
    assert answer.status_code == 400
    assert f'id="{field}-error"' in answer.text
    db.session.refresh(person)
    assert person.name == "Aino Virtanen"


# ------------------------------------------------------------------ choices without an account


def test_zone_is_kept_in_a_cookie(client):
    answer = client.post("/time-zone", data={"zone": "Asia/Dubai", "next": "/e/x/?zone=UTC&lang=ar"})
    assert answer.location == "/e/x/?lang=ar"
    assert client.get_cookie("zone").value == "Asia/Dubai"
    assert 'aria-current="true"><bdi>Dubai' in client.get("/time-zone").text


def test_zone_of_who_is_signed_in_goes_into_the_profile(app, database):
    person = layla()
    browser_of(app, person).post("/time-zone", data={"zone": "Asia/Kolkata"})
    db.session.refresh(person)
    assert person.zone == "Asia/Kolkata"


def test_choice_can_be_taken_back(app, database):
    person = layla()
    browser = browser_of(app, person)
    browser.post("/time-zone", data={"zone": "Asia/Kolkata"})
    browser.post("/time-zone", data={"zone": ""})
    db.session.refresh(person)
    assert person.zone is None
    assert browser.get_cookie("zone") is None


@pytest.mark.parametrize("zone", ["Europe", "EST5EDT", "Etc/GMT+2", "x" * 5000, "\ufffd", "Asia/Nowhere"])
def test_bad_zone_is_refused_with_a_sentence(client, zone):
    answer = client.post("/time-zone", data={"zone": zone})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert client.get_cookie("zone") is None


def test_zones_are_listed_by_area_with_their_offset(client):
    page = client.get("/time-zone").text
    assert 'value="Asia/Seoul"' in page
    assert "UTC+9" in page
    assert page.count('class="zones-area"') == 10


@pytest.mark.parametrize(
    ("sought", "found", "not_found"),
    [
        ("dubai", "Asia/Dubai", "Asia/Seoul"),
        ("UTC+9", "Asia/Seoul", "Asia/Dubai"),
        ("buenos aires", "Buenos_Aires", "Lima"),
    ],
)
def test_zones_are_found(client, sought, found, not_found):
    page = client.get("/time-zone", query_string={"q": sought}).text
    assert found in page
    assert not_found not in page


def test_a_place_stands_in_the_list_once_and_old_names_are_found(client):
    page = client.get("/time-zone").text
    assert page.count("<bdi>Toronto</bdi>") == 1
    assert "Asia/Calcutta" not in page
    assert 'value="Asia/Calcutta"' in client.get("/time-zone", query_string={"q": "calcutta"}).text
    assert "America/Nipigon" not in client.get("/time-zone", query_string={"q": "toronto"}).text


def test_utc_can_be_chosen(client):
    assert 'value="UTC"' in client.get("/time-zone").text
    client.post("/time-zone", data={"zone": "UTC"})
    assert client.get_cookie("zone").value == "UTC"


def test_display_names_the_place_and_its_offset(client):
    client.set_cookie("zone", "Asia%2FDubai")
    page = client.get("/display").text
    assert "Times are shown in <b><bdi>Dubai</bdi></b> (<bdi>UTC+4</bdi>)." in page


def test_zones_are_found_in_ones_own_language(client):
    assert "Asia/Seoul" in client.get("/time-zone", query_string={"q": "سول", "lang": "ar"}).text


def test_zone_that_is_not_there_says_so(client):
    page = client.get("/time-zone", query_string={"q": "<script>"}).text
    assert "No time zone is called that" in page
    assert "<script>alert" not in page


def test_browsers_own_zone_is_offered_first(client):
    client.set_cookie("zone_guess", "Asia%2FDubai")
    page = client.get("/time-zone").text
    assert page.index('value="Asia/Dubai"') < page.index('class="zones-area"')
    client.set_cookie("zone_guess", "Nowhere%2FNever")
    assert "Nowhere" not in client.get("/time-zone").text


def test_bytes_that_are_no_text_are_refused(client):
    body, kind = b"zone=%ED%A0%80", "application/x-www-form-urlencoded"
    assert client.post("/time-zone", data=body, content_type=kind).status_code == 400


def test_language_is_kept_in_a_cookie(client):
    answer = client.post("/language", data={"language": "fi", "next": "/sign-in?lang=ar"})
    assert answer.location == "/sign-in"
    assert '<html lang="fi"' in client.get("/sign-in").text


def test_language_picked_in_this_browser_wins_over_the_profile(app, database):
    browser = browser_of(app, layla())
    assert '<html lang="ar"' in browser.get("/account/").text
    browser.set_cookie("lang", "fi")
    assert '<html lang="fi"' in browser.get("/account/").text


def test_language_of_who_is_signed_in_goes_into_the_profile(app, database):
    person = layla()
    browser_of(app, person).post("/language", data={"language": "en"})
    db.session.refresh(person)
    assert person.language == "en"


def test_unknown_language_is_refused(client):
    assert client.post("/language", data={"language": "xx"}).status_code == 400


@pytest.mark.parametrize("path", ["/display", "/time-zone"])
def test_next_stays_on_this_site(client, path):
    page = client.get(path, query_string={"next": "//evil.example/"}).text
    assert re.findall(r'name="next" [^>]*value="([^"]*)"', page)[:1] == ["/"]
