"""Mails to speakers that come back (RFC 3464) mark the invitation, where they are ours."""

from __future__ import annotations

import pytest
import time_machine

from app.clock import now
from app.db import commit, db
from app.invitations.actions import inviting
from app.invitations.models import Invitation
from app.invitations.reminders import remind_due
from app.invitations.rules.taking import Outcome
from app.mail.delivery import send_owed
from app.mail.models import OwedMail
from app.mail.outbox import owe
from tests.invitations.arriving import MINJUN, ours, reasons, take
from tests.invitations.halls import Stand
from tests.personas import browser_of

REPORT = """\
From: MAILER-DAEMON@mail.forum.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{number}@mail.forum.example>
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.forum.example

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} No such user
--b
Content-Type: message/rfc822

From: Forum <{to}>
Message-ID: {original}

--b--
"""


def report(row: Invitation, mail: OwedMail, *, number: int = 1, **values: str) -> bytes:
    said = {"recipient": MINJUN, "action": "failed", "status": "5.1.1", "original": mail.message_id, **values}
    return REPORT.format(to=ours(row), number=number, **said).replace("\n", "\r\n").encode()


def test_a_mail_that_came_back_is_seen_by_the_organizers(stand: Stand, asked: Invitation):
    send_owed()
    [mail] = stand.mails()
    assert (mail.state, take(report(asked, mail))) == ("sent", Outcome.BOUNCED)
    assert (asked.bounced_at is not None, asked.bounce) == (True, "5.1.1 550 5.1.1 No such user")
    page = browser_of(stand.app, stand.aino).get("/manage/e/busan-helsinki/invitations/")
    assert "The mail came back: 5.1.1 550 5.1.1 No such user" in page.text


def test_days_without_an_answer_are_for_good_too(stand: Stand, asked: Invitation):
    assert take(report(asked, stand.mails()[0], status="4.4.7")) is Outcome.BOUNCED
    assert asked.bounced_at is not None


NOT_BACK = {
    "on its way": ({"action": "delayed", "status": "4.4.1"}, "delayed only"),
    "to another": ({"recipient": "sujin@busan.example"}, "report about another address"),
    "none of ours": ({"original": "<1@elsewhere.example>"}, "report about no invitation of ours"),
    "of no mail": ({"original": ""}, "report about no invitation of ours"),
}


@pytest.mark.parametrize(("values", "reason"), NOT_BACK.values(), ids=NOT_BACK)
def test_other_reports_mark_nothing(stand: Stand, asked: Invitation, values: dict[str, str], reason: str):
    assert take(report(asked, stand.mails()[0], **values)) is Outcome.IGNORED
    assert (asked.bounced_at, asked.bounce, reasons()) == (None, "", [("ignored", reason)])


def test_a_code_to_sign_in_that_came_back_marks_no_invitation(stand: Stand, asked: Invitation):
    mail = owe("sign_in", to=MINJUN, language="en", code="1", link="x", minutes=10)
    commit()
    assert take(report(asked, mail)) is Outcome.IGNORED
    assert asked.bounced_at is None


def test_a_reminder_that_came_back_marks_it_too(stand: Stand, asked: Invitation):
    with time_machine.travel("2027-05-10T07:00:00Z", tick=True):
        remind_due(now())
        reminder = db.session.query(OwedMail).filter_by(kind="reminder").one()
        assert take(report(asked, reminder)) is Outcome.BOUNCED
    assert asked.bounced_at is not None


def test_a_mail_to_an_address_that_she_left_does_not_matter(stand: Stand, asked: Invitation):
    first = stand.mails()[0]
    stand.minjun.email = "kim@busan.example"
    commit()
    inviting.readdress(stand.event, asked, by=stand.aino, now=now())
    commit()
    assert take(report(asked, first)) is Outcome.IGNORED
    assert asked.bounced_at is None


def test_only_the_mail_that_told_her_last_matters(stand: Stand, asked: Invitation):
    stand.move()
    stand.release()
    first, second = stand.mails()
    assert take(report(asked, first)) is Outcome.IGNORED
    assert take(report(asked, second, number=2)) is Outcome.BOUNCED
    assert reasons() == [("ignored", "report about an older mail"), ("bounced", "")]


def test_a_new_mail_may_arrive(stand: Stand, asked: Invitation):
    """Sent again, she is not said to be out of reach until that mail comes back too."""
    take(report(asked, stand.mails()[0]))
    page = browser_of(stand.app, stand.aino).post(
        f"/manage/e/busan-helsinki/invitations/{asked.code}/{asked.speaker_code}/again", follow_redirects=True
    )
    db.session.expire_all()
    assert ("The mail came back" in page.text, asked.bounced_at) == (False, None)
