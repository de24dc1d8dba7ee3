"""Pages about what is counted: for organizers, for everybody."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask, render_template

from app import clock
from app.db import commit, writing
from app.visits.actions.beats import Beat, take
from app.visits.actions.choosing import choose
from app.visits.actions.sampling import sample
from app.visits.models import VisitSettings
from app.visits.queries import hours_of, public_numbers, settings_of
from app.visits.rules.hours import Mode
from app.visits.rules.public import Number, Shown
from app.visits.rules.visiting import Told
from tests.personas import browser_of
from tests.visits.house import CODE, House, made_house


@pytest.fixture
def house(database: None) -> House:
    """Twelve viewers of the first session, ten minutes after its start."""
    house = made_house(clock.now() - timedelta(minutes=10))
    at = house.start + timedelta(minutes=5)
    with writing():
        take([
            Beat(house.event.id, CODE, f"b:{number}", Mode.LIVE, house.start, Told("tab-a-00", at, 1, 60_000, 0, True))
            for number in range(12)
        ])  # fmt: skip
        sample([house.event.id], now=at)
        commit()
    return house


def test_team_sees_exact_numbers(app, house):
    page = browser_of(app, house.mira).get(f"/manage/e/{house.event.slug}/numbers").text
    assert page.count('data-label="Viewers">12<') == 2  # of the event and of the session
    detail = browser_of(app, house.mira).get(f"/manage/e/{house.event.slug}/numbers/{CODE}/").text
    assert 'data-label="Here at most">12<' in detail
    assert re.search(r"Most at a time</dt>\s*<dd>12 <span[^>]*>\([^)]*\d", detail)  # with its minute


def test_owner_chooses_what_the_public_sees(app, house):
    browser = browser_of(app, house.aino)
    path = f"/manage/e/{house.event.slug}/numbers"
    assert browser.post(path, data={"shown": "rounded", "doors_minutes": "45"}).status_code == 302
    row = settings_of(house.event.id)
    assert (row.shown, row.doors_minutes) == ("rounded", 45)
    hours = hours_of(house.release, house.talk)
    assert hours is not None
    assert hours.doors == house.start - timedelta(minutes=45)
    stale = browser.post(path, data={"shown": "exact", "doors_minutes": "45", "version": "0"})
    assert stale.status_code == 409
    assert browser.post(path, data={"shown": "exact", "doors_minutes": "-1", "version": "1"}).status_code == 400


def test_moderator_does_not_choose(app, house):
    path = f"/manage/e/{house.event.slug}/numbers"
    assert browser_of(app, house.mira).post(path, data={"shown": "exact", "doors_minutes": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("shown", "said"),
    [(Shown.EXACT, Number(12)), (Shown.ROUNDED, Number(10, is_rounded=True)), (Shown.HIDDEN, None)],
)
def test_public_sees_what_was_chosen(house, shown, said):
    assert public_numbers(house.release, house.talk, now=clock.now()) is None  # hidden until somebody chooses
    choose(house.event, shown=shown, doors=timedelta(minutes=30), expected_version=None)
    for found in (public_numbers(house.release, house.talk, now=clock.now()),
                  public_numbers(house.release, now=clock.now())):  # fmt: skip
        assert (found and found.viewers, found and found.peak) == (said, said)


def test_part_for_the_public_prints_the_numbers(app: Flask, house):
    choose(house.event, shown=Shown.ROUNDED, doors=timedelta(minutes=30), expected_version=None)
    commit()
    numbers = public_numbers(house.release, house.talk, now=clock.now())
    with app.test_request_context():
        printed = render_template("visits/_numbers.html", numbers=numbers, event=house.event)
        nothing = render_template("visits/_numbers.html", numbers=None, event=house.event)
    assert "10 or more" in printed
    assert "fewer than 10" in printed  # here now
    assert nothing.strip() == ""


def test_first_choice_of_two_people_at_once_is_kept(house):
    choose(house.event, shown=Shown.EXACT, doors=timedelta(minutes=30), expected_version=None)
    commit()
    assert VisitSettings.query.count() == 1


@pytest.mark.parametrize("language", ["en", "fi", "ar"])
def test_definitions_are_there_in_every_language(client, language):
    page = client.get("/counting", headers={"Accept-Language": language})
    assert page.status_code == 200
    assert page.text.count("<dt>") == 9


SESSION_NUMBERS = f"/e/{{event}}/s/{CODE}/numbers"


@pytest.mark.parametrize("address", ["/e/{event}/numbers", SESSION_NUMBERS])
def test_everybody_sees_numbers_as_chosen_and_nothing_once_they_are_hidden(client, house, address):
    path = address.format(event=house.event.slug)
    assert 'class="numbers' not in client.get(path).text  # hidden until somebody chooses
    for shown, said in ((Shown.ROUNDED, "10 or more"), (Shown.EXACT, "12"), (Shown.HIDDEN, "")):
        choose(
            house.event, shown=shown, doors=timedelta(minutes=30), expected_version=settings_of(house.event.id).version
        )
        commit()
        section = re.search(r'<section class="numbers.*?</section>', client.get(path).text, re.DOTALL)
        assert bool(section) is bool(said)
        assert section is None or re.search(rf"Viewers\s*</dt>\s*<dd>\s*{said}\s*</dd>", section.group())


def test_numbers_are_counted_once_for_all_who_ask_at_the_same_time(client, house, count_queries):
    choose(house.event, shown=Shown.EXACT, doors=timedelta(minutes=30), expected_version=None)
    commit()
    path = SESSION_NUMBERS.format(event=house.event.slug)
    client.get(path)
    with count_queries() as seen:
        assert client.get(path).status_code == 200
    assert not [one for one in seen if "FROM visits" in one or "visit_samples" in one]


@pytest.mark.parametrize("path", ["/e/no-such/numbers", "/e/{event}/s/zzzzzz/numbers"])
def test_numbers_of_nothing_are_not_found(client, house, path):
    assert client.get(path.format(event=house.event.slug)).status_code == 404


def test_pages_without_scripts_lead_to_the_numbers_where_they_are_shown(client, house):
    questions = f"/e/{house.event.slug}/s/{house.talk.address}/questions"
    assert "/numbers" not in client.get(questions).text
    choose(house.event, shown=Shown.EXACT, doors=timedelta(minutes=30), expected_version=None)
    commit()
    assert f"/s/{house.talk.address}/numbers" in client.get(questions).text
