"""Signing in by mail: once, for ten minutes, in the right browser, and the same for whoever asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app.clock import now
from app.db import commit, db
from app.people import actions
from app.people.models import Person, SignIn, SignInRequest
from app.people.rules import LIFE, MOST_ATTEMPTS
from tests.personas import aino, browser_of, make_person

pytestmark = pytest.mark.database

EMAIL = "aino@helsinki.example"


def ask(client, email=EMAIL, **form):
    return client.post("/sign-in", data={"email": email, **form})


def enter(client, code):
    return client.post("/sign-in/code", data={"code": code})


def me(client):
    return client.get("/me.json").json["person"]


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_code_signs_in_and_makes_the_account(client, mailed):
    assert ask(client).location == "/sign-in/code"
    assert EMAIL in client.get("/sign-in/code").text
    (mail,) = mailed()
    assert (mail.to, count(Person)) == (EMAIL, 0)
    answer = enter(client, mail.code)
    assert (answer.status_code, answer.location) == (303, "/account/")
    assert me(client) == {"name": "aino", "initials": "A", "manages": False, "admin": False}
    assert db.session.scalars(select(Person.email)).all() == [EMAIL]


def test_link_signs_in_after_a_press(client, mailed):
    ask(client)
    (mail,) = mailed()
    page = client.get(mail.link)
    assert EMAIL in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert me(client) is None
    assert client.post(mail.link).status_code == 303
    assert me(client)["name"] == "aino"


def test_link_works_in_another_browser(app, client, mailed):
    ask(client)
    phone = app.test_client()
    phone.post(mailed()[0].link)
    assert me(phone) is not None
    assert me(client) is None


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_scanner_that_opens_the_link_uses_nothing_up(app, client, mailed, method):
    ask(client)
    (mail,) = mailed()
    scanner = app.test_client()
    for _ in range(3):
        getattr(scanner, method)(mail.link)
    assert me(scanner) is None
    assert count(SignIn) == 0
    client.post(mail.link)
    assert me(client) is not None


def test_code_works_only_in_the_browser_that_asked(app, client, mailed):
    ask(client)
    thief = app.test_client()
    ask(thief, "otto@elsewhere.example")
    assert enter(thief, mailed()[0].code).status_code == 400
    assert me(thief) is None
    assert enter(app.test_client(), mailed()[0].code).location == "/sign-in"


@pytest.mark.parametrize("first", ["code", "link"])
@pytest.mark.parametrize("second", ["code", "link"])
def test_link_and_code_together_work_once(app, client, mailed, first, second):
    ask(client)
    (mail,) = mailed()
    with client.session_transaction() as session:
        asking = dict(session["asking"])
    use = {"code": lambda browser: enter(browser, mail.code), "link": lambda browser: browser.post(mail.link)}
    assert use[first](client).status_code == 303
    other = app.test_client()
    with other.session_transaction() as session:
        session["asking"] = asking
    assert use[second](other).status_code in {400, 404}
    assert me(other) is None


def test_control_without_single_use_the_code_works_twice(app, client, mailed, monkeypatch):
    monkeypatch.setattr(actions, "_used", lambda _found, _now: True)
    ask(client)
    (mail,) = mailed()
    client.post(mail.link)
    other = app.test_client()
    assert other.post(mail.link).status_code == 303
    assert me(other) is not None


@pytest.mark.parametrize("way", ["code", "link"])
def test_after_ten_minutes_nothing_works(client, mailed, way):
    with time_machine.travel(now() - LIFE - timedelta(seconds=1), tick=False):
        ask(client)
    (mail,) = mailed()
    assert client.get(mail.link).status_code == 404
    answer = enter(client, mail.code) if way == "code" else client.post(mail.link)
    assert answer.status_code in {400, 404}
    assert me(client) is None


def test_five_wrong_codes_end_it(client, mailed):
    ask(client)
    (mail,) = mailed()
    wrong = "0000 0000" if mail.code != "0000 0000" else "1111 1111"
    for _ in range(MOST_ATTEMPTS):
        assert "not the code" in enter(client, wrong).text
    assert "does not work any more" in enter(client, mail.code).text
    assert me(client) is None


def test_four_wrong_codes_do_not(client, mailed):
    ask(client)
    (mail,) = mailed()
    for _ in range(MOST_ATTEMPTS - 1):
        enter(client, "x")
        enter(client, "")
    assert enter(client, mail.code).status_code == 303


def test_asking_again_leaves_the_first_mail_working(client, mailed):
    ask(client)
    ask(client)
    assert enter(client, mailed()[0].code).status_code == 303


def test_secrets_are_kept_as_hashes_only(client, mailed):
    ask(client)
    (mail,) = mailed()
    row = db.session.scalars(select(SignInRequest)).one()
    kept = " ".join(str(value) for value in vars(row).values())
    assert mail.code.replace(" ", "") not in kept
    assert mail.link.rsplit("/", 1)[1] not in kept


def test_known_and_unknown_addresses_get_the_same(app, client, count_queries):
    make_person("known@helsinki.example")
    make_person("closed@helsinki.example", active=False)
    commit()
    seen = []
    for email in ("known@helsinki.example", "unknown@helsinki.example", "closed@helsinki.example"):
        browser = app.test_client()
        with count_queries() as statements:
            first = ask(browser, email)
        page = browser.get("/sign-in/code").text.replace(email, "").replace(csrf_in(browser), "")
        seen.append((first.status_code, first.location, len(statements), statements, page))
    assert seen[0] == seen[1] == seen[2]


def csrf_in(browser):
    with browser.session_transaction() as session:
        return session.get("csrf_token", "-")


def test_mail_is_in_the_language_of_the_page(client, mailed):
    client.post("/sign-in?lang=ar", data={"email": EMAIL})
    assert mailed()[0].language == "ar"


@pytest.mark.parametrize("typed", ["", "aino", "aino@localhost", "a@b.example\r\nBcc: c@d.example"])
def test_what_is_no_address_is_said_at_the_field(client, mailed, typed):
    answer = ask(client, typed)
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.text
    assert 'aria-describedby="email-hint email-error"' in answer.text
    assert mailed() == []


def test_closed_account_gets_in_by_nothing(client, mailed):
    make_person(EMAIL, active=False)
    ask(client)
    assert client.post(mailed()[0].link).status_code == 403
    assert me(client) is None


def test_who_has_a_name_goes_on_to_where_she_came_from(client, mailed):
    aino()
    assert client.get("/account/").location == "/sign-in?next=/account/"
    ask(client, next="/manage/?a=1&b=2")
    assert enter(client, mailed()[0].code).location == "/manage/?a=1&b=2"


def test_who_has_no_name_is_asked_for_it_first(client, mailed):
    ask(client, next="/e/busan/")
    assert enter(client, mailed()[0].code).location == "/account/?next=/e/busan/"
    assert 'href="/e/busan/"' in client.get("/account/?next=/e/busan/").text
    answer = client.post("/account/?next=/e/busan/", data={"name": "Aino", "version": "1"})
    assert answer.location == "/e/busan/"


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
        "/\t/evil.example", "/\n/evil.example", "http:evil.example", "///evil.example", "/\r\nSet-Cookie: a=b",
        "x" * 9000, "/" + "x" * 9000,
    ],
)  # fmt: skip
def test_next_never_leads_elsewhere(app, client, mailed, evil):
    aino()
    ask(client, next=evil)
    answer = enter(client, mailed()[0].code)
    assert answer.location == "/manage/"  # where organizers go who asked for no page of this site
    assert client.get("/sign-in", query_string={"next": evil}).location == "/account/"


def test_session_begins_anew_when_somebody_signs_in(client, mailed):
    ask(client)
    with client.session_transaction() as session:
        session["planted"] = "by another"
        before = dict(session)
    enter(client, mailed()[0].code)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert "asking" not in session
        assert session.get("csrf_token") != before.get("csrf_token", "none before")
        assert session.permanent


def test_signing_in_as_another_ends_the_first_session(app, client, mailed):
    ask(client)
    enter(client, mailed()[0].code)
    stolen = client.get_cookie("meridian").value
    ask(client, "otto@elsewhere.example")
    enter(client, mailed()[1].code)
    assert me(client)["name"] == "otto"
    other = app.test_client()
    other.set_cookie("meridian", stolen)
    assert me(other) is None


def test_signed_in_person_need_not_sign_in(app, database):
    browser = browser_of(app, aino())
    assert browser.get("/sign-in?next=/manage/").location == "/manage/"


def test_old_requests_are_swept_away(client, mailed):
    with time_machine.travel(now() - timedelta(days=2), tick=False):
        ask(client)
    ask(client, "otto@elsewhere.example")
    assert db.session.scalars(select(SignInRequest.email)).all() == ["otto@elsewhere.example"]


def test_one_address_gets_five_mails_at_most(app, client, mailed):
    answers = [ask(app.test_client(), EMAIL.upper() if number % 2 else EMAIL) for number in range(7)]
    last = answers[-1]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429] * 2
    assert int(last.headers["Retry-After"]) > 0
    assert len(mailed()) == 5
    assert ask(app.test_client(), "otto@elsewhere.example").status_code == 303


def test_one_network_asks_two_hundred_times_at_most(app, client):
    def asked(last):
        address = {"REMOTE_ADDR": f"2001:db8:1:2::{last:x}"}
        return app.test_client().post("/sign-in", data={"email": "none"}, environ_base=address).status_code

    assert [asked(number) for number in range(201)] == [400] * 200 + [429]
