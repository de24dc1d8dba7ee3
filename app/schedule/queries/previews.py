"""Reads of the links that show a draft."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.db import db
from app.errors import NotFound
from app.events.models import Event
from app.schedule.models import PreviewLink

__all__ = ["link_of", "links_of", "previewed_event"]


def links_of(event: Event) -> Sequence[PreviewLink]:
    """The event's links that still work, newest first."""
    query = select(PreviewLink).where(PreviewLink.event_id == event.id, PreviewLink.revoked_at.is_(None))
    return db.session.scalars(query.order_by(PreviewLink.id.desc())).all()


def link_of(event: Event, link_id: int) -> PreviewLink:
    """One of the event's links. Raises :class:`NotFound`."""
    link = db.session.scalar(select(PreviewLink).where(PreviewLink.event_id == event.id, PreviewLink.id == link_id))
    if link is None:
        raise NotFound
    return link


def previewed_event(slug: str, token_hash: str) -> Event:
    """The event that a link shows. Raises :class:`NotFound` for revoked ones and for links of other events."""
    query = (
        select(Event)
        .join(PreviewLink, PreviewLink.event_id == Event.id)
        .where(Event.slug == slug, PreviewLink.token_hash == token_hash, PreviewLink.revoked_at.is_(None))
    )
    event = db.session.scalar(query)
    if event is None:
        raise NotFound
    return event
