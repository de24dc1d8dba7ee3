"""The life of an invitation: what each release owes to whom (promises P6, P7, P8)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.clock import now
from app.db import commit, db
from app.errors import NotFound, RuleBroken
from app.events.actions.events import cancel_event, reinstate_event
from app.invitations.actions import inviting
from app.invitations.actions.answering import take_answer
from app.invitations.models import Answered, Invitation
from app.invitations.queries import by_token, token_of
from app.invitations.rules.answering import Said
from app.invitations.rules.answers import Answer
from app.mail.models import OwedMail
from app.schedule.actions.appearances import remove_appearance
from app.schedule.actions.speakers import merge_speakers
from app.schedule.actions.talks import cancel_session, reinstate_session
from app.schedule.models import Appearance
from tests.calendars import reader
from tests.invitations.halls import Stand
from tests.personas import make_speaker

MINJUN = "minjun@busan.example"


def calendars(stand: Stand) -> list[reader.Part]:
    """The VEVENTs of all mails, oldest first."""
    return [reader.read(mail.calendar).of("VEVENT")[0] for mail in stand.mails()]


def sequences(stand: Stand) -> list[int]:
    return [int(event.value("SEQUENCE")) for event in calendars(stand)]


def answer(row: Invitation, said: Answer = Answer.ACCEPTED) -> None:
    take_answer(row, Said(said, "link"), now=now())
    commit()


def test_who_is_invited_before_the_release_is_told_by_it(stand: Stand):
    stand.invite()
    assert stand.duties() == []
    stand.release()
    assert stand.duties() == [(MINJUN, "invite", "REQUEST")]


def test_who_is_invited_afterwards_is_told_at_once(stand: Stand):
    stand.release()
    stand.invite()
    assert stand.duties() == [(MINJUN, "invite", "REQUEST")]


def test_a_release_that_changes_nothing_for_her_says_nothing(stand: Stand):
    stand.release()
    stand.invite()
    stand.talk.abstract = {"en": "New words"}
    commit()
    stand.release()
    assert len(stand.mails()) == 1


def test_new_words_are_told_where_the_organizers_tick_it(stand: Stand):
    stand.release()
    row = stand.invite()
    answer(row)
    stand.talk.title = {"en": "Welcome"}
    commit()
    stand.release(tells_details=True)
    assert stand.duties()[1:] == [(MINJUN, "change", "REQUEST")]
    assert row.answer == "accepted"
    assert "ACCEPTED" in next(name for name, _ in calendars(stand)[1].lines if name.startswith("ATTENDEE"))


def test_another_time_asks_again_and_keeps_what_she_said(stand: Stand):
    stand.release()
    row = stand.invite()
    answer(row)
    stand.move()
    stand.release()
    assert stand.duties()[1:] == [(MINJUN, "move", "REQUEST")]
    assert row.answer == "needs_action"
    kept = [(one.answer, one.way) for one in db.session.scalars(select(Answered).order_by(Answered.id))]
    assert kept == [("accepted", "link"), ("accepted", "asked")]


def test_sequence_rises_by_one_with_each_released_change(stand: Stand):
    stand.release()
    stand.invite()
    for hour in (10, 11, 12):
        stand.move(stand.talk.local_start.replace(hour=hour))
        stand.release()
    assert sequences(stand) == [0, 1, 2, 3]


def test_all_her_messages_name_one_session_and_one_organizer(stand: Stand):
    stand.release()
    stand.invite()
    stand.move()
    stand.release()
    cancel_session(stand.talk, expected_version=None, by=stand.aino)
    commit()
    stand.release()
    found = calendars(stand)
    assert {event.value("UID") for event in found} == {stand.talk.uid}
    assert len({value for event in found for name, value in event.lines if name.startswith("ORGANIZER")}) == 1


def test_who_is_taken_out_is_told_and_nobody_else(stand: Stand):
    other = make_speaker("ann2qd", talk=stand.talk, name="Anna Example", email="anna@moscow.example")
    commit()
    db.session.expire_all()
    stand.release()
    stand.invite()
    stand.invite(other)
    seen = next(one for one in stand.talk.appearances if one.speaker_id == other.id)
    remove_appearance(seen, by=stand.aino)
    commit()
    stand.release()
    assert stand.duties()[2:] == [("anna@moscow.example", "remove", "CANCEL")]
    assert sequences(stand)[-1] > 0


def test_cancelled_and_reinstated(stand: Stand):
    stand.release()
    row = stand.invite()
    answer(row)
    cancel_session(stand.talk, expected_version=None, by=stand.aino)
    commit()
    stand.release()
    assert row.answer == "accepted"
    reinstate_session(stand.talk, expected_version=None, by=stand.aino)
    commit()
    stand.release()
    assert [duty for _, duty, _ in stand.duties()] == ["invite", "call_off", "reinstate"]
    assert (row.answer, sequences(stand)) == ("needs_action", [0, 1, 2])


def test_an_event_called_off_and_held_after_all(stand: Stand):
    stand.release()
    stand.invite()
    cancel_event(stand.event, by=stand.aino, expected_version=None)
    commit()
    reinstate_event(stand.event, by=stand.aino, expected_version=None)
    commit()
    assert [method for _, _, method in stand.duties()] == ["REQUEST", "CANCEL", "REQUEST"]


def test_a_session_that_loses_its_time_is_called_off_at_the_time_she_knows(stand: Stand):
    stand.release()
    stand.invite()
    stand.talk.local_start = stand.talk.starts_at = stand.talk.ends_at = None
    commit()
    stand.release()
    assert stand.duties()[1:] == [(MINJUN, "call_off", "CANCEL")]
    assert calendars(stand)[1].value("DTSTART") == "20270511T090000"


@pytest.mark.parametrize("how", ["cancelled", "taken out"])
def test_what_moved_before_it_was_called_off_is_called_off_at_the_time_she_knows(stand: Stand, how: str):
    stand.release()
    stand.invite()
    stand.move()
    if how == "cancelled":
        cancel_session(stand.talk, expected_version=None, by=stand.aino)
    else:
        remove_appearance(stand.talk.appearances[0], by=stand.aino)
    commit()
    stand.release()
    assert [(each.value("DTSTART"), each.value("SEQUENCE")) for each in calendars(stand)] == [
        ("20270511T090000", "0"), ("20270511T090000", "1"),
    ]  # fmt: skip
    assert "09:00" in str(stand.mails()[1].params["times"])


def test_what_is_over_is_told_to_nobody(stand: Stand):
    stand.release()
    stand.invite()
    with time_machine.travel("2027-05-12T08:00:00Z", tick=True):
        cancel_session(stand.talk, expected_version=None, by=stand.aino)
        commit()
        stand.release()
    assert len(stand.mails()) == 1


def test_whole_session_invites_also_who_is_added_later(stand: Stand):
    stand.release()
    assert inviting.invite_all(stand.event, stand.talk, by=stand.aino, now=now()) == 1
    commit()
    make_speaker("ann2qd", talk=stand.talk, name="Anna Example", email="anna@moscow.example")
    commit()
    db.session.expire_all()
    stand.release()
    assert stand.duties() == [(MINJUN, "invite", "REQUEST"), ("anna@moscow.example", "invite", "REQUEST")]


def test_who_has_no_address_is_left_out_and_others_are_told(stand: Stand):
    make_speaker("ann2qd", talk=stand.talk, name="Anna Example")
    commit()
    db.session.expire_all()
    stand.release()
    inviting.invite_all(stand.event, stand.talk, by=stand.aino, now=now())
    commit()
    stand.release()
    assert stand.duties() == [(MINJUN, "invite", "REQUEST")]


def test_withdrawn_and_invited_again(stand: Stand):
    stand.release()
    row = stand.invite()
    inviting.withdraw(stand.event, row, by=stand.aino, now=now())
    commit()
    assert stand.invite().id == row.id
    assert [duty for _, duty, _ in stand.duties()] == ["invite", "remove", "reinstate"]


def test_a_new_address_is_invited_and_the_old_calendar_told(stand: Stand):
    stand.release()
    row = stand.invite()
    answer(row)
    link = token_of(row, "link")
    stand.minjun.email = "kim@busan.example"
    commit()
    inviting.readdress(stand.event, row, by=stand.aino, now=now())
    commit()
    assert stand.duties()[1:] == [(MINJUN, "remove", "CANCEL"), ("kim@busan.example", "invite", "REQUEST")]
    assert row.answer == "needs_action"
    assert token_of(row, "link") != link


def test_a_merged_record_keeps_the_invitation(stand: Stand):
    stand.release()
    row = stand.invite()
    other = make_speaker("knd2qd", name="Kim Min Jun", home_event_id=stand.event.id)
    stand.minjun.home_event_id = stand.event.id
    commit()
    merge_speakers(stand.minjun, other, by=stand.aino)
    commit()
    db.session.expire_all()
    stand.move()
    stand.release()
    assert stand.duties()[1:] == [(MINJUN, "move", "REQUEST")]
    assert (row.speaker_code, row.name) == ("knd2qd", "Kim Min Jun")


def test_a_deleted_record_is_still_told(stand: Stand):
    stand.release()
    stand.invite()
    for seen in db.session.scalars(select(Appearance)):
        db.session.delete(seen)
    db.session.flush()
    db.session.delete(stand.minjun)
    commit()
    db.session.expire_all()
    stand.release()
    assert stand.duties()[1:] == [(MINJUN, "remove", "CANCEL")]


def test_sent_again_is_the_same_but_for_its_stamp(stand: Stand):
    stand.release()
    row = stand.invite()
    inviting.send_again(stand.event, row, now=now() + timedelta(hours=1))
    commit()
    first, second = calendars(stand)
    assert [line for line in first.lines if line[0] != "DTSTAMP"] == [
        line for line in second.lines if line[0] != "DTSTAMP"
    ]


def test_nothing_is_sent_again_that_was_never_sent(stand: Stand):
    row = stand.invite()
    stand.release()
    inviting.withdraw(stand.event, row, by=stand.aino, now=now())
    with pytest.raises(RuleBroken):
        inviting.send_again(stand.event, row, now=now())


def test_release_that_fails_owes_nothing(stand: Stand, monkeypatch: pytest.MonkeyPatch):
    """P8: notices are created in the release's own transaction."""
    stand.invite()
    monkeypatch.setattr("app.db.Session.commit", _broken)
    with pytest.raises(ConnectionError):
        stand.release()
    monkeypatch.undo()
    db.session.rollback()
    assert stand.mails() == []
    stand.release()
    assert stand.duties() == [(MINJUN, "invite", "REQUEST")]


def _broken(_session: object) -> None:
    raise ConnectionError("the database went away")


def test_links_and_addresses_open_only_what_they_are_for(stand: Stand):
    row = stand.invite()
    assert by_token(token_of(row, "link"), "link").id == row.id
    flipped = token_of(row, "link")[:-1] + ("1" if token_of(row, "link").endswith("0") else "0")
    for wrong in (token_of(row, "mail"), flipped, row.nonce, "", "x" * 36):
        with pytest.raises(NotFound):
            by_token(wrong, "link")


def test_no_secret_is_stored(stand: Stand):
    stand.release()
    row = stand.invite()
    assert token_of(row, "link")[16:] not in repr(
        [db.session.execute(select(Invitation.__table__)).all(), row.nonce, row.organizer]
    )


def test_studio_is_in_her_mail_and_in_no_release(stand: Stand):
    inviting.set_backstage(stand.event, stand.talk, "https://studio.example/r", by=stand.aino, expected_version=None)
    commit()
    stand.invite()
    stand.release()
    assert "https://studio.example/r" in calendars(stand)[0].values("CONFERENCE")
    snapshot = db.session.scalar(select(OwedMail.params).where(OwedMail.kind == "invitation"))
    assert snapshot["backstage"] == "https://studio.example/r"
    assert "studio.example" not in stand.app.test_client().get("/e/busan-helsinki/calendar.ics").text


def test_session_that_no_calendar_can_hold_stops_no_release_and_is_seen(stand: Stand):
    """P18: it is on /health and stays listed as not told; others are told."""
    stand.invite()
    stand.talk.uid = "no UID: ä"
    commit()
    stand.release()
    assert stand.mails() == []
    assert "invitations" in stand.app.test_client().get("/health").text
    stand.talk.uid = "busan-helsinki-k7m2qd"
    commit()
    stand.release()
    assert stand.duties() == [(MINJUN, "invite", "REQUEST")]
    assert "invitations" not in stand.app.test_client().get("/health").text
