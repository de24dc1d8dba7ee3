"""Tables of events: series, hosts, partners, teams, history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cities.models import City, Organisation
from app.clock import now
from app.db import Model, Versioned
from app.people.models import Person
from app.texts import LocalText

__all__ = ["Change", "Event", "EventFigure", "Host", "Partner", "Series", "TeamInvite", "TeamMember"]


class Series(Versioned, Model):
    """Events that repeat, such as a yearly forum."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[LocalText]
    about: Mapped[LocalText] = mapped_column(default=dict)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))


class Event(Versioned, Model):
    """A webinar or a forum. What visitors see of it is its latest release, never this row."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    """``webinar`` or ``forum``."""
    state: Mapped[str] = mapped_column(String(12), default="draft")
    """``draft``, ``public`` or ``cancelled``."""
    title: Mapped[LocalText]
    theme: Mapped[LocalText] = mapped_column(default=dict)
    about: Mapped[LocalText] = mapped_column(default=dict)
    zone: Mapped[str] = mapped_column(String(64))
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    times_assumed: Mapped[bool] = mapped_column(default=False)
    assumption: Mapped[LocalText] = mapped_column(default=dict)
    in_person: Mapped[bool] = mapped_column(default=False)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id", ondelete="SET NULL"))
    edition: Mapped[int | None]
    carried: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What an exchange format said that has no column; given back on export."""
    programme_version: Mapped[int] = mapped_column(default=1)
    """Rises with every change to anything of the draft: a release names the one it was previewed at."""

    series: Mapped[Series | None] = relationship()
    hosts: Mapped[list[Host]] = relationship(
        back_populates="event", order_by="Host.position", cascade="all, delete-orphan"
    )
    partners: Mapped[list[Partner]] = relationship(
        back_populates="event", order_by="Partner.position", cascade="all, delete-orphan"
    )
    figures: Mapped[list[EventFigure]] = relationship(order_by="EventFigure.position", cascade="all, delete-orphan")


class Host(Versioned, Model):
    """A city's part in an event: ``lead``, ``co_host`` or ``guest``."""

    __tablename__ = "hosts"
    __table_args__ = (UniqueConstraint("event_id", "city_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id", ondelete="RESTRICT"), index=True)
    part: Mapped[str] = mapped_column(String(12), default="co_host")
    position: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship(back_populates="hosts")
    city: Mapped[City] = relationship(lazy="joined", innerjoin=True)


class Partner(Versioned, Model):
    """An organisation's part in an event; ``role`` is one of ``events.rules.PartnerRole``."""

    __tablename__ = "partners"
    __table_args__ = (UniqueConstraint("event_id", "organisation_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="RESTRICT"), index=True)
    role: Mapped[str] = mapped_column(String(20), default="supporter")
    position: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship(back_populates="partners")
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)


class EventFigure(Model):
    """A number as reported by the organizer ("193,000 views"); never mixed with what the program counts."""

    __tablename__ = "event_figures"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    value: Mapped[int] = mapped_column(BigInteger)
    label: Mapped[LocalText]
    qualifier: Mapped[LocalText] = mapped_column(default=dict)
    source: Mapped[LocalText] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=0)


class TeamMember(Model):
    """A person's role in an event: ``owner``, ``editor`` (of a host city) or ``moderator``."""

    __tablename__ = "team_members"
    __table_args__ = (UniqueConstraint("event_id", "person_id", "role", "city_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    city_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id", ondelete="CASCADE"))
    """The host city that an editor edits for."""
    created_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    city: Mapped[City | None] = relationship()


class TeamInvite(Model):
    """A mailed invitation to join an event's team; its link is kept as a hash and works once."""

    __tablename__ = "team_invites"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(12))
    city_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    city: Mapped[City | None] = relationship()
    event: Mapped[Event] = relationship()


class Change(Model):
    """One line of an event's history: who changed what, with the values before and after."""

    __tablename__ = "changes"
    __table_args__ = (Index(None, "event_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(default=now)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    act: Mapped[str] = mapped_column(String(40))
    """The fact's name in words_with_underscores, e.g. ``session_moved``."""
    subject: Mapped[str] = mapped_column(String(40), default="")
    """What was changed: ``session:k7m2qd``."""
    title: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    person: Mapped[Person | None] = relationship()
