"""``flask people``: what an operator does about accounts."""

from __future__ import annotations

from datetime import timedelta

import click
from flask.cli import AppGroup

from app.clock import now
from app.db import commit, writing
from app.errors import RuleBroken
from app.people.actions import make_link
from app.people.rules import normal_address

__all__ = ["people"]

people = AppGroup("people", help="Accounts.")


@people.command("sign-in-link")
@click.argument("email")
@click.option("--admin", is_flag=True, help="Who uses the link becomes admin and organizer.")
@click.option("--hours", default=1.0, type=click.FloatRange(0.1, 72), show_default=True, help="How long it works.")
def sign_in_link(email: str, admin: bool, hours: float) -> None:
    """Print a link that signs EMAIL in, once. The account is made when it is used. Works in production too."""
    try:
        address = normal_address(email)
    except RuleBroken as error:
        raise click.BadParameter(str(error), param_hint="EMAIL") from error
    with writing():
        link = make_link(address, life=timedelta(hours=hours), admin=admin, now=now())
        commit()
    click.echo(link)
