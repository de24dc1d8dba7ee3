"""``flask mail-in``: a mail server hands over what speakers answer."""

from __future__ import annotations

import sys

import click
import structlog
from flask.cli import with_appcontext

from app.clock import now
from app.db import OUTAGES, commit, db, reason_of, writing
from app.invitations.actions.taking_in import process_inbound
from app.invitations.rules.inbound_mime import MAX_BYTES

__all__ = ["mail_in"]

log = structlog.get_logger(__name__)

_PIECE = 1 << 16
_KEEP_IT = 75
"""EX_TEMPFAIL of sysexits.h: the mail server keeps the mail and tries again."""


@click.command("mail-in")
@with_appcontext
def mail_in() -> None:
    """Take in one mail from standard input, as a mail server pipes it.

    Says what became of it. The exit status is 0 also where the mail changes nothing, and 75 where it could not be taken
    in now, so that the mail server keeps it.
    """
    incoming = sys.stdin.buffer
    raw = incoming.read(MAX_BYTES + 1)
    while incoming.read(_PIECE):  # who writes to a pipe that is closed may take it for a failure
        continue
    try:
        with writing():
            outcome = process_inbound(raw, now=now())
            commit()
    except Exception as error:
        db.session.rollback()
        if isinstance(error, OUTAGES):
            log.warning("mail not taken in", error=reason_of(error))
        else:
            log.exception("mail not taken in")
        sys.exit(_KEEP_IT)
    click.echo(outcome.value)
