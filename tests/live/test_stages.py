"""Stages in the database: what is shown where, who may set it, and what the rooms are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.clock import now
from app.db import commit, db
from app.errors import NotAllowed, RuleBroken, Stale
from app.events.models import Host
from app.live.actions import stages
from app.live.actions.rooms import open_room
from app.live.actions.stages import add_stream, edit_stream, remove_stream, set_hand
from app.live.messages import entries, opening
from app.live.models import LogEntry, Room, Stream
from app.live.queries import entries_after
from app.live.rules.said import Audience
from app.live.rules.stage import Hand
from app.live.rules.streams import MOST_STREAMS, Allowed, StreamValues
from app.live.seats import seat_in
from app.live.stages import stage_said
from app.schedule.actions.release import release
from app.schedule.models import Session
from app.schedule.models import Stage as StageRow
from tests.live.rooms import CODE, Hall
from tests.personas import browser_of, make_city, make_person, make_talk, put_in_team

ALLOWED = Allowed(frozenset({"meet.example"}), https_only=True)
FLOOR = StreamValues("hls", "https://cdn.example/floor.m3u8", "en")
FINNISH = StreamValues("hls", "https://cdn.example/fi.m3u8", "fi", {"en": "Interpretation"})


def log_of(room: Room) -> list[tuple[int, str]]:
    query = select(LogEntry.seq, LogEntry.kind).where(LogEntry.room_id == room.id).order_by(LogEntry.seq)
    return [(seq, kind) for seq, kind in db.session.execute(query)]


def said(hall: Hall) -> dict:
    found = stage_said(seat_in(hall.event.slug, CODE, by=None))
    assert found is not None
    return found


def in_hall_two(hall: Hall) -> Room:
    """A second session, on a stage of its own."""
    stage = StageRow(event_id=hall.event.id, slug="hall-2", name={"en": "Hall 2"})
    db.session.add(stage)
    db.session.flush()
    make_talk(hall.event, "b3c4d5", stage_id=stage.id)
    release(hall.event, by=hall.aino, now=now())
    room = open_room(hall.event.id, "b3c4d5")
    commit()
    return room


def test_hand_is_told_in_its_own_transaction(hall: Hall):
    set_hand(hall.room, Hand.LIVE, by=hall.mira)
    assert hall.room.seq == 1
    db.session.rollback()
    db.session.refresh(hall.room)
    assert (hall.room.hand, hall.room.seq, log_of(hall.room)) == ("schedule", 0, [])
    set_hand(hall.room, Hand.LIVE, by=hall.mira)
    set_hand(hall.room, Hand.LIVE, by=hall.mira)
    commit()
    assert log_of(hall.room) == [(1, "stage")]


@pytest.mark.parametrize("audience", Audience)
def test_replay_tells_the_stage_as_it_is_now(hall: Hall, audience: Audience):
    set_hand(hall.room, Hand.LIVE, by=hall.mira)
    set_hand(hall.room, Hand.BREAK, by=hall.mira)
    commit()
    replay = opening(hall.room.id, audience, {"epoch": hall.room.epoch, "seq": 0})
    assert replay["mode"] == "replay"
    assert [(line["seq"], line["type"], line["data"]["state"]) for line in replay["items"]] == [
        (1, "stage", "break"),
        (2, "stage", "break"),
    ]
    assert replay["items"] == entries(hall.room.id, entries_after(hall.room.id, 0), audience)


def test_line_of_a_session_that_is_gone_keeps_its_number(hall: Hall):
    set_hand(hall.room, Hand.LIVE, by=hall.mira)
    db.session.delete(db.session.scalars(select(Session)).one())
    make_talk(hall.event, "z9z9z9")
    release(hall.event, by=hall.aino, now=now())
    commit()
    (line,) = entries(hall.room.id, entries_after(hall.room.id, 0), Audience.PUBLIC)[:1]
    assert (line["seq"], line["type"], line["data"]) == (1, "stage", None)


def test_snapshot_by_http_says_the_stage(hall: Hall):
    add_stream(hall.event, FLOOR, ALLOWED, by=hall.aino)
    commit()
    answer = hall.app.test_client().get(f"{hall.path}/room.json")
    stage = answer.json["stage"]
    assert (stage["state"], stage["hand"], stage["replays"]) == ("waiting", "schedule", [])
    assert [one["address"] for one in stage["streams"]] == ["https://cdn.example/floor.m3u8"]
    again = hall.app.test_client().get(f"{hall.path}/room.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    set_hand(hall.room, Hand.LIVE, by=hall.mira)
    commit()
    changed = hall.app.test_client().get(f"{hall.path}/room.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert (changed.status_code, changed.json["stage"]["state"]) == (200, "live")


def test_session_that_was_called_off_has_no_stage(hall: Hall):
    add_stream(hall.event, FLOOR, ALLOWED, by=hall.aino)
    db.session.scalars(select(Session)).one().state = "cancelled"
    release(hall.event, by=hall.aino, now=now())
    commit()
    assert stage_said(seat_in(hall.event.slug, CODE, by=None)) is None


def test_streams_are_those_of_the_stage_unless_the_session_has_its_own(hall: Hall):
    other = in_hall_two(hall)
    add_stream(hall.event, FLOOR, ALLOWED, by=hall.aino)
    add_stream(hall.event, FINNISH, ALLOWED, by=hall.aino)
    add_stream(
        hall.event, StreamValues("youtube", "https://youtu.be/dQw4w9WgXcQ"), ALLOWED, by=hall.aino, stage="hall-2"
    )
    commit()
    assert [one["language"] for one in said(hall)["streams"]] == ["en", "fi"]
    theirs = stage_said(seat_in(hall.event.slug, other.code, by=None))
    assert theirs is not None
    assert [(one["kind"], one["address"]) for one in theirs["streams"]] == [("youtube", "dQw4w9WgXcQ")]

    own = StreamValues("frame", "https://meet.example/room")
    add_stream(hall.event, own, ALLOWED, by=hall.aino, code=CODE)
    commit()
    assert [one["address"] for one in said(hall)["streams"]] == ["https://meet.example/room"]


def test_each_change_is_told_to_the_rooms_that_show_it_and_to_no_other(hall: Hall):
    other = in_hall_two(hall)
    there = log_of(other)
    stream = add_stream(hall.event, FLOOR, ALLOWED, by=hall.aino)
    commit()
    edit_stream(hall.event, stream, FINNISH, ALLOWED, expected_version=stream.version, by=hall.aino)
    commit()
    edit_stream(hall.event, stream, FINNISH, ALLOWED, expected_version=stream.version, by=hall.aino)
    commit()
    remove_stream(hall.event, stream, expected_version=stream.version, by=hall.aino)
    commit()
    assert [kind for _, kind in log_of(hall.room)] == ["stage", "stage", "stage"]
    assert log_of(other) == there
    assert db.session.scalars(select(Stream)).all() == []


def test_replay_follows_what_ended(hall: Hall):
    set_hand(hall.room, Hand.ENDED, by=hall.mira)
    commit()
    assert said(hall)["state"] == "ended"
    add_stream(hall.event, FLOOR, ALLOWED, by=hall.aino, code=CODE, is_replay=True)
    commit()
    assert (said(hall)["state"], said(hall)["streams"]) == ("replay", [])


def test_moved_session_is_told_its_new_time(hall: Hall):
    talk = db.session.scalars(select(Session)).one()
    assert talk.local_start is not None
    talk.local_start += timedelta(minutes=5)
    release(hall.event, by=hall.aino, now=now())
    commit()
    assert [kind for _, kind in log_of(hall.room)] == ["stage"]
    release(hall.event, by=hall.aino, now=now())
    commit()
    assert len(log_of(hall.room)) == 1


def test_stale_edit_is_refused(hall: Hall):
    stream = add_stream(hall.event, FLOOR, ALLOWED, by=hall.aino)
    commit()
    with pytest.raises(Stale):
        edit_stream(hall.event, stream, FINNISH, ALLOWED, expected_version=stream.version - 1, by=hall.aino)
    with pytest.raises(Stale):
        remove_stream(hall.event, stream, expected_version=stream.version - 1, by=hall.aino)


def test_same_stream_twice_and_too_many_are_refused(hall: Hall):
    add_stream(hall.event, FLOOR, ALLOWED, by=hall.aino)
    with pytest.raises(RuleBroken) as refused:
        add_stream(hall.event, FLOOR, ALLOWED, by=hall.aino)
    assert refused.value.field == "address"
    for number in range(MOST_STREAMS - 1):
        add_stream(hall.event, StreamValues("hls", f"/{number}.m3u8"), ALLOWED, by=hall.aino)
    with pytest.raises(RuleBroken):
        add_stream(hall.event, StreamValues("hls", "/more.m3u8"), ALLOWED, by=hall.aino)


def test_session_that_another_city_holds_is_that_citys(hall: Hall):
    busan = make_city("busan")
    db.session.add(Host(event_id=hall.event.id, city_id=busan.id, part="co_host", position=1))
    editor, theirs = make_person("h@helsinki.example"), make_person("b@busan.example")
    put_in_team(hall.event, editor, "editor", hall.event.hosts[0].city)
    put_in_team(hall.event, theirs, "editor", busan)
    db.session.scalars(select(Session)).one().held_by_id = busan.id
    commit()
    with pytest.raises(NotAllowed):
        add_stream(hall.event, FLOOR, ALLOWED, by=editor, code=CODE)
    stream = add_stream(hall.event, FLOOR, ALLOWED, by=theirs, code=CODE)
    with pytest.raises(NotAllowed):
        remove_stream(hall.event, stream, expected_version=stream.version, by=editor)
    remove_stream(hall.event, stream, expected_version=stream.version, by=hall.aino)


def test_without_the_check_another_citys_session_could_be_changed(hall: Hall, monkeypatch: pytest.MonkeyPatch):
    """Negative control of the test before."""
    busan = make_city("busan")
    editor = make_person("h@helsinki.example")
    put_in_team(hall.event, editor, "editor", hall.event.hosts[0].city)
    db.session.scalars(select(Session)).one().held_by_id = busan.id
    commit()
    monkeypatch.setattr(stages, "check_held", lambda *_: None)
    add_stream(hall.event, FLOOR, ALLOWED, by=editor, code=CODE)


def test_moderators_hear_the_same_stage_as_everybody(hall: Hall):
    add_stream(hall.event, FLOOR, ALLOWED, by=hall.aino)
    commit()
    mine = browser_of(hall.app, hall.mira).get(f"{hall.path}/room.json").json
    theirs = hall.app.test_client().get(f"{hall.path}/room.json").json
    assert mine["role"] == "staff"
    assert mine["stage"] == theirs["stage"]
