"""Reports of mails that did not arrive, as servers write them."""

from __future__ import annotations

import pytest

from app.invitations.rules.inbound import Bounce, Inbound
from tests.invitations.mails import GOOGLE, OURS, TOKEN, crlf, read

POSTFIX = f"""\
Return-Path: <>
Received: by mail.forum.example (Postfix)
	id 4X2YB; Mon,  1 Mar 2027 08:15:02 +0000 (UTC)
Date: Mon,  1 Mar 2027 08:15:02 +0000 (UTC)
From: MAILER-DAEMON@mail.forum.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {OURS}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4X2YA.1/mail.forum.example"
Message-Id: <20270301081502.4X2YB@mail.forum.example>

This is a MIME-encapsulated message.

--4X2YA.1/mail.forum.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.forum.example.

<minjun@busan.example>: host mx.busan.example[192.0.2.7] said: 550 5.1.1 unknown

--4X2YA.1/mail.forum.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.forum.example
X-Postfix-Queue-ID: 4X2YA
X-Postfix-Sender: rfc822; {OURS}
Arrival-Date: Mon,  1 Mar 2027 08:15:00 +0000 (UTC)

Final-Recipient: rfc822; min-jun.kim@mx.busan.example
Original-Recipient: rfc822;MinJun@Busan.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.busan.example
Diagnostic-Code: smtp; 550 5.1.1 <minjun@busan.example>: Recipient address
    rejected: User unknown

--4X2YA.1/mail.forum.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <{OURS}>
From: Forum <{OURS}>
To: minjun@busan.example
Message-ID: <0123456789abcdef@forum.example>
Content-Type: text/calendar; method=REPLY

{GOOGLE}
--4X2YA.1/mail.forum.example--
"""

EXCHANGE = f"""\
From: Microsoft Outlook <postmaster@busan.example>
To: {OURS}
Message-ID: <9c1e@SL2P216.busan.example>
In-Reply-To: <0123456789abcdef@forum.example>
Content-Type: multipart/report; report-type=delivery-status; boundary="_e1_"
X-MS-Exchange-Message-Is-Ndr:

--_e1_
Content-Type: multipart/alternative; boundary="_e2_"

--_e2_
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

WW91ciBtZXNzYWdlIGNvdWxkbid0IGJlIGRlbGl2ZXJlZC4=

--_e2_--

--_e1_
Content-Type: message/delivery-status

Reporting-MTA: dns;SL2P216.busan.example
Received-From-MTA: dns;mail.forum.example
Arrival-Date: Mon, 1 Mar 2027 08:15:00 +0000

Original-Recipient: rfc822;minjun@busan.example
Final-Recipient: rfc822;minjun@busan.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient minjun@busan.example not found
X-Display-Name: minjun@busan.example


--_e1_
Content-Type: text/rfc822-headers

Message-ID: <0123456789abcdef@forum.example>
Subject: Invitation

--_e1_--
"""

ORIGINAL = "<0123456789abcdef@forum.example>"
POSTFIX_BOUNCE = Bounce(
    recipient="minjun@busan.example",
    status="5.1.1",
    is_final=True,
    reason="550 5.1.1 <minjun@busan.example>: Recipient address rejected: User unknown",
    original_message_id=ORIGINAL,
)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_postfix_gives_up(ends: str) -> None:
    assert read((crlf(POSTFIX) if ends == "\r\n" else POSTFIX).encode()) == Inbound(
        message_id="<20270301081502.4X2YB@mail.forum.example>",
        sender="mailer-daemon@mail.forum.example",
        tokens=(TOKEN,),
        bounce=POSTFIX_BOUNCE,
        is_automatic=True,
    )


def test_exchange_knows_nobody_of_that_name() -> None:
    found = read(EXCHANGE.encode())
    assert found.bounce == Bounce(
        recipient="minjun@busan.example",
        status="5.1.10",
        is_final=True,
        reason="550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient minjun@busan.example not found",
        original_message_id=ORIGINAL,
    )
    assert (found.is_automatic, found.trouble) == (True, "")


def changed(*changes: tuple[str, str]) -> Inbound:
    text = POSTFIX
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return read(text.encode())


def test_a_delay_is_not_the_end() -> None:
    found = changed(("Action: failed", "Action: delayed"), ("Status: 5.1.1", "Status: 4.4.1 (timed out)")).bounce
    assert found is not None
    assert (found.is_final, found.status) == (False, "4.4.1")


def test_a_server_that_never_answered_is_the_end() -> None:
    found = changed(("Status: 5.1.1", "Status: 4.4.1")).bounce
    assert found is not None
    assert (found.is_final, found.status) == (True, "4.4.1")


@pytest.mark.parametrize(
    ("before", "after", "status", "is_final"),
    [
        ("Status: 5.1.1\n", "", "5.1.1", True),
        ("Action: failed\n", "", "5.1.1", True),
        ("Action: failed\nStatus: 5.1.1", "Status: 4.2.2", "4.2.2", False),
        ("Status: 5.1.1", "Status: 5.99999.1", "5.1.1", True),
    ],
)
def test_what_a_report_leaves_out(before: str, after: str, status: str, is_final: bool) -> None:
    found = changed((before, after)).bounce
    assert found is not None
    assert (found.status, found.is_final) == (status, is_final)


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_what_arrived_is_no_bounce(action: str) -> None:
    found = changed(("Action: failed", f"Action: {action}"))
    assert (found.bounce, found.is_automatic, found.trouble) == (None, True, "delivery report without a failure")


def test_of_several_recipients_the_one_that_failed() -> None:
    others = "".join(
        f"Final-Recipient: rfc822; {name}@busan.example\nAction: {action}\nStatus: 4.0.0\n\n"
        for name, action in [("sujin", "relayed"), ("hana", "delayed")]
    )
    found = changed(("Final-Recipient: rfc822; min", f"{others}Final-Recipient: rfc822; min"))
    assert found.bounce == POSTFIX_BOUNCE


@pytest.mark.parametrize(
    ("changes", "recipient"),
    [
        ([("Original-Recipient: rfc822;MinJun@Busan.example\n", "")], "min-jun.kim@mx.busan.example"),
        ([("rfc822;MinJun@Busan.example", "rfc822;<minjun@busan.example>")], "minjun@busan.example"),
        ([("rfc822;MinJun@Busan.example", "x400;/S=minjun"), ("rfc822; min-jun.kim@mx", "unknown; @")], ""),
    ],
)
def test_the_recipient(changes: list[tuple[str, str]], recipient: str) -> None:
    found = changed(*changes).bounce
    assert found is not None
    assert (found.recipient, found.original_message_id) == (recipient, ORIGINAL)


def test_the_original_is_found_by_what_the_report_answers_to() -> None:
    text = EXCHANGE.replace("Message-ID: <0123456789abcdef@forum.example>\n", "")
    bounce = read(text.encode()).bounce
    assert bounce is not None
    assert bounce.original_message_id == ORIGINAL


def test_a_report_about_nobodys_mail() -> None:
    bounce = changed(("Message-ID: <0123", "X-ID: <0123")).bounce
    assert bounce is not None
    assert bounce.original_message_id is None


def test_a_receipt_is_no_bounce() -> None:
    receipt = POSTFIX.replace("message/delivery-status", "message/disposition-notification")
    found = read(receipt.replace("report-type=delivery-status", "report-type=disposition-notification").encode())
    assert (found.bounce, found.is_automatic, found.replies, found.trouble) == (None, True, (), "no calendar")


def test_a_reason_is_one_clean_line() -> None:
    bounce = changed(("550 5.1.1 <", "550\x00\x1b[31m\u202e " + "y" * 2000 + " <")).bounce
    assert bounce is not None
    assert (bounce.reason[:9], len(bounce.reason)) == ("550 [31m ", 500)
