"""The page that reads mails: in development only, and a hostile mail can do nothing there."""

from __future__ import annotations

import pytest

from app.db import commit
from app.mail.delivery import send_owed
from app.mail.outbox import owe

pytestmark = pytest.mark.database

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def development(app, database, monkeypatch, tmp_path):
    changed = {"mode": "development", "data": tmp_path}
    monkeypatch.setitem(app.extensions, "settings", app.extensions["settings"].model_copy(update=changed))
    return tmp_path


@pytest.fixture
def sent(development):
    link = "http://localhost/sign-in/abc"
    owe("sign_in", to="aino@hel.example", to_name="Aino", language="en", code=HOSTILE, link=link, minutes=10)
    commit()
    send_owed()
    (path,) = (development / "mails").iterdir()
    return path.stem


def test_mails_are_listed_and_their_links_can_be_pressed(client, sent):
    assert f'href="/dev/mails/{sent}/"' in client.get("/dev/mails/").text
    page = client.get(f"/dev/mails/{sent}/").text
    assert '<a href="http://localhost/sign-in/abc"' in page
    assert HOSTILE not in page
    assert 'sandbox=""' in page


def test_html_part_may_do_nothing(client, sent):
    answer = client.get(f"/dev/mails/{sent}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script-src" not in policy


def test_empty_list_says_how_to_fill_it(client, development):
    assert "No mails yet" in client.get("/dev/mails/").text


@pytest.mark.parametrize("name", ["20260101-000000-1", "..", "%2e%2e%2fkey", "key", "20260101-000000-1/html"])
def test_other_names_are_not_found(client, development, name):
    (development / "key.eml").write_text("secret")
    assert client.get(f"/dev/mails/{name}/").status_code == 404


def test_nothing_of_it_exists_elsewhere(client, sent, app, monkeypatch):
    monkeypatch.setitem(
        app.extensions, "settings", app.extensions["settings"].model_copy(update={"mode": "production"})
    )
    for path in ("/dev/mails/", f"/dev/mails/{sent}/", f"/dev/mails/{sent}/html"):
        assert client.get(path).status_code == 404
