"""Refusals as pages or JSON, in the reader's language; a stand-alone page where nothing else works."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import suppress
from http import HTTPStatus

import structlog
from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app.db import OUTAGES, WRITES, db, is_writing, reason_of
from app.errors import N_, MeridianError, NotAllowed, NotFound, Stale
from app.i18n import language, say
from app.settings import ROOT
from app.troubles import Troubles
from app.web_sent import Typed, typed

__all__ = ["init_app", "wants_json"]

log = structlog.get_logger(__name__)

RETRY_AFTER = 5
"""Seconds after which a busy or absent database is worth asking again."""

_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
"""A disk that is full, read-only or broken; without one, what people send cannot be taken."""

_WORDS: dict[int, tuple[str, str]] = {
    400: (N_("This request could not be understood"), N_("Go back, check what you entered, and send it again.")),
    401: (N_("Please sign in"), N_("Your session has ended. Sign in and try again.")),
    403: (N_("This is not allowed"), N_("You may be signed in with another account than the one that was invited.")),
    404: (N_("There is nothing here"), N_("The address may be old or mistyped, or the page is not public.")),
    405: (N_("This address does not take that"), N_("Go back to the page you came from.")),
    409: (N_("Somebody else was faster"), N_("Load the page again to see the current state.")),
    413: (N_("That is too large"), N_("Send a smaller file or a shorter text.")),
    429: (N_("Too many requests"), N_("Wait a moment, then try again.")),
    503: (N_("Just a moment"), N_("The program is busy. Your change was not saved: try again in a few seconds.")),
}


def wants_json() -> bool:
    """Whether this request asked for data rather than for a page."""
    if request.path.endswith(".json") or request.path == "/health":
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"


def _shown(status: int, title: str, hint: str, detail: str = "", sent: Typed | None = None) -> Response:
    db.session.rollback()
    if wants_json():
        body = {"error": {"status": status, "title": title, "detail": detail or hint, "request": g.get("request_id")}}
        response = jsonify(body)
    else:
        words = {"title": title, "hint": hint, "detail": detail, "has_page": _has_page()}
        response = make_response(render_template("errors/error.html", status=status, sent=sent, **words))
    response.status_code = status
    return response


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR and error.code != HTTPStatus.SERVICE_UNAVAILABLE:
        return _unexpected(error)
    title, hint = _WORDS.get(error.code, _WORDS[400])
    if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        _know_person()
    response = _shown(error.code, _(title), _(hint), sent=typed() if error.code == HTTPStatus.UNAUTHORIZED else None)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    _know_person()
    return _shown(400, _("This form is out of date"), _("Load the page again and send it once more."), sent=typed())


def _know_person() -> None:
    # Bodies are read before anybody is asked for, since who sends slowly must not hold the database meanwhile.
    if "person" not in g:
        current_app.extensions["load_person"]()


def _has_page() -> bool:
    """Whether the address that was sent to is a page too, to go back to."""
    return request.url_rule is not None and "GET" in (request.url_rule.methods or ())


def _refused(error: MeridianError) -> ResponseReturnValue:
    statuses = ((NotFound, 404), (Stale, 409), (NotAllowed, 403))
    status = next((status for kind, status in statuses if isinstance(error, kind)), 400)
    title, hint = _WORDS[status]
    return _shown(status, _(title), _(hint), "" if status == HTTPStatus.NOT_FOUND else say(error))


def _database(error: Exception) -> ResponseReturnValue:
    return _unavailable("database unavailable", reason_of(error))


def _disk(error: OSError) -> ResponseReturnValue:
    return _unavailable("disk unavailable", str(error)) if error.errno in _DISK else _unexpected(error)


def _unavailable(what: str, reason: str) -> Response:
    """503, without anything that would ask the database again."""
    log.warning(what, error=reason)
    if is_writing():
        troubles: Troubles = current_app.extensions["troubles"]
        troubles.set(WRITES, {"saving": reason})
    with suppress(*OUTAGES):
        language()  # her own, as long as she is known
    for name in ("person", "sign_in", "viewer"):
        g.pop(name, None)
    g.person_unknown = True
    try:
        response = _shown(503, *(map(_, _WORDS[503])))
    except Exception:
        log.exception("cannot show the page of an error")
        response = _alone(503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _overtaken(error: IntegrityError | StaleDataError) -> ResponseReturnValue:
    # Two requests at one row or one name, beyond what the actions check first: the database let one of them win.
    log.warning("overtaken", error=str(error))
    return _shown(409, *(map(_, _WORDS[409])))


def _unexpected(error: Exception) -> ResponseReturnValue:
    if type(error) is DatabaseError or isinstance(getattr(error, "orig", error), sqlite3.OperationalError):
        return _database(error)  # a database file that is damaged; the queue's file that is locked
    log.error("unexpected error", exc_info=error)
    return _alone(500)


def _alone(status: int) -> Response:
    """The page that needs neither templates nor translations nor the database to say that something broke."""
    request_id = g.get("request_id", "-")
    page = (ROOT / "templates" / "errors" / "alone.html").read_text()
    page = page.replace("{{ status }}", str(status)).replace("{{ request_id }}", request_id)
    response = make_response({"error": {"status": status, "request": request_id}} if wants_json() else page)
    response.status_code = status
    return response


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(MeridianError, _refused)
    for outage in OUTAGES:
        app.register_error_handler(outage, _database)
    app.register_error_handler(OSError, _disk)
    app.register_error_handler(IntegrityError, _overtaken)
    app.register_error_handler(StaleDataError, _overtaken)
    app.register_error_handler(Exception, _unexpected)
