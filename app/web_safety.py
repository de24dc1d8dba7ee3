"""What protects every answer: Host check, headers, cookies, request ids (design: promises.md "Security")."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from flask import Flask, Response, g, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from werkzeug.middleware.proxy_fix import ProxyFix

from app.db import begin_request
from app.settings import Settings
from app.web_sent import is_from_elsewhere

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["HostCheck", "check_own_page", "content_policy", "csrf", "init_app"]

log = structlog.get_logger(__name__)


class _Protection(CSRFProtect):
    """The token, and no other site: a form that says it comes from elsewhere is refused even with a good token.

    Instead of Flask-WTF's own strictness over https, which refuses every browser that keeps the Referer to itself.
    """

    def protect(self, apply_exemptions: bool = False) -> None:
        super().protect(apply_exemptions)
        if g.get("csrf_valid") and is_from_elsewhere():
            self._error_response("The form was sent by another site.")


csrf = _Protection()

MAX_BODY = 20 * 1024 * 1024
"""Bytes of the largest request: an import file."""


def content_policy(*, media: Sequence[str] = (), connect: Sequence[str] = (), frames: Sequence[str] = ()) -> str:
    """The content security policy of a page, opened for these sources (origins or schemes) and no others.

    Scripts and sheets are never opened, so a page may show another site's video but runs only what is ours.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            " ".join(("connect-src 'self'", *connect)),
            " ".join(("media-src 'self'", *media)),
            *((" ".join(("frame-src", *frames)),) if frames else ()),
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


CONTENT_SECURITY_POLICY = content_policy()

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")


class HostCheck:
    """WSGI: only requests for our own host names get further, on every path, sockets included (rebinding)."""

    def __init__(self, app: WSGIApplication, hosts: frozenset[str]) -> None:
        self.app = app
        self.hosts = hosts

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if str(environ.get("HTTP_HOST", "")).lower() in self.hosts:
            return self.app(environ, start_response)
        start_response("421 Misdirected Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"This address is not served here.\n"]


def check_own_page() -> None:
    """Raises CSRFError unless the browser itself says that a page of ours sent this: for what carries no token.

    Stricter than for forms: who says nothing, as programs do, is refused too. No page can set these headers
    (Fetch Standard: forbidden request-headers).
    """
    says_so = "Sec-Fetch-Site" in request.headers or "Origin" in request.headers
    if not says_so or is_from_elsewhere() or request.headers.get("Sec-Fetch-Site") == "none":
        raise CSRFError("This was not sent by one of our pages.")


def _before() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.match(given) else uuid.uuid4().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)
    begin_request(writes=request.method not in {"GET", "HEAD", "OPTIONS"})


def _after(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = g.get("request_id", "-")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "private, no-store")
        log.info("request", method=request.method, endpoint=request.endpoint, status=response.status_code)
    return response


def _stay_on_https(response: Response) -> Response:
    # Without subdomains: other hosts of a city's domain are not ours to decide about (RFC 6797, section 6.1.2).
    response.headers["Strict-Transport-Security"] = f"max-age={timedelta(days=365).total_seconds():.0f}"
    return response


def init_app(app: Flask, settings: Settings) -> None:
    """CSRF, cookies, Host, headers, limits on bodies."""
    app.config.update(
        SESSION_COOKIE_NAME=settings.cookie_name("meridian"),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form left open over night still works
        WTF_CSRF_SSL_STRICT=False,  # _Protection asks instead
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        PREFERRED_URL_SCHEME="https" if settings.is_https else "http",
    )
    csrf.init_app(app)
    app.before_request(_before)
    app.after_request(_after)
    if settings.is_https:
        app.after_request(_stay_on_https)
    app.wsgi_app = HostCheck(app.wsgi_app, settings.hosts)  # type: ignore[method-assign]
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
