"""Uploaded files: kept until somebody has looked at what would come, then confirmed or dropped."""

from __future__ import annotations

from datetime import date

import structlog
from sqlalchemy import func, select, update

from app.db import db
from app.errors import N_, RuleBroken
from app.events.models import Event
from app.exchange.models import ImportRun
from app.exchange.rules.limits import check_size
from app.exchange.rules.runs import MOST_OPEN, OPEN, RunState
from app.people.models import Person
from app.texts import clean_line

__all__ = ["confirm", "drop", "upload"]

log = structlog.get_logger(__name__)


def upload(event: Event, data: bytes, name: str, *, zone: str | None, start: date | None, by: Person) -> ImportRun:
    """Keep a file; the job process will read it. Refused: empty, too large, or too many on their way already."""
    check_size(data)
    waiting = select(func.count()).where(ImportRun.event_id == event.id, ImportRun.state.in_(OPEN))
    if (db.session.scalar(waiting) or 0) >= MOST_OPEN:
        raise RuleBroken(N_("%(limit)s files are on their way already. Finish or drop one of them."), limit=MOST_OPEN)
    run = ImportRun(
        event=event, person=by, state=RunState.UPLOADED.value, file=data, zone=zone, start=start,
        file_name=clean_line(name.replace("\\", "/").rpartition("/")[2][:400])[:200] or "schedule",
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()
    return run


def confirm(run: ImportRun, *, by: Person) -> None:
    """Have the file imported. Refused where that was decided already."""
    _decide(run, RunState.CONFIRMED)
    run.person, run.attempts = by, 0


def drop(run: ImportRun) -> None:
    """Forget the file."""
    _decide(run, RunState.DROPPED)
    run.file = None


def _decide(run: ImportRun, state: RunState) -> None:
    taken = db.session.execute(
        update(ImportRun).where(ImportRun.id == run.id, ImportRun.state == RunState.READY).values(state=state.value)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise RuleBroken(N_("This file has been decided on already."))
