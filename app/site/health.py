"""How the program is: for monitors, and for the operator's first look (promise P18)."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from app.clock import now
from app.db import db, is_reachable
from app.jobs import last_beat
from app.mail.queries import outbox
from app.site import blueprint
from app.troubles import Troubles
from app.version import VERSION
from app.zones import TZ_VERSION

__all__: list[str] = []

log = structlog.get_logger(__name__)

LATE = 600
"""Seconds after which a mail that is still owed is something to look at."""

QUIET = 60
"""Seconds without a sign of life after which the job process is something to look at."""


@blueprint.get("/health")
def health() -> Response:
    """``status``: ``ok``, ``degraded`` (something wants looking at) or ``down`` (503: the database does not answer)."""
    answer: dict[str, Any] = {"status": "ok", "version": VERSION, "tz": TZ_VERSION, "left_out": _left_out()}
    try:
        answer["database"] = "ok" if is_reachable() else "down"
        answer["mail"] = _mail()
        answer["jobs"] = {"quiet_seconds": _quiet()}
    except SQLAlchemyError as error:
        db.session.rollback()
        log.warning("database down", error=str(error))
        answer.update(database="down", status="down")
    else:
        answer["status"] = _status(answer["mail"], answer["jobs"]["quiet_seconds"], answer["left_out"])
    response = jsonify(answer)
    response.status_code = 503 if answer["status"] == "down" else 200
    return response


def _status(mail: dict[str, int | None], quiet: int | None, left_out: list[dict[str, str]]) -> str:
    late = mail["failed"] or (mail["oldest_seconds"] or 0) > LATE
    return "degraded" if late or left_out or quiet is None or quiet > QUIET else "ok"


def _left_out() -> list[dict[str, str]]:
    """What this process could not render, as far as it was asked for; why is in the log."""
    troubles: Troubles = current_app.extensions["troubles"]
    return [{"in": trouble.subject, "what": trouble.what} for trouble in troubles.known()]


def _quiet() -> int | None:
    """Seconds since the job process last showed that it takes work; None where it never did."""
    beat = last_beat()
    return None if beat is None else int((now() - beat).total_seconds())


def _mail() -> dict[str, int | None]:
    found = outbox()
    waiting = None if found.oldest is None else int((now() - found.oldest).total_seconds())
    return {"owed": found.owed, "oldest_seconds": waiting, "failed": found.failed}
