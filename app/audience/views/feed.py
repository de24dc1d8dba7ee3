"""A person's agenda as a calendar to subscribe to, for whoever has the secret link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import structlog
from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from limits import parse_many

from app.audience import blueprint
from app.audience.actions import note_read
from app.audience.models import AgendaLink
from app.audience.queries import AgendaPart, agenda_of, link_of_token
from app.audience.rules import is_due, program_in
from app.calendars.feeds import MIMETYPE, Source, depends_on, language_for, octets_of, told
from app.calendars.rules.builder import Feed
from app.clock import now
from app.db import OUTAGES, commit, db, reason_of, writing
from app.i18n import speaking
from app.web import absolute_url, settings
from app.web_cache import answer
from app.web_limits import limiter, network

__all__ = ["feed_address", "place_of"]

log = structlog.get_logger(__name__)

_WRONG: Final = parse_many("60 per 15 minutes")
"""Wrong links from a network. Right ones are not counted: some calendars fetch those of all people from one place."""

_ANY_ZONE: Final = "Africa/Abidjan"
"""Level with UTC: an empty calendar must hold something, which is a time zone, and UTC cannot be written as one."""


@blueprint.get("/calendar/<token>.ics")
def feed(token: str) -> ResponseReturnValue:
    """The sessions of her agenda, all events in one. Whatever is wrong with a link, the answer is the same."""
    found = link_of_token(token)
    if found is None:
        return _nothing()
    link, person = found
    parts = agenda_of(person)
    whole = told([part.release for part in parts])
    parts = [part for part in parts if part.release in whole]
    language = language_for(request.args.get("lang", ""), (), person.language or settings().language)
    zone = person.zone if person.zone and person.zone != "UTC" else _ANY_ZONE
    place = place_of(link)

    def make() -> bytes:
        return _octets(parts, language, zone, place=place)

    key = ("agenda", person.id, language, zone, *depends_on(part.release for part in parts), *_holding(parts))
    # Not kept: everybody's own agenda would push out the pages that everybody asks for.
    response = answer(
        key, make, mimetype=MIMETYPE, compress=False, cache_control="private, no-cache", vary="", keep=False
    )
    response.headers["Content-Disposition"] = 'inline; filename="agenda.ics"'
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    if is_due(link.read_at, now()):
        _note_read(link.id)
    return response


@blueprint.get("/calendar/<path:_address>")
def no_feed(_address: str) -> ResponseReturnValue:
    """A link that lost its end, or has a bracket or a blank too many: a secret all the same."""
    return _nothing()


def feed_address(token: str) -> str:
    """The address of the calendar behind a link."""
    return absolute_url("audience.feed", token=token)


def place_of(link: AgendaLink) -> str:
    """What logs and /health call the calendar of a link: its address is a secret."""
    return f"agenda link {link.id}"


def _octets(parts: Sequence[AgendaPart], language: str, zone: str, *, place: str) -> bytes:
    with speaking(language):
        name = f"{_('My agenda')} · {settings().name}"
    # Without its own address (SOURCE): whoever passes the file on must not pass the secret on.
    whole = Feed(name=name, address="", page=absolute_url("audience.agenda"), zone=zone)
    sources = [Source(part.release, part.holds, announced=False) for part in parts]
    return octets_of(sources, whole, language, place=place)


def _holding(parts: Sequence[AgendaPart]) -> list[object]:
    return [each for part in parts for each in part.key]


def _nothing() -> Response:
    """Plain: the page of an error would repeat the address, which may be a secret with a letter too many."""
    too_often = limiter.enabled and not all(limiter.limiter.hit(limit, "agenda links", network()) for limit in _WRONG)
    answer = Response("There is nothing here.\n", 429 if too_often else 404, mimetype="text/plain")
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _note_read(link_id: int) -> None:
    """Once an hour; where that fails the calendar has been answered all the same."""
    program = program_in(request.headers.get("User-Agent", ""))
    db.session.rollback()  # what was read above began a transaction that cannot write any more
    try:
        with writing():
            note_read(link_id, program=program, now=now())
            commit()
    except OUTAGES as error:
        log.warning("not noted that an agenda link was read", error=reason_of(error))
        db.session.rollback()
