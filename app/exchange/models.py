"""Files that organizers upload to import them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.clock import now
from app.db import Model
from app.events.models import Event
from app.people.models import Person

__all__ = ["ImportRun"]


class ImportRun(Model):
    """An uploaded file on its way into an event: read as a dry run, looked at, then imported (``RunState``).

    The file is forgotten as soon as nothing is to be done with it any more.
    """

    __tablename__ = "import_runs"
    __table_args__ = (Index(None, "event_id", "created_at"), Index(None, "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    file_name: Mapped[str] = mapped_column(String(200))
    file: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    zone: Mapped[str | None] = mapped_column(String(64))
    start: Mapped[date | None]
    attempts: Mapped[int] = mapped_column(default=0)
    """Counted before each: a file that ends the job process is not tried for ever."""
    refusal: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The sentence and what stands in its places, translated where it is shown."""
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """JSON of ``rules.report.Report``."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()
