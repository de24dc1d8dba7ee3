"""The history of an event's draft: written within the transaction of every change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import update

from app.db import db
from app.events.facts import DraftChanged
from app.events.models import Change, Event
from app.texts import LocalText

__all__ = ["Changed", "note_change", "reference", "write"]


@dataclass(frozen=True)
class Changed:
    """The values that differ, before and after, as JSON can hold them. False where nothing does."""

    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.after)

    def name_rows(self, column: str, name: str, told: Callable[[int], dict[str, Any] | None]) -> None:
        """Tell of the row in a column by name instead of by number: another row may have that number tomorrow."""
        for side in (self.before, self.after):
            if column in side:
                row_id = side.pop(column)
                side[name] = None if row_id is None else told(row_id)


def reference(key: str | int, name: LocalText) -> dict[str, Any]:
    """A row as the history names it: by what stays the same, and by what it was called then."""
    return {"key": key, "name": dict(name)}


def write(row: object, values: Mapping[str, Any]) -> Changed:
    """Set the row's columns. Equal values are left alone, so that saving nothing makes no new version."""
    changed = Changed()
    for name, new in values.items():
        old = getattr(row, name)
        if old != new:
            changed.before[name], changed.after[name] = _plain(old), _plain(new)
            setattr(row, name, new)
    return changed


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    return value.isoformat() if isinstance(value, date) else value


def note_change(fact: DraftChanged) -> None:
    """Reaction within: a line of history, and a new version of the draft as a whole."""
    db.session.add(
        Change(
            event_id=fact.event_id,
            person_id=fact.by_id,
            act=fact.act,
            subject=fact.subject,
            title=fact.title,
            before=dict(fact.before),
            after=dict(fact.after),
        )
    )
    if not fact.differs:
        return
    db.session.execute(
        update(Event)
        .where(Event.id == fact.event_id)
        .values(programme_version=Event.programme_version + 1, version=Event.version, changed_at=Event.changed_at)
        .execution_options(synchronize_session=False)
    )
