"""How the program is: for monitors, and for the operator's first look (promise P18)."""

from __future__ import annotations

import shutil
import sqlite3
from typing import Any

import structlog
from flask import Response, jsonify

from app.clock import now
from app.db import OUTAGES, db, is_reachable, reason_of
from app.jobs import last_beat, undone
from app.mail.queries import outbox
from app.site import blueprint
from app.version import VERSION
from app.web import settings, troubles
from app.zones import TZ_VERSION

__all__: list[str] = []

log = structlog.get_logger(__name__)

LATE = 600
"""Seconds after which a mail that is still owed is something to look at."""

QUIET = 60
"""Seconds without a sign of life after which the job process is something to look at."""


ROOM = 200
"""MB that have to be free where our files are; below, it is something to look at."""


@blueprint.get("/health")
def health() -> Response:
    """``status``: ``ok``, ``degraded`` (something wants looking at) or ``down`` (503: the database does not answer)."""
    answer: dict[str, Any] = {
        "status": "ok",
        "version": VERSION,
        "tz": TZ_VERSION,
        "left_out": _left_out(),
        "disk": {"free_mb": _free()},
        "jobs": {"quiet_seconds": _quiet(), "undone": _undone()},
    }
    try:
        answer["database"] = "ok" if is_reachable() else "down"
        answer["mail"] = _mail()
    except OUTAGES as error:
        db.session.rollback()
        log.warning("database down", error=reason_of(error))
        answer.update(database="down", status="down")
    else:
        answer["status"] = "ok" if _is_well(answer) else "degraded"
    response = jsonify(answer)
    response.status_code = 503 if answer["status"] == "down" else 200
    return response


def _is_well(answer: dict[str, Any]) -> bool:
    mail, quiet, free = answer["mail"], answer["jobs"]["quiet_seconds"], answer["disk"]["free_mb"]
    late = mail["failed"] or (mail["oldest_seconds"] or 0) > LATE
    stuck = quiet is None or quiet > QUIET or free is None or free < ROOM
    return not (late or stuck or answer["left_out"] or answer["jobs"]["undone"])


def _free() -> int | None:
    """MB that are free where our files are; None where nobody can say."""
    try:
        return shutil.disk_usage(settings().data).free // 2**20
    except OSError:
        return None


def _left_out() -> list[dict[str, str]]:
    """What this process could not render, as far as it was asked for; why is in the log."""
    return [{"in": trouble.subject, "what": trouble.what} for trouble in troubles().known()]


def _quiet() -> int | None:
    """Seconds since the job process last showed that it takes work; None where it never did, or nobody can say."""
    try:
        beat = last_beat()
    except sqlite3.Error:
        return None
    return None if beat is None else int((now() - beat).total_seconds())


def _undone() -> list[str]:
    """Jobs whose last round could not do its work; why is in the log. None known where nobody can say."""
    try:
        return undone()
    except sqlite3.Error:
        return []


def _mail() -> dict[str, int | None]:
    found = outbox()
    waiting = None if found.oldest is None else int((now() - found.oldest).total_seconds())
    return {"owed": found.owed, "oldest_seconds": waiting, "failed": found.failed}
