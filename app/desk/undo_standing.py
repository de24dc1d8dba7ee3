"""How a draft stands where changes may be taken back: read once for all the changes of a page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.db import db
from app.errors import NotFound
from app.events.models import Change, Event
from app.events.queries import grants_of
from app.people.models import Person
from app.schedule.actions.restoring import identities
from app.schedule.models import Session
from app.schedule.queries.talks import frame_of

__all__ = ["Standing"]


class Standing:
    """The event, what she may do in it, and the sessions that the changes are about."""

    def __init__(self, event: Event, changes: Iterable[Change], by: Person) -> None:
        changes = list(changes)
        self.event, self.by, self.grants = event, by, grants_of(by, event)
        self._kept = [change.before["kept"] for change in changes if _is_deleted_session(change)]
        codes = {_code(change) for change in changes if change.subject.startswith("session:")}
        query = select(Session).where(Session.event_id == event.id, Session.code.in_(codes))
        self._talks = {talk.code: talk for talk in db.session.scalars(query.options(selectinload(Session.glossary)))}
        self._frame = frame_of(event) if self._talks else None  # kept: what sessions point to is then read already
        back = select(Change.subject, func.max(Change.id)).where(
            Change.event_id == event.id, Change.act.endswith("_restored", autoescape=True)
        )
        self._restored = {subject: last for subject, last in db.session.execute(back.group_by(Change.subject))}

    def talk(self, change: Change) -> Session | None:
        """The session that the change is about, None where it is gone."""
        return self._talks.get(_code(change))

    def present(self, change: Change) -> Session:
        """The session that the change is about. Raises :class:`NotFound`."""
        talk = self.talk(change)
        if talk is None:
            raise NotFound
        return talk

    @cached_property
    def identities(self) -> frozenset[tuple[str, str | None]]:
        """What the draft's sessions are known by, beside the deleted ones that the changes tell of."""
        return identities(self.event, self._kept)

    def was_restored(self, change: Change) -> bool:
        """Whether what the change deleted was put back later."""
        return self._restored.get(change.subject, 0) > change.id


def _is_deleted_session(change: Change) -> bool:
    return change.act == "session_deleted" and "kept" in change.before


def _code(change: Change) -> str:
    return change.subject.partition(":")[2]
