"""Releases of the big event while its speakers are invited: nothing to tell, everybody invited, everybody moved."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import flask_migrate
import time_machine
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select

from app import create_app
from app.clock import now
from app.db import commit, db, writing
from app.events.models import Event
from app.invitations.actions.rows import preparation_of
from app.mail.models import OwedMail
from app.schedule.actions.placing import place, promise_of
from app.schedule.actions.release import release
from app.schedule.models import Session, Speaker
from app.schedule.rules.when import When
from app.settings import Settings
from tests.bench.big_event import add_big_event

BEFORE = "2025-01-10T08:00:00Z"
"""The event's days are to come."""


def main() -> None:
    """Print seconds for each release and for each mail that it owes."""
    table = Table("", "seconds", "mails owed", "ms a mail", title="Releasing 943 sessions whose speakers are invited")
    with tempfile.TemporaryDirectory() as name, time_machine.travel(BEFORE, tick=True):
        app = create_app(Settings(mode="test", data=Path(name), log_level="error"))
        with app.app_context():
            flask_migrate.upgrade()
            event = add_big_event()
            for row in (
                ("first, nobody invited", *_released(event)),
                ("one session moved, nobody invited", *_moved(event, 1)),
                ("everybody is invited", *_invited(event)),
                ("one session moved", *_moved(event, 1)),
                ("all sessions moved", *_moved(event, 943)),
            ):
                what, seconds, mails = row
                table.add_row(what, f"{seconds:.2f}", str(mails), f"{1000 * seconds / mails:.1f}" if mails > 9 else "")
            db.session.remove()
            db.engine.dispose()
    Console(width=110).print(table)


def _released(event: Event) -> tuple[float, int]:
    """Seconds of the release with its commit, and the mails it owes."""
    db.session.expire_all()
    before, began = _owed(), time.perf_counter()
    with writing():
        release(event, by=None, now=now())
        commit()
    return time.perf_counter() - began, _owed() - before


def _moved(event: Event, count: int) -> tuple[float, int]:
    for talk in _talks(event)[:count]:
        was = promise_of(talk)
        if was.local_start is not None:
            place(talk, When(was.local_start + timedelta(minutes=1), was.zone, None, was.duration))
    event.programme_version += 1
    commit()
    return _released(event)


def _invited(event: Event) -> tuple[float, int]:
    for number, speaker in enumerate(db.session.scalars(select(Speaker))):
        speaker.email = f"speaker-{number}@conference.example"
    for talk in _talks(event):
        preparation_of(event.id, talk.code).invites_all = True
    event.programme_version += 1
    commit()
    return _released(event)


def _talks(event: Event) -> Sequence[Session]:
    return db.session.scalars(select(Session).where(Session.event_id == event.id).order_by(Session.id)).all()


def _owed() -> int:
    return db.session.scalar(select(func.count()).select_from(OwedMail)) or 0


if __name__ == "__main__":
    main()
