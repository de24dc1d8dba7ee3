"""The page that releases a draft, and the links that show one."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from sqlalchemy import select

from app import forms
from app.db import commit, db
from app.schedule.actions.talks import cancel_session, edit_session, move_session
from app.schedule.models import PreviewLink, Release
from app.schedule.rules.values import SessionValues
from app.schedule.rules.when import When
from tests.pages import form_values

RELEASE = "/manage/e/two-cities/release"
LINKS = "/manage/e/two-cities/preview-links"
LATER = When(datetime(2021, 12, 9, 16, 0), "Asia/Seoul", 0, 30)


def releases() -> list[tuple[int, dict[str, str], bool]]:
    db.session.expire_all()
    rows = db.session.scalars(select(Release).order_by(Release.number))
    return [(row.number, row.note, row.is_current) for row in rows]


def released(draft, **values: object):
    browser = draft.browser(draft.aino)
    return browser.post(RELEASE, data={**form_values(browser.get(RELEASE).text), **values})


def test_the_first_release_makes_the_event_public(draft):
    draft.add()
    page = draft.browser(draft.aino).get(RELEASE).text
    assert "The first release" in page
    assert "Nobody is named yet." in page
    assert released(draft, note=["Hello"], **{"note-language": ["en"]}).status_code == 302
    assert releases() == [(1, {"en": "Hello"}, True)]
    assert draft.event.state == "public"
    assert '<a href="/e/two-cities/">See the public page</a>' in draft.browser(draft.aino).get(RELEASE).text


def test_the_preview_tells_each_kind_of_change(draft):
    moved, renamed, cancelled = draft.add("Moved one"), draft.add("Old name"), draft.add("Called off")
    released(draft)
    values = SessionValues({"en": "New name"}, languages=("en",))
    move_session(moved, LATER, expected_version=None, by=draft.aino)
    edit_session(
        renamed, values, When(datetime(2021, 12, 9, 15, 30), "Asia/Seoul", 0, 30), expected_version=None, by=draft.aino
    )
    cancel_session(cancelled, expected_version=None, by=draft.aino)
    draft.add("Added one")
    page = draft.browser(draft.aino).get(RELEASE).text
    for words in (
        "Moved one",
        "Old name",
        "New name",
        "Called off",
        "Added one",
        "Thursday, 9 December 2021, 08:30",
        "Thursday, 9 December 2021, 09:00",
    ):
        assert words in page, words


def test_without_a_change_there_is_nothing_to_release(draft):
    draft.add()
    released(draft)
    page = draft.browser(draft.aino).get(RELEASE).text
    assert "Nothing to release" in page
    assert "Release it" not in page


def test_what_was_not_looked_at_is_not_released(draft):
    draft.add()
    browser = draft.browser(draft.aino)
    looked_at = form_values(browser.get(RELEASE).text)
    draft.add("Sneaked in")

    answer = browser.post(RELEASE, data=looked_at)

    assert answer.status_code == 409
    assert "Sneaked in" in answer.text
    assert "Nothing was released" in answer.text
    assert releases() == []
    assert browser.post(RELEASE, data=form_values(answer.text)).status_code == 302
    assert len(releases()) == 1


def test_without_the_version_it_would_be(draft, monkeypatch):
    """Negative control of the test above (promise P9)."""
    monkeypatch.setattr(forms.RowForm, "expected", None)
    draft.add()
    browser = draft.browser(draft.aino)
    looked_at = form_values(browser.get(RELEASE).text)
    draft.add("Sneaked in")
    assert browser.post(RELEASE, data=looked_at).status_code == 302
    assert len(releases()) == 1


def test_a_form_without_a_version_releases_nothing(draft):
    draft.add()
    assert draft.browser(draft.aino).post(RELEASE).status_code == 409
    assert draft.browser(draft.aino).post(RELEASE, data={"version": "9" * 5000}).status_code == 400
    assert releases() == []


def test_an_older_release_can_be_shown_again(draft):
    talk = draft.add()
    released(draft)
    move_session(talk, LATER, expected_version=None, by=draft.aino)
    commit()
    released(draft)
    browser = draft.browser(draft.aino)
    question = browser.get(f"{RELEASE}/1/again")
    assert "Show release 1 again?" in question.text
    found = re.findall(r"<del class=.soft.>([^<]*\d)(?: \([^)]*\))?</del> ([^<]*)<", question.text)
    assert found == [("Thursday, 9 December 2021, 09:00", "Thursday, 9 December 2021, 08:30 (30 mins)")]
    assert browser.post(f"{RELEASE}/1/again", data=form_values(question.text)).status_code == 302
    assert [(number, current) for number, _, current in releases()] == [(1, False), (2, False), (3, True)]
    for number in ("3", "4", "99999999999999999999"):
        assert browser.get(f"{RELEASE}/{number}/again").status_code == 404


def test_only_owners_and_the_lead_citys_editors_release(draft):
    draft.add()
    for person, status in ((draft.matti, 200), (draft.minjun, 404), (draft.otto, 404)):
        browser = draft.browser(person)
        for path in (RELEASE, LINKS):
            assert browser.get(path).status_code == status, (person.name, path)
    assert draft.browser(draft.minjun).post(RELEASE, data={"version": "2"}).status_code == 404
    assert releases() == []


def test_a_cancelled_event_is_not_released(draft):
    draft.add()
    browser = draft.browser(draft.aino)
    looked_at = form_values(browser.get(RELEASE).text)
    draft.event.state = "cancelled"
    commit()
    answer = browser.post(RELEASE, data=looked_at)
    assert answer.status_code == 400
    assert "Reinstate it before you release" in answer.text


def test_a_release_that_called_the_event_off_is_told_and_not_offered_anew(draft):
    draft.add("Opening")
    released(draft)
    draft.add("Not yet released")
    browser = draft.browser(draft.aino)
    cancel = "/manage/e/two-cities/cancel"
    assert browser.post(cancel, data=form_values(browser.get(cancel).text)).status_code == 302

    page = browser.get(RELEASE).text
    assert "Reinstate it before you release" in page
    assert "The event was cancelled, with all its sessions." in page
    for absent in ("Release it", "Release anew", "What changes"):
        assert absent not in page, absent
    assert browser.post("/manage/e/two-cities/reinstate", data={"version": draft.event.version}).status_code == 302

    page = browser.get(RELEASE).text
    assert "The event takes place after all, as released before it was cancelled." in page
    changes = page.split("What changes")[1].split("<aside")[0]
    assert ("Not yet released" in changes, "Opening" in changes) == (True, False)
    assert [f"{RELEASE}/{number}/again" in page for number in (1, 2, 3)] == [True, False, False]
    assert browser.get(f"{RELEASE}/2/again").status_code == 404
    assert browser.post(f"{RELEASE}/2/again").status_code == 404


def test_an_older_release_shown_again_leaves_the_draft_to_be_released(draft):
    draft.add()
    released(draft)
    draft.add("Later")
    released(draft)
    browser = draft.browser(draft.aino)
    again = f"{RELEASE}/1/again"
    assert "Not released yet" not in browser.get("/manage/e/two-cities/").text
    assert browser.post(again, data=form_values(browser.get(again).text)).status_code == 302
    assert "Not released yet: 1 change." in browser.get("/manage/e/two-cities/").text


# ---------------------------------------------------------------- preview links


@pytest.fixture
def link(draft) -> str:
    """The path of a fresh preview link."""
    draft.add("Secret plan", description={"en": "**Bold**"})
    page = draft.browser(draft.aino).post(LINKS).text
    address = page.split('<code class="secret-link" dir="ltr">')[1].split("</code>")[0]
    return "/e/" + address.split("/e/", 1)[1]


def test_a_preview_link_shows_the_draft_to_whoever_has_it(draft, link, client):
    answer = client.get(link)
    assert answer.status_code == 200
    assert "Secret plan" in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert 'content="noindex, nofollow"' in answer.text
    step = answer.text.split(f'href="{link}s/')[1].split('"')[0]
    session = client.get(f"{link}s/{step}")
    assert session.status_code == 200
    assert "<strong>Bold</strong>" in session.text
    assert client.get("/e/two-cities/").status_code == 404


def test_a_revoked_link_shows_nothing(draft, link, client):
    assert client.get(link).status_code == 200
    browser = draft.browser(draft.aino)
    (row,) = db.session.scalars(select(PreviewLink))
    assert browser.post(f"{LINKS}/{row.id}/revoke").status_code == 302
    assert client.get(link).status_code == 404
    assert client.get(f"{link}s/k7m2qd/").status_code == 404


def test_a_link_is_kept_as_a_hash_and_shown_once(draft, link):
    token = link.rstrip("/").rsplit("/", 1)[1]
    (row,) = db.session.scalars(select(PreviewLink))
    assert token not in row.token_hash
    assert token not in draft.browser(draft.aino).get(LINKS).text


@pytest.mark.parametrize("token", ["x", "%00", "\ud800".encode("utf-8", "surrogatepass").hex(), "a" * 5000])
def test_guessed_links_find_nothing(draft, link, client, token):
    assert client.get(f"/e/two-cities/preview/{token}/").status_code == 404
    assert client.get(link.replace("two-cities", "other")).status_code == 404


def test_a_link_of_another_event_cannot_be_revoked(draft, link):
    draft.otto.is_admin = False
    commit()
    (row,) = db.session.scalars(select(PreviewLink))
    assert draft.browser(draft.otto).post(f"{LINKS}/{row.id}/revoke").status_code == 404
    assert draft.browser(draft.aino).post(f"{LINKS}/{row.id + 1}/revoke").status_code == 404


def test_a_session_over_a_clock_change_says_both_offsets(draft):
    draft.add("Night", When(datetime(2027, 11, 7, 0, 30), "America/New_York", 0, 120))
    assert released(draft).status_code == 302
    browser = draft.app.test_client()
    event = browser.get("/e/two-cities/programme?zone=America/New_York").text
    address = re.search(r'href="(/e/two-cities/s/[^"?]+)', event)
    assert address
    page = browser.get(f"{address[1]}?zone=America/New_York").text
    assert "<bdi>UTC−4 → UTC−5</bdi>" in page
    assert "→" not in browser.get(f"{address[1]}?zone=Asia/Seoul").text.split('class="hero-when">')[1].split("</p>")[0]
