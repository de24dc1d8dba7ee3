"""Sessions: cookies, what a request costs, and how sessions end."""

from __future__ import annotations

import re
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from app import create_app, web_safety
from app.clock import now
from app.db import commit, db
from app.people import glue
from app.people.actions import end_all_sessions, make_link
from app.people.models import Person, SignIn
from app.people.rules import SESSION_LIFE
from app.settings import Settings
from tests.personas import aino, browser_of, otto

pytestmark = pytest.mark.database


def me(browser):
    return browser.get("/me.json").json["person"]


def cookie_of(answer, name):
    jar = SimpleCookie()
    for header in answer.headers.getlist("Set-Cookie"):
        jar.load(header)
    return jar.get(name)


# ------------------------------------------------------------------ cost


def test_visitor_costs_no_query(client, count_queries):
    with count_queries() as seen:
        assert me(client) is None
        assert client.get("/sign-in").status_code == 200
    assert seen == []


def test_person_costs_one_query(app, database, count_queries):
    browser = browser_of(app, aino(is_organizer=True))
    with count_queries() as seen:
        assert me(browser)["name"] == "Aino Virtanen"
    assert [statement.split()[0] for statement in seen if statement.split()[0] != "BEGIN"] == ["SELECT"]


def test_answer_to_a_visitor_does_not_vary_by_cookie(client):
    answer = client.get("/health")
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Set-Cookie" not in answer.headers


def test_answers_carry_no_cookie_once_signed_in(app, database):
    browser = browser_of(app, aino())
    assert "Set-Cookie" not in browser.get("/health").headers
    assert "Set-Cookie" not in browser.get("/me.json").headers


def test_person_is_never_kept_by_caches(app, database):
    assert browser_of(app, aino()).get("/me.json").headers["Cache-Control"] == "private, no-store"


def test_token_in_the_address_signs_nobody_in(app, client):
    person = aino()
    token = app.extensions["security"].remember_token_serializer.dumps({"uid": person.fs_uniquifier})
    answer = client.get(f"/me.json?auth_token={token}", headers={"Authentication-Token": token})
    assert answer.json == {"person": None}


# ------------------------------------------------------------------ cookies


def test_session_cookie_on_http(client, mailed):
    cookie = cookie_of(client.post("/sign-in", data={"email": "a@b.example"}), "meridian")
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"], cookie["path"]) == (True, "Lax", "", "/")


@pytest.fixture
def https(tmp_path):
    """The program as people reach it in production."""
    app = create_app(Settings(mode="test", data=tmp_path, base_url="https://meridian.example"))
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


def test_session_cookie_on_https(https):
    answer = https.test_client().post("/sign-in", base_url="https://meridian.example", data={"email": "a@b.example"})
    cookie = cookie_of(answer, "__Host-meridian")
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"], cookie["path"]) == (True, "Lax", True, "/")
    assert cookie["domain"] == ""


@pytest.mark.parametrize("path", ["/", "/missing", "/health"])
def test_browsers_stay_on_https_where_people_reach_it_so(https, client, path):
    answer = https.test_client().get(path, base_url="https://meridian.example")

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in client.get(path).headers


def test_choices_are_kept_by_protected_cookies_on_https(https):
    browser = https.test_client()
    answer = browser.post("/time-zone", base_url="https://meridian.example", data={"zone": "Asia/Dubai"})
    cookie = cookie_of(answer, "__Host-zone")
    assert (cookie.value, cookie["httponly"], cookie["secure"]) == ("Asia/Dubai", True, True)
    answer = browser.post("/language", base_url="https://meridian.example", data={"language": "fi"})
    assert cookie_of(answer, "__Host-lang").value == "fi"
    assert '<html lang="fi"' in browser.get("/sign-in", base_url="https://meridian.example").text


def test_form_of_an_ended_session_leads_to_signing_in(client):
    answer = client.post("/account/", data={"name": "Aino"})

    assert answer.status_code == 401
    assert '<a class="button button-main" href="/sign-in?next=/account/">Sign in</a>' in answer.text
    assert "button-main" in client.get("/missing").text
    assert 'button-main" href="/sign-in"' not in client.get("/missing").text


def test_forged_cookie_signs_nobody_in(app, client):
    person = aino()
    with client.session_transaction() as session:
        session.update({"_user_id": person.fs_uniquifier, "_fresh": True, glue.KEY: "guessed"})
    assert me(client) is None
    client.set_cookie("meridian", "eyJfdXNlcl9pZCI6MX0.forged.signature")
    assert me(client) is None


@pytest.fixture
def sign_in_page(https):
    """Opens the mailed link on https as a browser does, and sends its form with these headers; gives the answer."""
    https.config["WTF_CSRF_ENABLED"] = True
    base = "https://meridian.example"
    browser = https.test_client()
    with https.app_context():
        link = make_link("a@b.example", life=timedelta(hours=1), admin=False, now=now())
        commit()
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', browser.get(link, base_url=base).text)

    def send(headers, *, with_token=True):
        data = {"csrf_token": token[1]} if with_token else {}
        answer = browser.post(link, base_url=base, headers=headers, data=data)
        person = browser.get("/me.json", base_url=base).json["person"]
        return answer.status_code, None if person is None else person["name"]

    return send


OURS = "https://meridian.example"


@pytest.mark.parametrize(
    "headers",
    [
        {},  # a browser or proxy that says nothing of where it comes from
        {"Referer": f"{OURS}/sign-in"},
        {"Origin": OURS},
        {"Origin": "https://MERIDIAN.example", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},  # its owner lets it send no Referer
        {"Sec-Fetch-Site": "none"},  # the person herself sent it again
    ],
    ids=str,
)
def test_form_of_ours_is_taken_whatever_the_browser_says_of_itself(sign_in_page, headers):
    assert sign_in_page(headers) == (303, "a")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "https://meridian.example.evil.example"},
        {"Origin": "http://meridian.example"},  # whoever is on the wire
        {"Origin": "https://meridian.example:8443"},
        {"Origin": "null"},
        {"Origin": "https://[bad"},
        {"Origin": "https://evil.example", "Referer": OURS},
        {"Referer": "https://evil.example/?https://meridian.example/"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://blog.meridian.example"},
    ],
    ids=str,
)
def test_form_from_elsewhere_is_refused_even_with_a_token(sign_in_page, headers):
    assert sign_in_page(headers) == (400, None)


@pytest.mark.parametrize("headers", [{}, {"Origin": OURS, "Sec-Fetch-Site": "same-origin"}], ids=str)
def test_form_without_a_token_is_refused_wherever_it_comes_from(sign_in_page, headers):
    assert sign_in_page(headers, with_token=False) == (400, None)


def test_control_without_the_check_another_site_needs_only_the_token(sign_in_page, monkeypatch):
    monkeypatch.setattr(web_safety, "is_from_elsewhere", lambda: False)
    assert sign_in_page({"Origin": "https://evil.example"}) == (303, "a")


# ------------------------------------------------------------------ ending


def test_ended_session_is_signed_out_at_its_next_request(app, database):
    person = aino()
    laptop, phone = browser_of(app, person), browser_of(app, person)
    theirs = db.session.scalars(select(SignIn.id).order_by(SignIn.id)).all()
    assert "Firefox, Linux" in laptop.get("/account/sessions").text
    assert laptop.post(f"/account/sessions/{theirs[1]}/end").location == "/account/sessions"
    assert me(phone) is None
    assert phone.get("/account/").location.startswith("/sign-in")
    assert me(laptop) is not None


def test_control_without_the_row_the_session_would_live_on(app, database, monkeypatch):
    person = aino()
    laptop, phone = browser_of(app, person), browser_of(app, person)
    person_id, row = person.id, db.session.scalars(select(SignIn.id)).first()
    db.session.rollback()
    monkeypatch.setattr(glue, "who", lambda *_: (db.session.get(Person, person_id), db.session.get(SignIn, row)))
    laptop.post("/account/sessions/end-others")
    assert me(phone) is not None


def test_all_others_can_be_ended(app, database):
    person = aino()
    laptop, phone, tablet = (browser_of(app, person) for _ in range(3))
    laptop.post("/account/sessions/end-others")
    assert [me(browser) is None for browser in (laptop, phone, tablet)] == [False, True, True]


def test_ending_ones_own_session_signs_out_here(app, database):
    laptop = browser_of(app, aino())
    row = db.session.scalars(select(SignIn.id)).one()
    assert laptop.post(f"/account/sessions/{row}/end").location == "/"
    assert me(laptop) is None


def test_nobody_ends_anothers_session(app, database):
    hers = browser_of(app, aino())
    row = db.session.scalars(select(SignIn.id)).one()
    his = browser_of(app, otto())
    assert his.post(f"/account/sessions/{row}/end").status_code == 404
    assert me(hers) is not None


def test_new_uniquifier_ends_every_session(app, database):
    person = aino()
    laptop = browser_of(app, person)
    person.fs_uniquifier = "changed"
    commit()
    assert me(laptop) is None


def test_end_of_all_sessions_changes_the_uniquifier_too(app, database):
    person = aino()
    laptop = browser_of(app, person)
    before = person.fs_uniquifier
    end_all_sessions(person, now=now())
    commit()
    assert person.fs_uniquifier != before
    db.session.execute(update(SignIn).values(ended_at=None))
    commit()
    assert me(laptop) is None


def test_signing_out_needs_a_press(app, database):
    laptop = browser_of(app, aino())
    assert laptop.get("/sign-out").status_code == 200
    assert me(laptop) is not None
    kept = laptop.get_cookie("meridian")
    assert kept is not None
    assert laptop.post("/sign-out").location == "/"
    assert me(laptop) is None
    laptop.set_cookie("meridian", kept.value)
    assert me(laptop) is None


def test_closed_account_is_signed_out(app, database):
    person = aino()
    laptop = browser_of(app, person)
    person.active = False
    commit()
    assert me(laptop) is None


def test_month_without_a_visit_ends_the_session(app, database):
    laptop = browser_of(app, aino())
    db.session.execute(update(SignIn).values(seen_at=now() - SESSION_LIFE))
    commit()
    assert me(laptop) is None


def test_visit_is_noted_once_an_hour_and_renews_the_cookie(app, database):
    person = aino()
    laptop = browser_of(app, person)
    version = person.version
    with time_machine.travel(now() + timedelta(hours=2)):
        answer = laptop.get("/me.json")
        assert cookie_of(answer, "meridian") is not None
        assert now() - db.session.scalars(select(SignIn.seen_at)).one() < timedelta(minutes=1)
        assert cookie_of(laptop.get("/me.json"), "meridian") is None
    db.session.refresh(person)
    assert person.last_seen_at is not None
    assert person.version == version


def test_clock_a_day_ahead_signs_nobody_out(app, database):
    laptop = browser_of(app, aino())
    with time_machine.travel(now() + timedelta(days=1)):
        assert me(laptop) is not None
    assert me(laptop) is not None


def test_page_for_everybody_is_shown_when_the_database_is_down(app, database, monkeypatch):
    laptop = browser_of(app, aino())

    def down(*_):
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(glue, "who", down)
    assert laptop.get("/sign-in").status_code == 200
    assert laptop.get("/me.json").json == {"person": None}
    answer = laptop.get("/account/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    monkeypatch.undo()
    assert me(laptop) is not None
