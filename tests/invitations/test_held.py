"""What an editor of one city sees of the speakers of sessions that another city holds."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.cities.models import City
from app.clock import now
from app.db import commit
from app.invitations.actions.answering import take_answer
from app.invitations.models import Invitation
from app.invitations.rules.answering import Said
from app.invitations.rules.answers import Answer
from tests.invitations.halls import CODE, Stand
from tests.personas import browser_of, make_person, put_in_team

HERE = "/manage/e/busan-helsinki/invitations/"


def city(stand: Stand, slug: str) -> City:
    return next(host.city for host in stand.event.hosts if host.city.slug == slug)


@pytest.fixture
def sujin(stand: Stand) -> FlaskClient:
    """An editor for Busan."""
    person = make_person("sujin@busan.example")
    put_in_team(stand.event, person, "editor", city=city(stand, "busan"))
    commit()
    return browser_of(stand.app, person)


@pytest.fixture
def waiting(stand: Stand) -> Invitation:
    """Min-jun said no, with a word, and a mail that may be his says yes."""
    stand.release()
    row = stand.invite()
    take_answer(row, Said(Answer.DECLINED, "link", "My mother is ill"), now=now())
    take_answer(row, Said(Answer.ACCEPTED, "mail", "Of course"), now=now(), is_hers=False)
    commit()
    return row


def shown(page: str) -> dict[str, bool]:
    said = ("Declined", "My mother is ill", "One answer to look at", "Link to the studio", "Withdraw", "held by")
    return {each: each in page for each in said}


def test_of_what_nobody_else_holds_she_sees_everything(sujin: FlaskClient, waiting: Invitation):
    assert shown(sujin.get(HERE).text) == {
        "Declined": True, "My mother is ill": True, "One answer to look at": True, "Link to the studio": True,
        "Withdraw": True, "held by": False,
    }  # fmt: skip


def test_of_what_another_city_holds_she_sees_who_comes_and_no_buttons(
    stand: Stand, sujin: FlaskClient, waiting: Invitation
):
    stand.talk.held_by_id = city(stand, "helsinki").id
    commit()
    page = sujin.get(HERE).text
    assert shown(page) == {
        "Declined": True, "My mother is ill": False, "One answer to look at": False, "Link to the studio": False,
        "Withdraw": False, "held by": True,
    }  # fmt: skip
    assert f"{HERE}{CODE}/" not in page


def test_untold_changes_of_another_city_are_not_hers_to_tell(stand: Stand, sujin: FlaskClient, waiting: Invitation):
    stand.talk.title = {"en": "Opening and welcome"}
    commit()
    stand.release()
    assert "Tell them" in sujin.get(HERE).text
    stand.talk.held_by_id = city(stand, "helsinki").id
    commit()
    page = sujin.get(HERE).text
    assert ("Not told yet" in page, "Tell them" in page) == (True, False)
