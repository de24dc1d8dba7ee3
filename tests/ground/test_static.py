"""Files under static/ and the bundle's manifest."""

from __future__ import annotations

import json

import pytest

from app import create_app, web
from app.settings import ROOT, Settings

SHEET = "css/main.css"


@pytest.fixture
def bundled():
    """A file with a hash in its name, with compressed twins, as the bundle writes them."""
    folder = ROOT / "static" / "dist" / "test"
    folder.mkdir(parents=True, exist_ok=True)
    name = "some-AB12CD34.css"
    for suffix, octets in (("", b"a{}" * 100), (".br", b"br"), (".gz", b"gzip")):
        (folder / f"{name}{suffix}").write_bytes(octets)
    yield f"/static/dist/test/{name}"
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def browser(folder):
    return create_app(Settings(mode="test", data=folder)).test_client()


def test_a_hashed_file_is_kept_for_ever_and_comes_compressed(tmp_path, bundled):
    visitor = browser(tmp_path)
    plain = visitor.get(bundled, buffered=True)
    assert (plain.status_code, plain.mimetype, plain.data) == (200, "text/css", b"a{}" * 100)
    assert plain.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert plain.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in plain.headers
    assert "Access-Control-Allow-Origin" not in plain.headers

    coded = visitor.get(bundled, headers={"Accept-Encoding": "br, gzip"}, buffered=True)
    assert (coded.headers["Content-Encoding"], coded.data) == ("br", b"br")
    assert coded.headers["Vary"] == "Accept-Encoding"


def test_a_source_is_asked_for_again(tmp_path):
    visitor = browser(tmp_path)
    first = visitor.get(f"/static/{SHEET}", buffered=True)
    assert first.headers["Cache-Control"] == "max-age=60, public"
    again = visitor.get(f"/static/{SHEET}", headers={"If-None-Match": first.headers["ETag"]}, buffered=True)
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/static/../app/settings.py", "/static/%2e%2e/wsgi.py", "/static/", "/static/css"])
def test_nothing_else_is_served(tmp_path, path):
    assert browser(tmp_path).get(path).status_code == 404


def test_another_host_gets_no_file(tmp_path):
    assert browser(tmp_path).get(f"/static/{SHEET}", headers={"Host": "evil.example"}).status_code == 421


def test_pages_name_the_bundle_where_there_is_one(tmp_path):
    app = create_app(Settings(mode="test", data=tmp_path))
    with app.test_request_context():
        app.extensions["manifest"] = {}
        assert web.asset(SHEET) == "/static/css/main.css"
        app.extensions["manifest"] = json.loads('{"css/main.css": "dist/css/main-AB12CD34.css"}')
        assert web.asset(SHEET) == "/static/dist/css/main-AB12CD34.css"
