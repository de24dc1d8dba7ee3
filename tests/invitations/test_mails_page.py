"""The organizers' page of all mails that an event owes and owed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from app.clock import now
from app.db import commit, db
from app.mail.models import OwedMail
from app.mail.outbox import owe
from tests.invitations.halls import Stand
from tests.personas import browser_of, make_speaker

HERE = "/manage/e/busan-helsinki/mails"


@pytest.fixture
def aino(stand: Stand) -> FlaskClient:
    return browser_of(stand.app, stand.aino)


def fail(mail: OwedMail, **values: object) -> None:
    given = {"state": "failed", "attempts": 15, "last_error": "550 no such user", **values}
    db.session.execute(update(OwedMail).where(OwedMail.id == mail.id).values(given))
    commit()


def lines(page: str) -> list[str]:
    """What the page says of each mail, without markup."""
    found = re.findall(r'<li class="row-card">(.*?)</li>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in found]


def test_page_without_mails_says_when_there_are_some(stand: Stand, aino: FlaskClient):
    page = aino.get(HERE)
    assert (page.status_code, "No mails here" in page.text, lines(page.text)) == (200, True, [])


def test_mails_say_what_they_are_and_where(stand: Stand, aino: FlaskClient):
    stand.release()
    stand.invite()
    (first,) = stand.mails()
    fail(first)
    stand.move()
    stand.release()
    owe("team_invite", to="sujin@busan.example", language="en", event_id=stand.event.id)
    owe("team_invite", to="otto@elsewhere.example", language="en", event_id=None)
    commit()
    found = lines(aino.get(HERE).text)
    assert [re.sub(r" · \w+day.*?\)", "", each) for each in found] == [
        "Invitation to the team on its way sujin@busan.example",
        "Invitation or update : Opening on its way Kim Min-jun minjun@busan.example",
        "Invitation or update : Opening not delivered Kim Min-jun minjun@busan.example · 15 tries 550 no such user",
    ]
    assert [each.count("Opening") for each in lines(aino.get(f"{HERE}?state=owed").text)] == [0, 1]
    assert lines(aino.get(f"{HERE}?state=sent&page=7").text) == []


def test_only_the_newest_of_a_thread_is_worth_another_try(stand: Stand, aino: FlaskClient):
    make_speaker("ann2qd", talk=stand.talk, name="Anna Example", email="anna@moscow.example")
    commit()
    stand.release()
    stand.invite()
    stand.move()
    stand.release()
    old, new = stand.mails()
    fail(old)
    assert "Try again" not in aino.get(HERE).text
    fail(new)
    assert aino.get(HERE).text.count("Try again") == 1
    assert (
        "There is nothing to try again."
        in aino.post(f"{HERE}/retry", data={"mail": old.id}, follow_redirects=True).text
    )
    page = aino.post(f"{HERE}/retry", data={"mail": new.id}, follow_redirects=True).text
    assert "One mail is tried again." in page
    db.session.expire_all()
    assert [(mail.state, mail.attempts) for mail in stand.mails()] == [("failed", 15), ("owed", 0)]


def test_all_at_once_but_what_ran_out_or_is_another_events(stand: Stand, aino: FlaskClient):
    here, soon = {"event_id": stand.event.id, "language": "en"}, now() + timedelta(days=1)
    made = [owe("team_invite", to=f"{name}@busan.example", **here) for name in ("a", "b")]
    made.append(owe("team_invite", to="late@busan.example", expires_at=soon, **here))
    made.append(owe("team_invite", to="otto@elsewhere.example", language="en"))
    commit()
    for mail in made:
        fail(mail)
    assert "Try all again" in aino.get(f"{HERE}?state=failed").text
    aino.post(f"{HERE}/retry")
    db.session.expire_all()
    assert [mail.state for mail in made] == ["owed", "owed", "failed", "failed"]


def test_mail_of_another_event_cannot_be_named(stand: Stand, aino: FlaskClient):
    other = owe("team_invite", to="otto@elsewhere.example", language="en", event_id=stand.event.id + 1)
    commit()
    fail(other)
    aino.post(f"{HERE}/retry", data={"mail": other.id})
    aino.post(f"{HERE}/retry", data={"mail": "x"})
    db.session.expire_all()
    assert other.state == "failed"


def test_many_mails_ask_as_much_as_few(stand: Stand, aino: FlaskClient, count_queries):
    stand.release()
    stand.invite()
    with count_queries() as few:
        aino.get(HERE)
    for number in range(4):
        make_speaker(f"an{number}2qd", talk=stand.talk, name="Anna", email=f"anna{number}@moscow.example")
    commit()
    stand.release()
    aino.post("/manage/e/busan-helsinki/invitations/all")
    with count_queries() as many:
        assert len(lines(aino.get(HERE).text)) == 5
    assert len(many) == len(few)
