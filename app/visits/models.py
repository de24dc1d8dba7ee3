"""Tables of what is counted. No address, no account, no cookie: a visit knows its visitor by a keyed hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import Model, Versioned

__all__ = ["Visit", "VisitSalt", "VisitSample", "VisitSettings"]


class Visit(Model):
    """Somebody's visit to a session's room, live or as a replay; totals are counted from these rows, never added up.

    ``key`` and the names of ``tabs`` are hashes with the salt of the event (live) or of the month (replay). Once the
    salt is deleted they lead to nobody.
    """

    __tablename__ = "visits"
    __table_args__ = (
        UniqueConstraint("event_id", "code", "mode", "key", "number"),
        Index(None, "event_id", "key"),
        Index(None, "event_id", "last_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(12))
    """The session's code, as released."""
    mode: Mapped[str] = mapped_column(String(6))
    """One of ``rules.hours.Mode``."""
    key: Mapped[str] = mapped_column(String(32))
    number: Mapped[int]
    """From 1: which visit of that key to that session it is."""
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    watched_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    present_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    has_video: Mapped[bool] = mapped_column(default=False)
    viewed_at: Mapped[datetime | None]
    """When it became a view."""
    tabs: Mapped[dict[str, list[int]]] = mapped_column(JSON, default=dict)
    """What each tab said at most, as ``rules.visiting.Tab``."""


class VisitSalt(Model):
    """What keys of visitors are hashed with: of an event, deleted 48 h after it; of a month, for replays."""

    __tablename__ = "visit_salts"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), unique=True)
    month: Mapped[str | None] = mapped_column(String(7), unique=True)
    """``2026-11``."""
    secret: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(default=now)


class VisitSample(Model):
    """How many were here at a moment, in a session; with an empty code, in the whole event."""

    __tablename__ = "visit_samples"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    here: Mapped[int]


class VisitSettings(Versioned, Model):
    """What the organizers of an event chose: what the public sees, when the doors open."""

    __tablename__ = "visit_settings"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    shown: Mapped[str] = mapped_column(String(8))
    """One of ``rules.public.Shown``; hidden until somebody chooses."""
    doors_minutes: Mapped[int]
