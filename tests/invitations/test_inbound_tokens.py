"""The token says who answers; clients and servers leave it in different places."""

from __future__ import annotations

import pytest

from app.invitations.rules.inbound import read_mail
from tests.invitations.mails import GOOGLE, MAILBOX, OURS, TOKEN, mail, read

PLAIN = GOOGLE.replace(OURS, MAILBOX)


@pytest.mark.parametrize(
    "field",
    [
        f"To: Forum <{OURS}>",
        f"to: {OURS.upper()}",
        f"To: aino@helsinki.example,\n {OURS}",
        f"Cc: {OURS}",
        f"Delivered-To: {OURS}",
        f"X-Original-To: {OURS}",
        f"X-Envelope-To: <{OURS}>",
        f"Envelope-To: {OURS}",
        f"Received: from a by mx.forum.example with ESMTPS id 4X2\n for <{OURS}>; Mon, 1 Mar 2027 08:15:01 +0000",
    ],
)
def test_where_a_token_is_found(field: str) -> None:
    assert read(mail(PLAIN, to=MAILBOX, above=f"{field}\n")).tokens == (TOKEN,)


def test_the_organizer_of_the_calendar_has_it_too() -> None:
    assert read(mail(GOOGLE, to=MAILBOX)).tokens == (TOKEN,)
    assert read(mail(GOOGLE.replace(f":mailto:{OURS}", f":MAILTO:{OURS.upper()}"), to=MAILBOX)).tokens == (TOKEN,)


def test_tokens_stand_in_the_order_of_trust_without_repeats() -> None:
    above = "".join(
        f"{name}: rsvp+{token}@forum.example\n"
        for name, token in [
            ("Delivered-To", "delivered-1"), ("Cc", "copied-to-1"), ("Envelope-To", "envelope-1"), ("To", "first-to-1"),
            ("X-Envelope-To", "xenvelope-1"), ("X-Original-To", "original-1"), ("Received", "no-token-1"),
        ]
    )  # fmt: skip
    received = "Received: by mx.forum.example for rsvp+received-1@forum.example\n"
    assert read(mail(GOOGLE, above=above + received)).tokens == (
        "first-to-1", TOKEN, "copied-to-1", "delivered-1", "original-1", "xenvelope-1", "envelope-1", "received-1",
    )  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        "rsvp+short@forum.example",
        f"rsvp+{'x' * 65}@forum.example",
        "rsvp+under_score@forum.example",
        f"rsvp-{TOKEN}@forum.example",
        f"xrsvp+{TOKEN}@forum.example",
        f"x.rsvp+{TOKEN}@forum.example",
        f"rsvp+{TOKEN}@forum.example.elsewhere.example",
        f"rsvp+{TOKEN}@forum.examples",
        f"rsvp+{TOKEN}@forum.example-x",
        f"rsvp+{TOKEN}@forumxexample",
        f"rsvp+{TOKEN}\N{KELVIN SIGN}@forum.example",
    ],
)
def test_what_only_looks_like_ours(address: str) -> None:
    assert read(mail(PLAIN, to=address)).tokens == ()


@pytest.mark.parametrize("mailbox", ["", "rsvp", "@forum.example", "rsvp@"])
def test_without_a_mailbox_there_are_no_tokens(mailbox: str) -> None:
    assert read_mail(mail(GOOGLE), mailbox=mailbox, trusted_authserv="").tokens == ()


def test_a_mailbox_in_other_case_with_signs() -> None:
    raw = mail(PLAIN, to=f"a.b+{TOKEN}@forum.example")
    assert read_mail(raw, mailbox=" A.B@Forum.example ", trusted_authserv="").tokens == (TOKEN,)
    assert read_mail(raw, mailbox="a-b@forum.example", trusted_authserv="").tokens == ()
