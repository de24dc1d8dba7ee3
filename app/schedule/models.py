"""Tables of the draft programme and of its releases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.cities.models import City, Organisation
from app.clock import now
from app.db import Base, Model, Versioned
from app.events.models import Event
from app.texts import LocalText

__all__ = [
    "Appearance", "GlossaryEntry", "Mention", "Part", "PreviewLink", "Release", "Session", "Speaker", "Stage", "Track",
]  # fmt: skip


class Track(Versioned, Model):
    """A theme running through the event."""

    __tablename__ = "tracks"
    __table_args__ = (UniqueConstraint("event_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[LocalText]
    about: Mapped[LocalText] = mapped_column(default=dict)
    colour: Mapped[str] = mapped_column(String(7), default="")
    position: Mapped[int] = mapped_column(default=0)


class Part(Versioned, Model):
    """A titled stretch of a webinar, numbered from 1."""

    __tablename__ = "parts"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[LocalText]


class Stage(Versioned, Model):
    """Where sessions are shown: one stream at a time."""

    __tablename__ = "stages"
    __table_args__ = (UniqueConstraint("event_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[LocalText]
    city_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id", ondelete="SET NULL"))
    guid: Mapped[str] = mapped_column(String(36), default="")
    position: Mapped[int] = mapped_column(default=0)

    city: Mapped[City | None] = relationship()


class GlossaryEntry(Versioned, Model):
    """A term that sessions explain in a footnote."""

    __tablename__ = "glossary_entries"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(80))
    term: Mapped[LocalText]
    gist: Mapped[LocalText]


session_glossary = Table(
    "session_glossary",
    Base.registry.metadata,
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("entry_id", ForeignKey("glossary_entries.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Speaker(Versioned, Model):
    """A person who appears in sessions: one record across events. Merging two records is explicit."""

    __tablename__ = "speakers"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    sort_name: Mapped[str] = mapped_column(String(200), default="")
    biography: Mapped[LocalText] = mapped_column(default=dict)
    country: Mapped[str] = mapped_column(String(2), default="")
    city_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id", ondelete="SET NULL"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"))
    title: Mapped[LocalText] = mapped_column(default=dict)
    """Her role where she works; an appearance may present another."""
    links: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    """Never in a snapshot, page or feed."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"), index=True)
    zone: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str | None] = mapped_column(String(16))
    home_event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="SET NULL"), index=True)
    """The event in which she was entered: its editors, she herself and admins edit the record. Elsewhere only
    appearances are edited, so that nobody rewrites a person known from another city's event."""
    fictional: Mapped[bool] = mapped_column(default=False)
    import_key: Mapped[str | None] = mapped_column(String(120), index=True)
    carried: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    city: Mapped[City | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()


class Session(Versioned, Model):
    """An item of the programme. Variables are called ``talk``: the name ``session`` is taken by Flask and SQLAlchemy.

    ``local_start`` with ``zone`` and ``fold`` is the promise; ``starts_at`` and ``ends_at`` derive from it and name the
    time zone data they were derived with (design: time.md). ``duration`` is in minutes, 0 = "no length".
    """

    __tablename__ = "sessions"
    __table_args__ = (UniqueConstraint("event_id", "code"), Index(None, "event_id", "starts_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(12))
    guid: Mapped[str] = mapped_column(String(36), index=True)
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(20), default="talk")
    state: Mapped[str] = mapped_column(String(12), default="planned")
    title: Mapped[LocalText]
    subtitle: Mapped[LocalText] = mapped_column(default=dict)
    abstract: Mapped[LocalText] = mapped_column(default=dict)
    description: Mapped[LocalText] = mapped_column(default=dict)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    links: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    track_id: Mapped[int | None] = mapped_column(ForeignKey("tracks.id", ondelete="SET NULL"))
    part_id: Mapped[int | None] = mapped_column(ForeignKey("parts.id", ondelete="SET NULL"))
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("stages.id", ondelete="SET NULL"))
    held_by_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id", ondelete="SET NULL"))
    """The host city that holds the session: only its editors and the owners change it."""
    position: Mapped[int] = mapped_column(default=0)
    local_start: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    zone: Mapped[str] = mapped_column(String(64))
    fold: Mapped[int] = mapped_column(default=0)
    duration: Mapped[int] = mapped_column(default=0)
    time_assumed: Mapped[bool] = mapped_column(default=False)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None] = mapped_column(index=True)
    tz_version: Mapped[str] = mapped_column(String(12), default="")
    sequence: Mapped[int] = mapped_column(default=-1)
    """The highest SEQUENCE ever released (promise P7); -1 = never released."""
    import_key: Mapped[str | None] = mapped_column(String(200), index=True)
    carried: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    event: Mapped[Event] = relationship()
    track: Mapped[Track | None] = relationship()
    part: Mapped[Part | None] = relationship()
    stage: Mapped[Stage | None] = relationship()
    held_by: Mapped[City | None] = relationship()
    appearances: Mapped[list[Appearance]] = relationship(
        back_populates="talk", order_by="Appearance.position", cascade="all, delete-orphan", passive_deletes=True
    )
    glossary: Mapped[list[GlossaryEntry]] = relationship(secondary=session_glossary)


class Appearance(Versioned, Model):
    """A speaker in a session, with role, organisation and city as presented there."""

    __tablename__ = "appearances"
    __table_args__ = (UniqueConstraint("session_id", "speaker_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id", ondelete="RESTRICT"), index=True)
    role: Mapped[str] = mapped_column(String(12), default="speaker")
    title: Mapped[LocalText] = mapped_column(default=dict)
    organisation: Mapped[LocalText] = mapped_column(default=dict)
    city_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id", ondelete="SET NULL"))
    position: Mapped[int] = mapped_column(default=0)

    talk: Mapped[Session] = relationship(back_populates="appearances")
    speaker: Mapped[Speaker] = relationship()
    city: Mapped[City | None] = relationship()


class Release(Model):
    """What the world sees: an immutable numbered snapshot of the programme. The highest number is the current one."""

    __tablename__ = "releases"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    number: Mapped[int]
    note: Mapped[LocalText] = mapped_column(default=dict)
    released_at: Mapped[datetime] = mapped_column(default=now)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    cause: Mapped[str] = mapped_column(String(12), default="")
    """One of ``rules.kinds.ReleaseCause``."""
    is_current: Mapped[bool] = mapped_column(default=True, index=True)
    programme_version: Mapped[int] = mapped_column(default=0)
    """The draft's version that was released."""
    snapshot: Mapped[str] = deferred(mapped_column(Text))
    """JSON of ``rules.programme.Programme``."""
    digest: Mapped[str] = mapped_column(String(64))
    summary: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """JSON of ``rules.summary.Summary``: what lists show, so that they need not read snapshots."""
    first_start: Mapped[datetime | None] = mapped_column(index=True)
    last_end: Mapped[datetime | None] = mapped_column(index=True)
    instants: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, deferred=True)
    """The start (UTC, ISO 8601) that each session's wall time meant, by code; empty where an older program released."""
    tz_version: Mapped[str] = mapped_column(String(12), default="")
    """Of the time zone data that these, ``summary``, ``first_start`` and ``last_end`` were derived with."""
    diff: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """JSON of ``rules.diff.Diff`` to the release before."""

    event: Mapped[Event] = relationship()


class Mention(Model):
    """Who and what a release names, so that a speaker's or city's page finds its events without reading snapshots."""

    __tablename__ = "mentions"
    __table_args__ = (Index(None, "kind", "key"),)

    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    """``speaker`` (key = code), ``host``, ``city``, ``series`` or ``organisation`` (key = slug)."""
    key: Mapped[str] = mapped_column(String(100), primary_key=True)


class PreviewLink(Model):
    """A secret, revocable link that shows the draft."""

    __tablename__ = "preview_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    revoked_at: Mapped[datetime | None]
