"""Tracks, parts, stages and glossary through their pages."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.db import commit, db
from app.events.models import Event
from app.schedule.actions.frame import add_piece, edit_piece
from app.schedule.models import GlossaryEntry, Part, Stage, Track
from app.schedule.rules.values import PartValues, TermValues, TrackValues
from tests.pages import form_values
from tests.personas import make_city, make_event

ROOT = "/manage/e/two-cities"


def rows(table: type) -> list:
    db.session.expire_all()
    return list(db.session.scalars(select(table).order_by(table.id)))


def text(name: str, *values: str) -> dict[str, list[str]]:
    return {name: list(values), f"{name}-language": ["en", "fi"][: len(values)]}


def test_a_track_with_a_colour(draft):
    browser = draft.browser(draft.aino)
    form = {**text("name", "Data", "Tieto"), "coloured": "y", "colour": "#0A4781"}
    assert browser.post(f"{ROOT}/tracks/new", data=form).location == f"{ROOT}/tracks/"
    assert [(row.name, row.colour, row.slug) for row in rows(Track)] == [
        ({"en": "Data", "fi": "Tieto"}, "#0a4781", "data")
    ]
    assert 'fill="#0a4781"' in browser.get(f"{ROOT}/tracks/").text


def test_a_track_without_one(draft):
    draft.browser(draft.aino).post(f"{ROOT}/tracks/new", data={**text("name", "Data"), "colour": "#0a4781"})
    assert [row.colour for row in rows(Track)] == [""]


@pytest.mark.parametrize(
    ("what", "form"),
    [
        ("tracks", text("name", "")),
        ("tracks", {**text("name", "Data"), "coloured": "y", "colour": "red;}"}),
        ("tracks", {**text("name", "Data"), "coloured": "y", "colour": "#0a478"}),
        ("parts", text("title", "x" * 201)),
        ("stages", {**text("name", "Hall"), "city_id": str(2**63)}),
        ("stages", {**text("name", "Hall"), "city_id": "x"}),
        ("glossary", text("term", "MoU")),
        ("glossary", {**text("term", "MoU"), **text("gist", "x" * 1001)}),
    ],
)
def test_odd_values_are_refused(draft, what, form):
    answer = draft.browser(draft.aino).post(f"{ROOT}/{what}/new", data=form)
    assert answer.status_code == 400
    assert 'id="errors"' in answer.text
    assert rows(Track) + rows(Part) + rows(Stage) == []


def test_a_term_is_explained_once(draft):
    browser = draft.browser(draft.aino)
    once = {**text("term", "MoU", "Aiesopimus"), **text("gist", "Memorandum")}
    assert browser.post(f"{ROOT}/glossary/new", data=once).status_code == 302
    for again in (text("term", "mou"), text("term", "Memo", "AIESOPIMUS")):
        answer = browser.post(f"{ROOT}/glossary/new", data={**again, **text("gist", "Memorandum")})
        assert (answer.status_code, "is in the glossary already." in answer.text) == (400, True)
    (entry,) = rows(GlossaryEntry)
    path = f"{ROOT}/glossary/{entry.id}/"
    kept = {**form_values(browser.get(path).text), **text("gist", "Memorandum of understanding")}
    assert browser.post(path, data=kept).status_code == 302
    browser.post(f"{ROOT}/glossary/new", data={**text("term", "LoI"), **text("gist", "Letter")})
    other = f"{ROOT}/glossary/{rows(GlossaryEntry)[1].id}/"
    taken = {**form_values(browser.get(other).text), **text("term", "MoU")}
    assert browser.post(other, data=taken).status_code == 400
    assert [row.term["en"] for row in rows(GlossaryEntry)] == ["MoU", "LoI"]


def test_the_same_term_is_fine_in_another_event(draft):
    elsewhere = make_event("elsewhere", lead=draft.helsinki)
    for event in (draft.event, elsewhere):
        add_piece(event, TermValues({"en": "MoU"}, {"en": "Memorandum"}), by=None)
        commit()
    assert len(rows(GlossaryEntry)) == 2


def test_parts_are_put_in_order(draft):
    for title in ("One", "Two"):
        add_piece(draft.event, PartValues({"en": title}), by=None)
        db.session.flush()
    commit()
    browser = draft.browser(draft.aino)
    browser.post(f"{ROOT}/parts/{rows(Part)[1].id}/order", data={"to": "up"})
    assert [(part.title["en"], part.number) for part in rows(Part)] == [("One", 2), ("Two", 1)]


def test_deleting_says_what_it_takes_along(draft):
    track = add_piece(draft.event, TrackValues({"en": "Data"}), by=None)
    commit()
    draft.add(track_id=track.id)
    browser = draft.browser(draft.aino)
    question = browser.get(f"{ROOT}/tracks/{track.id}/delete").text
    assert "One session has it" in question
    assert len(rows(Track)) == 1
    browser.post(f"{ROOT}/tracks/{track.id}/delete", data=form_values(question))
    assert rows(Track) == []


def test_two_organizers_at_one_track(draft):
    track = add_piece(draft.event, TrackValues({"en": "Data"}), by=None)
    commit()
    browser = draft.browser(draft.matti)
    path = f"{ROOT}/tracks/{track.id}/"
    shown = form_values(browser.get(path).text)
    edit_piece(track, TrackValues({"en": "Aino's"}), expected_version=1, by=draft.aino)
    commit()
    assert browser.post(path, data={**shown, **text("name", "Matti's")}).status_code == 409
    assert browser.post(f"{path}delete", data={"version": "1"}).status_code == 409
    assert [row.name for row in rows(Track)] == [{"en": "Aino's"}]


def test_rows_of_other_events_and_lists_are_not_found(draft):
    other = Event(slug="other", kind="forum", title={"en": "Other"}, zone="UTC")
    db.session.add(other)
    db.session.flush()
    theirs = add_piece(other, TrackValues({"en": "Theirs"}), by=None)
    commit()
    browser = draft.browser(draft.aino)
    for path in (f"tracks/{theirs.id}/", f"parts/{theirs.id}/", "tracks/0/", "tracks/99999999999999999999/", "walls/"):
        assert browser.get(f"{ROOT}/{path}").status_code == 404, path


def test_cities_that_host_come_first_where_a_stage_stands(draft):
    make_city("almaty")
    commit()
    page = draft.browser(draft.aino).get("/manage/e/two-cities/stages/new").text
    assert re.findall(r'<option value="\d+">(\w+)', page) == ["Helsinki", "Busan", "Almaty"]
