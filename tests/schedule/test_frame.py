"""Tracks, parts, stages and glossary of a draft (app/schedule/actions/frame.py)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.db import commit, db
from app.errors import NotAllowed, RuleBroken, Stale
from app.events.models import Change
from app.schedule.actions.frame import add_piece, edit_piece, remove_piece, shift_piece
from app.schedule.queries.talks import frame_of
from app.schedule.rules.values import PartValues, StageValues, TermValues, TrackValues


def add(draft, *pieces):
    rows = []
    for values in pieces:
        rows.append(add_piece(draft.event, values, by=draft.aino))
        db.session.flush()
    commit()
    return rows


def test_pieces_come_after_those_that_are_there(draft):
    add(draft, TrackValues({"en": "Data"}), TrackValues({"en": "Life"}), StageValues({"en": "Hall"}, draft.busan.id))
    add(draft, PartValues({"en": "Why"}), PartValues({"en": "How"}), TermValues({"en": "MoU"}, {"en": "Memorandum"}))
    frame = frame_of(draft.event)
    assert [(row.slug, row.position) for row in frame.tracks] == [("data", 0), ("life", 1)]
    assert [(row.slug, row.city) for row in frame.stages] == [("hall", draft.busan)]
    assert [(row.number, row.title) for row in frame.parts] == [(1, {"en": "Why"}), (2, {"en": "How"})]
    assert [(row.key, row.gist) for row in frame.glossary] == [("mou", {"en": "Memorandum"})]


def test_equal_names_get_different_addresses(draft):
    rows = add(draft, TrackValues({"en": "Data"}), TrackValues({"en": "Data"}), TrackValues({"en": "🎉"}))
    assert [row.slug for row in rows] == ["data", "data-2", "track"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (TrackValues({}), "name"),
        (TrackValues({"en": "Data"}, colour="red"), "colour"),
        (TrackValues({"en": "Data"}, colour="#12345"), "colour"),
        (StageValues({}), "name"),
        (PartValues({}), "title"),
        (TermValues({}, {"en": "x"}), "term"),
        (TermValues({"en": "x"}, {}), "gist"),
    ],
)
def test_what_has_no_name_is_refused(draft, values, field):
    with pytest.raises(RuleBroken) as refused:
        add_piece(draft.event, values, by=draft.aino)
    assert refused.value.field == field


def test_an_address_stays_when_the_name_changes(draft):
    (track,) = add(draft, TrackValues({"en": "Data"}))
    edit_piece(track, TrackValues({"en": "Life"}, colour="#0A4781"), expected_version=1, by=draft.aino)
    commit()
    assert (track.slug, track.name, track.colour) == ("data", {"en": "Life"}, "#0a4781")
    with pytest.raises(Stale):
        edit_piece(track, TrackValues({"en": "Sea"}), expected_version=1, by=draft.minjun)


def test_order_of_tracks(draft):
    one, two, three = add(draft, *(TrackValues({"en": name}) for name in ("One", "Two", "Three")))
    shift_piece(three, up=True, by=draft.aino)
    shift_piece(one, up=True, by=draft.aino)
    commit()
    assert list(frame_of(draft.event).tracks) == [one, three, two]


def test_parts_are_numbered_without_gaps(draft):
    one, two, three = add(draft, *(PartValues({"en": name}) for name in ("One", "Two", "Three")))
    shift_piece(three, up=True, by=draft.aino)
    commit()
    assert [(part.number, part) for part in frame_of(draft.event).parts] == [(1, one), (2, three), (3, two)]
    remove_piece(one, expected_version=None, by=draft.aino)
    commit()
    assert [(part.number, part) for part in frame_of(draft.event).parts] == [(1, three), (2, two)]


@pytest.mark.parametrize("kind", ["track_id", "part_id", "stage_id", "glossary"])
def test_what_holds_another_city_s_session_stays(draft, kind):
    values = {
        "track_id": TrackValues({"en": "Data"}),
        "part_id": PartValues({"en": "Why"}),
        "stage_id": StageValues({"en": "Hall"}),
        "glossary": TermValues({"en": "MoU"}, {"en": "Memorandum"}),
    }
    (piece,) = add(draft, values[kind])
    used = {kind: frozenset({piece.id}) if kind == "glossary" else piece.id}
    draft.add(held_by_id=draft.busan.id, **used)
    with pytest.raises(NotAllowed):
        remove_piece(piece, expected_version=None, by=draft.matti)
    remove_piece(piece, expected_version=None, by=draft.minjun)


def test_removing_a_track_leaves_its_sessions(draft):
    (track,) = add(draft, TrackValues({"en": "Data"}))
    talk = draft.add(track_id=track.id)
    remove_piece(track, expected_version=1, by=draft.aino)
    commit()
    db.session.refresh(talk)
    assert talk.track_id is None
    acts = db.session.scalars(select(Change.act).order_by(Change.id)).all()
    assert acts == ["track_created", "session_created", "track_deleted"]
