"""What the organizers of an event choose: what the public sees, when the doors open."""

from __future__ import annotations

from datetime import timedelta

from app.db import db, expect_version
from app.errors import N_, RuleBroken
from app.events.models import Event
from app.visits.models import VisitSettings
from app.visits.queries import settings_of
from app.visits.rules.hours import LONGEST_DOORS
from app.visits.rules.public import Shown

__all__ = ["choose"]


def choose(event: Event, *, shown: Shown, doors: timedelta, expected_version: int | None) -> VisitSettings:
    """Set both. Refuses doors that open after the start, or more than four hours before it."""
    if not timedelta() <= doors <= LONGEST_DOORS:
        raise RuleBroken(N_("Between 0 and 240 minutes."), field="doors_minutes")
    row = settings_of(event.id)
    if row.version is not None:
        expect_version(row, expected_version)
    row.shown, row.doors_minutes = shown.value, int(doors.total_seconds()) // 60
    db.session.add(row)
    db.session.flush()
    return row
