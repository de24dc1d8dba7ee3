"""``flask release EVENT``, ``flask tz-rederive``."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app import clock, zones
from app.db import commit, writing
from app.errors import MeridianError
from app.events.queries import event_by_slug
from app.schedule.actions.release import preview, release
from app.schedule.rules.diff import CHANGE_LABELS
from app.schedule.rules.shifts import LOOK_WORDS, Shift
from app.schedule.worker import rederive_all
from app.texts import text_in

__all__ = ["release_command", "tz_rederive_command"]


@click.command("release")
@click.argument("event")
@click.option("--note", default="", help="What visitors read about this release, in English.")
@click.option("--dry-run", is_flag=True, help="Say what would change, release nothing.")
@with_appcontext
def release_command(event: str, note: str, dry_run: bool) -> None:
    """Release the draft programme of EVENT (its slug)."""
    with writing():
        row = event_by_slug(event)
        if row is None:
            raise click.ClickException(f"There is no event “{event}”.")
        now = clock.now()
        try:
            counts = preview(row, now=now).diff.counts()
            for kind, count in counts.items():
                click.echo(f"{CHANGE_LABELS[kind]}: {count}")
            if dry_run:
                return
            made = release(row, by=None, now=now, note={"en": note} if note else None)
            commit()
        except MeridianError as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"Released {event} as number {made.number}.")


@click.command("tz-rederive")
@with_appcontext
def tz_rederive_command() -> None:
    """Derive future sessions anew after an update of the time zone data, and list what moved.

    The job process does it by itself, so that there may be nothing left to do; what it did is in the events' histories.
    """
    failed = []
    click.echo(f"Time zone data {zones.TZ_VERSION}.")
    for slug, done in rederive_all():
        if done is None:
            failed.append(slug)
            continue
        click.echo(f"{slug}: " + (f"released as number {done.number}" if done.number else "nothing released moved"))
        for shift in done.drafted:
            click.echo(_line(shift))
        for shift in done.released_only:
            click.echo(_line(shift) + " (as released; the draft has another time)")
    if failed:
        raise click.ClickException(f"Not done, see the log: {', '.join(failed)}")


def _line(shift: Shift) -> str:
    title, when = text_in(shift.title, "en").text, shift.when
    moved = f"{shift.before:%Y-%m-%d %H:%M} -> {shift.after:%Y-%m-%d %H:%M} UTC" if shift.is_move else "does not move"
    look = f"; {LOOK_WORDS[shift.look]}" if shift.look else ""
    return f"  {shift.code} {title}, {when.local_start:%Y-%m-%d %H:%M} {when.zone}: {moved}{look}"
