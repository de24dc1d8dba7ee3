"""``flask release EVENT``."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app import clock
from app.db import commit, writing
from app.errors import MeridianError
from app.events.queries import event_by_slug
from app.schedule.actions.release import preview, release
from app.schedule.rules.diff import CHANGE_LABELS

__all__ = ["release_command"]


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
