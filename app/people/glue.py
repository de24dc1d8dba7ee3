"""Whose request this is: our sessions on top of Flask-Security's signing in and out.

A session is a signed cookie that names the person (Flask-Security's ``fs_uniquifier``) and a row of ``SignIn``; ending
the row ends the session at its next request. Flask-Security keeps the session's content; its pages, mails, tokens in
addresses and roles stay off, and so does what it would ask at every request.
"""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, Request, current_app, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login.utils import _user_context_processor
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore
from flask_security.utils import login_user, logout_user
from itsdangerous import BadSignature

from app.clock import now
from app.db import OUTAGES, commit, db, reason_of
from app.people.actions import remember_sign_in
from app.people.models import Person
from app.people.queries import who
from app.people.rules import browser_in_words
from app.tokens import new_token

__all__ = ["KEY", "begin_session", "drop_session", "init_app", "load_person"]

log = structlog.get_logger(__name__)

KEY = "sign_in"
"""Under this the session holds the secret of its ``SignIn`` row."""

_PERSON = "_user_id"
"""Under this Flask-Login keeps the person's ``fs_uniquifier``."""


class _Datastore(SQLAlchemyUserDatastore):
    """Flask-Security's way to the database, which is ours."""

    def commit(self) -> None:
        commit()


class _Sessions(SecureCookieSessionInterface):
    """Flask's own sessions, but a cookie is not judged by its time: the row of ``SignIn`` says how long it is good.

    One written while the clock was ahead would count as none once the clock is right again (promise P16).
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        signer, value = self.get_signing_serializer(app), request.cookies.get(self.get_cookie_name(app))
        try:
            return self.session_class(signer.loads(value)) if signer and value else self.session_class()
        except BadSignature:
            return self.session_class()


def begin_session(person: Person) -> None:
    """Sign the person in here. What the session held before is dropped: nothing of it may be planted (fixation)."""
    session.clear()
    login_user(person, remember=False, authn_via=["email"])
    session.permanent = True
    session[KEY] = new_token()
    browser = browser_in_words(request.headers.get("User-Agent", ""))
    g.sign_in = remember_sign_in(person, key=session[KEY], browser=browser, now=now())
    g.person = person


def drop_session() -> None:
    """Sign out here; the row is ended by the caller."""
    logout_user()
    session.clear()
    g.pop("person", None)
    g.pop("sign_in", None)


def load_person() -> None:
    """Set ``g.person`` where the session names one; a request without a session asks the database nothing."""
    if request.endpoint == "static" or current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return
    key, uniquifier = session.get(KEY), session.get(_PERSON)
    if not isinstance(key, str) or not isinstance(uniquifier, str):
        return
    try:
        found = who(key, uniquifier, now())
    except OUTAGES as error:
        # Released pages are shown without the person; pages for her alone answer 503 (promise P12).
        log.warning("person unknown, database unavailable", error=reason_of(error))
        db.session.rollback()
        g.person_unknown = True
        return
    if found is not None:
        g.person, g.sign_in = found


def init_app(app: Flask) -> None:
    """Flask-Security without its pages, commands and hooks; our own way to know the person."""
    app.config.update(
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
        SECURITY_USE_REGISTER_V2=True,
        SESSION_PROTECTION=None,  # it would compare addresses, which change under way
        SESSION_REFRESH_EACH_REQUEST=False,  # else every cached page would carry a cookie
    )
    app.session_interface = _Sessions()
    our_json = app.json
    security = Security(app, _Datastore(db, Person, RoleMixin), register_blueprint=False)
    app.json = our_json
    manager = security.login_manager
    manager.user_loader(_person_again)
    manager.request_loader(None)  # it would take tokens from addresses and headers
    # These three read the session at every request and every page, which makes each answer vary by cookie.
    app.before_request_funcs[None].remove(security.principal._on_before_request)  # noqa: SLF001
    app.after_request_funcs[None].remove(manager._update_remember_cookie)  # noqa: SLF001
    app.template_context_processors[None].remove(_user_context_processor)
    app.before_request(load_person)
    app.extensions["load_person"] = load_person  # for pages of requests that were refused before


def _person_again(_uniquifier: str) -> Any:  # noqa: ANN401 - whoever asks Flask-Login gets whom we know
    return g.get("person")
