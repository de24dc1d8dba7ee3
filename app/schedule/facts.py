"""What happens to programmes. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.facts import Fact

__all__ = ["ProgrammeReleased"]


@dataclass(frozen=True)
class ProgrammeReleased(Fact):
    """A release was made; its diff is in the row. Mails it owes are written in the same transaction (promise P8)."""

    event_id: int
    release_id: int
    number: int
    tells_details: bool = False
    """Whether speakers are to be told also of changes that leave their times alone."""
