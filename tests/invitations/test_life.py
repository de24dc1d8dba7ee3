"""The life of an invitation against a mail server with faults: all arrives, in order, unchanged (P6, P7)."""

from __future__ import annotations

import threading
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from time import sleep

import pytest
from sqlalchemy import update

from app.clock import now
from app.db import commit, db
from app.invitations.actions import inviting
from app.mail import delivery, transports
from app.mail.delivery import send_owed
from app.mail.models import OwedMail
from app.schedule.actions.talks import cancel_session, reinstate_session
from tests.calendars import reader
from tests.invitations.halls import CODE, Stand
from tests.mail.server import CUT, SLOW, Script, serving
from tests.personas import browser_of, make_speaker

FAULTS = ["451 busy", CUT, "421 going down", "452 full", CUT, "250 taken", "451 busy"]


@pytest.fixture
def use(stand: Stand, monkeypatch: pytest.MonkeyPatch):
    """Sets settings of mail for one test."""

    def change(**values):
        given = {"smtp_host": "127.0.0.1", "smtp_security": "none", "mail_replies": "rsvp@forum.example", **values}
        settings = stand.app.extensions["settings"].model_copy(update=given)
        monkeypatch.setitem(stand.app.extensions, "settings", settings)

    return change


def live(stand: Stand) -> None:
    """Invite, rename, move, cancel, reinstate, withdraw: six messages."""
    stand.release()
    row = stand.invite()
    stand.talk.title = {"en": "Welcome"}
    commit()
    stand.release(tells_details=True)
    stand.move()
    stand.release()
    cancel_session(stand.talk, expected_version=None, by=stand.aino)
    commit()
    stand.release()
    reinstate_session(stand.talk, expected_version=None, by=stand.aino)
    commit()
    stand.release()
    inviting.withdraw(stand.event, row, by=stand.aino, now=now())
    commit()


def send_until_done(rounds: int = 40) -> None:
    """Rounds of the sender, each as if its pause were over."""
    for _round in range(rounds):
        db.session.execute(update(OwedMail).values(due_at=now() - timedelta(seconds=1)))
        commit()
        send_owed()


def calendar(message: EmailMessage) -> reader.Part:
    (part,) = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    return reader.read(part.get_payload(decode=True))


def steps(mails: list[bytes]) -> list[tuple[str, int]]:
    """METHOD and SEQUENCE of each."""
    found = [calendar(message_from_bytes(raw, policy=default)) for raw in mails]
    return [(one.value("METHOD"), int(one.of("VEVENT")[0].value("SEQUENCE"))) for one in found]


LIFE = [("REQUEST", 0), ("REQUEST", 1), ("REQUEST", 2), ("CANCEL", 3), ("REQUEST", 4), ("CANCEL", 4)]


def test_everything_owed_arrives_in_order_whatever_the_server_does(stand: Stand, use):
    script = Script(*FAULTS)
    with serving(script) as port:
        use(smtp_port=port)
        live(stand)
        send_until_done()
    arrived = list(dict.fromkeys(script.came))  # the same bytes again are a repeat
    assert steps(arrived) == LIFE
    assert len(script.came) > len(arrived), "no fault came about"
    assert {mail.state for mail in stand.mails()} == {"sent"}


def test_control_without_order_a_cancellation_overtakes(stand: Stand, use, monkeypatch: pytest.MonkeyPatch):
    """Negative control: the first mail waits, those behind it do not."""
    monkeypatch.setattr(delivery, "_is_next_of_its_thread", lambda: OwedMail.id.is_not(None))
    script = Script("451 busy")
    with serving(script) as port:
        use(smtp_port=port)
        live(stand)
        send_until_done()
    acknowledged = list(dict.fromkeys(script.acknowledged))
    assert steps(acknowledged) != LIFE


def test_one_speaker_whose_address_is_refused_holds_up_no_other(stand: Stand, use):
    make_speaker("ann2qd", talk=stand.talk, name="Anna Example", email="anna@moscow.example")
    commit()
    db.session.expire_all()
    script = Script("550 no such user")
    with serving(script) as port:
        use(smtp_port=port)
        stand.release()
        inviting.invite_all(stand.event, stand.talk, by=stand.aino, now=now())
        commit()
        send_until_done(3)
    assert sorted(mail.state for mail in stand.mails()) == ["failed", "sent"]


def test_no_request_waits_for_a_server_that_thinks(stand: Stand, use):
    make_speaker("ann2qd", talk=stand.talk, name="Anna Example", email="anna@moscow.example")
    commit()
    script = Script(SLOW)
    with serving(script) as port:
        use(smtp_port=port)
        stand.release()
        stand.invite()
        sender = threading.Thread(target=_send, args=(stand,))
        sender.start()
        while not script.came:
            sleep(0.01)
        answer = browser_of(stand.app, stand.aino).post(f"/manage/e/busan-helsinki/invitations/{CODE}/ann2qd/invite")
        assert (answer.status_code, script.acknowledged) == (302, [])
        script.thought.set()
        sender.join()
    assert script.to == ["minjun@busan.example", "anna@moscow.example"]


def _send(stand: Stand) -> None:
    with stand.app.app_context():
        send_owed()


def test_mail_whose_answer_comes_too_late_is_repeated_as_it_was(stand: Stand, use, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(transports, "TIMEOUT", 0.5)
    script = Script(SLOW)
    with serving(script) as port:
        use(smtp_port=port)
        stand.release()
        stand.invite()
        send_until_done(2)
        script.thought.set()
    assert (len(script.came), len(set(script.came))) == (2, 1)
    assert [mail.state for mail in stand.mails()] == ["sent"]


def test_bounces_come_to_the_address_of_the_invitation(stand: Stand, use):
    """The envelope's sender is hers, so that a server that gives up names the invitation."""
    script = Script()
    with serving(script) as port:
        use(smtp_port=port)
        stand.release()
        row = stand.invite()
        send_until_done(1)
    assert script.senders == [row.organizer]
