"""The exports as they are served."""

from __future__ import annotations

import json
from xml.etree.ElementTree import fromstring

import pytest

from app.db import commit, db
from app.events.actions.events import cancel_event, reinstate_event
from app.exchange import views
from app.people.models import Person
from tests.exchange.conftest import Import, event_of, released_of
from tests.exchange.files import as_json, schedule, session

PATHS = ("/e/forum/schedule.xml", "/e/forum/schedule.json")


@pytest.fixture
def forum(import_file: Import) -> None:
    import_file(as_json(schedule(session(1), session(2, date="2026-03-02T11:00:00+02:00"))))


@pytest.mark.parametrize("path", PATHS)
def test_draft_is_not_found_whoever_asks(client, forum, path):
    assert client.get(path).status_code == 404
    assert client.get("/e/nothing" + path[8:]).status_code == 404


def test_release_is_served_in_both_formats(client, forum):
    released_of()
    xml, as_json_ = (client.get(path) for path in PATHS)
    assert (xml.content_type, as_json_.content_type) == ("application/xml; charset=utf-8", "application/json")
    assert len(list(fromstring(xml.data).iter("event"))) == 2
    rooms = json.loads(as_json_.data)["schedule"]["conference"]["days"][0]["rooms"]
    assert [event["title"] for event in rooms["Hall"]] == ["Quiet harbours 1", "Quiet harbours 2"]


@pytest.mark.parametrize("path", PATHS)
def test_draft_changes_show_only_after_the_release(client, forum, path):
    released_of()
    event_of().title = {"en": "Renamed"}
    before = client.get(path)
    assert b"Harbour Forum" in before.data
    released_of()
    after = client.get(path)
    assert b"Renamed" in after.data
    assert after.headers["ETag"] != before.headers["ETag"]


@pytest.mark.parametrize("path", PATHS)
def test_unchanged_is_304_without_writing_it(client, forum, path, monkeypatch):
    released_of()
    etag = client.get(path).headers["ETag"]
    monkeypatch.setattr(views, "laid_out", None)  # making it would fail
    answer = client.get(path, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert client.get(path).status_code == 200  # the kept bytes


@pytest.mark.parametrize("path", PATHS)
def test_head_and_compression(client, forum, path):
    released_of()
    plain = client.get(path)
    head = client.head(path)
    assert (head.status_code, head.data, head.content_length) == (200, b"", len(plain.data))
    packed = client.get(path, headers={"Accept-Encoding": "br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert len(packed.data) < len(plain.data)
    assert plain.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", PATHS)
def test_event_that_is_called_off_lists_no_session(client, forum, path):
    released_of()
    by = Person(email="aino@example.org", name="Aino")
    db.session.add(by)
    db.session.flush()
    before = client.get(path)
    assert b"Quiet harbours 1" in before.data

    cancel_event(event_of(), expected_version=None, by=by)
    commit()
    after = client.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, b"Quiet harbours" in after.data) == (200, False)

    reinstate_event(event_of(), expected_version=None, by=by)
    commit()
    assert b"Quiet harbours 1" in client.get(path).data


def test_language_is_asked_for_by_address_only(client, import_file):
    title = {"en": "Harbours", "fi": "Satamat"}
    import_file(as_json(schedule(session(1, title=title, language="fi"), session(2, language="en"))))
    released_of()
    titles = [
        _titles(client.get(f"/e/forum/schedule.xml{query}", headers={"Accept-Language": "en"}))
        for query in ("", "?lang=en", "?lang=fi", "?lang=xx", "?lang=%00")
    ]
    assert titles == [
        ["Satamat", "Quiet harbours 2"], ["Harbours", "Quiet harbours 2"], ["Satamat", "Quiet harbours 2"],
        ["Satamat", "Quiet harbours 2"], ["Satamat", "Quiet harbours 2"],
    ]  # fmt: skip


def test_export_needs_no_account_and_sets_no_cookie(client, forum):
    released_of()
    for path in PATHS:
        answer = client.get(path)
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "public, no-cache"


def _titles(response) -> list[str | None]:
    return [event.findtext("title") for event in fromstring(response.data).iter("event")]
