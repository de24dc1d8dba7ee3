"""What an import did, or would do. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.exchange.rules.oddities import Oddity

__all__ = ["Counts", "Report"]


@dataclass(slots=True)
class Counts:
    """How many were there, and what became of them."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def count(self, *, changed: bool) -> None:
        """One more that was there already."""
        if changed:
            self.changed += 1
        else:
            self.same += 1

    @property
    def all(self) -> int:
        """How many the file holds."""
        return self.new + self.changed + self.same

    def __bool__(self) -> bool:
        """Whether anything was written."""
        return bool(self.new or self.changed)


@dataclass(slots=True)
class Report:
    """What came of a file. The same for a dry run, which is the same import, undone."""

    event: str
    is_new_event: bool
    format: str
    zone: str
    sessions: Counts = field(default_factory=Counts)
    people: Counts = field(default_factory=Counts)
    stages: Counts = field(default_factory=Counts)
    tracks: Counts = field(default_factory=Counts)
    event_changed: bool = False
    oddities: tuple[Oddity, ...] = ()

    @property
    def changes_anything(self) -> bool:
        """Whether the draft is another one afterwards."""
        parts = (self.sessions, self.people, self.stages, self.tracks)
        return self.is_new_event or self.event_changed or any(parts)
