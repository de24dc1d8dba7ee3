"""Feeds and downloads as they are served."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import render_template_string
from sqlalchemy import select, update

from app.calendars import views
from app.calendars.rules import builder, entries
from app.db import commit, db
from app.events.actions.events import cancel_event, reinstate_event
from app.events.models import Event
from app.people.models import Person
from app.schedule.actions.release import release
from app.schedule.models import Release, Session, Speaker
from app.schedule.queries import released
from tests.calendars import reader
from tests.demo_events import have_demo
from tests.judges import judge_calendar

NOW = datetime(2026, 11, 22, 9, 3, tzinfo=UTC)
SEMINAR = "/e/busan-helsinki-2021/calendar.ics"
FORUM = "/e/smart-cities-moscow-1/calendar.ics"
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("demo")]


@pytest.fixture
def demo(database: None) -> None:
    have_demo(now=NOW)


def events(response) -> list[reader.Part]:
    assert response.status_code == 200
    assert response.content_type == "text/calendar; charset=utf-8"
    return reader.read(response.data).of("VEVENT")


def seminar() -> Event:
    return db.session.scalars(select(Event).where(Event.slug == "busan-helsinki-2021")).one()


def a_talk() -> Session:
    code = released("busan-helsinki-2021").programme.sessions[0].code
    return db.session.scalars(select(Session).where(Session.code == code)).one()


def organizer() -> Person:
    found = db.session.scalars(select(Person)).first() or Person(email="aino@example.org", name="Aino")
    db.session.add(found)
    db.session.flush()
    return found


def call_off(slug: str = "busan-helsinki-2021") -> None:
    event = db.session.scalars(select(Event).where(Event.slug == slug)).one()
    cancel_event(event, expected_version=None, by=organizer())
    commit()


def path_of_first_talk() -> str:
    talk = released("busan-helsinki-2021").programme.sessions[0]
    return f"/e/busan-helsinki-2021/s/{talk.address}/calendar.ics"


def test_the_events_feed_holds_all_its_sessions(client):
    programme = released("busan-helsinki-2021").programme
    assert [event.value("UID") for event in events(client.get(SEMINAR))] == [talk.uid for talk in programme.sessions]


def test_a_tracks_feed_holds_its_sessions_only(client):
    programme = released("smart-cities-moscow-1").programme
    track = programme.tracks[0].slug
    wanted = [talk.uid for talk in programme.sessions if talk.track == track and talk.duration]
    found = events(client.get(f"/e/smart-cities-moscow-1/calendar/track/{track}.ics"))
    assert 0 < len(wanted) < len(programme.sessions)
    assert [event.value("UID") for event in found] == wanted


def test_a_citys_feed_holds_the_events_it_hosts(client):
    uids = {event.value("UID") for event in events(client.get("/c/busan/calendar.ics"))}
    assert {talk.uid for talk in released("busan-helsinki-2021").programme.sessions} <= uids
    assert not {talk.uid for talk in released("smart-cities-moscow-1").programme.sessions} & uids


def test_a_speakers_feed_holds_her_sessions_only(client):
    programme = released("busan-helsinki-2021").programme
    speaker = programme.speakers[programme.sessions[0].appearances[0].speaker]
    found = events(client.get(f"/p/{speaker.slug}/calendar.ics"))
    assert [event.value("UID") for event in found] == [talk.uid for talk in programme.sessions_of(speaker.code)]


def test_a_download_is_a_file_with_one_session(client):
    response = client.get(path_of_first_talk())
    assert len(events(response)) == 1
    assert b"X-WR-CALNAME" not in response.data
    address = released("busan-helsinki-2021").programme.sessions[0].address
    assert response.headers["Content-Disposition"] == f'attachment; filename="busan-helsinki-2021-{address}.ics"'


def test_a_download_under_an_old_title_leads_to_the_right_one(client):
    old = f"/e/busan-helsinki-2021/s/{a_talk().code}-once-called-otherwise/calendar.ics?lang=fi"
    response = client.get(old)
    assert (response.status_code, response.location) == (301, f"{path_of_first_talk()}?lang=fi")


@pytest.mark.parametrize(
    "path",
    [
        "/e/nothing/calendar.ics",
        "/e/busan-helsinki-2021/calendar/track/nothing.ics",
        "/e/busan-helsinki-2021/s/nothing/calendar.ics",
        "/c/nothing/calendar.ics",
        "/p/nothing/calendar.ics",
    ],
)
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_a_draft_is_not_found_in_any_feed(client):
    paths = [SEMINAR, path_of_first_talk()]
    busan_before = len(events(client.get("/c/busan/calendar.ics")))
    assert [client.get(path).status_code for path in paths] == [200, 200]
    seminar().state = "draft"
    commit()
    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert len(events(client.get("/c/busan/calendar.ics"))) < busan_before


def test_an_unreleased_change_is_in_no_feed(client):
    before = client.get(SEMINAR).data
    a_talk().title = {"en": "Secret so far"}
    commit()
    assert client.get(SEMINAR).data == before
    release(seminar(), by=None, now=NOW + timedelta(hours=1))
    commit()
    assert b"SUMMARY:Secret so far" in client.get(SEMINAR).data


def test_a_session_without_a_length_is_in_no_calendar(client):
    a_talk().duration = 0
    release(seminar(), by=None, now=NOW)
    commit()
    assert len(events(client.get(SEMINAR))) == len(released("busan-helsinki-2021").programme.sessions) - 1
    assert client.get(f"/e/busan-helsinki-2021/s/{a_talk().code}/calendar.ics").status_code == 404


def test_a_session_that_was_called_off_is_told_for_thirty_days(client):
    with time_machine.travel(NOW, tick=False) as clock:
        uid = a_talk().uid
        a_talk().state = "cancelled"
        release(seminar(), by=None, now=NOW)
        commit()

        def told() -> list[str]:
            return [event.value("STATUS") for event in events(client.get(SEMINAR)) if event.value("UID") == uid]

        assert told() == ["CANCELLED"]
        tag = client.get(SEMINAR).headers["ETag"]
        clock.move_to(NOW + timedelta(days=29))
        assert client.get(SEMINAR, headers={"If-None-Match": tag}).status_code == 304
        clock.move_to(NOW + timedelta(days=31))
        assert client.get(SEMINAR, headers={"If-None-Match": tag}).status_code == 200
        assert told() == []


def test_all_of_an_event_that_was_called_off_is(client):
    before, session = events(client.get(SEMINAR)), path_of_first_talk()
    tag = client.get(SEMINAR).headers["ETag"]
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        call_off()
    answer = client.get(SEMINAR, headers={"If-None-Match": tag})
    told = events(answer)
    assert {event.value("STATUS") for event in told} == {"CANCELLED"}
    assert {event.value("STATUS") for event in events(client.get(session))} == {"CANCELLED"}
    assert [event.value("UID") for event in told] == [event.value("UID") for event in before]
    for was, now in zip(before, told, strict=True):
        assert int(now.value("SEQUENCE")) == int(was.value("SEQUENCE")) + 1
        assert now.value("DTSTAMP") > was.value("DTSTAMP")
        assert now.value("LAST-MODIFIED") > was.value("LAST-MODIFIED")

    reinstate_event(seminar(), expected_version=None, by=organizer())
    commit()
    again = events(client.get(SEMINAR, headers={"If-None-Match": answer.headers["ETag"]}))
    assert {event.value("STATUS") for event in again} == {"CONFIRMED"}
    assert [int(event.value("SEQUENCE")) for event in again] == [int(event.value("SEQUENCE")) + 2 for event in before]


def test_an_event_that_was_called_off_is_told_for_thirty_days(client):
    with time_machine.travel(NOW, tick=False) as clock:
        call_off()
        tag = client.get(SEMINAR).headers["ETag"]
        clock.move_to(NOW + timedelta(days=29))
        assert client.get(SEMINAR, headers={"If-None-Match": tag}).status_code == 304
        clock.move_to(NOW + timedelta(days=31))
        assert events(client.get(SEMINAR, headers={"If-None-Match": tag})) == []


def test_an_event_whose_times_are_open_is_called_off_by_its_days(client):
    feed = "/e/jonkoping-day-2023/calendar.ics"
    with time_machine.travel(NOW, tick=False) as clock:
        (before,) = events(client.get(feed))
        call_off("jonkoping-day-2023")
        answer = client.get(feed)
        (entry,) = events(answer)
        assert (entry.value("STATUS"), entry.value("UID")) == ("CANCELLED", before.value("UID"))
        assert int(entry.value("SEQUENCE")) == int(before.value("SEQUENCE")) + 1
        clock.move_to(NOW + timedelta(days=31))
        assert events(client.get(feed, headers={"If-None-Match": answer.headers["ETag"]})) == []


def test_two_gets_are_equal_also_when_nothing_is_kept(client, app):
    first = client.get(FORUM)
    app.extensions["pages"]._bodies.clear()
    time.sleep(1.1)
    second = client.get(FORUM)
    assert (second.data, second.headers["ETag"]) == (first.data, first.headers["ETag"])


def test_a_304_is_decided_without_writing_anything(client, monkeypatch, app):
    tag = client.get(FORUM).headers["ETag"]
    assert not tag.startswith("W/")
    app.extensions["pages"]._bodies.clear()
    monkeypatch.setattr(builder, "feed", lambda *_: 1 / 0)
    response = client.get(FORUM, headers={"If-None-Match": tag})
    assert (response.status_code, response.data, response.headers["ETag"]) == (304, b"", tag)
    assert client.get(FORUM, headers={"If-None-Match": '"other"'}).status_code == 500


def test_head_is_get_without_the_octets(client):
    got, head = client.get(FORUM), client.head(FORUM)
    assert head.data == b""
    assert {name: value for name, value in head.headers.items() if name != "X-Request-Id"} == {
        name: value for name, value in got.headers.items() if name != "X-Request-Id"
    }


def test_a_feed_is_plain_public_and_sets_no_cookie(client):
    response = client.get(FORUM, headers={"Accept-Encoding": "br, gzip"})
    assert response.headers["Cache-Control"] == "public, no-cache"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert not {"Content-Encoding", "Set-Cookie", "Vary"} & set(response.headers.keys())


@pytest.mark.parametrize(
    ("query", "headers", "language"),
    [
        ("", {}, "en"),
        ("?lang=fi", {}, "fi"),
        ("?lang=FI_fi", {}, "fi"),
        ("?lang=xx", {}, "en"),
        ("?lang=%00", {}, "en"),
        ("", {"Accept-Language": "fi", "Cookie": "lang=ar"}, "en"),
    ],
)
def test_the_address_alone_decides_the_language(client, query, headers, language):
    calendar = reader.read(client.get(SEMINAR + query, headers=headers).data)
    assert calendar.value("SOURCE").endswith(f"/e/busan-helsinki-2021/calendar.ics?lang={language}")


def test_an_event_whose_times_are_open_is_held_by_its_days(client):
    (event,) = events(client.get("/e/jonkoping-day-2023/calendar.ics"))
    assert dict(event.lines)["DTSTART;VALUE=DATE"] == "20230412"
    jonkoping = db.session.scalars(select(Event).where(Event.slug == "jonkoping-day-2023")).one()
    jonkoping.slug, jonkoping.title = "renamed", {"en": "Renamed"}
    commit()
    release(jonkoping, by=None, now=NOW + timedelta(days=1))
    commit()
    (renamed,) = events(client.get("/e/renamed/calendar.ics"))
    assert renamed.value("UID") == event.value("UID")
    assert (event.value("SEQUENCE"), renamed.value("SEQUENCE")) == ("0", "1")


def test_a_row_that_cannot_be_written_breaks_no_feed_and_is_reported(client, app, monkeypatch):
    # Only a hand in the database can do this; the next release of the time zone data could, too.
    before = len(events(client.get(SEMINAR)))
    entry_of = entries.entry_of
    broken = released("busan-helsinki-2021").programme.sessions[0]

    def no_uid(talk, *args, **kwargs):
        entry = entry_of(talk, *args, **kwargs)
        return replace(entry, uid="not a uid") if talk.uid == broken.uid else entry

    monkeypatch.setattr(entries, "entry_of", no_uid)
    monkeypatch.setattr(views, "entry_of", no_uid)
    app.extensions["pages"]._bodies.clear()

    assert len(events(client.get(SEMINAR))) == before - 1
    assert client.get(path_of_first_talk()).status_code == 404
    assert {(trouble.subject, trouble.what) for trouble in app.extensions["troubles"].known()} == {
        (SEMINAR, "not a uid"),
        (path_of_first_talk(), broken.uid),
    }

    monkeypatch.undo()
    app.extensions["pages"]._bodies.clear()
    assert len(events(client.get(SEMINAR))) == before
    client.get(path_of_first_talk())
    assert app.extensions["troubles"].known() == []


def test_programme_that_cannot_be_read_breaks_no_citys_feed(client, app):
    row = db.session.scalars(select(Release).where(Release.event_id == seminar().id, Release.is_current)).one()
    snapshot, digest, path = row.snapshot, row.digest, "/c/helsinki/calendar.ics"
    before = len(events(client.get(path)))
    row.snapshot, row.digest = b"{", "spoilt"
    commit()
    assert 0 < len(events(client.get(path))) < before
    assert [trouble.subject for trouble in app.extensions["troubles"].known()] == ["programme of busan-helsinki-2021"]
    row.snapshot, row.digest = snapshot, digest
    commit()
    assert len(events(client.get(path))) == before
    assert app.extensions["troubles"].known() == []


def test_nothing_private_is_in_a_feed(client):
    db.session.execute(update(Speaker).values(email="min-jun@busan.example"))
    release(seminar(), by=None, now=NOW)
    commit()
    octets = client.get(SEMINAR).data.replace(b"\r\n ", b"")
    assert b"@" not in octets.replace(b"@meridian", b"")
    assert [name for name in (b"ATTENDEE", b"ORGANIZER", b"METHOD") if name in octets] == []


def test_buttons_offer_file_subscription_and_calendars_on_the_web(app):
    programme = released("busan-helsinki-2021").programme
    page = (
        '{% from "calendars/_buttons.html" import take_home, subscribe %}'
        "{{ take_home(talk, programme) }}|{{ subscribe(url, name) }}|{{ take_home(off, programme) }}"
    )
    off = replace(programme.sessions[0], duration=0)
    with app.test_request_context("/?lang=en"):
        shown = render_template_string(
            page, talk=programme.sessions[0], off=off, programme=programme, url=SEMINAR, name='A "name"'
        )
    home, feed, nothing = shown.split("|")
    assert f"/s/{programme.sessions[0].code}-" in home
    assert "/calendar.ics?lang=en" in home
    for html in (home, feed):
        assert "https://calendar.google.com/" in html
        assert "https://outlook.live.com/" in html
        assert "https://outlook.office.com/" in html
        assert "<script" not in html
    assert 'href="webcal://' in feed
    assert "up to a day" in feed
    assert nothing.strip() == ""


@pytest.mark.parametrize("lang", ["en", "fi", "ar"])
def test_every_feed_of_the_demo_pleases_all_readers(client, tmp_path, lang):
    slugs = db.session.scalars(select(Event.slug)).all()
    forum = released("smart-cities-moscow-1").programme
    paths = [
        *(f"/e/{slug}/calendar.ics" for slug in slugs),
        f"/e/smart-cities-moscow-1/calendar/track/{forum.tracks[0].slug}.ics",
        "/c/busan/calendar.ics",
        "/c/helsinki/calendar.ics",
    ]
    for path in paths:
        judge_calendar(client.get(f"{path}?lang={lang}").data, tmp_path, "--profile", "feed")
    judge_calendar(client.get(f"{path_of_first_talk()}?lang={lang}").data, tmp_path, "--profile", "download")
