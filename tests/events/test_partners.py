"""Partners, figures and series, through their pages."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.cities.actions import remove_place
from app.cities.models import Organisation
from app.db import commit, db
from app.errors import RuleBroken
from app.events.models import Event, EventFigure, Partner, Series
from tests.events.world import World
from tests.pages import form_values

PARTNERS = "/manage/e/two-cities/partners"
FIGURES = "/manage/e/two-cities/figures"


def add(world: World, role: str = "knowledge") -> int:
    browser = world.browser(world.aino)
    answer = browser.post(PARTNERS, data={"organisation_id": str(world.organisation.id), "role": role})
    assert answer.status_code == 302
    partner = db.session.scalar(select(Partner.id).where(Partner.role == role))
    assert partner is not None
    return partner


def test_partner_with_two_roles(world: World):
    add(world, "knowledge")
    add(world, "organizer")
    data = {"organisation_id": str(world.organisation.id), "role": "organizer"}
    again = world.browser(world.aino).post(PARTNERS, data=data)

    assert (again.status_code, "This organisation has that role already." in again.text) == (400, True)
    assert "Knowledge partner" in world.browser(world.maija).get(PARTNERS).text


def test_partner_changes_order_and_role_and_goes(world: World):
    first, second = add(world, "knowledge"), add(world, "organizer")
    browser = world.browser(world.matti)
    browser.post(f"{PARTNERS}/{second}/order", data={"up": "1"})
    event = db.session.scalars(select(Event).where(Event.slug == "two-cities")).one()
    assert [partner.id for partner in event.partners] == [second, first]

    path = f"{PARTNERS}/{first}/"
    data = form_values(browser.get(path).text)
    assert browser.post(path, data={**data, "role": "media"}).status_code == 302
    stale = browser.post(path, data={**data, "role": "venue"})
    assert (stale.status_code, "Media partner" in stale.text) == (409, True)
    assert browser.post(f"{PARTNERS}/{first}/remove", data={"version": "2"}).status_code == 409
    assert browser.post(f"{PARTNERS}/{first}/remove", data={"version": "3"}).status_code == 302
    assert db.session.scalars(select(Partner.id)).all() == [second]


@pytest.mark.parametrize("who", ["minjun", "maija", "otto", "layla"])
def test_who_may_not_change_partners(world: World, who):
    partner = add(world)
    browser = world.browser(getattr(world, who))

    assert (
        browser.post(PARTNERS, data={"organisation_id": str(world.organisation.id), "role": "media"}).status_code == 404
    )
    assert browser.get(f"{PARTNERS}/{partner}/").status_code == 404
    assert browser.post(f"{PARTNERS}/{partner}/order", data={"up": "1"}).status_code == 404
    assert browser.post(f"{PARTNERS}/{partner}/remove", data={"version": "1"}).status_code == 404
    assert browser.get(f"{FIGURES}/new").status_code == 404


def test_partner_of_another_event_is_not_found(world: World):
    partner = add(world)
    browser = world.browser(world.otto)

    assert browser.get(f"/manage/e/elsewhere/partners/{partner}/").status_code == 404
    assert browser.get(f"/manage/e/elsewhere/partners/{2**63}/").status_code == 404
    assert browser.get("/manage/e/elsewhere/partners/0/").status_code == 404


def figure(**values: object) -> dict[str, object]:
    return {"value": "193000", "label": "views", "label-language": "en", **values}


def test_figure_as_reported(world: World):
    browser = world.browser(world.aino)
    data = figure(qualifier="more than", **{"qualifier-language": "en"})
    assert browser.post(f"{FIGURES}/new", data=data).status_code == 302
    row = db.session.scalars(select(EventFigure)).one()
    assert (row.value, row.label, row.qualifier, row.kind) == (193000, {"en": "views"}, {"en": "more than"}, "views")

    page = browser.get(PARTNERS).text
    assert "193,000" in page
    path = f"{FIGURES}/{row.id}/"
    opened = form_values(browser.get(path).text)
    assert browser.post(path, data={**opened, "value": "200000"}).status_code == 302
    stale = browser.post(path, data={**opened, "value": "210000"})
    assert (stale.status_code, "200000" in stale.text) == (409, True)

    event = db.session.scalars(select(Event).where(Event.slug == "two-cities")).one()
    answer = browser.post(f"{FIGURES}/{row.id}/remove", data={"version": str(event.version)})
    assert answer.status_code == 302
    assert db.session.scalars(select(EventFigure)).all() == []


@pytest.mark.parametrize("value", ["-1", str(2**63), "9" * 5000, "many", ""])
def test_figures_that_are_none(world: World, value):
    answer = world.browser(world.aino).post(f"{FIGURES}/new", data=figure(value=value))

    assert answer.status_code == 400
    assert db.session.scalars(select(EventFigure)).all() == []


def test_series_is_its_owners(world: World):
    data = {"title": "Water weeks", "title-language": "en"}
    assert world.browser(world.layla).post("/manage/series/new", data=data).status_code == 404
    assert world.browser(world.aino).post("/manage/series/new", data=data).status_code == 302
    series = db.session.scalars(select(Series)).one()
    assert (series.slug, series.owner_id) == ("water-weeks", world.aino.id)
    path = "/manage/series/water-weeks/"
    assert world.browser(world.otto).get(path).status_code == 404
    assert world.browser(world.ada).get(path).status_code == 200

    edit = "/manage/e/elsewhere/edit"
    otto = world.browser(world.otto)
    opened = form_values(otto.get(edit).text)
    foreign = otto.post(edit, data={**opened, "series_id": str(series.id)})
    assert (foreign.status_code, "Choose one from the list." in foreign.text) == (400, True)


def test_series_with_an_edition_and_its_end(world: World):
    browser = world.browser(world.aino)
    browser.post("/manage/series/new", data={"title": "Water weeks", "title-language": "en"})
    series = db.session.scalars(select(Series)).one()
    edit = "/manage/e/two-cities/edit"
    opened = form_values(browser.get(edit).text)
    assert browser.post(edit, data={**opened, "series_id": str(series.id), "edition": "2"}).status_code == 302
    event = db.session.scalars(select(Event).where(Event.slug == "two-cities")).one()
    assert (event.series_id, event.edition) == (series.id, 2)

    remove = "/manage/series/water-weeks/remove"
    refused = browser.post(remove, data={"version": "1"})
    assert (refused.status_code, "Events belong to this series" in refused.text) == (400, True)
    event.series_id = event.edition = None
    commit()
    assert browser.post(remove, data={"version": "1"}).status_code == 302
    assert db.session.scalars(select(Series)).all() == []


def test_stale_series_shows_both(world: World):
    browser, other = world.browser(world.aino), world.browser(world.ada)
    browser.post("/manage/series/new", data={"title": "Water weeks", "title-language": "en"})
    path = "/manage/series/water-weeks/"
    mine, theirs = form_values(browser.get(path).text), form_values(other.get(path).text)
    other.post(path, data={**theirs, "title": ["Wet weeks", ""]})
    answer = browser.post(path, data={**mine, "title": ["Water months", ""]})

    assert answer.status_code == 409
    assert "English: Wet weeks" in answer.text
    assert "English: Water months" in answer.text


def test_organisation_named_by_an_event_stays(world: World):
    add(world)
    organisation = db.session.scalars(select(Organisation)).one()
    with pytest.raises(RuleBroken):
        remove_place(organisation, expected_version=None)


def test_removing_asks_first_and_forgets_nothing_that_changed(world: World):
    partner, browser = add(world), world.browser(world.aino)
    browser.post(f"{FIGURES}/new", data=figure())
    number = db.session.scalars(select(EventFigure.id)).one()
    browser.post("/manage/series/new", data={"title": "Water weeks", "title-language": "en"})
    asked = {
        f"{PARTNERS}/{partner}/remove": ("Forum Virium", Partner),
        f"{FIGURES}/{number}/remove": ("193,000", EventFigure),
        "/manage/series/water-weeks/remove": ("Water weeks", Series),
    }
    for path, (named, table) in asked.items():
        page = browser.get(path)
        assert (page.status_code, named in page.text) == (200, True)
        assert len(db.session.scalars(select(table.id)).all()) == 1
        stale = browser.post(path, data={"version": "99"})
        assert (stale.status_code, "in the meantime" in stale.text) == (409, True)
        assert browser.post(path, data=form_values(page.text)).status_code == 302
        assert db.session.scalars(select(table.id)).all() == []
