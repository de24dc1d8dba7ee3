"""What a speaker can answer (PARTSTAT, RFC 5545 section 3.2.12)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from app.errors import N_

__all__ = ["ANSWER_WORDS", "Answer"]


class Answer(StrEnum):
    """Whether she comes."""

    NEEDS_ACTION = "needs_action"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


ANSWER_WORDS: Final[Mapping[Answer, str]] = {
    Answer.NEEDS_ACTION: N_("No answer yet"),
    Answer.ACCEPTED: N_("Accepted"),
    Answer.TENTATIVE: N_("Tentative"),
    Answer.DECLINED: N_("Declined"),
}
