"""What goes wrong where two records, two organizers, two addresses or two answers meet."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from app.clock import now
from app.db import commit, db
from app.errors import RuleBroken
from app.events.queries import grants_of
from app.invitations.actions import telling
from app.invitations.actions.answering import take_answer
from app.invitations.actions.inviting import invite, invite_all, readdress, send_again, withdraw
from app.invitations.board import Board, board_of
from app.invitations.models import Answered
from app.invitations.queries import owing, token_of
from app.invitations.rules.answering import Said
from app.invitations.rules.answers import Answer
from app.mail.delivery import send_owed
from app.schedule.actions.placing import place
from app.schedule.actions.speakers import merge_speakers
from app.schedule.rules.when import When
from tests.invitations.halls import CODE, Stand
from tests.personas import browser_of, make_person, make_speaker, make_talk, put_in_team

HERE = "/manage/e/busan-helsinki/invitations/"
LATER = (datetime(2027, 5, 11, 12, tzinfo=UTC), datetime(2027, 5, 11, 13, tzinfo=UTC))


def test_new_address_does_not_wait_for_the_server_of_the_old_one(stand: Stand):
    """P6: her old server refuses for days; the invitation goes to the new address at once, all in order at each."""
    stand.release()
    row = stand.invite()
    first = stand.mails()[0]
    first.attempts, first.due_at = 1, first.due_at.replace(year=2026, month=10, day=2)  # postponed
    stand.minjun.email = "kim@busan.example"
    commit()
    readdress(stand.event, row, by=stand.aino, now=now())
    commit()
    send_owed()
    db.session.expire_all()
    assert [(mail.to, mail.method, mail.state) for mail in stand.mails()] == [
        ("minjun@busan.example", "REQUEST", "owed"),
        ("minjun@busan.example", "CANCEL", "owed"),
        ("kim@busan.example", "REQUEST", "sent"),
    ]


def test_inviting_many_reads_what_is_owed_once(stand: Stand, monkeypatch: pytest.MonkeyPatch):
    """Not once for each: a large event held the database for minutes."""
    for number in range(12):
        make_speaker(f"spk{number:03}", talk=stand.talk, name=f"N{number}", email=f"n{number}@busan.example")
    commit()
    stand.release()
    reads = []
    monkeypatch.setattr(telling, "owing", lambda *args, **values: reads.append(args) or owing(*args, **values))
    assert invite_all(stand.event, stand.talk, by=stand.aino, now=now()) == 13
    commit()
    assert (len(stand.mails()), len(reads)) == (13, 1)


def test_her_page_shows_no_words_that_may_be_anothers(stand: Stand):
    stand.release()
    row = stand.invite()
    take_answer(row, Said(Answer.DECLINED, "mail", "call me at this number"), now=now(), is_hers=False)
    commit()
    page = stand.app.test_client().get(f"/invitations/{token_of(row, 'link')}")
    assert "call me at this number" not in page.text


def seen(stand: Stand) -> Board:
    """The page of invitations, as Aino sees it."""
    return board_of(stand.event, grants=grants_of(stand.aino, stand.event), now=now())


@pytest.mark.parametrize("since", ["changed her mind", "asked again"])
def test_proposal_that_no_longer_stands_is_not_offered(stand: Stand, since: str):
    stand.release()
    row = stand.invite()
    take_answer(row, Said(Answer.TENTATIVE, "link", proposed=LATER), now=now())
    commit()
    assert len(seen(stand).to_look_at) == 1
    if since == "asked again":
        stand.move()
        stand.release()
    else:
        take_answer(row, Said(Answer.ACCEPTED, "link"), now=now())
        commit()
    assert seen(stand).to_look_at == []
    given = db.session.query(Answered).filter(Answered.proposed_start.is_not(None)).one()
    before = stand.talk.local_start
    page = browser_of(stand.app, stand.aino).post(f"{HERE}answers/{given.id}/apply")  # on a page opened before
    db.session.expire_all()
    assert (page.status_code, "This answer is out of date" in page.text) == (400, True)
    assert stand.talk.local_start == before


def test_two_organizers_type_the_first_link_to_the_studio(stand: Stand):
    """P9: the second sees that there is one now."""
    aino = browser_of(stand.app, stand.aino)
    first = aino.post(f"{HERE}{CODE}/studio", data={"backstage": "https://studio.example/a", "version": "0"})
    second = aino.post(f"{HERE}{CODE}/studio", data={"backstage": "https://studio.example/b", "version": "0"})
    assert (first.status_code, second.status_code) == (302, 409)


def test_merging_two_invited_records_of_one_address_takes_nothing_out(stand: Stand):
    """Both were told the same entry in the same calendar."""
    twin = make_speaker("twn2qd", talk=stand.talk, name="Kim Min-jun", email="minjun@busan.example")
    commit()
    stand.release()
    stand.invite()
    stand.invite(twin)
    merge_speakers(twin, stand.minjun, by=stand.aino)
    commit()
    stand.release()
    assert [method for _, _, method in stand.duties()] == ["REQUEST", "REQUEST"]


def test_address_that_was_corrected_before_anything_was_told(stand: Stand):
    """The mail that waited for the release goes where her record says now."""
    row = stand.invite()
    stand.minjun.email = "kim@busan.example"
    commit()
    stand.release()
    assert (stand.duties(), row.address) == ([("kim@busan.example", "invite", "REQUEST")], "kim@busan.example")


def test_invited_again_at_the_address_that_her_record_has_now(stand: Stand):
    stand.release()
    row = stand.invite()
    withdraw(stand.event, row, by=stand.aino, now=now())
    before = token_of(row, "link")
    stand.minjun.email = "kim@busan.example"
    commit()
    stand.invite()
    assert stand.duties()[1:] == [
        ("minjun@busan.example", "remove", "CANCEL"),
        ("kim@busan.example", "invite", "REQUEST"),
    ]
    assert token_of(row, "link") != before


def test_what_is_over_is_not_sent_again(stand: Stand):
    stand.release()
    row = stand.invite()
    with time_machine.travel("2027-06-11T06:30:00Z", tick=True), pytest.raises(RuleBroken):
        send_again(stand.event, row, now=now())


def test_editor_tells_nobody_of_what_another_city_holds(stand: Stand):
    cities = {host.city.slug: host.city for host in stand.event.hosts}
    stand.release()
    stand.invite()
    stand.talk.title, stand.talk.held_by_id = {"en": "Welcome"}, cities["busan"].id
    editor = make_person("editor@helsinki.example")
    put_in_team(stand.event, editor, "editor", city=cities["helsinki"])
    commit()
    stand.release()
    browser_of(stand.app, editor).post(f"{HERE}tell")
    assert len(stand.mails()) == 1
    browser_of(stand.app, stand.aino).post(f"{HERE}tell")
    assert [duty for _, duty, _ in stand.duties()] == ["invite", "change"]


def test_what_could_not_be_told_stays_on_health_while_others_are_invited(stand: Stand):
    """P18."""
    stand.invite()
    stand.talk.uid = "no UID: ä"
    other = make_talk(stand.event, "zzm2qd", title={"en": "Closing"}, zone="Europe/Helsinki")
    place(other, When(datetime(2027, 5, 11, 12, 0), "Europe/Helsinki", None, 60))
    anna = make_speaker("ann2qd", talk=other, name="Anna Example", email="anna@helsinki.example")
    commit()
    stand.release()
    invite(stand.event, other, anna, by=stand.aino, now=now())
    commit()
    assert "invitations" in stand.app.test_client().get("/health").text
