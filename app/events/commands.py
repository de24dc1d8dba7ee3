"""``flask roles``."""

from __future__ import annotations

import click

from app.events.rules.printed import roles_page

__all__ = ["roles"]


@click.command("roles")
def roles() -> None:
    """Print who may do what, as docs/roles.md."""
    click.echo(roles_page(), nl=False)
