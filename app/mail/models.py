"""The outbox: mails that are owed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.clock import now
from app.db import Model

__all__ = ["OwedMail"]


class OwedMail(Model):
    """One mail to one address, written in the transaction of the change that owes it (promise P6).

    Its inputs are frozen in ``params``; the sender renders it once, stores the bytes before the first attempt and
    repeats those bytes. ``state``: owed -> sent | failed (given up).
    """

    __tablename__ = "owed_mails"
    __table_args__ = (Index(None, "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    """Names the template: ``mail/<kind>.txt`` and ``.html``."""
    to: Mapped[str] = mapped_column(String(254))
    to_name: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(16))
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    event_id: Mapped[int | None] = mapped_column(index=True)
    """The event on whose page organizers see it; no foreign key: the outbox is ground and outlives events."""
    sender: Mapped[str] = mapped_column(String(254), default="")
    """From whom it comes, and where answers and bounces go; empty = the installation's own address."""
    calendar: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    """An iTIP message that it carries (RFC 6047), frozen like all other inputs."""
    method: Mapped[str] = mapped_column(String(12), default="")
    """That message's METHOD."""
    thread: Mapped[str] = mapped_column(String(80), default="", index=True)
    """Mails of one thread to one address are sent in the order in which they came to be owed; empty = on its own."""
    message_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    rendered: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    state: Mapped[str] = mapped_column(String(12), default="owed")
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    due_at: Mapped[datetime] = mapped_column(default=now)
    leased_until: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    """A one-time code is not worth sending any more after it ran out."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
