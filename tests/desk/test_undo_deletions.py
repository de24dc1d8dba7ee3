"""Taking deletions back, and where the button stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.db import commit, db
from app.desk import undo_standing
from app.desk.history import PAGE
from app.errors import Stale
from app.events.actions.events import edit_event
from app.events.actions.hosts import remove_host
from app.events.facts import DraftChanged
from app.events.history import note_change
from app.events.models import Change, Event, Host, Series
from app.schedule.actions.appearances import add_appearance
from app.schedule.actions.frame import add_piece, edit_piece, remove_piece
from app.schedule.actions.keeping import kept_session
from app.schedule.actions.speakers import create_speaker
from app.schedule.actions.talks import create_session, delete_session, edit_session, move_session
from app.schedule.models import GlossaryEntry, Part, Session, Speaker, Stage, Track
from app.schedule.rules.programme import Link
from app.schedule.rules.values import (
    AppearanceValues,
    PartValues,
    SessionValues,
    SpeakerValues,
    StageValues,
    TermValues,
    TrackValues,
)
from tests.desk.test_undo import AT, VALUES, last, taken_back
from tests.events.world import World

HISTORY = "/manage/e/two-cities/history"


def full(world: World, **changes: object) -> Session:
    """A session with all that one can have."""
    event, by = world.event, world.aino
    track = add_piece(event, TrackValues({"en": "Water"}, {"en": "Sea"}, "#112233"), by=by)
    add_piece(event, PartValues({"en": "Before"}), by=by)
    part = add_piece(event, PartValues({"en": "Talks"}), by=by)
    stage = add_piece(event, StageValues({"en": "Hall"}, world.busan.id), by=by)
    term = add_piece(event, TermValues({"en": "IoT"}, {"en": "Things"}), by=by)
    db.session.flush()
    values = SessionValues(
        {"en": "Opening", "ko": "개회"}, subtitle={"en": "Sub"}, abstract={"en": "Abs"}, description={"en": "Des"},
        kind="keynote", languages=("en", "ko"), tags=("data",), links=(Link("https://a.example", "A", "link"),),
        track_id=track.id, part_id=part.id, stage_id=stage.id, held_by_id=world.busan.id, time_assumed=True,
        glossary=frozenset({term.id}),
    )  # fmt: skip
    talk = create_session(event, replace(values, **changes), AT, by=by)
    for name in ("Min-jun", "Layla"):
        speaker = create_speaker(event, SpeakerValues(name), by=by)
        shown = AppearanceValues("moderator", {"en": f"Title of {name}"}, {"en": "Harbour"}, world.dubai.id)
        add_appearance(talk, speaker, shown, by=by)
    talk.import_key, talk.carried, talk.position = "file:1", {"id": 7}, 3
    commit()
    return talk


def deleted(world: World, talk: Session) -> None:
    delete_session(talk, expected_version=None, by=world.aino)
    commit()


def the_session() -> Session:
    db.session.expire_all()
    return db.session.scalars(select(Session)).one()


def offered(world: World, who: str = "aino", page: int = 1) -> list[str]:
    """The paths of the buttons on a page of the history."""
    text = world.browser(getattr(world, who)).get(f"{HISTORY}?page={page}").text
    return [part.split('"')[0] for part in text.split('action="')[1:] if part.split('"')[0].endswith("/undo")]


def button(act: str) -> str:
    return f"{HISTORY}/{last(act)}/undo"


def said(world: World, who: str = "aino") -> str:
    return world.browser(getattr(world, who)).get(HISTORY).text


# ---------------------------------------------------------------- sessions


def test_deleted_session_comes_back_whole(world: World):
    talk = full(world)
    move_session(talk, replace(AT, duration=45), expected_version=None, by=world.aino)
    commit()
    before, starts_at, version, made = kept_session(talk), talk.starts_at, talk.version, talk.created_at
    deleted(world, talk)
    assert offered(world)[0] == button("session_deleted")
    assert taken_back(world, "session_deleted").status_code == 302

    back = the_session()
    assert {**kept_session(back), "version": version} == before
    assert (back.starts_at, back.created_at) == (starts_at, made)
    assert back.version == version + 1
    assert "Left out" not in said(world)


def test_form_that_was_open_before_the_deletion_does_not_fit(world: World):
    talk = full(world)
    version = talk.version
    deleted(world, talk)
    taken_back(world, "session_deleted")

    with pytest.raises(Stale):
        move_session(the_session(), replace(AT, duration=45), expected_version=version, by=world.aino)


def test_what_is_gone_meanwhile_is_left_out_and_said(world: World):
    talk = full(world)
    deleted(world, talk)
    for table in (Track, Part, Stage, GlossaryEntry):
        for piece in db.session.scalars(select(table).order_by(table.id.desc()).limit(1)):
            remove_piece(piece, expected_version=None, by=world.aino)
            commit()
    db.session.delete(db.session.scalars(select(Speaker).where(Speaker.name == "Layla")).one())
    commit()
    answer = world.browser(world.aino).post(button("session_deleted"), follow_redirects=True)

    back = the_session()
    assert (back.track_id, back.part_id, back.stage_id, back.glossary) == (None, None, None, [])
    assert [seen.speaker.name for seen in back.appearances] == ["Min-jun"]
    for name in ("“Water”", "“Talks”", "“Hall”", "“iot”", "“Layla”"):
        assert name in answer.text, name


def test_numbers_that_went_to_other_rows_mislead_nobody(world: World):
    talk = full(world)
    deleted(world, talk)
    for table in (Track, Stage, GlossaryEntry):
        remove_piece(db.session.scalars(select(table)).one(), expected_version=None, by=world.aino)
        commit()
    add_piece(world.event, TrackValues({"en": "Air"}), by=world.aino)
    add_piece(world.event, StageValues({"en": "Other hall"}), by=world.aino)
    add_piece(world.event, TermValues({"en": "AI"}, {"en": "Thought"}), by=world.aino)
    other = create_session(world.event, SessionValues({"en": "Other"}), AT, by=world.aino)
    commit()
    assert taken_back(world, "session_deleted").status_code == 302

    back = db.session.scalars(select(Session).where(Session.code != other.code)).one()
    assert (back.title["en"], back.track_id, back.stage_id, back.glossary) == ("Opening", None, None, [])


def test_session_comes_back_once(world: World):
    talk = full(world)
    deleted(world, talk)
    path = button("session_deleted")
    browser = world.browser(world.aino)
    assert browser.post(path).status_code == 302
    assert path not in offered(world)
    answer = browser.post(path)
    assert (answer.status_code, "This has been put back already." in answer.text) == (400, True)

    deleted(world, the_session())
    assert path not in offered(world)
    assert button("session_deleted") in offered(world)
    assert browser.post(path).status_code == 400
    assert db.session.scalar(select(Session)) is None


def test_session_that_an_import_brought_again_is_not_doubled(world: World):
    talk = full(world)
    deleted(world, talk)
    again = create_session(world.event, SessionValues({"en": "Opening"}), AT, by=world.aino)
    again.import_key = "file:1"
    commit()

    assert button("session_deleted") not in offered(world)
    assert taken_back(world, "session_deleted").status_code == 400
    assert the_session() is again


def test_only_who_may_change_what_a_city_holds_puts_it_back(world: World):
    talk = full(world, held_by_id=world.helsinki.id)
    deleted(world, talk)

    for who in ("minjun", "maija", "layla", "otto"):
        assert taken_back(world, "session_deleted", who).status_code == 404, who
    for who, there in (("minjun", False), ("maija", False), ("matti", True), ("aino", True), ("ada", True)):
        assert (button("session_deleted") in offered(world, who)) is there, who
    assert taken_back(world, "session_deleted", "matti").status_code == 302
    assert the_session().held_by_id == world.helsinki.id


def test_city_that_is_no_host_any_more_holds_nothing(world: World):
    talk = full(world)
    deleted(world, talk)
    host = db.session.scalars(select(Host).where(Host.city_id == world.busan.id)).one()
    remove_host(host, expected_version=None, by=world.aino)
    commit()

    answer = world.browser(world.matti).post(button("session_deleted"), follow_redirects=True)
    assert the_session().held_by_id is None
    assert "“Busan”" in answer.text


def test_lines_of_an_older_program_are_not_offered(world: World):
    db.session.add(
        Change(event_id=world.event.id, act="session_deleted", subject="session:k7m2qd", before={"title": {"en": "X"}})
    )
    talk = create_session(world.event, SessionValues({"en": "Opening"}), AT, by=world.aino)
    db.session.add(
        Change(
            event_id=world.event.id, act="session_edited", subject=f"session:{talk.code}",
            before={"track_id": 1}, after={"track_id": None},
        )
    )  # fmt: skip
    commit()

    assert offered(world) == []
    assert taken_back(world, "session_deleted").status_code == 404
    assert taken_back(world, "session_edited").status_code == 404


# ---------------------------------------------------------------- tracks, parts, stages, terms


@pytest.mark.parametrize(
    ("table", "word", "column"),
    [(Track, "track", "track"), (Part, "part", "part"), (Stage, "stage", "stage"), (GlossaryEntry, "term", None)],
)
def test_deleted_piece_comes_back_with_its_sessions(world: World, table, word, column):
    talk = full(world)
    piece = db.session.scalars(select(table).order_by(table.id.desc()).limit(1)).one()
    names = {column.name for column in table.__table__.columns} - {"id", "version", "changed_at"}
    before, version = {name: getattr(piece, name) for name in names}, piece.version
    remove_piece(piece, expected_version=None, by=world.aino)
    commit()
    assert taken_back(world, f"{word}_deleted").status_code == 302

    db.session.expire_all()
    back = db.session.scalars(select(table).order_by(table.id.desc()).limit(1)).one()
    assert {name: getattr(back, name) for name in names} == before
    assert back.version > version
    assert (talk.glossary == [back]) if column is None else (getattr(talk, column) is back)
    assert "Left out" not in said(world)
    answer = taken_back(world, f"{word}_deleted")
    assert (answer.status_code, "put back already" in answer.text) == (400, True)


def test_part_comes_back_between_those_that_moved_up(world: World):
    for title in ("One", "Two", "Three"):
        add_piece(world.event, PartValues({"en": title}), by=world.aino)
        db.session.flush()
    commit()
    two = db.session.scalars(select(Part).where(Part.number == 2)).one()
    remove_piece(two, expected_version=None, by=world.aino)
    commit()
    assert taken_back(world, "part_deleted").status_code == 302

    parts = db.session.scalars(select(Part).order_by(Part.number)).all()
    assert [(part.number, part.title["en"]) for part in parts] == [(1, "One"), (2, "Two"), (3, "Three")]


def test_session_that_is_elsewhere_now_or_that_another_city_holds_is_left_alone(world: World):
    moved, held, gone = (
        create_session(world.event, SessionValues({"en": title}), AT, by=world.aino)
        for title in ("Moved on", "Held now", "Gone")
    )
    water = add_piece(world.event, TrackValues({"en": "Water"}), by=world.aino)
    air = add_piece(world.event, TrackValues({"en": "Air"}), by=world.aino)
    db.session.flush()
    for talk in (moved, held, gone):
        talk.track_id = water.id
    commit()
    remove_piece(water, expected_version=None, by=world.matti)
    commit()
    moved.track_id, held.held_by_id = air.id, world.busan.id
    db.session.delete(gone)
    commit()
    answer = world.browser(world.matti).post(button("track_deleted"), follow_redirects=True)

    db.session.expire_all()
    assert (moved.track.name, held.track) == ({"en": "Air"}, None)
    for title in ("“Moved on”", "“Held now”", "“Gone”"):
        assert title in answer.text, title


def test_address_that_another_one_has_now_stands_in_the_way(world: World):
    add_piece(world.event, TrackValues({"en": "Water"}), by=world.aino)
    commit()
    remove_piece(db.session.scalars(select(Track)).one(), expected_version=None, by=world.aino)
    commit()
    add_piece(world.event, TrackValues({"en": "Water"}), by=world.aino)
    commit()
    answer = taken_back(world, "track_deleted")

    assert (answer.status_code, "Another one has its address now" in answer.text) == (400, True)
    assert len(db.session.scalars(select(Track)).all()) == 1
    assert button("track_deleted") not in offered(world)


def test_who_may_not_edit_puts_no_piece_back(world: World):
    add_piece(world.event, TrackValues({"en": "Water"}), by=world.aino)
    commit()
    remove_piece(db.session.scalars(select(Track)).one(), expected_version=None, by=world.aino)
    commit()

    for who in ("maija", "layla", "otto"):
        assert taken_back(world, "track_deleted", who).status_code == 404, who
    assert offered(world, "maija") == []
    assert taken_back(world, "track_deleted", "minjun").status_code == 302


# ---------------------------------------------------------------- where the button stands


def test_button_is_on_every_page_where_there_is_a_way_back(world: World):
    talk = full(world)
    deleted(world, talk)
    path = button("session_deleted")
    for number in range(PAGE):
        note_change(DraftChanged(world.event.id, "preview_link_made", f"link:{number}", "", world.aino.id))
    commit()

    assert offered(world, page=1) == []
    assert offered(world, page=2) == [path]


def test_change_that_a_later_one_left_alone_can_be_taken_back(world: World):
    talk = create_session(world.event, SessionValues({"en": "Opening"}), AT, by=world.aino)
    commit()
    move_session(talk, replace(AT, duration=45), expected_version=None, by=world.aino)
    commit()
    moved = button("session_moved")
    edit_session(talk, SessionValues({"en": "Start"}), replace(AT, duration=45), expected_version=None, by=world.aino)
    commit()
    assert offered(world) == [button("session_edited"), moved]

    move_session(talk, replace(AT, duration=60), expected_version=None, by=world.aino)
    commit()
    assert offered(world) == [button("session_moved"), button("session_edited")]
    answer = world.browser(world.aino).post(moved)
    assert (answer.status_code, "changed again since: Minutes." in answer.text) == (400, True)


def test_edit_goes_back_to_a_track_by_its_address(world: World):
    talk = full(world)
    values = SessionValues({"en": "Opening"}, languages=("en",), held_by_id=world.busan.id)
    edit_session(talk, values, AT, expected_version=None, by=world.aino)
    commit()
    page = said(world)
    assert "Water" in page
    assert "Talks" in page
    edit_piece(
        db.session.scalars(select(Track)).one(), TrackValues({"en": "Waters"}), expected_version=None, by=world.aino
    )
    remove_piece(db.session.scalars(select(Stage)).one(), expected_version=None, by=world.aino)
    commit()
    stage = add_piece(world.event, StageValues({"en": "Other hall"}), by=world.aino)
    commit()
    assert stage.slug != "hall"
    answer = world.browser(world.aino).post(button("session_edited"), follow_redirects=True)

    back = the_session()
    assert (back.track.name, back.part.title, back.stage) == ({"en": "Waters"}, {"en": "Talks"}, None)
    assert "“Hall”" in answer.text


def test_event_goes_back_to_its_series_by_address(world: World):
    series = Series(slug="harbours", title={"en": "Harbours"}, owner_id=world.aino.id)
    db.session.add(series)
    commit()
    for values in (replace(VALUES, series_id=series.id), VALUES):
        edit_event(world.event, values, expected_version=None, by=world.aino)
        commit()
    assert "Harbours" in said(world)
    assert taken_back(world, "event_edited").status_code == 302
    db.session.expire_all()
    assert db.session.scalars(select(Event).where(Event.slug == "two-cities")).one().series is series


def test_queries_of_a_page_do_not_grow_with_its_lines(world: World, count_queries):
    def asked() -> int:
        browser = world.browser(world.aino)
        with count_queries() as found:
            browser.get(HISTORY)
        return len(found)

    def change(number: int) -> None:
        talk = create_session(world.event, SessionValues({"en": f"Talk {number}"}), AT, by=world.aino)
        commit()
        move_session(talk, replace(AT, duration=45), expected_version=None, by=world.aino)
        commit()

    change(0)
    few = asked()
    for number in range(1, 8):
        change(number)
    assert asked() <= few
    assert len(offered(world)) == 8

    deleted(world, db.session.scalars(select(Session)).first())
    few = asked()
    for talk in db.session.scalars(select(Session).limit(4)).all():
        deleted(world, talk)
    assert asked() <= few
    assert len([path for path in offered(world) if path]) == 3 + 5


def test_without_the_rights_of_the_line_it_would_be(world: World, monkeypatch):
    """Negative control: the held session stays away by the rights alone."""
    talk = full(world, held_by_id=world.helsinki.id)
    deleted(world, talk)
    everything = undo_standing.grants_of(world.aino, world.event)
    monkeypatch.setattr(undo_standing, "grants_of", lambda *_: everything)
    monkeypatch.setattr("app.schedule.actions.restoring.grants_of", lambda *_: everything)

    assert taken_back(world, "session_deleted", "minjun").status_code == 302
