"""Picks and links in the database: once each, bounded, hers alone, and gone with her."""

from __future__ import annotations

from threading import Thread

import pytest
from sqlalchemy import delete, func, select, text

from app.audience import actions, queries, rules
from app.audience.models import AgendaLink, Pick
from app.clock import now
from app.db import commit, db, writing
from app.errors import NotFound, RuleBroken
from app.people.models import Person
from tests.audience.conftest import Hall

LINKS = "/account/agenda/links"


def stored() -> list[tuple[int, str]]:
    return [(row.person_id, row.code) for row in db.session.scalars(select(Pick).order_by(Pick.person_id, Pick.code))]


def test_picking_twice_is_picking_once_and_so_is_putting_back(hall: Hall):
    talk = hall.talk("Water")
    hall.picks("Water")
    hall.picks("Water")
    assert stored() == [(hall.layla.id, talk.code)]
    for _ in range(2):
        actions.put_back(talk.event_id, talk.code, by=hall.layla)
    assert stored() == []


def test_nobodys_picks_touch_anothers(hall: Hall):
    talk = hall.talk("Water")
    hall.picks("Water")
    hall.picks("Water", person=hall.otto)
    actions.put_back(talk.event_id, talk.code, by=hall.otto)
    assert stored() == [(hall.layla.id, talk.code)]


def test_a_full_agenda_takes_nothing_new_and_keeps_what_it_has(hall: Hall, monkeypatch):
    monkeypatch.setattr(rules, "MOST_PICKS", 2)
    hall.picks("Opening", "Water")
    hall.picks("Water")
    with pytest.raises(RuleBroken, match="agenda holds"):
        hall.picks("Data")


def test_only_a_hash_of_a_link_is_kept(hall: Hall):
    token = actions.make_agenda_link("My phone", by=hall.layla, now=now())
    row = db.session.scalars(select(AgendaLink)).one()
    assert len(token) == 32
    assert token not in " ".join(map(str, db.session.execute(text("SELECT * FROM agenda_links")).one()))
    assert queries.link_of_token(token) == (row, hall.layla)
    assert queries.link_of_token(row.token_hash) is None


def test_a_link_that_is_kept_as_it_is_would_be_found(hall: Hall, monkeypatch):
    """Negative control: without the hash the secret stands in the table."""
    monkeypatch.setattr(actions, "hashed", lambda _purpose, secret: secret)
    token = actions.make_agenda_link("My phone", by=hall.layla, now=now())
    assert token in " ".join(map(str, db.session.execute(text("SELECT * FROM agenda_links")).one()))


def test_an_eleventh_link_is_refused(hall: Hall):
    for number in range(10):
        actions.make_agenda_link(f"Link {number}", by=hall.layla, now=now())
    with pytest.raises(RuleBroken, match="calendar links"):
        actions.make_agenda_link("One more", by=hall.layla, now=now())
    actions.make_agenda_link("Of somebody else", by=hall.otto, now=now())


def test_two_at_once_do_not_get_one_more_than_there_may_be(hall: Hall):
    browser = hall.browser()
    for number in range(9):
        hall.link(name=f"Link {number}")
    with writing():
        hall.link(name="The tenth", commits=False)
        answers: list[int] = []
        other = Thread(target=lambda: answers.append(browser.post(LINKS, data={"name": "Too many"}).status_code))
        other.start()
        other.join(0.3)
        assert answers == []  # it waits for the tenth, whatever becomes of it
        commit()
    other.join()
    assert answers == [400]
    assert queries.number_of_links(hall.layla) == 10


def test_nobody_gets_at_the_links_of_others(hall: Hall):
    actions.make_agenda_link("My phone", by=hall.layla, now=now())
    (link,) = queries.links_of(hall.layla)
    with pytest.raises(NotFound):
        queries.link_of(hall.otto, link.id)
    assert queries.links_of(hall.otto) == []


def test_picks_and_links_go_with_the_account(hall: Hall):
    hall.picks("Water")
    hall.picks("Water", person=hall.otto)
    hall.link()
    hall.link(hall.otto)
    db.session.execute(delete(Person).where(Person.id == hall.layla.id))
    commit()
    assert stored() == [(hall.otto.id, hall.talk("Water").code)]
    assert db.session.scalars(select(AgendaLink.person_id)).all() == [hall.otto.id]


def test_picks_go_with_the_event(hall: Hall):
    hall.picks("Water")
    db.session.delete(hall.events[0])
    commit()
    assert db.session.scalar(select(func.count()).select_from(Pick)) == 0
