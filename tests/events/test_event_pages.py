"""Creating and changing events through their pages."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select

from app.db import commit, db
from app.events.models import Change, Event, TeamMember
from app.schedule.actions.talks import create_session
from app.schedule.models import Session
from app.schedule.rules.values import SessionValues
from app.schedule.rules.when import When
from tests.events.world import World
from tests.pages import form_values

NEW = "/manage/e/new"
EDIT = "/manage/e/two-cities/edit"
ZONE = "/manage/e/two-cities/zone"


def new_event(world: World, **values: object) -> dict[str, object]:
    return {
        "kind": "webinar",
        "title": ["Water and light", "Vesi ja valo"],
        "title-language": ["en", "fi"],
        "city_id": str(world.helsinki.id),
        "starts_on": "2026-12-09",
        "languages": ["en", ""],
        **values,
    }


def event(slug: str) -> Event | None:
    return db.session.scalar(select(Event).where(Event.slug == slug))


def test_organizer_makes_a_draft(world: World):
    answer = world.browser(world.aino).post(NEW, data=new_event(world))

    assert answer.status_code == 302
    assert answer.location == "/manage/e/water-and-light-2026/"
    made = event("water-and-light-2026")
    assert made is not None
    assert (made.state, made.zone, made.title) == (
        "draft",
        "Europe/Helsinki",
        {"en": "Water and light", "fi": "Vesi ja valo"},
    )
    assert (made.starts_on, made.ends_on, made.languages) == (date(2026, 12, 9), date(2026, 12, 9), ["en"])
    assert [(host.city.slug, host.part) for host in made.hosts] == [("helsinki", "lead")]
    (owner,) = db.session.scalars(select(TeamMember).where(TeamMember.event_id == made.id))
    assert (owner.person_id, owner.role, owner.city_id) == (world.aino.id, "owner", world.helsinki.id)
    (line,) = db.session.scalars(select(Change).where(Change.event_id == made.id))
    assert (line.act, line.person_id) == ("event_created", world.aino.id)


def test_pages_of_the_new_draft_can_be_seen(world: World):
    browser = world.browser(world.aino)

    for path in (NEW, "/manage/", "/manage/e/two-cities/", EDIT, ZONE, "/manage/e/two-cities/delete"):
        assert browser.get(path).status_code == 200, path


@pytest.mark.parametrize("who", ["layla", "minjun", "maija"])
def test_only_organizers_make_events(world: World, who):
    browser = world.browser(getattr(world, who))

    assert browser.get(NEW).status_code == 404
    assert browser.post(NEW, data=new_event(world)).status_code == 404
    assert event("water-and-light-2026") is None


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"ends_on": "2026-12-08"}, "The last day is before the first day."),
        ({"starts_on": "0001-01-01"}, "The year must lie between 1900 and 2199."),
        ({"starts_on": "9999-12-31"}, "The year must lie between 1900 and 2199."),
        ({"starts_on": "soon"}, "This is no day. Write it as 2027-03-28."),
        ({"zone": "Singapore"}, "use Asia/Singapore"),
        ({"zone": "Europe"}, "such as Europe/Helsinki"),
        ({"zone": "Europe/\ufffd"}, "is not a time zone"),
        ({"languages": ["xx"]}, "“xx” is not a language code we know."),
        ({"slug": "two-cities"}, "“two-cities” is taken by another event."),
        ({"slug": "new"}, "“new” is a word that our addresses need themselves."),
        ({"slug": "***"}, "An address needs letters a to z or digits."),
        ({"city_id": "9" * 30}, "Choose one from the list."),
        ({"city_id": "-1"}, "Choose one from the list."),
        ({"city_id": ""}, "This field is required."),
        ({"kind": "party"}, "Not a valid choice."),
        ({"title": ["x" * 301, ""]}, "This text is longer than 300 characters."),
        ({"title": ["", ""]}, "Write it in at least one language."),
        ({"title-language": ["en", "en"]}, "English is there twice."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_written(world: World, values, sentence):
    answer = world.browser(world.aino).post(NEW, data=new_event(world, **values))

    assert answer.status_code == 400
    assert sentence in answer.text
    if "title" not in values:
        assert 'value="Water and light"' in answer.text
    assert len(db.session.scalars(select(Event)).all()) == 2


def test_control_characters_and_markup_come_out_harmless(world: World):
    data = new_event(world, title=["<b>Wa\x00ter\x1b</b>", ""], slug="")
    answer = world.browser(world.aino).post(NEW, data=data, follow_redirects=True)

    assert answer.status_code == 200
    assert "&lt;b&gt;Wa ter &lt;/b&gt;" in answer.text


def test_second_event_of_the_same_name_gets_a_number(world: World):
    browser = world.browser(world.aino)
    browser.post(NEW, data=new_event(world))
    answer = browser.post(NEW, data=new_event(world))

    assert answer.location == "/manage/e/water-and-light-2026-2/"


def test_title_without_latin_letters_makes_an_address_all_the_same(world: World):
    data = new_event(world, title=["물과 빛", ""], **{"title-language": ["ko", ""]})

    assert world.browser(world.aino).post(NEW, data=data).location == "/manage/e/mulgwa-bic-2026/"


def test_title_of_signs_only(world: World):
    data = new_event(world, title=["¡¿!", ""], starts_on="")

    assert world.browser(world.aino).post(NEW, data=data).location == "/manage/e/webinar/"


# ------------------------------------------------------------------ editing


def edited(world: World, path: str = EDIT, values: dict[str, object] | None = None, **more: object):
    """Open the form, change some values, post it."""
    browser = world.browser(world.aino)
    data = form_values(browser.get(path).text)
    return browser.post(path, data={**data, **(values or {}), **more})


def test_owner_edits_and_history_tells(world: World):
    answer = edited(world, values={"theme": ["Smart water", ""], "theme-language": ["en", ""]})

    assert answer.status_code == 302
    row = event("two-cities")
    assert row is not None
    assert (row.theme, row.version) == ({"en": "Smart water"}, 2)
    line = db.session.scalars(select(Change).where(Change.event_id == row.id).order_by(Change.id.desc())).first()
    assert line is not None
    assert (line.act, line.before, line.after) == ("event_edited", {"theme": {}}, {"theme": {"en": "Smart water"}})


def test_saving_nothing_changes_nothing(world: World):
    before = (world.event.version, world.event.programme_version)
    assert edited(world).status_code == 302

    row = event("two-cities")
    assert row is not None
    assert (row.version, row.programme_version) == before


@pytest.mark.parametrize(
    ("who", "status"),
    [("aino", 200), ("matti", 200), ("ada", 200), ("minjun", 404), ("maija", 404), ("layla", 404), ("otto", 404)],
)
def test_who_edits_the_event(world: World, who, status):
    assert world.browser(getattr(world, who)).get(EDIT).status_code == status


def test_address_can_change_before_the_first_release_only(world: World):
    assert edited(world, slug="harbours").location == "/manage/e/harbours/"
    row = event("harbours")
    assert row is not None
    row.state = "public"
    commit()
    answer = edited(world, "/manage/e/harbours/edit", slug="ports")

    assert answer.status_code == 400
    assert "The event was released under this address: it stays." in answer.text


def test_taken_address_is_refused_when_editing(world: World):
    answer = edited(world, slug="elsewhere")

    assert answer.status_code == 400
    assert "“elsewhere” is taken by another event." in answer.text
    assert event("two-cities") is not None


def test_edition_needs_a_series(world: World):
    answer = edited(world, edition="2")
    assert "Choose the series that this is an edition of." in answer.text
    assert "An edition is a number from 1 to 9999." in edited(world, edition=str(2**63)).text


def test_preview_shows_and_saves_nothing(world: World):
    answer = edited(world, values={"about": ["**Bold**", ""], "about-language": ["en", ""]}, preview="1")

    assert answer.status_code == 200
    assert "**Bold**" in answer.text
    assert "<strong>Bold</strong>" in answer.text
    row = event("two-cities")
    assert row is not None
    assert row.about == {}


# ------------------------------------------------------------------ two at once (promise P9)


def test_stale_edit_is_refused_with_both_values(world: World):
    aino, matti = world.browser(world.aino), world.browser(world.matti)
    hers, his = form_values(aino.get(EDIT).text), form_values(matti.get(EDIT).text)
    aino.post(EDIT, data={**hers, "theme": ["Sea", ""], "theme-language": ["en", ""]})
    answer = matti.post(EDIT, data={**his, "theme": ["Harbour", ""], "theme-language": ["en", ""]})

    assert answer.status_code == 409
    assert "English: Sea" in answer.text
    assert "English: Harbour" in answer.text
    row = event("two-cities")
    assert row is not None
    assert row.theme == {"en": "Sea"}


def test_after_a_stale_edit_saving_again_keeps_mine_and_their_other_changes(world: World):
    aino, matti = world.browser(world.aino), world.browser(world.matti)
    hers, his = form_values(aino.get(EDIT).text), form_values(matti.get(EDIT).text)
    aino.post(EDIT, data={**hers, "theme": ["Sea", ""], "theme-language": ["en", ""], "in_person": "y"})
    again = form_values(matti.post(EDIT, data={**his, "theme": ["Harbour", ""], "theme-language": ["en", ""]}).text)

    assert matti.post(EDIT, data=again).status_code == 302
    row = event("two-cities")
    assert row is not None
    assert (row.theme, row.in_person) == ({"en": "Harbour"}, True)


def test_stale_test_fails_without_the_protection(world: World, monkeypatch):
    """Negative control: with the check switched off the second write wins unseen."""
    monkeypatch.setattr("app.events.actions.events.expect_version", lambda _row, _expected: None)
    aino, matti = world.browser(world.aino), world.browser(world.matti)
    hers, his = form_values(aino.get(EDIT).text), form_values(matti.get(EDIT).text)
    aino.post(EDIT, data={**hers, "theme": ["Sea", ""], "theme-language": ["en", ""]})
    answer = matti.post(EDIT, data={**his, "theme": ["Harbour", ""], "theme-language": ["en", ""]})

    assert answer.status_code == 302
    row = event("two-cities")
    assert row is not None
    assert row.theme == {"en": "Harbour"}


def test_form_without_a_version_is_stale(world: World):
    data = form_values(world.browser(world.aino).get(EDIT).text)
    del data["version"]

    assert world.browser(world.aino).post(EDIT, data=data).status_code == 409


def test_bytes_that_are_no_text_are_no_error_of_ours(world: World):
    body = b"kind=webinar&title=a%ED%A0%80b%FF%00&title-language=en&city_id=" + str(world.helsinki.id).encode()
    answer = world.browser(world.aino).post(NEW, data=body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 302


# ------------------------------------------------------------------ zone


def add_talk(world: World, zone: str = "Europe/Helsinki", start: datetime = datetime(2021, 12, 9, 8, 30)) -> Session:
    talk = create_session(
        world.event, SessionValues({"en": "Opening"}, languages=("en",)), When(start, zone, 0, 30), by=world.aino
    )
    commit()
    return talk


@pytest.mark.parametrize(
    ("keep", "local", "utc"),
    [
        ("wall", datetime(2021, 12, 9, 8, 30), "2021-12-08T23:30"),
        ("instant", datetime(2021, 12, 9, 15, 30), "2021-12-09T06:30"),
    ],
)
def test_sessions_follow_the_event_into_its_zone(world: World, keep, local, utc):
    code = add_talk(world).code
    assert edited(world, ZONE, zone="Asia/Seoul", keep=keep).status_code == 302

    talk = db.session.scalars(select(Session).where(Session.code == code)).one()
    assert (talk.zone, talk.local_start) == ("Asia/Seoul", local)
    assert talk.starts_at is not None
    assert f"{talk.starts_at:%Y-%m-%dT%H:%M}" == utc


def test_session_in_another_zone_stays_there(world: World):
    code = add_talk(world, "Asia/Dubai").code
    edited(world, ZONE, zone="Asia/Seoul", keep="wall")

    talk = db.session.scalars(select(Session).where(Session.code == code)).one()
    assert (talk.zone, talk.local_start) == ("Asia/Dubai", datetime(2021, 12, 9, 8, 30))


def test_zone_asks_what_stays(world: World):
    answer = edited(world, ZONE, zone="Asia/Seoul")

    assert answer.status_code == 400
    row = event("two-cities")
    assert row is not None
    assert row.zone == "Europe/Helsinki"


def test_wall_time_that_the_new_zone_skips_stops_the_whole_change(world: World):
    add_talk(world, start=datetime(2021, 12, 9, 8, 30))
    code = add_talk(world, start=datetime(2022, 3, 13, 2, 30)).code
    answer = edited(world, ZONE, zone="America/New_York", keep="wall")

    assert answer.status_code == 400
    assert "would start at 2022-03-13 02:30, which clocks in America/New_York skip" in answer.text
    row = event("two-cities")
    assert row is not None
    assert row.zone == "Europe/Helsinki"
    assert db.session.scalars(select(Session).where(Session.code == code)).one().zone == "Europe/Helsinki"


# ------------------------------------------------------------------ cancel, delete


def test_draft_is_deleted_when_its_address_is_typed(world: World):
    path = "/manage/e/two-cities/delete"
    wrong = edited(world, path, typed="two cities")
    assert (wrong.status_code, "Type “two-cities” to say that you mean this event." in wrong.text) == (400, True)

    assert edited(world, path, typed="two-cities").location == "/manage/"
    assert event("two-cities") is None
    assert event("elsewhere") is not None


def test_released_event_is_cancelled_not_deleted(world: World):
    world.event.state = "public"
    commit()

    assert edited(world, "/manage/e/two-cities/delete", typed="two-cities").status_code == 400
    assert edited(world, "/manage/e/two-cities/cancel").status_code == 302
    row = event("two-cities")
    assert row is not None
    assert row.state == "cancelled"
    page = world.browser(world.aino).get("/manage/e/two-cities/").text
    assert "This event is cancelled" in page

    data = {"version": row.version}
    assert world.browser(world.aino).post("/manage/e/two-cities/reinstate", data=data).status_code == 302
    db.session.expire_all()
    assert row.state == "public"


@pytest.mark.parametrize("who", ["matti", "minjun", "maija", "otto", "layla"])
def test_only_owners_cancel_and_delete(world: World, who):
    world.event.state = "public"
    commit()
    browser = world.browser(getattr(world, who))

    for path in ("cancel", "delete"):
        assert browser.get(f"/manage/e/two-cities/{path}").status_code == 404
        assert (
            browser.post(f"/manage/e/two-cities/{path}", data={"version": 1, "typed": "two-cities"}).status_code == 404
        )
    assert browser.post("/manage/e/two-cities/reinstate", data={"version": 1}).status_code == 404
