"""``flask demo``: load the demo events, move the fictional one to today."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app import clock
from app.db import commit, writing
from app.demo.loading import load
from app.demo.redating import redate

__all__ = ["demo", "load_demo", "redate_demo"]

demo = AppGroup("demo", help="The demo events.")


@demo.command("load")
def load_command() -> None:
    """Add the demo events that are missing, and move the fictional webinar to today. Running it again is harmless."""
    for sentence in load_demo() or ["The demo events are there already."]:
        click.echo(sentence)


def load_demo() -> list[str]:
    """Add what is missing, then :func:`redate_demo`; says what was done, an empty list where that was nothing."""
    with writing():
        added = load(now=clock.now())
        commit()
        sentences = [f"Added {event.slug}." for event in added]
    return sentences + redate_demo()


def redate_demo() -> list[str]:
    """Move the fictional webinar to today, where it is not there yet; says which moved."""
    with writing():
        moved = redate(now=clock.now())
        commit()
        return [f"Moved {event.slug} to today." for event in moved]
