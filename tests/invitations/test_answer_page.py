"""The page where a speaker answers, when something happened since she opened it."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from app.clock import now
from app.db import commit, db
from app.invitations.actions import inviting
from app.invitations.models import Answered, Invitation
from app.invitations.queries import token_of
from tests.invitations.halls import Stand


def link(row: Invitation) -> str:
    return f"/invitations/{token_of(row, 'link')}"


def seen(guest: FlaskClient, row: Invitation) -> str:
    """What the page that she opens says that she is asked."""
    return re.search(r'name="asked"[^>]* value="(\d*)"', guest.get(link(row)).text)[1]


def test_answer_to_a_time_that_has_changed_since_does_not_count(stand: Stand):
    stand.release()
    row, guest = stand.invite(), stand.app.test_client()
    opened = seen(guest, row)
    stand.move()
    stand.release()
    page = guest.post(link(row), data={"answer": "accepted", "word": "Gladly", "asked": opened})
    assert (page.status_code, "The time has changed since you opened this page." in page.text) == (400, True)
    assert ("16:30" in page.text, "Gladly" in page.text) == (True, True)
    assert db.session.query(Answered).count() == 0
    again = re.search(r'name="asked"[^>]* value="(\d*)"', page.text)[1]
    assert guest.post(link(row), data={"answer": "accepted", "asked": again}).status_code == 302
    db.session.refresh(row)
    assert row.answer == "accepted"


def test_new_words_alone_leave_an_opened_page_good(stand: Stand):
    stand.release()
    row, guest = stand.invite(), stand.app.test_client()
    opened = seen(guest, row)
    stand.talk.title = {"en": "Opening and welcome"}
    commit()
    stand.release(tells_details=True)
    assert guest.post(link(row), data={"answer": "accepted", "asked": opened}).status_code == 302
    db.session.refresh(row)
    assert row.answer == "accepted"


def test_page_says_nothing_of_what_was_said_at_another_address(stand: Stand):
    stand.release()
    row, guest = stand.invite(), stand.app.test_client()
    guest.post(link(row), data={"answer": "tentative", "word": "I may have to move out"})
    assert "I may have to move out" in guest.get(link(row)).text
    stand.minjun.email = "office@busan.example"
    commit()
    inviting.readdress(stand.event, row, by=stand.aino, now=now())
    commit()
    page = guest.get(link(row)).text
    assert ("I may have to move out" in page, "What you answered" in page) == (False, False)
    guest.post(link(row), data={"answer": "accepted", "word": "Here I am"})
    page = guest.get(link(row)).text
    assert ("Here I am" in page, "I may have to move out" in page) == (True, False)
