"""Tables of persons and of their signing in."""

from __future__ import annotations

import uuid
from datetime import datetime

from flask_security.core import UserMixin
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import Model, Versioned

__all__ = ["Person", "SignIn", "SignInRequest"]


class Person(Versioned, UserMixin, Model):
    """Somebody with an account: organizer, moderator, speaker or attendee. Speakers without account are not here."""

    __tablename__ = "persons"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """As normalised by ``people.rules.normal_address``: lower case, IDNA domain."""
    name: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str | None] = mapped_column(String(16))
    zone: Mapped[str | None] = mapped_column(String(64))
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_organizer: Mapped[bool] = mapped_column(default=False)
    """May create events; given by an admin."""
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: uuid.uuid4().hex)
    """What the session cookie names the person by; changing it ends every session."""
    last_seen_at: Mapped[datetime | None]


class SignInRequest(Model):
    """A one-time link and code that was mailed. Both are kept as hashes; either is used at most once."""

    __tablename__ = "sign_in_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    link_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    browser_hash: Mapped[str] = mapped_column(String(64))
    """Of the browser that asked; the code works only there, the link asks for a POST anywhere."""
    next_path: Mapped[str] = mapped_column(String(500), default="")
    makes_admin: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignIn(Model):
    """A browser in which a person is signed in. Ending it ends that session at its next request."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index(None, "person_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(200), default="")
    """Browser and system in words, for the list of sessions; no address is kept."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
