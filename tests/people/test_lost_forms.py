"""Forms that could not be taken: what was typed is there to copy, and the way back is said."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app import web_sent
from app.clock import now
from app.db import commit
from app.people.actions import end_all_sessions
from app.web_safety import MAX_BODY
from app.web_sent import Typed, typed_texts
from tests.pages import form_values
from tests.personas import aino, browser_of, make_city, make_event, put_in_team

EDIT = "/manage/e/two-cities/edit"
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def protected(app: Flask, database: None) -> Iterator[Flask]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def opened(app):
    """Aino's browser with the form of her event open, and what she typed into it."""
    person = aino(language="en")
    put_in_team(make_event("two-cities", lead=make_city("helsinki")), person, "owner")
    commit()
    browser = browser_of(app, person)
    data = form_values(browser.get(EDIT).text)
    return person, browser, {**data, "title": ["Water & <b>light</b>"], "about": ["One\nTwo\n</textarea><p>"]}


def shown(page: str) -> str:
    return page.partition('id="typed"')[2].partition("</section>")[0]


def test_form_sent_after_signing_out_elsewhere_gives_the_texts_back(protected):
    person, browser, data = opened(protected)
    end_all_sessions(person, now=now())
    commit()
    answer = browser.post(EDIT, data=data, headers=OURS)

    assert answer.status_code == 401
    assert "Water &amp; &lt;b&gt;light&lt;/b&gt;</textarea>" in answer.text
    assert "One\nTwo\n&lt;/textarea&gt;&lt;p&gt;</textarea>" in answer.text
    assert f'href="/sign-in?next={EDIT}"' in answer.text
    assert data["csrf_token"][0] not in answer.text
    assert "csrf" not in answer.text


def test_form_sent_without_the_cookie_gives_the_texts_back(protected):
    _person, browser, data = opened(protected)
    browser.delete_cookie("meridian")
    answer = browser.post(EDIT, data=data, headers=OURS)

    assert (answer.status_code, "out of date" in answer.text) == (400, True)
    assert "Water &amp; &lt;b&gt;light&lt;/b&gt;</textarea>" in answer.text
    assert f'href="{EDIT}">Load the page again' in answer.text
    assert f'href="/sign-in?next={EDIT}"' in answer.text


def test_who_is_signed_in_is_not_told_to_sign_in(protected):
    _person, browser, data = opened(protected)
    answer = browser.post(EDIT, data={**data, "csrf_token": "old"}, headers=OURS)

    assert (answer.status_code, "Water &amp;" in shown(answer.text)) == (400, True)
    assert "Sign in" not in re.sub(r"(?s)<template>.*?</template>", "", answer.text)
    assert "Aino Virtanen" in answer.text


def test_what_is_too_large_does_not_sign_anybody_out(protected):
    _person, browser, _data = opened(protected)
    answer = browser.post(EDIT, data={"title": "x" * (MAX_BODY + 1)}, headers=OURS)

    assert answer.status_code == 413
    assert "Sign in" not in answer.text
    assert "Aino Virtanen" in answer.text
    assert "Sign in" in protected.test_client().post("/sign-in", data={"email": "x" * (MAX_BODY + 1)}).text


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_what_another_site_sends_is_never_shown(protected, headers):
    _person, _browser, data = opened(protected)
    answer = protected.test_client().post(EDIT, data=data, headers=headers)

    assert answer.status_code == 400
    assert "Water" not in answer.text


def test_what_another_site_sends_would_be_shown_without_the_check(protected, monkeypatch):
    monkeypatch.setattr(web_sent, "is_from_elsewhere", lambda: False)
    _person, _browser, data = opened(protected)
    answer = protected.test_client().post(EDIT, data=data, headers={"Sec-Fetch-Site": "cross-site"})

    assert "Water" in shown(answer.text)


def test_secrets_and_what_the_form_added_are_left_out():
    sent = [
        ("csrf_token", "a"), ("version", "3"), ("base", "title:x"), ("password", "p"), ("code", "123456"), ("key", "k"),
        ("invite_token", "t"), ("Client-Secret", "s"), ("city_id", "4"), ("title-language", "en"), ("about", " "),
        ("title", "Water"), ("title", "Vesi"), ("zone", "Europe/Helsinki"),
    ]  # fmt: skip
    assert typed_texts(sent) == Typed([("title", "Water"), ("title", "Vesi"), ("zone", "Europe/Helsinki")], cut=False)


def test_only_so_much_is_shown():
    many = typed_texts(("title", str(number)) for number in range(1000))
    long = typed_texts([("about", "x" * (web_sent.MOST_CHARACTERS + 1)), ("title", "Water")])

    assert (len(many.texts), many.cut) == (web_sent.MOST_TEXTS, True)
    assert ([len(text) for _name, text in long.texts], long.cut) == ([web_sent.MOST_CHARACTERS], True)


def test_texts_that_grow_when_they_are_normalized_are_no_error():
    assert len(typed_texts([("about", "\ufb2c" * web_sent.MOST_CHARACTERS)]).texts) == 1
