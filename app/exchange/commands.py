"""``flask import FILE --event SLUG``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from app import clock
from app.db import commit, db, writing
from app.errors import N_, MeridianError
from app.events.queries import event_by_slug
from app.exchange.actions.importing import import_reading, read_for
from app.exchange.actions.wishes import Wishes, place_named
from app.exchange.printing import print_report
from app.exchange.rules.limits import MAX_BYTES, Refused
from app.exchange.rules.outline import Addresses
from app.exchange.rules.report import Report
from app.exchange.rules.values import Reading
from app.schedule.actions.release import release
from app.schedule.queries import programme_of
from app.web import settings

__all__ = ["import_command"]

_OPTIONS = {"zone": "--zone", "start": "--start", "host": "--host", "owner": "--owner", "slug": "--event"}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--event", "slug", required=True, help="The event's slug; a new one makes a draft event.")
@click.option("--zone", help="Name of the time zone, e.g. Europe/Helsinki. A stated offset still fixes the instant.")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="The first day, for files without dates.")
@click.option("--host", help="Host city: its slug, or the name of any city.")
@click.option("--owner", help="Mail address of the event's owner; an account is made where there is none.")
@click.option("--dry-run", is_flag=True, help="Say what would come and what is odd; write nothing.")
@click.option("--release", "releases", is_flag=True, help="Release the programme afterwards.")
@click.option("--all", "every", is_flag=True, help="List every place of every oddity.")
@with_appcontext
def import_command(
    file: Path, *, slug: str, zone: str | None, start: datetime | None, host: str | None, owner: str | None,
    dry_run: bool, releases: bool, every: bool,
) -> None:  # fmt: skip
    """Import FILE (schedule.xml or schedule.json v1) into an event.

    Running it again brings the event up to date and duplicates nothing. Oddities of the file are listed and are no
    failure. A file that is refused writes nothing, and the exit status is not 0.
    """
    try:
        wishes = Wishes(zone, start.date() if start else None, place_named(host) if host else None, owner)
        report = _import(file, slug, wishes)
        number = _release(slug, report) if releases else None
        if dry_run:
            db.session.rollback()
        else:
            commit()
    except MeridianError as error:
        db.session.rollback()
        raise _refusal(error) from error
    print_report(Console(highlight=False), report, is_dry_run=dry_run, released=number, every=every)


def _import(file: Path, slug: str, wishes: Wishes) -> Report:
    """Read the file, then set it into the event in a transaction that the caller ends."""
    reading = _read(file, slug, wishes)
    db.session.rollback()  # what was looked up for it ends here; what is written begins by taking the lock
    with writing():
        return import_reading(slug, reading, wishes, Addresses(settings().base_url), by=None, now=clock.now())


def _refusal(error: MeridianError) -> click.ClickException:
    """The sentence, with the option it is about."""
    option = _OPTIONS.get(getattr(error, "field", None) or "")
    return click.BadParameter(str(error), param_hint=option) if option else click.ClickException(str(error))


def _read(file: Path, slug: str, wishes: Wishes) -> Reading:
    """The file, with a bar that shows how far it is; a file that is too large is not even opened."""
    if file.stat().st_size > MAX_BYTES:
        raise Refused(N_("This file is larger than %(limit)s MiB."), limit=MAX_BYTES // 1024**2)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(f"Reading {file.name}", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        return read_for(slug, file.read_bytes(), wishes, progress)


def _release(slug: str, report: Report) -> int | None:
    """Release what is new; the number, or None where the current release says all of it already."""
    event = event_by_slug(slug)
    assert event is not None  # it was just imported into
    if not report.changes_anything and programme_of(event) is not None:
        return None
    return release(event, by=None, now=clock.now()).number
