"""``python -m app.cli.prepare``: what has to be in the database before people come.

The migrations that are missing; in development also the demo events and a one-time link for their organizer.
"""

from __future__ import annotations

import sys
from datetime import timedelta

import click
from alembic.util import CommandError
from sqlalchemy import select

from app import clock, create_app
from app.cli.database import bring_up_to_date
from app.db import commit, db, writing
from app.demo.commands import load_demo, redate_demo
from app.events.models import Event
from app.people.actions import make_link
from app.settings import Settings

__all__ = ["ORGANIZER", "main"]

ORGANIZER = "aino@helsinki.example"
"""Whom a development installation greets."""
LINK_LIFE = timedelta(hours=1)

FAILED, INTERRUPTED = 2, 130


def main() -> int:
    """The exit status: 0 done, 2 this database belongs to another version of the program, 130 interrupted."""
    settings = Settings()
    try:
        with create_app(settings).app_context():
            bring_up_to_date()
            if settings.is_development:
                _show_around()
    except CommandError as error:
        click.secho(f"The database does not fit this version of the program: {error}", fg="red", err=True)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _show_around() -> None:
    is_empty = db.session.scalar(select(Event.id).limit(1)) is None
    for sentence in load_demo() if is_empty else redate_demo():
        click.echo(sentence)
    with writing():
        link = make_link(ORGANIZER, life=LINK_LIFE, admin=True, now=clock.now())
        commit()
    click.echo(f"Sign in as the organizer {ORGANIZER} (once, within the hour): {link}")


if __name__ == "__main__":
    sys.exit(main())
