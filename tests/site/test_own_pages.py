"""A speaker signs in with the address that organizers entered: she finds where she appears, and edits her texts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from app.clock import now
from app.db import commit, db
from app.events.models import TeamMember
from app.events.rules import MAY, Act, Role
from app.people.actions import make_link
from app.schedule.actions import speakers as actions
from app.schedule.actions.appearances import add_appearance
from app.schedule.actions.release import release
from app.schedule.actions.speakers import create_speaker, edit_speaker, merge_speakers
from app.schedule.models import Speaker
from app.schedule.queries.speakers import may_edit_speaker
from app.schedule.rules.values import AppearanceValues, SpeakerValues
from tests.pages import form_values
from tests.schedule.drafts import made_draft

PAGE = "/account/speaker/"
ADDRESS = "kim@busan.example"


@pytest.fixture
def draft(app, database):
    return made_draft(app)


@pytest.fixture
def talk(draft):
    return draft.add()


@pytest.fixture
def hers(draft, talk):
    """The record of Kim Min-jun, who was never here, in a released session."""
    record = create_speaker(draft.event, SpeakerValues("Kim Min Jun", email=ADDRESS), by=None)
    add_appearance(talk, record, AppearanceValues(), by=None)
    release(draft.event, by=None, now=now())
    commit()
    return record


def signed_in(app, address):
    """A browser after the press on the link that was mailed to the address."""
    link = make_link(address, life=timedelta(hours=1), admin=False, now=now())
    browser = app.test_client()
    assert browser.post(link.removeprefix(app.extensions["settings"].base_url)).status_code == 303
    return browser


def typed(browser, path, **values):
    """The form of her texts with these values."""
    return {**form_values(browser.get(path).text), "biography-language": ["en"], **values}


def stored():
    db.session.expire_all()
    return db.session.scalars(select(Speaker).order_by(Speaker.id)).one()


def test_speaker_who_signs_in_for_the_first_time_finds_herself(app, hers):
    page = signed_in(app, ADDRESS).get(PAGE).text
    assert "Kim Min Jun" in page
    assert "Opening" in page
    assert "Release 1" in page
    assert "shows your texts as they are here" in page
    assert "You have not said anything about yourself yet" in page


def test_clocks_of_all_cities_stand_at_her_sessions(app, hers):
    browser = signed_in(app, ADDRESS)
    for zone in ("Asia/Seoul", "Asia/Dubai"):
        page = browser.get(f"{PAGE}?zone={zone}").text
        cities = page[page.index('class="times-hosts"') :]
        assert ">08:30</time><span>Helsinki" in cities
        assert ">15:30</time><span>Busan" in cities


def test_speaker_edits_her_own_texts_and_nothing_else(app, hers):
    browser, path = signed_in(app, ADDRESS), f"{PAGE}{hers.code}/"
    form = typed(browser, path, name="Kim Min-jun", biography=["Engineer."], links="https://busan.example Busan")
    assert browser.post(path, data={**form, "country": "FI", "email": "otto@example.org"}).location == PAGE
    record = stored()
    assert (record.name, record.biography, record.country) == ("Kim Min-jun", {"en": "Engineer."}, "")
    assert record.email == ADDRESS
    assert [link["url"] for link in record.links] == ["https://busan.example"]


def test_texts_can_be_looked_at_before_they_are_saved(app, hers):
    browser, path = signed_in(app, ADDRESS), f"{PAGE}{hers.code}/"
    page = browser.post(path, data=typed(browser, path, biography=["A **bold** one."], preview="1"))
    assert "<strong>bold</strong>" in page.text
    assert stored().biography == {}


def test_page_says_whether_a_release_shows_her_texts(app, draft, hers):
    browser, path = signed_in(app, ADDRESS), f"{PAGE}{hers.code}/"
    browser.post(path, data=typed(browser, path, biography=["Engineer."]))
    page = browser.get(PAGE).text
    assert "Your texts have changed since this release" in page
    assert "shows your texts" not in page

    release(draft.event, by=None, now=now())
    commit()
    page = browser.get(PAGE).text
    assert "Release 2" in page
    assert "shows your texts as they are here" in page
    assert "have changed since" not in page


def test_record_that_no_release_names_says_so_and_shows_nothing_of_the_draft(app, draft, talk):
    record = create_speaker(draft.event, SpeakerValues("Kim Min Jun", email=ADDRESS), by=None)
    add_appearance(talk, record, AppearanceValues(), by=None)
    commit()
    page = signed_in(app, ADDRESS).get(PAGE).text
    assert "No released programme names you yet" in page
    assert "Edit your texts" in page
    assert "Opening" not in page


def test_nobody_else_finds_or_edits_the_record(app, draft, hers):
    path = f"{PAGE}{hers.code}/"
    for person in (draft.otto, draft.aino):
        browser = draft.browser(person)
        page = browser.get(PAGE).text
        assert "No programme names you" in page
        assert person.email in page
        assert browser.get(path).status_code == 404
        assert browser.post(path, data={"name": "Otto", "version": "1"}).status_code == 404
    assert app.test_client().get(path).status_code == 302
    assert stored().name == "Kim Min Jun"


def test_two_records_with_her_address_are_both_hers(app, draft, hers):
    create_speaker(draft.event, SpeakerValues("Kim M.", email=ADDRESS), by=None)
    page = signed_in(app, ADDRESS).get(PAGE).text
    assert page.count("Edit your texts") == 2


# ---------------------------------------------------------------- whose record it is


def test_signing_in_makes_the_record_hers_without_a_new_version(app, hers):
    version = hers.version
    signed_in(app, ADDRESS)
    record = stored()
    assert record.person_id is not None
    assert record.version == version


def test_control_without_the_link_she_finds_nothing(app, hers, monkeypatch):
    reactions = app.extensions["reactions"]
    monkeypatch.setitem(reactions.within, actions.AddressProved, ())
    assert "No programme names you" in signed_in(app, ADDRESS).get(PAGE).text


def test_record_entered_after_she_signed_in_is_hers(app, draft):
    browser = signed_in(app, ADDRESS)
    create_speaker(draft.event, SpeakerValues("Kim Min Jun", email="Kim@Busan.example"), by=draft.aino)
    assert "Kim Min Jun" in browser.get(PAGE).text


def test_record_corrected_to_another_address_is_no_longer_hers(app, draft, hers):
    browser = signed_in(app, ADDRESS)
    theirs = signed_in(app, "park@busan.example")
    assert browser.get(f"{PAGE}{hers.code}/").status_code == 200
    values = SpeakerValues("Park Ji-won", email="park@busan.example")
    edit_speaker(hers, values, expected_version=hers.version, by=draft.aino)
    assert browser.get(f"{PAGE}{hers.code}/").status_code == 404
    assert theirs.get(f"{PAGE}{hers.code}/").status_code == 200


def test_record_that_takes_over_her_address_is_hers(app, draft, hers):
    browser = signed_in(app, ADDRESS)
    other = create_speaker(draft.event, SpeakerValues("Kim Minjun"), by=None)
    db.session.flush()
    merge_speakers(hers, other, by=draft.aino)
    assert "Kim Minjun" in browser.get(PAGE).text


def test_table_of_rights_decides_about_her_own_record(app, draft, hers, monkeypatch):
    db.session.execute(delete(TeamMember).where(TeamMember.person_id == draft.minjun.id))
    hers.person_id = draft.minjun.id
    commit()
    assert may_edit_speaker(hers, by=draft.minjun)
    monkeypatch.setitem(MAY, Act.EDIT_SPEAKER, MAY[Act.EDIT_SPEAKER] - {Role.SPEAKER})
    assert not may_edit_speaker(hers, by=draft.minjun)
