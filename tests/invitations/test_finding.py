"""Finding speakers on the page of invitations: by what became of each, page by page."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from app.clock import now
from app.db import commit
from app.invitations import manage
from app.invitations.actions.answering import take_answer
from app.invitations.actions.inviting import invite, withdraw
from app.invitations.rules.answering import Said
from app.invitations.rules.answers import Answer
from app.schedule.actions.placing import place
from app.schedule.rules.when import When
from tests.invitations.halls import CODE, Stand
from tests.personas import browser_of, make_speaker, make_talk

HERE = "/manage/e/busan-helsinki/invitations/"


@pytest.fixture
def aino(stand: Stand) -> FlaskClient:
    return browser_of(stand.app, stand.aino)


@pytest.fixture
def hall(stand: Stand) -> Stand:
    """Somebody of every kind."""
    people = {
        name: make_speaker(f"{name}2qd", talk=stand.talk, name=name.upper(), email=f"{name}@moscow.example")
        for name in ("yes", "per", "non", "new", "off", "odd")
    }
    make_speaker("mte2qd", talk=stand.talk, name="MUTE")
    commit()
    stand.release()
    rows = {
        name: invite(stand.event, stand.talk, people[name], by=stand.aino, now=now())
        for name in ("yes", "per", "non", "off", "odd")
    }
    stand.invite()
    for name, answer in (("yes", Answer.ACCEPTED), ("per", Answer.TENTATIVE), ("non", Answer.DECLINED)):
        take_answer(rows[name], Said(answer, "link"), now=now())
    take_answer(rows["odd"], Said(Answer.ACCEPTED, "mail"), now=now(), is_hers=False)
    rows["odd"].bounced_at = now()
    withdraw(stand.event, rows["off"], by=stand.aino, now=now())
    commit()
    return stand


def names(page: str) -> set[str]:
    return set(re.findall(r"<strong><bdi>([^<]+)</bdi></strong>", page))


def test_each_choice_shows_whom_it_names_and_how_many(hall: Stand, aino: FlaskClient):
    choices = dict(re.findall(r'href="\?only=(\w+)"[^>]*>[^<]*<span class="count">(\d+)', aino.get(HERE).text))
    found = {choice: names(aino.get(f"{HERE}?only={choice}").text) for choice in choices}
    assert found == {
        "look": {"ODD"}, "unanswered": {"Kim Min-jun", "ODD"}, "accepted": {"YES"}, "tentative": {"PER"},
        "declined": {"NON"}, "fresh": {"NEW", "MUTE"}, "unreached": {"ODD", "MUTE"}, "off": {"OFF"},
    }  # fmt: skip
    assert {choice: int(count) for choice, count in choices.items()} == {each: len(who) for each, who in found.items()}


def test_choice_that_fits_nobody_says_so(stand: Stand, aino: FlaskClient):
    assert "Nobody fits this." in aino.get(f"{HERE}?only=declined").text
    assert names(aino.get(f"{HERE}?only=rubbish").text) == {"Kim Min-jun"}


def test_who_waits_for_the_release_is_found(stand: Stand, aino: FlaskClient):
    stand.invite()
    assert names(aino.get(f"{HERE}?only=waits").text) == {"Kim Min-jun"}


def test_button_leads_back_to_where_it_stood(stand: Stand, aino: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(manage, "PAGE", 1)
    other = make_talk(stand.event, "abc2qd", title={"en": "Closing"}, zone="Europe/Helsinki", position=2)
    place(other, When(datetime(2027, 5, 11, 12), "Europe/Helsinki", None, 60))
    make_speaker("ann2qd", talk=other, name="Anna Example", email="anna@moscow.example")
    commit()
    stand.release()
    pages = [names(aino.get(f"{HERE}?page={page}").text) for page in (1, 2, 3)]
    assert pages == [{"Kim Min-jun"}, {"Anna Example"}, {"Anna Example"}]
    second = aino.get(f"{HERE}?page=2&only=fresh").text
    form = next(each for each in re.findall(r"<form.*?</form>", second, re.DOTALL) if "ann2qd/invite" in each)
    sent = dict(re.findall(r'name="(only|page|at)" value="([^"]*)"', form))
    assert sent == {"only": "fresh", "page": "2", "at": "session-abc2qd"}
    answer = aino.post(f"{HERE}abc2qd/ann2qd/invite", data=sent)
    assert answer.location == f"{HERE}?only=fresh&page=2#session-abc2qd"
    assert aino.post(f"{HERE}{CODE}/mjk2qd/invite", data={"only": "x", "page": "y"}).location == HERE
