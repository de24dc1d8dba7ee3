"""Organizers' pages of invitations, and the page where a speaker answers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from app.clock import now
from app.db import commit, db
from app.invitations.actions.answering import take_answer
from app.invitations.models import Answered, Invitation
from app.invitations.queries import token_of
from app.invitations.rules.answering import Said
from app.invitations.rules.answers import Answer
from tests.invitations.halls import CODE, Stand
from tests.personas import browser_of, make_person, make_speaker, minjun

HERE = "/manage/e/busan-helsinki/invitations/"


@pytest.fixture
def aino(stand: Stand) -> FlaskClient:
    return browser_of(stand.app, stand.aino)


@pytest.fixture
def guest(stand: Stand) -> FlaskClient:
    """A browser that nobody is signed in with."""
    return stand.app.test_client()


def link(row: Invitation) -> str:
    return f"/invitations/{token_of(row, 'link')}"


def test_page_without_people_says_what_to_do(stand: Stand, aino: FlaskClient):
    for seen in list(stand.talk.appearances):
        db.session.delete(seen)
    commit()
    page = aino.get(HERE)
    assert (page.status_code, "Nobody to invite yet" in page.text) == (200, True)


def test_invite_one(stand: Stand, aino: FlaskClient):
    stand.release()
    page = aino.post(f"{HERE}{CODE}/mjk2qd/invite", follow_redirects=True)
    assert "No answer yet" in page.text
    assert [duty for _, duty, _ in stand.duties()] == ["invite"]


def test_invite_everybody_shows_who_before_it_does(stand: Stand, aino: FlaskClient):
    make_speaker("ann2qd", talk=stand.talk, name="Anna Example")
    commit()
    stand.release()
    asked = aino.get(f"{HERE}all")
    assert "minjun@busan.example" in asked.text
    assert "Anna Example" not in asked.text
    assert stand.mails() == []
    done = aino.post(f"{HERE}all", follow_redirects=True)
    assert "One person is invited." in done.text
    assert len(stand.mails()) == 1


def test_who_has_no_address_cannot_be_invited(stand: Stand, aino: FlaskClient):
    make_speaker("ann2qd", talk=stand.talk, name="Anna Example")
    commit()
    stand.release()
    page = aino.post(f"{HERE}{CODE}/ann2qd/invite")
    assert (page.status_code, "Enter an e-mail address for Anna Example first." in page.text) == (400, True)
    assert stand.mails() == []


def test_release_page_says_who_gets_what(stand: Stand, aino: FlaskClient):
    stand.release()
    stand.invite()
    stand.move()
    page = aino.get("/manage/e/busan-helsinki/release")
    assert "New time, asks again" in page.text
    assert "minjun@busan.example" in page.text


def test_page_of_an_older_release_says_who_gets_what(stand: Stand, aino: FlaskClient):
    stand.release()
    stand.invite()
    stand.move()
    stand.release()
    page = aino.get("/manage/e/busan-helsinki/release/1/again")
    assert ("New time, asks again" in page.text, "minjun@busan.example" in page.text) == (True, True)


def test_release_tells_new_words_only_where_ticked(stand: Stand, aino: FlaskClient):
    stand.release()
    stand.invite()
    stand.talk.title = {"en": "Welcome"}
    stand.event.programme_version += 1
    commit()
    page = aino.get("/manage/e/busan-helsinki/release")
    assert "Update, keeps the answer" in page.text
    version = stand.event.programme_version
    aino.post("/manage/e/busan-helsinki/release", data={"version": version, "tells_details": "y"})
    assert [duty for _, duty, _ in stand.duties()] == ["invite", "change"]


def test_what_was_not_told_can_be_told_later(stand: Stand, aino: FlaskClient):
    stand.release()
    stand.invite()
    stand.talk.title = {"en": "Welcome"}
    commit()
    stand.release()
    assert "Not told yet" in aino.get(HERE).text
    aino.post(f"{HERE}tell")
    assert [duty for _, duty, _ in stand.duties()] == ["invite", "change"]
    assert "Not told yet" not in aino.get(HERE).text


def test_withdrawing_asks_first(stand: Stand, aino: FlaskClient):
    stand.release()
    stand.invite()
    assert "Withdraw the invitation?" in aino.get(f"{HERE}{CODE}/mjk2qd/withdraw").text
    assert len(stand.mails()) == 1
    aino.post(f"{HERE}{CODE}/mjk2qd/withdraw")
    assert [method for _, _, method in stand.duties()] == ["REQUEST", "CANCEL"]


def test_studio_needs_a_web_address(stand: Stand, aino: FlaskClient):
    page = aino.post(f"{HERE}{CODE}/studio", data={"backstage": "javascript:alert(1)", "version": "0"})
    assert (page.status_code, "https://" in page.text) == (400, True)
    saved = aino.post(f"{HERE}{CODE}/studio", data={"backstage": "https://studio.example/r", "version": "0"})
    assert saved.status_code == 302


def test_delivery_is_shown(stand: Stand, aino: FlaskClient):
    stand.release()
    stand.invite()
    assert "on its way" in aino.get(HERE).text
    mail = stand.mails()[0]
    mail.state, mail.last_error = "failed", "550 no such user"
    commit()
    assert "could not be delivered: 550 no such user" in aino.get(HERE).text


# ------------------------------------------------------------------ her own page


def test_reading_the_link_answers_nothing(stand: Stand, guest: FlaskClient):
    stand.release()
    row = stand.invite()
    page = guest.get(link(row))
    assert (page.status_code, page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == (
        200, "same-origin", "no-store",
    )  # fmt: skip
    assert "15:00" in page.text
    assert db.session.query(Answered).count() == 0


def test_answer_by_link_and_change_of_mind(stand: Stand, guest: FlaskClient):
    stand.release()
    row = stand.invite()
    guest.post(link(row), data={"answer": "accepted", "word": "With pleasure"})
    guest.post(link(row), data={"answer": "declined", "word": "I am ill"})
    db.session.refresh(row)
    assert row.answer == "declined"
    assert [one.word for one in db.session.query(Answered).order_by(Answered.id)] == ["With pleasure", "I am ill"]


def test_answer_is_asked_for(stand: Stand, guest: FlaskClient):
    stand.release()
    row = stand.invite()
    page = guest.post(link(row), data={"word": "hm"})
    assert (page.status_code, "Choose an answer." in page.text) == (400, True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "2027-05-12"}, "Another time needs a day, a beginning and an end."),
        ({"day": "2020-05-12", "since": "10:00", "until": "11:00"}, "This time lies in the past."),
        ({"day": "2027-05-12", "since": "11:00", "until": "10:00"}, "The end must be after the beginning"),
        ({"day": "2027-05-12", "since": "10:00", "until": "10:00"}, "The end must be after the beginning"),
        ({"day": "9999-12-31", "since": "23:00", "until": "23:59"}, "The year must lie between 1900 and 2199."),
    ],
)
def test_half_a_proposal_is_refused(stand: Stand, guest: FlaskClient, typed: dict[str, str], said: str):
    stand.release()
    row = stand.invite()
    page = guest.post(link(row), data={"answer": "tentative", **typed})
    assert (page.status_code, said in page.text) == (400, True)
    assert db.session.query(Answered).count() == 0


def test_proposal_past_midnight_is_an_hour_long(stand: Stand, guest: FlaskClient, aino: FlaskClient):
    stand.release()
    row = stand.invite()
    guest.post(link(row), data={"answer": "tentative", "day": "2027-05-12", "since": "23:30", "until": "00:30"})
    given = db.session.query(Answered).one()
    assert (given.proposed_start.isoformat(), given.proposed_end.isoformat()) == (
        "2027-05-12T14:30:00+00:00", "2027-05-12T15:30:00+00:00",
    )  # fmt: skip
    aino.post(f"{HERE}answers/{given.id}/apply")
    db.session.refresh(stand.talk)
    assert (stand.talk.local_start.isoformat(), stand.talk.duration) == ("2027-05-12T17:30:00", 60)


def test_proposal_in_her_zone_moves_the_session_with_one_press(stand: Stand, guest: FlaskClient, aino: FlaskClient):
    stand.release()
    row = stand.invite()
    other = {"answer": "tentative", "day": "2027-05-12", "since": "16:00", "until": "17:30"}
    guest.post(link(row), data=other)
    page = aino.get(HERE)
    assert "10:00–11:30 (UTC+3)" in page.text  # 16:00 in Busan
    given = db.session.query(Answered).one()
    aino.post(f"{HERE}answers/{given.id}/apply")
    db.session.refresh(stand.talk)
    assert (stand.talk.local_start.isoformat(), stand.talk.duration) == ("2027-05-12T10:00:00", 90)
    assert "Move the session there" not in aino.get(HERE).text
    stand.release()
    assert [duty for _, duty, _ in stand.duties()] == ["invite", "move"]


def test_link_of_a_withdrawn_invitation_takes_no_answer(stand: Stand, guest: FlaskClient, aino: FlaskClient):
    stand.release()
    row = stand.invite()
    aino.post(f"{HERE}{CODE}/mjk2qd/withdraw")
    page = guest.post(link(row), data={"answer": "accepted"})
    assert "You are no longer asked to take part in this session." in page.text
    assert db.session.query(Answered).count() == 0


def test_after_the_beginning_nothing_changes(stand: Stand, guest: FlaskClient):
    stand.release()
    row = stand.invite()
    with time_machine.travel("2027-05-11T06:30:00Z", tick=True):
        page = guest.post(link(row), data={"answer": "accepted"})
    assert "This session has begun or is over." in page.text
    assert db.session.query(Answered).count() == 0


def test_unverified_answer_waits_for_the_organizers(stand: Stand, aino: FlaskClient):
    stand.release()
    row = stand.invite()
    take_answer(row, Said(Answer.DECLINED, "mail", "forged?"), now=now(), is_hers=False)
    commit()
    assert row.answer == "needs_action"
    page = aino.get(HERE)
    assert "One answer to look at" in page.text
    given = db.session.query(Answered).one()
    aino.post(f"{HERE}answers/{given.id}/dismiss")
    db.session.refresh(row)
    assert row.answer == "needs_action"
    assert "to look at" not in aino.get(HERE).text


def test_unverified_answer_that_the_organizers_take_counts(stand: Stand, aino: FlaskClient):
    stand.release()
    row = stand.invite()
    take_answer(row, Said(Answer.DECLINED, "mail"), now=now(), is_hers=False)
    commit()
    aino.post(f"{HERE}answers/{db.session.query(Answered).one().id}/take")
    db.session.refresh(row)
    assert row.answer == "declined"


def test_from_whom_it_came_is_shown_until_the_organizers_decide(stand: Stand, aino: FlaskClient):
    stand.release()
    row = stand.invite()
    said = Said(Answer.DECLINED, "mail", sender="sujin@busan.example")
    take_answer(row, said, now=now(), is_hers=False)
    take_answer(row, said, now=now(), is_hers=False)
    commit()
    assert "It came from: sujin@busan.example" in re.sub(r"</?bdi[^>]*>", "", aino.get(HERE).text)
    first, second = db.session.query(Answered).order_by(Answered.id)
    aino.post(f"{HERE}answers/{first.id}/dismiss")
    aino.post(f"{HERE}answers/{second.id}/take")
    db.session.expire_all()
    assert [one.sender for one in db.session.query(Answered)] == ["", ""]
    assert "sujin@" not in aino.get(HERE).text


@pytest.mark.parametrize("since", ["answered", "asked again"])
def test_unverified_answer_that_is_out_of_date_can_only_be_dismissed(stand: Stand, aino: FlaskClient, since: str):
    stand.release()
    row = stand.invite()
    take_answer(row, Said(Answer.DECLINED, "mail", sequence=0), now=now(), is_hers=False)
    commit()
    if since == "answered":
        take_answer(row, Said(Answer.ACCEPTED, "link"), now=now() + timedelta(minutes=5))
        commit()
    else:
        stand.move()
        stand.release()
    before = row.answer
    given = db.session.query(Answered).filter_by(state="unverified").one()
    page = aino.post(f"{HERE}answers/{given.id}/take")
    db.session.expire_all()
    assert (page.status_code, "This answer is out of date" in page.text, row.answer) == (400, True, before)
    assert aino.post(f"{HERE}answers/{given.id}/dismiss").status_code == 302


def test_a_proposal_about_an_older_time_is_not_asked_about(stand: Stand, aino: FlaskClient):
    stand.release()
    row = stand.invite()
    stand.move()
    stand.release()
    later = (datetime(2027, 5, 11, 12, tzinfo=UTC), datetime(2027, 5, 11, 13, tzinfo=UTC))
    take_answer(row, Said(Answer.TENTATIVE, "mail", sequence=0, proposed=later), now=now())
    commit()
    assert "to look at" not in aino.get(HERE).text
    take_answer(row, Said(Answer.TENTATIVE, "mail", sequence=1, proposed=later), now=now())
    commit()
    assert "One answer to look at" in aino.get(HERE).text


def test_she_said_so_by_other_means(stand: Stand, aino: FlaskClient):
    stand.release()
    row = stand.invite()
    aino.post(f"{HERE}{CODE}/mjk2qd/note", data={"answer": "accepted"})
    refused = aino.post(f"{HERE}{CODE}/mjk2qd/note", data={"answer": "needs_action"})
    db.session.refresh(row)
    assert (row.answer, refused.status_code) == ("accepted", 400)


def test_nobody_outside_the_team_sees_who_is_invited(stand: Stand):
    """She appears in the session, and is none of its organizers."""
    person = minjun()
    commit()
    assert browser_of(stand.app, person).get(HERE).status_code == 404


def test_page_asks_for_all_accounts_at_once(stand: Stand, aino: FlaskClient, count_queries):
    """Who is reached at her account's address costs no query of her own."""
    for number in range(30):
        account = make_person(f"n{number}@busan.example")
        make_speaker(f"spk{number:03}", talk=stand.talk, name=f"N {number}", person=account)
    commit()
    stand.release()
    db.session.remove()
    with count_queries() as seen:
        assert "n29@busan.example" in aino.get(HERE).text
    assert len(seen) < 25
