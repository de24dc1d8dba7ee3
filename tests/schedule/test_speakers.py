"""Speakers: one record across events, found and edited by those who may (actions and queries)."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from app.clock import now
from app.db import commit, db
from app.errors import NotAllowed, NotFound, RuleBroken, Stale
from app.events.models import Change, Event, TeamMember
from app.schedule.actions.appearances import add_appearance
from app.schedule.actions.release import release
from app.schedule.actions.speakers import (
    create_speaker,
    delete_speaker,
    edit_own_texts,
    edit_speaker,
    merge_speakers,
)
from app.schedule.actions.talks import create_session
from app.schedule.models import Appearance, Speaker
from app.schedule.queries.speakers import (
    found_speakers,
    may_edit_speaker,
    own_speakers,
    speaker_of,
    speakers_of,
    visible_speaker,
)
from app.schedule.rules.codes import is_code
from app.schedule.rules.programme import Link
from app.schedule.rules.values import AppearanceValues, SessionValues, SpeakerValues
from app.schedule.rules.when import When


@pytest.fixture
def other(draft):
    """Another city's event, of which Otto is the owner."""
    event = Event(slug="other", kind="forum", title={"en": "Other"}, zone="Asia/Dubai", languages=["en"])
    db.session.add(event)
    db.session.flush()
    db.session.add(TeamMember(event_id=event.id, person_id=draft.otto.id, role="owner"))
    commit()
    return event


def enter(event, name: str, **values: object) -> Speaker:
    speaker = create_speaker(event, SpeakerValues(name, **values), by=None)  # type: ignore[arg-type]
    commit()
    return speaker


def let_appear(event, speaker: Speaker):
    when = When(datetime(2021, 12, 9, 15, 30), "Asia/Seoul", 0, 30)
    talk = create_session(event, SessionValues({"en": "Talk"}), when, by=None)
    add_appearance(talk, speaker, AppearanceValues(), by=None)
    commit()
    return talk


def test_a_new_speaker_has_a_code_and_an_address(draft):
    first, second = enter(draft.event, "Äijä Virtanen"), enter(draft.event, "Äijä Virtanen")
    assert is_code(first.code)
    assert (first.slug, second.slug) == ("aija-virtanen", "aija-virtanen-2")


def test_a_speaker_without_a_name_is_refused(draft):
    with pytest.raises(RuleBroken) as refused:
        create_speaker(draft.event, SpeakerValues("  "), by=None)
    assert refused.value.field == "name"


def test_a_draft_keeps_its_people_to_itself(draft, other):
    hidden = enter(other, "Layla Haddad")
    assert found_speakers("layla", by=draft.otto) == [hidden]
    assert found_speakers("layla", by=draft.aino) == []
    with pytest.raises(NotFound):
        visible_speaker(hidden.code, by=draft.aino)
    with pytest.raises(NotFound):
        speaker_of(draft.event, hidden.code)


def test_whom_a_release_shows_everybody_finds(draft, other):
    layla = enter(other, "Layla Haddad")
    let_appear(other, layla)
    release(other, by=None, now=now())
    commit()
    assert found_speakers("haddad lay", by=draft.aino) == [layla]
    assert visible_speaker(layla.code, by=draft.aino) is layla


def test_a_moderator_finds_nobody_of_the_draft(draft):
    enter(draft.event, "Layla Haddad")
    db.session.add(TeamMember(event_id=draft.event.id, person_id=draft.otto.id, role="moderator"))
    commit()
    assert found_speakers("layla", by=draft.otto) == []


@pytest.mark.parametrize("words", ["aijä", "VIRTANEN ä", "a v"])
def test_accents_and_case_do_not_matter(draft, words):
    found = enter(draft.event, "Äijä Virtanen")
    assert found_speakers(words, by=draft.aino) == [found]


@pytest.mark.parametrize("words", ["", "  ", "%", "_", "\x00", "\ud800", "x" * 5000])
def test_odd_searches_find_nobody(draft, words):
    enter(draft.event, "Äijä Virtanen")
    assert found_speakers(words, by=draft.aino) == []


def test_speakers_of_an_event_are_those_entered_and_those_appearing(draft, other):
    kim, layla = enter(draft.event, "Kim", sort_name="Zzz"), enter(other, "Layla")
    let_appear(draft.event, layla)
    assert speakers_of(draft.event) == [layla, kim]


def test_the_record_belongs_to_its_home_event(draft, other):
    layla = enter(other, "Layla", email="layla@example.org")
    let_appear(draft.event, layla)
    assert may_edit_speaker(layla, by=draft.otto)
    assert not may_edit_speaker(layla, by=draft.aino)
    with pytest.raises(RuleBroken, match="another event"):
        edit_speaker(layla, SpeakerValues("Changed"), expected_version=1, by=draft.aino)

    draft.aino.is_admin = True
    assert may_edit_speaker(layla, by=draft.aino)


def test_when_the_home_event_is_gone_those_who_show_her_edit(draft, other):
    layla = enter(other, "Layla")
    let_appear(draft.event, layla)
    layla.home_event_id = None
    commit()
    assert may_edit_speaker(layla, by=draft.aino)
    assert not may_edit_speaker(layla, by=draft.otto)


def test_a_changed_record_is_a_change_of_every_event_that_shows_it(draft, other):
    layla = enter(other, "Layla")
    let_appear(draft.event, layla)
    values = SpeakerValues("Layla Haddad", email="layla@example.org")
    edit_speaker(layla, values, expected_version=1, by=draft.otto)
    commit()
    told = db.session.scalars(select(Change).where(Change.act == "speaker_edited")).all()
    assert {change.event_id for change in told} == {draft.event.id, other.id}
    assert told[0].after == {"name": "Layla Haddad", "email": "…"}


def test_two_organizers_at_one_record(draft):
    kim = enter(draft.event, "Kim")
    edit_speaker(kim, SpeakerValues("Kim Do-gyun"), expected_version=1, by=draft.aino)
    commit()
    with pytest.raises(Stale):
        edit_speaker(kim, SpeakerValues("Kim D."), expected_version=1, by=draft.minjun)


def test_a_speaker_edits_her_own_texts_and_nothing_else(draft):
    kim = enter(draft.event, "Kim", email="min-jun@example.org", country="KR")
    assert own_speakers(draft.minjun) == [kim]
    assert own_speakers(draft.otto) == []
    values = SpeakerValues(
        "Kim Min-jun", biography={"en": "Engineer."}, links=(Link("https://example.org/kim"),), country="FI"
    )
    edit_own_texts(kim, values, expected_version=1, by=draft.minjun)
    commit()
    assert (kim.name, kim.biography, kim.country, kim.email) == (
        "Kim Min-jun", {"en": "Engineer."}, "KR", "min-jun@example.org",
    )  # fmt: skip
    assert kim.person_id == draft.minjun.id
    with pytest.raises(RuleBroken):
        edit_own_texts(kim, values, expected_version=2, by=draft.otto)


def test_who_appears_cannot_be_deleted(draft):
    kim, lee = enter(draft.event, "Kim"), enter(draft.event, "Lee")
    let_appear(draft.event, kim)
    with pytest.raises(RuleBroken, match="still appears"):
        delete_speaker(kim, expected_version=1, by=draft.aino)
    delete_speaker(lee, expected_version=1, by=draft.aino)
    commit()
    assert speakers_of(draft.event) == [kim]


def test_merging_hands_over_appearances_and_fills_gaps(draft):
    double = enter(draft.event, "Kim Dogyun", biography={"en": "Engineer."}, country="KR")
    kim = enter(draft.event, "Kim Do-gyun", country="FI")
    only_double, both = let_appear(draft.event, double), let_appear(draft.event, double)
    add_appearance(both, kim, AppearanceValues(), by=None)
    commit()

    merge_speakers(double, kim, by=draft.aino)
    commit()

    seen = db.session.execute(select(Appearance.session_id, Appearance.speaker_id)).all()
    assert sorted(seen) == sorted([(only_double.id, kim.id), (both.id, kim.id)])
    assert (kim.country, kim.biography) == ("FI", {"en": "Engineer."})
    assert speakers_of(draft.event) == [kim]


def test_merging_needs_the_right_to_both(draft, other):
    kim, layla = enter(draft.event, "Kim"), enter(other, "Layla")
    for one, two in ((kim, layla), (layla, kim), (kim, kim)):
        with pytest.raises(RuleBroken):
            merge_speakers(one, two, by=draft.aino)


def test_merging_leaves_another_city_s_session_alone(draft):
    kim, layla = enter(draft.event, "Kim"), enter(draft.event, "Layla")
    talk = draft.add(held_by_id=draft.busan.id)
    add_appearance(talk, kim, AppearanceValues(), by=draft.aino)
    commit()
    with pytest.raises(NotAllowed):
        merge_speakers(kim, layla, by=draft.matti)
    merge_speakers(kim, layla, by=draft.minjun)
    commit()
    assert [seen.speaker for seen in talk.appearances] == [layla]
