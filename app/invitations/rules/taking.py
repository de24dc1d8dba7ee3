"""What becomes of a mail to the mailbox of answers. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.errors import RuleBroken
from app.invitations.rules.answering import Said, check_proposal
from app.invitations.rules.answers import Answer
from app.invitations.rules.inbound_values import Bounce, Inbound, Reply
from app.invitations.rules.owing import Told

__all__ = [
    "KEPT_FOR", "MOST_ANSWERS", "MOST_LOOKED_AT", "MOST_WAITING", "Outcome", "Verdict", "is_about_older", "is_hers",
    "is_returned", "of_all", "said_in", "without_answer",
]  # fmt: skip

MOST_LOOKED_AT: Final = 5
"""Tokens and answers of one mail that are looked at; real ones have one of each."""

MOST_WAITING: Final = 20
"""Unverified answers that may wait for the organizers of one invitation (promise P17)."""

MOST_ANSWERS: Final = 500
"""Answers by mail to one invitation."""

KEPT_FOR: Final = timedelta(days=180)
"""How long a mail is known again. An older one that comes back is about an older answer, and changes nothing either."""


class Outcome(StrEnum):
    """What became of a mail."""

    COUNTED = "counted"
    UNVERIFIED = "unverified"
    OUTDATED = "outdated"
    BOUNCED = "bounced"
    IGNORED = "ignored"
    REFUSED = "refused"
    REPEATED = "repeated"


@dataclass(frozen=True)
class Verdict:
    """The outcome, and why in short English for the operator: never an address nor anybody's words."""

    outcome: Outcome
    reason: str = ""


_FIRST: Final = tuple(Outcome)


def of_all(verdicts: Iterable[Verdict]) -> Verdict:
    """Of several answers in one mail the one that did most."""
    return min(verdicts, key=lambda each: _FIRST.index(each.outcome))


def without_answer(mail: Inbound) -> Verdict:
    """A mail that neither answers nor gives ours back."""
    if mail.is_automatic and mail.trouble == "no calendar":
        return Verdict(Outcome.IGNORED, "automatic")
    return Verdict(Outcome.IGNORED, mail.trouble or "no answer in it")


def is_hers(mail: Inbound, reply: Reply, *, invited: str, known: frozenset[str], by_token: bool) -> bool:
    """Whether an answer counts as the invited speaker's own.

    By token: it was sent to her alone, but it travels with her invitation when she forwards it, and whoever she
    forwards it to is asked by a calendar too. So the answer counts where it names an address of hers (``known``), or is
    certainly sent from one; that of another address waits for the organizers. An alias that nobody knows costs them a
    click, while a colleague's "no" in her name would cost them the speaker. Without a token: all three addresses are
    the ``invited`` one, and our own server saw that the mail comes from there (RFC 6047, section 3).
    """
    if by_token:
        return reply.attendee in known or (mail.is_trusted and mail.sender in known)
    return mail.is_trusted and mail.sender == reply.attendee == invited


def said_in(reply: Reply, told: Told, *, sender: str, now: datetime) -> Said | None:
    """The answer, or None where it says nothing that we know. Who proposes another time has not accepted this one.

    Neither a clock that is fast nor a number from nowhere makes an answer newer than all that will come. ``sender`` is
    the mail's, empty where it has none or several: then whom the answer names is who claims to have sent it.
    """
    proposed = _proposed(reply, told, now)
    answer = reply.answer
    if answer is None or answer is Answer.NEEDS_ACTION:
        if reply.proposal is None and proposed is None:
            return None
        answer = Answer.TENTATIVE
    stamped_at = min(reply.dtstamp, now) if reply.dtstamp else None
    return Said(answer, "mail", reply.comment, _sequence(reply, told), stamped_at, proposed, sender or reply.attendee)


def is_about_older(said: Said, told: Told) -> bool:
    """Whether she was asked again since what it answers."""
    return said.sequence is not None and said.sequence < told.asked


def is_returned(bounce: Bounce, to: str) -> bool:
    """Whether the report says that our mail to this address came back for good."""
    return bounce.is_final and bounce.recipient == to


def _sequence(reply: Reply, told: Told) -> int:
    """Without SEQUENCE it answers what starts when it says; else the first message (RFC 5545, section 3.8.7.4)."""
    if reply.sequence is None:
        return told.sequence if reply.starts_at == told.starts_at else 0
    return min(reply.sequence, told.sequence)


def _proposed(reply: Reply, told: Told, now: datetime) -> tuple[datetime, datetime] | None:
    """Another time that can be meant. Google may propose one by its start alone, to what it was told last."""
    length = told.ends_at - told.starts_at
    if reply.proposal is not None:
        start, end = reply.proposal.starts_at, reply.proposal.ends_at or reply.proposal.starts_at + length
    elif reply.starts_at is not None and _sequence(reply, told) == told.sequence:
        start, end = reply.starts_at, reply.starts_at + length
    else:
        return None
    if (start, end) == (told.starts_at, told.ends_at):
        return None
    try:
        return check_proposal(start, end, now=now)
    except RuleBroken:
        return None  # what she said besides is kept
