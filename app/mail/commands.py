"""``flask mail``: what the operator does about mails that could not be sent."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.db import commit, writing
from app.mail.actions import forget, retry
from app.mail.queries import failed_mails

__all__ = ["mail"]

mail = AppGroup("mail", help="Mails that were given up.")


@mail.command("failed")
def failed_command() -> None:
    """List the mails that were given up, with the reason."""
    for row in failed_mails():
        click.echo(f"{row.id}\t{row.created_at:%Y-%m-%d %H:%M}Z\t{row.kind}\t{row.to}\t{row.last_error}")


@mail.command("retry")
@click.argument("ids", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="All of them.")
def retry_command(ids: tuple[int, ...], everything: bool) -> None:
    """Owe the failed mails with these IDS again.

    Those stay that ran out, such as sign-in codes, and invitations that a later mail overtook.
    """
    with writing():
        count = retry(_chosen(ids, everything=everything))
        commit()
    click.echo(f"{count} owed again.")


@mail.command("forget")
@click.argument("ids", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="All of them.")
def forget_command(ids: tuple[int, ...], everything: bool) -> None:
    """Delete the failed mails with these IDS."""
    with writing():
        count = forget(_chosen(ids, everything=everything))
        commit()
    click.echo(f"{count} deleted.")


def _chosen(ids: tuple[int, ...], *, everything: bool) -> tuple[int, ...] | None:
    if bool(ids) == everything:
        raise click.UsageError("Name the mails by their ids, or say --all.")
    return None if everything else ids
