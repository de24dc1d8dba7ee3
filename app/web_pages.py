"""Pages that are the same for everybody who reads in the same language and zone: made once, answered many times.

They hold no person, no message and no POST form; what is personal is fetched beside them (design: programme.md).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import structlog
from babel.numbers import format_decimal
from flask import Flask, Response, render_template, request
from markupsafe import Markup

from app import zones
from app.db import begin_request
from app.i18n import direction, language, time_words
from app.prose import Note, excerpt, noted, prose
from app.schedule.queries.remembered import EVERY, remembered
from app.schedule.rules.kinds import kind_words
from app.schedule.rules.shown import Reader
from app.texts import text_in
from app.web import absolute_url, viewer
from app.web_cache import answer

__all__ = ["init_app", "look_after", "minute_of", "public_page", "reader"]

log = structlog.get_logger(__name__)

_STAYING = ("zone", "lang")
_KEPT_QUERY = frozenset({*_STAYING, "by"})
"""Parameters with few values that mean something; pages asked for with others are answered and not kept."""


def reader(home: str) -> Reader:
    """Who reads this page: the zone is the viewer's, else ``home``."""
    return Reader(language(), viewer().zone or home, time_words())


def public_page(
    template: str, key: Iterable[object], context: Callable[[], Mapping[str, Any]], *, mimetype: str = "text/html"
) -> Response:
    """The page, from the cache where it was made before.

    ``key`` names what the page depends on beside address, language, zone, time zone data and build.
    """
    seen = viewer()
    place = (request.path, request.query_string.decode("utf-8", "replace"))
    whole = (template, *place, seen.language, seen.zone or "", zones.TZ_VERSION, *key)

    def make() -> str:
        page_url = absolute_url(request.endpoint or "", **(request.view_args or {}))
        return render_template(template, page_url=page_url, stay=_stay(), **context())

    return answer(whole, make, mimetype=mimetype, keep=_KEPT_QUERY.issuperset(request.args))


def _stay() -> str:
    """What links within an event carry on: a zone or language chosen in the address stays without cookies too."""
    kept = {name: value for name in _STAYING if (value := request.args.get(name))}
    return f"?{urlencode(kept)}" if kept else ""


def minute_of(now: datetime) -> str:
    """What a page depends on that shows clocks: it is made anew each minute."""
    return now.isoformat(timespec="minutes")


def _prose_in(text: Mapping[str, str], *others: str, notes: Sequence[Note] = ()) -> Markup:
    """A Markdown text in the reader's language, or the nearest there is, with its language, direction and footnotes."""
    found = text_in(text, language(), *others)
    if not found.text:
        return Markup()
    opening = Markup('<div class="prose" lang="{}" dir="{}">').format(found.language, direction(found.language))
    return opening + noted(prose(found.text), notes) + Markup("</div>")


def _initials(name: str) -> str:
    """First letters of the first and last word: ``LJ`` for Lee Jun-seung."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def look_after(app: Flask) -> None:
    """In a process that serves: a thread that keeps what would be answered without a database true (promise P12)."""
    threading.Thread(target=_look, args=(app,), name="look after releases", daemon=True).start()


def _look(app: Flask) -> None:
    while True:
        time.sleep(EVERY)
        try:
            begin_request(writes=False)
            with app.app_context():
                remembered.look()
        except Exception:
            log.exception("cannot look what is public")  # and again: who does not look shows what was hidden


def _tell_age(response: Response) -> Response:
    """Say how old an answer may be that was made without the database (RFC 9111, section 5.1)."""
    seconds = remembered.away_for()
    if seconds is not None and response.cache_control.public and request.endpoint != "static":
        response.headers["Age"] = str(seconds)
    return response


def init_app(app: Flask) -> None:
    """The words for templates of public pages."""
    app.after_request(_tell_age)
    app.jinja_env.globals.update(excerpt=excerpt, initials=_initials, kind_words=kind_words, prose_in=_prose_in)
    app.jinja_env.filters["number"] = lambda value: format_decimal(value, locale=language())
