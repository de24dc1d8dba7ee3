"""Tables of agendas."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import Model

__all__ = ["AgendaLink", "Pick"]


class Pick(Model):
    """A session in a person's agenda. By its code, not by its row: releases keep the one, drafts may drop the other."""

    __tablename__ = "picks"

    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True, index=True)
    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    picked_at: Mapped[datetime] = mapped_column(default=now)


class AgendaLink(Model):
    """A secret address under which calendars read a person's agenda. Its row is deleted when it is revoked."""

    __tablename__ = "agenda_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
    """When it was last read, to the hour; from where is not kept."""
    program: Mapped[str] = mapped_column(String(40), default="")
    """What read it then, by the first word of what it calls itself."""
