"""The draft that a file is set into, with what sessions of the file are tied to."""

from __future__ import annotations

from dataclasses import dataclass

from app.events.models import Event
from app.events.rules import Grants, may_change_held
from app.exchange.actions.people import Speakers
from app.exchange.actions.places import Stages, Tracks
from app.exchange.rules.echo import Echo
from app.exchange.rules.oddities import Notebook
from app.exchange.rules.outline import Addresses
from app.schedule.models import Session

__all__ = ["Target"]


@dataclass(frozen=True)
class Target:
    """An event and its stages, tracks and speakers by the file's names. ``grants`` None: an operator, who may all."""

    event: Event
    zone_before: str
    """The event's zone before this import, which may have named another."""
    grants: Grants | None
    echo: Echo | None
    addresses: Addresses
    stages: Stages
    tracks: Tracks
    speakers: Speakers
    notes: Notebook

    def may_change(self, talk: Session) -> bool:
        """Whether the importing person may: not what another host city holds."""
        return self.grants is None or may_change_held(self.grants, talk.held_by_id)
