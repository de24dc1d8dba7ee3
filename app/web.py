"""The edge that all pages share: who is looking, from which zone, in which language; the words for templates."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from urllib.parse import quote, unquote, urlencode, urlsplit

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter

from app import i18n, web_errors, zones
from app.errors import RuleBroken
from app.settings import ROOT, Settings
from app.troubles import Troubles

if TYPE_CHECKING:
    from app.people.models import Person

__all__ = [
    "Viewer",
    "absolute_url",
    "page_asked",
    "safe_path",
    "settings",
    "signed_in",
    "signing_key",
    "troubles",
    "viewer",
    "with_query",
    "zone_of",
]

ZONE_COOKIE = "zone"
"""The zone somebody chose."""
GUESS_COOKIE = "zone_guess"
"""The browser's own zone, remembered by a script as a guess only."""

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Viewer:
    """Who looks at a page. ``zone`` is None where nothing is known: then the event's zone is shown."""

    person: Person | None
    language: str
    zone: str | None
    zone_source: str
    """``query``, ``profile``, ``choice``, ``guess`` or ``none``."""


class RowId(IntegerConverter):
    """``<row:id>`` in addresses: what a column of ids can hold. Longer figures are no address of ours, not an error."""

    regex = "[1-9][0-9]{0,9}"

    def __init__(self, map: Map) -> None:  # noqa: A002 - werkzeug's name
        super().__init__(map, max=2**31 - 1)


class Word(UnicodeConverter):
    """``<word>`` in addresses: no control characters. PostgreSQL cannot even be asked for a name with a NUL in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - werkzeug's own
        super().__init__(*args, **kwargs)
        self.regex = self.regex.replace("[^/]", r"[^/\x00-\x1f\x7f]")


def settings() -> Settings:
    """The program's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def troubles() -> Troubles:
    """What is known to be wrong in this process, for /health."""
    known: Troubles = current_app.extensions["troubles"]
    return known


def signing_key() -> bytes:
    """The key that signs cookies and hashes secrets."""
    return str(current_app.secret_key).encode()


def viewer() -> Viewer:
    """Who looks at this page, worked out once per request."""
    known: Viewer | None = g.get("viewer")
    if known is None:
        person = g.get("person")
        zone, source = _zone(person)
        known = g.viewer = Viewer(person, i18n.language(), zone, source)
    return known


def zone_of(home: str) -> str:
    """The zone that this page shows: the viewer's, else ``home`` (the event's)."""
    return viewer().zone or home


def _zone(person: Person | None) -> tuple[str | None, str]:
    # A bad zone in the address is an error to see; a bad one in a cookie is an old cookie to ignore.
    if wanted := request.args.get("zone"):
        return zones.zone(wanted).key, "query"
    if person is not None and person.zone:
        return person.zone, "profile"
    for cookie, source in ((ZONE_COOKIE, "choice"), (GUESS_COOKIE, "guess")):
        if wanted := request.cookies.get(settings().cookie_name(cookie)):
            try:
                return zones.zone(unquote(wanted)).key, source
            except RuleBroken:
                continue
    return None, "none"


def signed_in(view: Callable[P, R]) -> Callable[P, R | ResponseReturnValue]:
    """Only for people who are signed in; others are sent to sign in and come back."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | ResponseReturnValue:
        if g.get("person") is None:
            if g.get("person_unknown"):
                raise ServiceUnavailable(retry_after=web_errors.RETRY_AFTER)
            if request.method not in {"GET", "HEAD"}:
                abort(401)
            return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
        return view(*args, **kwargs)

    return guarded


def acting() -> Person:
    """The person who acts; only within ``signed_in`` views."""
    person: Person | None = g.get("person")
    if person is None:
        abort(401)
    return person


def safe_path(target: str | None, default: str = "/") -> str:
    """A path of this site to go on to; anything that could lead elsewhere gives the default."""
    if (
        not target
        or not target.startswith("/")
        or target.startswith(("//", "/\\"))
        or any(ord(c) < 0x20 for c in target)
    ):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc or "\\" in target else target


def with_query(path: str, **values: str) -> str:
    """The path with values added to its query."""
    return f"{path}{'&' if '?' in path else '?'}{urlencode(values)}"


def page_asked(count: int, size: int) -> tuple[int, int]:
    """The page that is asked for by ``page``, the last for any beyond, and how many there are: at least one."""
    pages = max(1, -(-count // size))
    return min(max(request.values.get("page", 1, type=int), 1), pages), pages


def absolute_url(endpoint: str, **values: Any) -> str:  # noqa: ANN401 - Flask's url_for
    """The address as people reach it, from the configured base URL, never from the request's Host."""
    base = settings().base_url
    if current_app.config["APPLICATION_ROOT"] != "/":
        base += current_app.config["APPLICATION_ROOT"]
    # Not url_for: outside a request it would want a server's name, and mails are written there.
    return base + current_app.url_map.bind("").build(endpoint, values, force_external=False)


def asset(path: str) -> str:
    """The address of a file in static/: hashed where the bundle was built, plain otherwise."""
    manifest: dict[str, str] = current_app.extensions["manifest"]
    return url_for("static", filename=manifest.get(path, path))


def _manifest() -> dict[str, str]:
    path = Path(ROOT, "static", "dist", "manifest.json")
    if not path.exists():
        return {}
    found: dict[str, str] = json.loads(path.read_text())
    return found


def init_app(app: Flask) -> None:
    """The words for templates."""
    app.extensions["manifest"] = _manifest()
    app.url_map.converters |= {"row": RowId, "default": Word, "string": Word}
    app.jinja_env.globals.update(
        asset=asset,
        viewer=viewer,
        settings=settings,
        absolute_url=absolute_url,
        current_url=lambda **changes: _with_query(changes),
    )


def _with_query(changes: dict[str, object]) -> str:
    """This page's address with some query values changed; None takes one away.

    Not by url_for: whoever writes an address may call a value ``endpoint`` or ``_external``, which url_for takes for
    itself. One leading slash: with two, an address that is none of ours would lead to another host.
    """
    query = {**request.args.to_dict(), **changes}
    kept = urlencode({name: value for name, value in query.items() if value is not None})
    path = quote("/" + f"{request.root_path}{request.path}".lstrip("/"))
    return f"{path}?{kept}" if kept else path
