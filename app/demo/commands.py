"""``flask demo``: load the demo events, move the fictional one to today."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app import clock
from app.db import commit, writing
from app.demo.loading import load
from app.demo.redating import redate

__all__ = ["demo"]

demo = AppGroup("demo", help="The demo events.")


@demo.command("load")
def load_command() -> None:
    """Add the demo events that are missing, and move the fictional webinar to today. Running it again is harmless."""
    with writing():
        added = load(now=clock.now())
        commit()
        moved = redate(now=clock.now())
        commit()
    for event in added:
        click.echo(f"Added {event.slug}.")
    for event in moved:
        click.echo(f"Moved {event.slug} to today.")
    if not added and not moved:
        click.echo("The demo events are there already.")
