"""What the job process does with uploaded files: reads each as a dry run, and imports it once it is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import undefer

from app.clock import now
from app.db import commit, db, writing
from app.errors import N_, MeridianError, RuleBroken
from app.events.models import Event
from app.events.queries import grants_of
from app.events.rules import Act, may
from app.exchange.actions.importing import import_reading, read_for
from app.exchange.actions.wishes import Wishes
from app.exchange.models import ImportRun
from app.exchange.rules.outline import Addresses
from app.exchange.rules.report import Report
from app.exchange.rules.runs import ATTEMPTS, KEPT_FOR, OPEN, OWED, RunState, report_to_json
from app.jobs import job
from app.people.models import Person
from app.web import settings

__all__ = ["work_off"]

log = structlog.get_logger(__name__)


@job(every_minute=True)
def work_off() -> None:
    """The job: do what is owed for each uploaded file, and forget those that nobody confirmed."""
    with writing():
        forgotten = {"state": RunState.DROPPED.value, "file": None}
        db.session.execute(
            update(ImportRun)
            .where(ImportRun.state == RunState.READY, ImportRun.changed_at < now() - KEPT_FOR)
            .values(forgotten)
        )
        db.session.execute(
            delete(ImportRun).where(ImportRun.state.not_in(OPEN), ImportRun.created_at < now() - 30 * KEPT_FOR)
        )
        commit()
    for run_id in db.session.scalars(
        select(ImportRun.id).where(ImportRun.state.in_(OWED)).order_by(ImportRun.id)
    ).all():
        _handle(run_id)


def _handle(run_id: int) -> None:
    work = _begun(run_id)
    if work is None:
        return
    try:
        report = _done(work)
    except MeridianError as error:
        db.session.rollback()
        refusal = {"message": error.message, "params": _plain(error.params)}
        _end(run_id, RunState.REFUSED, refusal=refusal, file=None)
    except Exception:
        db.session.rollback()
        log.exception("import failed", run=run_id, attempt=work.attempt)
        if work.attempt >= ATTEMPTS:
            _end(run_id, RunState.FAILED, file=None)
    else:
        if work.is_dry_run:
            _end(run_id, RunState.READY, report=report_to_json(report))
        else:
            _end(run_id, RunState.DONE, report=report_to_json(report), file=None)


@dataclass(frozen=True)
class _Work:
    """What is owed for a file."""

    event_id: int
    person_id: int
    data: bytes
    wishes: Wishes
    is_dry_run: bool
    attempt: int


def _begun(run_id: int) -> _Work | None:
    """What is owed, the attempt counted; None where nothing is owed any more, or it was tried often enough."""
    work: _Work | None = None
    with writing():
        run = db.session.get(ImportRun, run_id, options=[undefer(ImportRun.file)], populate_existing=True)
        if run is not None and run.state in OWED:
            if run.file is None or run.attempts >= ATTEMPTS:
                run.state, run.file = RunState.FAILED.value, None
            else:
                run.attempts += 1
                wishes, is_dry_run = Wishes(zone=run.zone, start=run.start), run.state == RunState.UPLOADED
                work = _Work(run.event_id, run.person_id, run.file, wishes, is_dry_run, run.attempts)
        commit()
    return work


def _done(work: _Work) -> Report:
    """The dry run, undone, or the import, committed."""
    reading = read_for(_slug(work), work.data, work.wishes)
    db.session.rollback()
    with writing():
        slug, by = _slug(work), db.session.get_one(Person, work.person_id)  # who asked may have lost the right since
        report = import_reading(slug, reading, work.wishes, Addresses(settings().base_url), by=by, now=now())
        if work.is_dry_run:
            db.session.rollback()
        else:
            commit()
    return report


def _slug(work: _Work) -> str:
    event, by = db.session.get(Event, work.event_id), db.session.get(Person, work.person_id)
    if event is None or not may(grants_of(by, event), Act.IMPORT):
        raise RuleBroken(N_("You may no longer import into this event."))
    return event.slug


def _end(run_id: int, state: RunState, **values: Any) -> None:  # noqa: ANN401 - columns of the run
    with writing():
        db.session.execute(update(ImportRun).where(ImportRun.id == run_id).values(state=state.value, **values))
        commit()


def _plain(params: dict[str, object]) -> dict[str, Any]:
    return {name: value if isinstance(value, str | int | float) else str(value) for name, value in params.items()}
