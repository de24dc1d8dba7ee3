"""Real mails and the examples of the standard, where they are beside the checkout."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from app.invitations.rules.answers import Answer
from app.invitations.rules.inbound import Proposal, read_mail
from tests.invitations.mails import mail, read
from tests.shared import shared_path

BETTER = "This time works much better and I think the big conference room is too big"
EARLIER = Proposal(datetime(1997, 7, 1, 16, tzinfo=UTC), datetime(1997, 7, 1, 19, tzinfo=UTC))
EXAMPLES = [
    ("", [("b@example.com", Answer.ACCEPTED, "", None)]),
    ("", [("b@example.com", None, BETTER, EARLIER)]),
    ("", [("c@example.com", Answer.DECLINED, "→ e@example.com", None)]),
    ("", [("e@example.com", Answer.ACCEPTED, "", None)]),
    ("", [("c@example.com", Answer.DECLINED, "→ e@example.com\nSorry, I will be out of town at that time.", None)]),
    ("no appointment", []),  # free and busy time
    ("single occurrence", []),
    ("", [("b@example.com", Answer.NEEDS_ACTION, "", None)]),  # it says only that a rule is not understood
    ("no appointment", []),  # tasks
    ("no appointment", []),
    ("no appointment", []),
    ("no appointment", []),
]


def test_outlooks_answer() -> None:
    found = read(shared_path("data", "mail-ics", "outlook14-reply-accepted.eml").read_bytes())
    [reply] = found.replies
    assert (reply.answer, reply.comment, reply.sequence, reply.proposal) == (Answer.ACCEPTED, "", 0, None)
    assert reply.attendee == found.sender
    assert reply.starts_at == datetime(2012, 4, 24, 23, tzinfo=UTC)
    assert reply.dtstamp == datetime(2012, 4, 24, 22, 46, 11, tzinfo=UTC)
    assert (found.trouble, found.is_trusted, found.is_automatic) == ("", False, False)


@pytest.mark.parametrize("name", ["google-request.eml", "zimbra-invite-request.eml"])
def test_invitations_of_others_are_left_alone(name: str) -> None:
    found = read(shared_path("data", "mail-ics", name).read_bytes())
    assert (found.replies, found.trouble) == ((), "method request")


@pytest.mark.parametrize("name", ["apple-icloud-calendar.ics", "office365-custom-timezone.ics"])
def test_calendars_of_others_are_left_alone(name: str) -> None:
    found = read(mail(shared_path("data", "mail-ics", name).read_bytes()))
    assert (found.replies, found.trouble) in {((), "no method"), ((), "method publish")}


def test_the_examples_of_the_standard() -> None:
    """RFC 2446, section 4: each calendar in a mail of its own, from its attendee B."""
    text = shared_path("data", "mail-ics", "rfc2446-examples-53-messages.ics").read_text()
    calendars = re.findall(r"BEGIN:VCALENDAR.*?END:VCALENDAR", text, re.DOTALL)
    methods = [found[1] for each in calendars if (found := re.search(r"^METHOD:\s*(\w+)", each, re.MULTILINE))]
    mails = [read_mail(mail(each, sender="b@example.com"), mailbox="", trusted_authserv="") for each in calendars]
    read_ones = list(zip(methods, mails, strict=True))
    others = [(method, found) for method, found in read_ones if method not in {"REPLY", "COUNTER"}]
    assert (len(read_ones), len(others)) == (53, 41)
    assert all((found.replies, found.trouble) == ((), f"method {method.lower()}") for method, found in others)
    assert [
        (found.trouble, [(each.attendee, each.answer, each.comment, each.proposal) for each in found.replies])
        for method, found in read_ones
        if method in {"REPLY", "COUNTER"}
    ] == EXAMPLES
