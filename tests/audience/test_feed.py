"""An agenda as a calendar: hers alone, as she and the organizers change it, and silent about everything else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Row, select, update
from sqlalchemy.exc import OperationalError

from app import web_errors, web_safety
from app.audience import queries
from app.audience.models import AgendaLink
from app.audience.views import feed as views
from app.calendars import feeds
from app.calendars.rules import builder, entries
from app.db import commit, db
from app.invitations.models import Invitation
from app.live.models import Stream
from app.people.actions import change_rights
from app.schedule.actions.appearances import add_appearance
from app.schedule.actions.speakers import merge_speakers
from app.schedule.actions.talks import move_session
from app.schedule.models import Speaker
from app.schedule.rules.values import AppearanceValues
from app.schedule.rules.when import When
from app.web_limits import limiter
from tests.audience.conftest import NOW, Hall
from tests.calendars import reader
from tests.judges import judge_calendar, rejects
from tests.logs import logged
from tests.personas import make_person, make_speaker

LINKS = "/account/agenda/links"


def entries_in(response) -> list[reader.Part]:
    assert response.status_code == 200
    assert response.content_type == "text/calendar; charset=utf-8"
    return reader.read(response.data).of("VEVENT")


def titles(response) -> list[str]:
    return [entry.value("SUMMARY") for entry in entries_in(response)]


def move(hall: Hall, title: str, hour: int) -> None:
    """Move a session to another hour of Busan's day, and release."""
    talk = hall.talk(title)
    when = When(datetime(2021, 12, 9, hour), "Asia/Seoul", 0, 30)
    move_session(talk, when, expected_version=talk.version, by=None)
    hall.release()


# ------------------------------------------------------------------ what it holds


def test_feed_follows_what_she_picks_and_takes_out(hall: Hall, client):
    path = hall.link()
    assert titles(client.get(path)) == []
    hall.add_event("harbours")
    hall.picks("Data", "Opening")
    hall.picks("Water", event=hall.events[1])
    before = client.get(path)
    assert titles(before) == ["Opening", "Data", "Water"]
    hall.browser().post(f"/e/two-cities/s/{hall.talk('Data').code}/agenda", data={"picked": "0"})
    after = client.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert titles(after) == ["Opening", "Water"]


def test_release_that_moves_a_session_reaches_the_feed(hall: Hall, client):
    hall.picks("Water")
    path = hall.link()
    before = client.get(path)
    move(hall, "Water", 18)
    after = client.get(path, headers={"If-None-Match": before.headers["ETag"]})
    (was,), (now,) = entries_in(before), entries_in(after)
    assert (was.value("UID"), int(was.value("SEQUENCE")) + 1) == (now.value("UID"), int(now.value("SEQUENCE")))
    assert b"DTSTART;TZID=Asia/Seoul:20211209T160000" in before.data
    assert b"DTSTART;TZID=Asia/Seoul:20211209T180000" in after.data


def test_what_is_not_released_is_not_in_the_feed(hall: Hall, client):
    hall.picks("Water")
    path = hall.link()
    before = client.get(path).data
    hall.talk("Water").title = {"en": "Secret so far"}
    commit()
    assert client.get(path).data == before


def test_sessions_in_which_she_appears_are_in_her_feed_alone(hall: Hall, client):
    add_appearance(hall.talk("Data"), make_speaker(person=hall.layla), AppearanceValues(), by=None)
    hall.release()
    assert titles(client.get(hall.link())) == ["Data"]
    assert titles(client.get(hall.link(hall.otto))) == []


def test_speaker_keeps_her_sessions_while_her_record_is_merged(hall: Hall, client):
    """Each time the release names a record that is gone, until the next one."""
    records = [make_speaker(code, email="") for code in ("bbb2qd", "ccc2qd")]
    first = make_speaker("aaa2qd", person=hall.layla, email=hall.layla.email)
    add_appearance(hall.talk("Data"), first, AppearanceValues(), by=None)
    hall.release()
    path, admin = hall.link(), make_person("admin@meridian.example", is_admin=True)
    for speaker, into in pairwise([first, *records]):
        merge_speakers(speaker, into, by=admin)
        commit()
        assert titles(client.get(path)) == ["Data"]
        assert titles(client.get(hall.link(hall.otto))) == []
    hall.release()
    assert titles(client.get(path)) == ["Data"]


def test_two_people_have_nothing_of_each_other(hall: Hall, client):
    hall.picks("Water")
    hall.picks("Data", person=hall.otto)
    assert titles(client.get(hall.link())) == ["Water"]
    assert titles(client.get(hall.link(hall.otto))) == ["Data"]


def test_a_feed_of_everybodys_picks_would_show(hall: Hall, client, monkeypatch):
    """Negative control: without whose they are, everybody has what anybody picked."""
    hall.picks("Water")
    hall.picks("Data", person=hall.otto)
    everybodys = [(hall.events[0].id, hall.talk(title).code) for title in ("Water", "Data")]
    monkeypatch.setattr(queries, "picks_of", lambda _person: everybodys)
    assert titles(client.get(hall.link(hall.otto))) == ["Water", "Data"]


def test_hidden_event_takes_its_sessions_along(hall: Hall, client):
    hall.add_event("harbours")
    hall.picks("Water")
    hall.picks("Data", event=hall.events[1])
    path = hall.link()
    assert titles(client.get(path)) == ["Water", "Data"]
    hall.events[0].state = "draft"
    commit()
    assert titles(client.get(path)) == ["Data"]


def test_cancelled_session_is_told_for_thirty_days(hall: Hall, client, travel):
    hall.picks("Water")
    path = hall.link()
    hall.talk("Water").state = "cancelled"
    hall.release()
    told = client.get(path)
    assert [entry.value("STATUS") for entry in entries_in(told)] == ["CANCELLED"]
    same = {"If-None-Match": told.headers["ETag"]}
    travel(NOW + timedelta(days=29))
    assert client.get(path, headers=same).status_code == 304
    travel(NOW + timedelta(days=31))
    assert entries_in(client.get(path, headers=same)) == []


def test_session_without_a_time_waits(hall: Hall, client):
    hall.add("Some day", None)
    hall.release()
    hall.picks("Some day", "Data")
    assert titles(client.get(hall.link())) == ["Data"]


# ------------------------------------------------------------------ what it never holds


def test_nothing_secret_is_in_the_octets(hall: Hall, client):
    """Negative control: what must not be found is there to be found, in the tables that the feed is made beside."""
    speaker = make_speaker(person=hall.layla, email="layla.speaks@dubai.example")
    add_appearance(hall.talk("Data"), speaker, AppearanceValues(), by=None)
    db.session.add(Stream(event_id=hall.events[0].id, kind="hls", address="https://cdn.example/secret.m3u8"))
    row = Invitation(event_id=hall.events[0].id, code=hall.talk("Data").code, speaker_code=speaker.code, name="L")
    row.uid, row.nonce, row.organizer, row.address = "u", "0" * 16, "rsvp@meridian.example", speaker.email
    db.session.add(row)
    hall.release()
    hall.picks("Opening", "Water", "Data")
    path = hall.link()
    octets = client.get(path).data.replace(b"\r\n ", b"")
    assert octets.count(b"BEGIN:VEVENT") == 3
    assert b"@" not in octets.replace(b"@meridian", b"")
    found = [name for name in (b"ATTENDEE", b"ORGANIZER", b"METHOD", b"SOURCE", b"cdn.example") if name in octets]
    assert found == []
    assert path.encode() not in octets  # who passes the file on does not pass the secret on
    db.session.execute(update(Speaker).values(name="mail me at found@control.example"))
    hall.release()
    assert b"@" in client.get(path).data.replace(b"\r\n ", b"").replace(b"@meridian", b"")


def test_feed_is_private_plain_and_found_by_no_search_engine(hall: Hall, client):
    hall.picks("Water")
    response = client.get(hall.link(), headers={"Accept-Encoding": "br, gzip"})
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert not {"Content-Encoding", "Set-Cookie", "Vary"} & set(response.headers.keys())


# ------------------------------------------------------------------ stable octets


def test_two_gets_of_unchanged_data_are_equal(hall: Hall, client, travel):
    hall.picks("Water", "Data")
    path = hall.link()
    first = client.get(path)
    travel(NOW + timedelta(days=2, seconds=7))
    second = client.get(path)
    assert (second.data, second.headers["ETag"]) == (first.data, first.headers["ETag"])


def test_a_304_is_decided_without_writing_anything(hall: Hall, client, monkeypatch):
    hall.picks("Water")
    path = hall.link()
    tag = client.get(path).headers["ETag"]
    assert not tag.startswith("W/")
    monkeypatch.setattr(builder, "feed", lambda *_: 1 / 0)
    response = client.get(path, headers={"If-None-Match": tag})
    assert (response.status_code, response.data, response.headers["ETag"]) == (304, b"", tag)
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 500


def test_nobodys_calendar_is_kept_among_the_pages(hall: Hall, client):
    hall.picks("Water")
    client.get(hall.link())
    kept = hall.app.extensions["pages"]._bodies.values()
    assert not [body for body in kept if b"VCALENDAR" in body.plain]


def test_head_is_get_without_the_octets(hall: Hall, client):
    hall.picks("Water")
    path = hall.link()
    got, head = client.get(path), client.head(path)
    assert head.data == b""
    assert {**head.headers, "X-Request-Id": ""} == {**got.headers, "X-Request-Id": ""}


@pytest.mark.parametrize(
    ("query", "name"),
    [("", "My agenda"), ("?lang=fi", "Oma ohjelmani"), ("?lang=FI_fi", "Oma ohjelmani"), ("?lang=xx", "My agenda")],
)
def test_address_decides_the_language_else_she(hall: Hall, client, query, name):
    response = client.get(hall.link() + query, headers={"Accept-Language": "ar"})
    assert reader.read(response.data).value("X-WR-CALNAME") == f"{name} · Meridian"


def test_without_one_in_the_address_it_is_her_own_language(hall: Hall, client):
    hall.layla.language = "ar"
    assert reader.read(client.get(hall.link()).data).value("X-WR-CALNAME").startswith("برنامجي")


def test_a_row_that_cannot_be_written_breaks_no_feed_and_names_no_secret(hall: Hall, client, monkeypatch):
    hall.picks("Water", "Data")
    path, broken, entry_of = hall.link(), hall.talk("Water").uid, entries.entry_of

    def no_uid(talk, *args, **kwargs):
        entry = entry_of(talk, *args, **kwargs)
        return replace(entry, uid="not a uid") if talk.uid == broken else entry

    monkeypatch.setattr(entries, "entry_of", no_uid)
    lines = logged(monkeypatch, feeds)
    assert titles(client.get(path)) == ["Data"]
    link = db.session.scalars(select(AgendaLink)).one()
    known = hall.app.extensions["troubles"].known()
    assert [(trouble.subject, trouble.what) for trouble in known] == [(f"agenda link {link.id}", "not a uid")]
    token = path[len("/calendar/") : -len(".ics")]
    assert [line["event"] for line in lines] == ["calendar row left out"]
    assert token not in str(lines)
    hall.browser().post(f"{LINKS}/{link.id}/revoke")
    assert hall.app.extensions["troubles"].known() == []


def test_programme_that_cannot_be_read_leaves_the_others_in_the_feed(hall: Hall, client):
    hall.add_event("harbours")
    hall.picks("Water")
    hall.picks("Data", event=hall.events[1])
    path = hall.link()
    mend = hall.spoil(hall.events[0])
    assert titles(client.get(path)) == ["Data"]
    assert [trouble.subject for trouble in hall.app.extensions["troubles"].known()] == ["programme of two-cities"]
    mend()
    assert titles(client.get(path)) == ["Water", "Data"]
    assert hall.app.extensions["troubles"].known() == []


def test_where_no_programme_can_be_read_calendars_keep_what_they_have(hall: Hall, client):
    hall.picks("Water")
    path = hall.link()
    mend = hall.spoil(hall.events[0])
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3600")
    mend()
    assert titles(client.get(path)) == ["Water"]


def test_database_that_goes_away_empties_no_calendar(hall: Hall, client, monkeypatch):
    def gone(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("server closed the connection"))

    hall.add_event("harbours")
    hall.picks("Water")
    hall.picks("Data", event=hall.events[1])
    path = hall.link()
    monkeypatch.setattr(feeds.queries, "still_told", gone)
    assert client.get(path).status_code == 503
    assert hall.app.extensions["troubles"].known() == []


# ------------------------------------------------------------------ the link


def test_wrong_links_all_get_the_same_answer(hall: Hall, client):
    path = hall.link()
    assert client.get(path).status_code == 200
    answers = {
        "unknown": client.get("/calendar/" + "x" * 32 + ".ics"),
        "malformed": client.get("/calendar/%F0%9F%92%A9'\"--.ics"),
        "long": client.get("/calendar/" + "x" * 5000 + ".ics"),
        "hash": client.get(f"/calendar/{db.session.scalar(select(AgendaLink.token_hash))}.ics"),
    }
    hall.browser().post(f"{LINKS}/{db.session.scalar(select(AgendaLink.id))}/revoke")
    answers["revoked"] = client.get(path)
    assert {(answer.status_code, answer.text) for answer in answers.values()} == {(404, "There is nothing here.\n")}
    kept = [{name: value for name, value in answer.headers if name != "X-Request-Id"} for answer in answers.values()]
    assert kept == [kept[0]] * len(kept)


@pytest.mark.parametrize("end", ["", ".ic", ".ICS", ".ics/", ".ics)", ".ics%20", ".ics/x", "%00.ics", ".ics."])
def test_link_that_was_copied_badly_is_repeated_on_no_page(hall: Hall, client, end):
    path = hall.link().removesuffix(".ics")
    answer = client.get(path + end)
    assert (answer.status_code, answer.text) == (404, "There is nothing here.\n")
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_link_of_a_closed_account_leads_nowhere(hall: Hall, client):
    path = hall.link()
    make_person("admin@meridian.example", is_admin=True)
    rights = {"organizer": False, "admin": False, "expected_version": None, "now": NOW}
    change_rights(hall.layla, active=False, **rights)
    assert client.get(path).status_code == 404
    change_rights(hall.layla, active=True, **rights)
    assert client.get(path).status_code == 200


def test_wrong_links_are_limited_and_right_ones_are_not(hall: Hall, client):
    limiter.enabled = True
    path = hall.link()
    asked = [client.get("/calendar/" + "x" * 32 + ".ics").status_code for _ in range(61)]
    assert asked == [404] * 60 + [429]
    assert [client.get(path).status_code for _ in range(70)] == [200] * 70


def test_logs_hold_no_token(hall: Hall, client, monkeypatch, caplog):
    path = hall.link()
    token = path[len("/calendar/") : -len(".ics")]
    lines = [logged(monkeypatch, module) for module in (web_safety, web_errors, views)]
    monkeypatch.setattr(views, "octets_of", lambda *_, **__: 1 / 0)
    asked = [client.get(path), client.get(path + "x"), client.post(path)]
    assert [answer.status_code for answer in asked] == [500, 404, 405]
    assert [len(each) for each in lines] == [3, 1, 0]
    assert token not in str(lines)
    assert token not in caplog.text


def test_reading_is_noted_once_an_hour_with_the_programs_name(hall: Hall, client, travel, count_queries):
    path = hall.link()

    def noted() -> Row[tuple[datetime | None, str]]:
        db.session.expire_all()
        return db.session.execute(select(AgendaLink.read_at, AgendaLink.program)).one()

    assert noted() == (None, "")
    client.get(path, headers={"User-Agent": "iOS/17.4 (21E219) dataaccessd/1.0"})
    assert noted() == (NOW, "iOS")
    travel(NOW + timedelta(minutes=59))
    with count_queries() as seen:
        client.get(path, headers={"User-Agent": "Thunderbird/115"})
    assert [statement for statement in seen if statement.startswith(("UPDATE", "INSERT"))] == []
    assert noted() == (NOW, "iOS")
    travel(NOW + timedelta(hours=1))
    with count_queries() as seen:
        client.get(path, headers={"User-Agent": "Thunderbird/115"})
    assert len([statement for statement in seen if statement.startswith("UPDATE agenda_links ")]) == 1
    assert noted() == (NOW + timedelta(hours=1), "Thunderbird")
    page = hall.browser().get(LINKS).text
    assert "Thunderbird" in page
    assert "127.0.0.1" not in page


def test_calendar_is_answered_where_the_reading_cannot_be_noted(hall: Hall, client, monkeypatch):
    def locked(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    hall.picks("Water")
    monkeypatch.setattr(views, "note_read", locked)
    assert titles(client.get(hall.link())) == ["Water"]


def test_feed_asks_the_database_as_often_for_three_events_as_for_one(hall: Hall, client, count_queries):
    path, counts = hall.link(), []
    for number in range(3):
        if number:
            hall.add_event(f"event-{number}")
        hall.picks("Opening", "Water", event=hall.events[number])
        client.get(path)  # which reads the new programme, once for a process
        with count_queries() as seen:
            assert len(titles(client.get(path))) == 2 * (number + 1)
        counts.append(len(seen))
    assert counts == [counts[0]] * 3
    assert counts[0] < 8


@pytest.mark.parametrize("lang", ["en", "fi", "ar"])
def test_feed_pleases_all_readers(hall: Hall, client, tmp_path, lang):
    hall.add_event("harbours")
    path = hall.link()
    hall.picks("Opening", "Water", "Data")
    hall.picks("Water", event=hall.events[1])
    hall.talk("Data").state = "cancelled"
    hall.release()
    add_appearance(hall.talk("Data", hall.events[1]), make_speaker(person=hall.layla), AppearanceValues(), by=None)
    hall.release(hall.events[1])
    octets = client.get(f"{path}?lang={lang}").data
    assert octets.count(b"BEGIN:VEVENT") == 5
    judge_calendar(octets, tmp_path, "--profile", "feed")


@pytest.mark.parametrize("zone", ["UTC", None, "Atlantic/Reykjavik"])
def test_empty_calendar_is_one_wherever_she_lives(hall: Hall, client, tmp_path, zone):
    hall.layla.zone = zone
    octets = client.get(hall.link()).data
    assert octets.count(b"BEGIN:VTIMEZONE") == 1
    # All that the readers miss is an event, which is what the time zone stands in for.
    said = rejects(octets, tmp_path, "--profile", "feed")
    assert re.findall(r"FAIL (\S+):", said) == ["cal.has-event", "vtz.used"]
