"""Speakers and appearances through their pages: found, entered, presented, merged."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.db import commit, db
from app.events.models import Event
from app.schedule.actions.appearances import add_appearance
from app.schedule.actions.speakers import create_speaker, edit_speaker
from app.schedule.models import Appearance, Speaker
from app.schedule.rules.values import AppearanceValues, SpeakerValues
from tests.pages import form_values

ROOT = "/manage/e/two-cities"


def appearance_form(**values: object) -> dict[str, object]:
    return {
        "role": "speaker",
        "city_id": "",
        "title": ["Director"],
        "title-language": ["en"],
        "organisation": ["Busan City"],
        "organisation-language": ["en"],
        **values,
    }


def speaker_form(**values: object) -> dict[str, object]:
    return {"name": "Kim Do-gyun", "country": "", "language": "", "zone": "", "email": "", **values}


def seen() -> list[tuple[str, str, dict[str, str]]]:
    db.session.expire_all()
    rows = db.session.scalars(select(Appearance).order_by(Appearance.position))
    return [(row.speaker.name, row.role, row.organisation) for row in rows]


def speakers() -> list[Speaker]:
    db.session.expire_all()
    return list(db.session.scalars(select(Speaker).order_by(Speaker.id)))


@pytest.fixture
def talk(draft):
    return draft.add()


@pytest.fixture
def kim(draft):
    made = create_speaker(draft.event, SpeakerValues("Kim Do-gyun", title={"en": "Head"}), by=None)
    commit()
    return made


def test_somebody_new_is_entered_where_she_appears(draft, talk):
    path = f"{ROOT}/sessions/{talk.code}/appearances/new"
    answer = draft.browser(draft.aino).post(path, data=appearance_form(name="Kim", email="Kim@Busan.example"))
    assert answer.location == f"{ROOT}/sessions/{talk.code}/#people"
    assert seen() == [("Kim", "speaker", {"en": "Busan City"})]
    assert [speaker.email for speaker in speakers()] == ["kim@busan.example"]


def test_somebody_known_is_found_and_presented_as_where_she_works(draft, talk, kim):
    browser = draft.browser(draft.aino)
    base = f"{ROOT}/sessions/{talk.code}/appearances/"
    assert f"speaker={kim.code}" in browser.get(f"{base}?q=do-gyun").text
    page = browser.get(f"{base}new?speaker={kim.code}").text
    assert 'value="Head"' in page
    browser.post(f"{base}new?speaker={kim.code}", data=form_values(page))
    assert seen() == [("Kim Do-gyun", "speaker", {})]
    assert len(speakers()) == 1
    again = browser.post(f"{base}new?speaker={kim.code}", data=form_values(page))
    assert again.status_code == 400
    assert "already appears" in again.text


def test_somebody_of_the_same_name_is_asked_about(draft, talk, kim):
    browser = draft.browser(draft.aino)
    path = f"{ROOT}/sessions/{talk.code}/appearances/new"
    typed = appearance_form(name="kim  do-gyun", email="other@busan.example")
    asked = browser.post(path, data=typed)
    assert f"{path}?speaker={kim.code}" in asked.text
    assert 'value="Director"' in asked.text
    assert (seen(), len(speakers())) == ([], 1)

    browser.post(path, data={**typed, "somebody_else": ["", "1"]})
    assert len(speakers()) == 2
    assert [name for name, _, _ in seen()] == ["kim do-gyun"]


def test_name_that_only_hidden_drafts_know_is_asked_about_by_nobody(draft, talk):
    other = Event(slug="elsewhere", title={"en": "Elsewhere"}, kind="forum", zone="Asia/Dubai")
    db.session.add(other)
    db.session.flush()
    create_speaker(other, SpeakerValues("Omar"), by=None)
    commit()
    path = f"{ROOT}/sessions/{talk.code}/appearances/new"
    assert draft.browser(draft.aino).post(path, data=appearance_form(name="Omar", email="")).status_code == 302


def test_people_of_another_draft_cannot_be_named(draft, talk):
    other = Event(slug="other", kind="forum", title={"en": "Other"}, zone="UTC")
    db.session.add(other)
    db.session.flush()
    hidden = create_speaker(other, SpeakerValues("Hidden"), by=None)
    commit()
    browser = draft.browser(draft.aino)
    base = f"{ROOT}/sessions/{talk.code}/appearances/"
    assert "Hidden" not in browser.get(f"{base}?q=hidden").text.split("<ul", 1)[-1].split("Nobody of that name")[0]
    assert browser.post(f"{base}new?speaker={hidden.code}", data=appearance_form()).status_code == 404
    assert browser.get(f"{ROOT}/speakers/{hidden.code}/").status_code == 404


@pytest.mark.parametrize(
    "odd",
    [
        {"name": ""}, {"name": "x" * 201}, {"email": "no address"}, {"role": "singer"}, {"city_id": str(2**63)},
        {"title": ["x" * 300]}, {"organisation-language": ["??"]},
    ],
)  # fmt: skip
def test_odd_values_enter_nobody(draft, talk, odd):
    path = f"{ROOT}/sessions/{talk.code}/appearances/new"
    answer = draft.browser(draft.aino).post(path, data=appearance_form(**{"name": "Kim", **odd}))
    assert answer.status_code == 400
    assert 'id="errors"' in answer.text
    assert speakers() == []


def test_order_and_taking_out(draft, talk):
    for name in ("Kim", "Lee"):
        person = create_speaker(draft.event, SpeakerValues(name), by=None)
        add_appearance(talk, person, AppearanceValues(), by=None)
        db.session.flush()
    commit()
    browser = draft.browser(draft.aino)
    first, second = (row.id for row in db.session.scalars(select(Appearance).order_by(Appearance.position)))
    base = f"{ROOT}/sessions/{talk.code}/appearances"
    browser.post(f"{base}/{second}/order", data={"to": "up"})
    assert [name for name, *_ in seen()] == ["Lee", "Kim"]
    question = browser.get(f"{base}/{first}/remove")
    assert "Take Kim out of this session?" in question.text
    browser.post(f"{base}/{first}/remove", data=form_values(question.text))
    assert [name for name, *_ in seen()] == ["Lee"]


def test_two_organizers_at_one_appearance(draft, talk, kim):
    add_appearance(talk, kim, AppearanceValues(), by=None)
    commit()
    (row,) = db.session.scalars(select(Appearance))
    path = f"{ROOT}/sessions/{talk.code}/appearances/{row.id}/"
    aino, matti = draft.browser(draft.aino), draft.browser(draft.matti)
    shown = form_values(aino.get(path).text)
    assert aino.post(path, data={**shown, "role": "moderator"}).status_code == 302
    answer = matti.post(path, data={**shown, "role": "awardee"})
    assert answer.status_code == 409
    assert "Moderator" in answer.text
    assert [role for _, role, _ in seen()] == ["moderator"]


def test_a_speaker_is_entered_and_edited(draft):
    browser = draft.browser(draft.aino)
    links = "https://example.org/kim Home page\nhttps://example.org/two"
    made = browser.post(f"{ROOT}/speakers/new", data=speaker_form(links=links, zone="Asia/Seoul"))
    (kim,) = speakers()
    assert made.location == f"{ROOT}/speakers/{kim.code}/"
    assert [(link["url"], link["title"]) for link in kim.links] == [
        ("https://example.org/kim", "Home page"),
        ("https://example.org/two", ""),
    ]
    page = browser.get(made.location).text
    assert browser.post(made.location, data={**form_values(page), "country": "KR"}).status_code == 302
    assert [(speaker.country, speaker.version, len(speaker.links)) for speaker in speakers()] == [("KR", 2, 2)]


@pytest.mark.parametrize(
    "odd",
    [
        {"name": " "}, {"zone": "Europe"}, {"zone": "x" * 5000}, {"language": "xx"}, {"country": "ZZ"},
        {"links": "javascript:alert(1) x"}, {"email": "@"}, {"biography": ["x"], "biography-language": [""]},
    ],
)  # fmt: skip
def test_odd_values_are_refused_and_kept(draft, odd):
    answer = draft.browser(draft.aino).post(f"{ROOT}/speakers/new", data=speaker_form(**{"sort_name": "Kept", **odd}))
    assert answer.status_code == 400
    assert 'value="Kept"' in answer.text
    assert speakers() == []


def test_two_organizers_at_one_record(draft, kim):
    path = f"{ROOT}/speakers/{kim.code}/"
    browser = draft.browser(draft.matti)
    shown = form_values(browser.get(path).text)
    edit_speaker(kim, SpeakerValues("Kim D."), expected_version=1, by=draft.aino)
    commit()
    answer = browser.post(path, data={**shown, "name": "Kim Dogyun"})
    assert answer.status_code == 409
    assert "Kim D." in answer.text
    assert [speaker.name for speaker in speakers()] == ["Kim D."]


def test_a_record_of_another_event_is_shown_and_not_edited(draft, talk):
    other = Event(slug="other", kind="forum", title={"en": "Other"}, zone="UTC")
    db.session.add(other)
    db.session.flush()
    layla = create_speaker(other, SpeakerValues("Layla", email="layla@dubai.example"), by=None)
    add_appearance(talk, layla, AppearanceValues(), by=None)
    commit()
    browser = draft.browser(draft.aino)
    path = f"{ROOT}/speakers/{layla.code}/"
    page = browser.get(path)
    assert "entered in another event" in page.text
    assert "layla@dubai.example" not in page.text
    assert browser.post(path, data=speaker_form()).status_code == 403
    assert browser.post(f"{path}delete", data={"version": "1"}).status_code in {400, 403}
    assert [speaker.name for speaker in speakers()] == ["Layla"]


def test_merging_asks_which_one_stays(draft, talk, kim):
    double = create_speaker(draft.event, SpeakerValues("Kim Dogyun"), by=None)
    add_appearance(talk, double, AppearanceValues(), by=None)
    commit()
    browser = draft.browser(draft.aino)
    path = f"{ROOT}/speakers/{double.code}/merge"
    assert f'value="{kim.code}"' in browser.get(path).text
    assert browser.post(path, data={"into": "zzzzzz"}).status_code == 200
    assert browser.post(path, data={"into": kim.code}).location == f"{ROOT}/speakers/{kim.code}/"
    assert seen() == [("Kim Do-gyun", "speaker", {})]
    assert len(speakers()) == 1


def test_a_record_that_appears_nowhere_can_be_deleted(draft, kim):
    browser = draft.browser(draft.aino)
    path = f"{ROOT}/speakers/{kim.code}/delete"
    browser.post(path, data=form_values(browser.get(path).text))
    assert speakers() == []
