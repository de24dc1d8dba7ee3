"""By what organizers look for speakers on the page of invitations. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from app.errors import N_
from app.invitations.rules.answers import ANSWER_WORDS, Answer

__all__ = ["MARK_WORDS", "Mark"]


class Mark(StrEnum):
    """What may be so of a speaker in a session; several at once."""

    LOOK = "look"
    UNANSWERED = "unanswered"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    FRESH = "fresh"
    WAITS = "waits"
    UNREACHED = "unreached"
    OFF = "off"


MARK_WORDS: Final[Mapping[Mark, str]] = {
    Mark.LOOK: N_("To look at"),
    Mark.UNANSWERED: ANSWER_WORDS[Answer.NEEDS_ACTION],
    Mark.ACCEPTED: ANSWER_WORDS[Answer.ACCEPTED],
    Mark.TENTATIVE: ANSWER_WORDS[Answer.TENTATIVE],
    Mark.DECLINED: ANSWER_WORDS[Answer.DECLINED],
    Mark.FRESH: N_("Not invited"),
    Mark.WAITS: N_("Waits for the release"),
    Mark.UNREACHED: N_("Not reached"),
    Mark.OFF: N_("Called off or withdrawn"),
}
