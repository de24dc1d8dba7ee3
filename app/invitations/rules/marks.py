"""By what organizers look for speakers on the page of invitations. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from app.errors import N_

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
    Mark.UNANSWERED: N_("No answer yet"),
    Mark.ACCEPTED: N_("Accepted"),
    Mark.TENTATIVE: N_("Tentative"),
    Mark.DECLINED: N_("Declined"),
    Mark.FRESH: N_("Not invited"),
    Mark.WAITS: N_("Waits for the release"),
    Mark.UNREACHED: N_("Not reached"),
    Mark.OFF: N_("Called off or withdrawn"),
}
