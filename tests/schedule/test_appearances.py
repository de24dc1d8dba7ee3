"""Who appears in a session (app/schedule/actions/appearances.py)."""

from __future__ import annotations

import pytest

from app.db import commit, db
from app.errors import RuleBroken, Stale
from app.schedule.actions.appearances import add_appearance, edit_appearance, remove_appearance, shift_appearance
from app.schedule.actions.speakers import create_speaker
from app.schedule.rules.holding import Held
from app.schedule.rules.values import AppearanceValues, SpeakerValues


@pytest.fixture
def talk(draft):
    return draft.add()


def people(draft, *names: str):
    return [create_speaker(draft.event, SpeakerValues(name), by=draft.aino) for name in names]


def names(talk) -> list[str]:
    db.session.refresh(talk, ["appearances"])
    return [seen.speaker.name for seen in talk.appearances]


def test_people_appear_in_the_order_they_were_added(draft, talk):
    for person in people(draft, "Kim", "Antti", "Lee"):
        add_appearance(talk, person, AppearanceValues(), by=draft.aino)
    commit()
    assert names(talk) == ["Kim", "Antti", "Lee"]


def test_an_appearance_is_presented_as_it_was_there(draft, talk):
    (kim,) = people(draft, "Kim")
    shown = AppearanceValues("moderator", {"en": "Director"}, {"en": "Busan City"}, draft.busan.id)
    seen = add_appearance(talk, kim, shown, by=draft.aino)
    commit()
    assert (seen.role, seen.title, seen.organisation, seen.city_id) == (
        "moderator", {"en": "Director"}, {"en": "Busan City"}, draft.busan.id,
    )  # fmt: skip
    assert kim.title == {}


def test_nobody_appears_twice_in_one_role(draft, talk):
    (kim,) = people(draft, "Kim")
    add_appearance(talk, kim, AppearanceValues(), by=draft.aino)
    add_appearance(talk, kim, AppearanceValues("moderator"), by=draft.aino)
    commit()
    with pytest.raises(RuleBroken, match="Kim already appears"):
        add_appearance(talk, kim, AppearanceValues(), by=draft.aino)
    with pytest.raises(RuleBroken, match="Kim already appears"):
        edit_appearance(talk.appearances[1], AppearanceValues("speaker"), expected_version=1, by=draft.aino)


def test_an_unknown_role_is_refused(draft, talk):
    (kim,) = people(draft, "Kim")
    with pytest.raises(RuleBroken) as refused:
        add_appearance(talk, kim, AppearanceValues("singer"), by=draft.aino)
    assert refused.value.field == "role"


def test_two_organizers_at_one_appearance(draft, talk):
    (kim,) = people(draft, "Kim")
    seen = add_appearance(talk, kim, AppearanceValues(), by=draft.aino)
    commit()
    edit_appearance(seen, AppearanceValues("awardee"), expected_version=1, by=draft.aino)
    commit()
    with pytest.raises(Stale):
        edit_appearance(seen, AppearanceValues("signatory"), expected_version=1, by=draft.minjun)


def test_order_and_its_ends(draft, talk):
    for person in people(draft, "Kim", "Antti", "Lee"):
        add_appearance(talk, person, AppearanceValues(), by=draft.aino)
    commit()
    shift_appearance(talk.appearances[2], up=True, by=draft.aino)
    commit()
    assert names(talk) == ["Kim", "Lee", "Antti"]
    shift_appearance(talk.appearances[0], up=True, by=draft.aino)
    shift_appearance(talk.appearances[2], up=False, by=draft.aino)
    commit()
    assert names(talk) == ["Kim", "Lee", "Antti"]


def test_taking_somebody_out_keeps_her_record(draft, talk):
    (kim,) = people(draft, "Kim")
    seen = add_appearance(talk, kim, AppearanceValues(), by=draft.aino)
    commit()
    remove_appearance(seen, by=draft.aino)
    commit()
    assert names(talk) == []
    assert kim.name == "Kim"


def test_people_of_a_session_that_another_city_holds_stay(draft):
    talk = draft.add(held_by_id=draft.busan.id)
    kim, lee = people(draft, "Kim", "Lee")
    seen = add_appearance(talk, kim, AppearanceValues(), by=draft.minjun)
    commit()
    for act in (
        lambda: add_appearance(talk, lee, AppearanceValues(), by=draft.matti),
        lambda: edit_appearance(seen, AppearanceValues(), expected_version=1, by=draft.matti),
        lambda: shift_appearance(seen, up=True, by=draft.matti),
        lambda: remove_appearance(seen, by=draft.matti),
    ):
        with pytest.raises(Held):
            act()
