"""Cities and organisations through their pages: found, entered, changed by those who may."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.cities.models import City, Organisation
from app.db import commit, db
from app.events.models import Partner
from app.schedule.models import Speaker
from tests.events.world import World
from tests.pages import form_values
from tests.personas import make_organisation

ENTRY = "/manage/cities/new/entry"
TAMPERE = 634963


def city(slug: str) -> City | None:
    return db.session.scalar(select(City).where(City.slug == slug))


def test_city_is_found_by_any_of_its_names_and_comes_with_everything(world: World):
    browser = world.browser(world.aino)
    page = browser.get("/manage/cities/new", query_string={"q": "Tammerfors"}).text
    assert f"{ENTRY}?place={TAMPERE}" in page
    path = f"{ENTRY}?place={TAMPERE}&next=/manage/e/new"
    answer = browser.post(path, data=form_values(browser.get(path).text))

    assert answer.location == "/manage/e/new?city=tampere"
    made = city("tampere")
    assert made is not None
    assert (made.country, made.zone, made.geonames_id) == ("FI", "Europe/Helsinki", TAMPERE)
    assert (made.name, made.languages) == ({"en": "Tampere"}, ["fi", "sv"])
    assert made.latitude is not None
    assert 61 < made.latitude < 62
    assert "In the list already" in browser.get("/manage/cities/new", query_string={"q": "Tampere"}).text


@pytest.mark.parametrize(
    ("path", "city", "field"),
    [("/manage/e/new", "busan", "city_id"), ("/manage/e/two-cities/hosts", "dubai", "city_id")],
)
def test_city_that_was_entered_first_is_chosen_then(world: World, path: str, city: str, field: str):
    browser = world.browser(world.aino)
    assert form_values(browser.get(path).text)[field] == [""]
    wanted = str(getattr(world, city).id)
    assert form_values(browser.get(f"{path}?city={city}").text)[field] == [wanted]
    assert form_values(browser.get(f"{path}?city=nowhere").text)[field] == [""]


def test_organisation_that_was_entered_first_is_chosen_then(world: World):
    browser = world.browser(world.aino)
    path = "/manage/e/two-cities/partners"
    data = {"name": "Harbour lab", "name-language": "en"}
    answer = browser.post(f"/manage/organisations/new?next={path}", data=data)
    made = db.session.scalars(select(Organisation).where(Organisation.slug == "harbour-lab")).one()

    assert answer.location == f"{path}?organisation=harbour-lab"
    assert form_values(browser.get(answer.location).text)["organisation_id"] == [str(made.id)]


def test_same_place_twice_is_refused(world: World):
    browser = world.browser(world.aino)
    path = f"{ENTRY}?place={TAMPERE}"
    data = form_values(browser.get(path).text)
    browser.post(path, data=data)
    again = browser.post(path, data=data)

    assert (again.status_code, "This city is in the list already." in again.text) == (400, True)


def test_next_page_is_one_of_ours(world: World):
    path = f"{ENTRY}?next=https://evil.example/"
    data = {"name": "Kallio", "name-language": "fi", "zone": "Europe/Helsinki"}

    assert world.browser(world.aino).post(path, data=data).location == "/manage/cities/"


def test_city_called_new_does_not_hide_behind_the_page_for_new_ones(world: World):
    data = {"name": "New", "name-language": "en", "zone": "Europe/Helsinki"}
    world.browser(world.aino).post(ENTRY, data=data)
    assert (city("new"), city("new-2") is not None) == (None, True)


def test_county_of_ones_own(world: World):
    data = {"name": "Jönköpings län", "name-language": "sv", "country": "SE", "zone": "Europe/Stockholm"}
    assert world.browser(world.minjun).post(ENTRY, data=data).status_code == 302

    made = city("jonkopings-lan")
    assert made is not None
    assert (made.name, made.latitude, made.geonames_id) == ({"sv": "Jönköpings län"}, None, None)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"zone": "CET"}, "choose a city, such as Europe/Brussels"),
        ({"zone": ""}, "This field is required."),
        ({"country": "XX"}, "Choose one from the list."),
        ({"latitude": "91", "longitude": "0"}, "Degrees lie between −90 and 90."),
        ({"latitude": "nan", "longitude": "0"}, "Degrees lie between −90 and 90."),
        ({"latitude": "9" * 5000, "longitude": "0"}, "Degrees lie between −90 and 90."),
        ({"latitude": "north", "longitude": "0"}, "Write a number such as 60.17."),
        ({"latitude": "60"}, "Give both coordinates, or none."),
        ({"name": "x" * 121}, "This text is longer than 120 characters."),
        ({"name-language": "xx"}, "“xx” is not a language code we know."),
        ({"languages": ["xx"]}, "“xx” is not a language code we know."),
    ],
)
def test_what_is_wrong_stands_at_its_field(world: World, values, sentence):
    before = len(db.session.scalars(select(City)).all())
    data = {"name": "Place", "name-language": "en", "zone": "Europe/Helsinki", **values}
    answer = world.browser(world.aino).post(ENTRY, data=data)

    assert (answer.status_code, sentence in answer.text) == (400, True)
    assert len(db.session.scalars(select(City)).all()) == before


@pytest.mark.parametrize("name", ["'; drop table cities; --", "<script>", "..", "new", "北", "\U0001f3d9", "a" * 120])
def test_hostile_names_get_an_address_and_stay_text(world: World, name):
    browser = world.browser(world.aino)
    data = {"name": name, "name-language": "en", "zone": "Europe/Helsinki"}
    assert browser.post(ENTRY, data=data).status_code == 302
    made = db.session.scalars(select(City).order_by(City.id.desc())).first()
    assert made is not None
    assert made.name == {"en": name}

    page = browser.get("/manage/cities/")
    assert page.status_code == 200
    assert "<script>" not in page.text.replace('<script type="module"', "")
    assert browser.get(f"/manage/cities/{made.slug}/").status_code == 200


@pytest.mark.parametrize("number", ["0", "-1", "abc", str(2**63), "9" * 5000, "1"])
def test_places_that_the_gazetteer_does_not_have(world: World, number):
    assert world.browser(world.aino).get(ENTRY, query_string={"place": number}).status_code == 200


@pytest.mark.parametrize("sought", ["", "\x00", "\ud800", "%", "'", "x" * 5000, "北京"])
def test_searches_of_all_kinds(world: World, sought):
    query = {"q": sought.encode("utf-8", "replace").decode()}
    assert world.browser(world.aino).get("/manage/cities/new", query_string=query).status_code == 200


# ------------------------------------------------------------------ who may change what


@pytest.mark.parametrize(
    ("who", "status"), [("aino", 302), ("minjun", 302), ("otto", 302), ("ada", 302), ("maija", 404), ("layla", 404)]
)
def test_who_enters_cities(world: World, who, status):
    data = {"name": "Place", "name-language": "en", "zone": "Europe/Helsinki"}
    assert world.browser(getattr(world, who)).post(ENTRY, data=data).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("aino", 200), ("matti", 200), ("minjun", 200), ("ada", 200), ("maija", 404), ("otto", 404)]
)
def test_city_is_changed_by_who_edits_the_event_that_names_it(world: World, who, status):
    assert world.browser(getattr(world, who)).get("/manage/cities/busan/").status_code == status


def test_city_that_another_event_names_is_for_admins(world: World):
    world.others.hosts.append(type(world.others.hosts[0])(city=world.busan, part="guest", position=1))
    commit()

    for who, status in (("aino", 404), ("minjun", 404), ("otto", 404), ("ada", 200)):
        browser = world.browser(getattr(world, who))
        assert browser.get("/manage/cities/busan/").status_code == status
        assert browser.post("/manage/cities/busan/", data={}).status_code in ({404} if status == 404 else {400, 409})


def test_city_of_a_speaker_of_another_event_is_for_admins(world: World):
    db.session.add(Speaker(code="zzz222", slug="a", name="A", city_id=world.busan.id, home_event_id=world.others.id))
    commit()

    assert world.browser(world.aino).get("/manage/cities/busan/").status_code == 404


def test_list_shows_links_to_what_she_may_change_only(world: World):
    page = world.browser(world.aino).get("/manage/cities/").text

    assert 'href="/manage/cities/busan/"' in page
    assert 'href="/manage/cities/dubai/"' not in page
    assert "Dubai" in page


def test_stale_city_shows_both(world: World):
    browser, other = world.browser(world.aino), world.browser(world.minjun)
    path = "/manage/cities/busan/"
    mine, theirs = form_values(browser.get(path).text), form_values(other.get(path).text)
    assert other.post(path, data={**theirs, "name": ["Busan City", ""]}).status_code == 302
    answer = browser.post(path, data={**mine, "name": ["Pusan", ""]})

    assert answer.status_code == 409
    assert "English: Busan City" in answer.text
    assert "English: Pusan" in answer.text
    made = city("busan")
    assert made is not None
    assert made.name == {"en": "Busan City"}


def test_stale_test_fails_without_the_protection(world: World, monkeypatch):
    """Negative control."""
    monkeypatch.setattr("app.cities.actions.expect_version", lambda _row, _expected: None)
    browser, other = world.browser(world.aino), world.browser(world.minjun)
    path = "/manage/cities/busan/"
    mine, theirs = form_values(browser.get(path).text), form_values(other.get(path).text)
    other.post(path, data={**theirs, "name": ["Busan City", ""]})

    assert browser.post(path, data={**mine, "name": ["Pusan", ""]}).status_code == 302


def test_only_what_nothing_names_is_removed(world: World):
    browser = world.browser(world.aino)
    named = browser.post("/manage/cities/busan/remove", data={"version": "1"})
    assert (named.status_code, "An event names it: it has to stay." in named.text) == (400, True)

    data = {"name": "Slip", "name-language": "en", "zone": "Europe/Helsinki"}
    browser.post(ENTRY, data=data)
    assert browser.post("/manage/cities/slip/remove", data={"version": "1"}).status_code == 302
    assert city("slip") is None


# ------------------------------------------------------------------ organisations


def test_organisation_is_entered_and_changed(world: World):
    browser = world.browser(world.minjun)
    data = {
        "name": "부산광역시",
        "name-language": "ko",
        "kind": "city",
        "country": "KR",
        "city_id": str(world.busan.id),
    }
    assert browser.post("/manage/organisations/new", data=data).status_code == 302
    made = db.session.scalars(select(Organisation).where(Organisation.country == "KR")).one()
    assert (made.slug, made.kind, made.city_id) == ("busangwangyeogsi", "city", world.busan.id)

    path = f"/manage/organisations/{made.slug}/"
    opened = form_values(browser.get(path).text)
    assert browser.post(path, data={**opened, "url": "https://busan.go.kr"}).status_code == 302
    stale = browser.post(path, data={**opened, "url": "https://other.example"})
    assert (stale.status_code, "https://busan.go.kr" in stale.text) == (409, True)


def test_bad_link_of_an_organisation(world: World):
    data = {"name": "A", "name-language": "en", "url": "javascript:alert(1)"}
    answer = world.browser(world.aino).post("/manage/organisations/new", data=data)

    assert (answer.status_code, "A link starts with https://" in answer.text) == (400, True)


def test_organisation_named_by_another_event_is_for_admins(world: World):
    path = "/manage/organisations/forum-virium/"
    assert world.browser(world.aino).get(path).status_code == 200
    world.others.partners.append(Partner(organisation_id=world.organisation.id, role="media"))
    commit()

    assert world.browser(world.aino).get(path).status_code == 404
    assert world.browser(world.ada).get(path).status_code == 200
    assert world.browser(world.ada).post(f"{path}remove", data={"version": "1"}).status_code == 400


def test_lists_cost_the_same_with_four_as_with_one(world: World, count_queries):
    browser = world.browser(world.aino)
    with count_queries() as one:
        browser.get("/manage/organisations/")
    for slug in ("a", "b", "c"):
        make_organisation(slug)
    commit()
    with count_queries() as four:
        browser.get("/manage/organisations/")

    assert len(four) == len(one)


@pytest.mark.parametrize(("kind", "table"), [("cities", City), ("organisations", Organisation)])
def test_removing_asks_first(world: World, kind: str, table: type):
    browser = world.browser(world.ada)
    new = ENTRY if kind == "cities" else "/manage/organisations/new"
    browser.post(new, data={"name": "Slip", "name-language": "en", "zone": "Europe/Helsinki"})
    path = f"/manage/{kind}/slip/remove"
    assert f'href="{path}"' in browser.get(f"/manage/{kind}/slip/").text
    page = browser.get(path)
    assert (page.status_code, "Slip" in page.text) == (200, True)
    assert db.session.scalars(select(table).where(table.slug == "slip")).all() != []
    assert browser.post(path, data=form_values(page.text)).location == f"/manage/{kind}/"
    assert db.session.scalars(select(table).where(table.slug == "slip")).all() == []
