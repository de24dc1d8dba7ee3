"""What protects every answer: Host, headers, request ids, CSRF; and errors as pages or data."""

from __future__ import annotations

import pytest

from app import web
from app.web_safety import HEADERS


def test_foreign_host_is_refused_on_every_path(client):
    for path in ("/", "/health", "/static/x", "/socket.io/?EIO=4"):
        response = client.get(path, headers={"Host": "evil.example"})
        assert response.status_code == 421
        assert b"evil" not in response.data


@pytest.mark.parametrize("path", ["/", "/missing", "/health"])
def test_every_answer_is_protected(client, path):
    response = client.get(path)

    for name, value in HEADERS.items():
        assert response.headers[name] == value
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_request_id_is_taken_over_where_it_is_one(client):
    assert client.get("/", headers={"X-Request-Id": "abcdef-123456"}).headers["X-Request-Id"] == "abcdef-123456"
    assert client.get("/", headers={"X-Request-Id": "<script>"}).headers["X-Request-Id"] != "<script>"


def test_missing_page_is_told_as_page_or_as_data(client):
    page = client.get("/missing")
    data = client.get("/missing", headers={"Accept": "application/json"})

    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert data.get_json()["error"]["status"] == 404


@pytest.mark.parametrize("zone", ["Europe", "Etc/GMT+2", "../../etc/passwd", "%00", "EST5EDT", "x" * 5000, "%ED%A0%80"])
def test_wrong_zone_in_the_address_is_a_clear_error(client, zone):
    response = client.get(f"/?zone={zone}")

    assert response.status_code == 400
    assert b"Traceback" not in response.data


@pytest.mark.parametrize("cookie", ["Europe", "%FF%FE", "x" * 3000])
def test_old_zone_in_a_cookie_is_ignored(client, cookie):
    client.set_cookie(web.ZONE_COOKIE, cookie)

    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "", None]
)
def test_way_on_leads_nowhere_else(target):
    assert web.safe_path(target) == "/"


@pytest.mark.parametrize("target", ["/e/x/?zone=Asia/Seoul", "/manage/"])
def test_way_on_within_the_site_is_kept(target):
    assert web.safe_path(target) == target


def test_broken_page_is_told_without_templates_or_database(app, client, monkeypatch):
    monkeypatch.setattr(app.jinja_env, "get_or_select_template", lambda *_args, **_kwargs: 1 / 0)
    app.testing, propagate = False, app.config["PROPAGATE_EXCEPTIONS"]
    app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        response = client.get("/missing", headers={"X-Request-Id": "abcdef-123456"})
    finally:
        app.testing, app.config["PROPAGATE_EXCEPTIONS"] = True, propagate

    assert response.status_code == 500
    assert "abcdef-123456" in response.text
    assert "ZeroDivisionError" not in response.text


@pytest.mark.parametrize("name", ["endpoint", "_external", "_scheme", "_anchor", "self", "filename"])
def test_name_of_a_query_value_decides_nothing(client, name):
    page = client.get(f"/?{name}=evil.example")

    assert page.status_code == 200
    assert f'href="/?{name}=evil.example&amp;lang=fi"' in page.text


@pytest.mark.parametrize("path", ["/e/a%00b/", "/c/%0d%0aX:y/", "/p/%7f/calendar.ics", "/series/%00/"])
def test_control_character_in_the_address_is_asked_of_no_database(client, count_queries, path):
    with count_queries() as seen:
        assert client.get(path).status_code == 404
    assert seen == []
