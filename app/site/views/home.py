"""The first page and the list of events: what is live, what comes next, what was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask.typing import ResponseReturnValue

from app import clock
from app.cities.lights import lights
from app.i18n import time_words
from app.schedule.queries import SeenEvent, summaries
from app.schedule.rules.board import globe_of
from app.schedule.rules.listed import Lists, card, cities_of, sorted_out
from app.site import blueprint
from app.site.rules import CityNow, city_now
from app.times import TimeWords
from app.web import viewer
from app.web_pages import minute_of, public_page, reader

__all__ = ["events", "home", "lists_of"]

COMING_SHOWN = 9
PAST_SHOWN = 6


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """The first page. Its clocks make it another page each minute."""
    seen, now = summaries(), clock.now()
    return public_page("site/home.html", (minute_of(now), *_digests(seen)), lambda: _home(seen, now))


@blueprint.get("/events")
def events() -> ResponseReturnValue:
    """All public events."""
    seen, now = summaries(), clock.now()
    return public_page("site/events.html", (minute_of(now), *_digests(seen)), lambda: {"lists": lists_of(seen, now)})


def _digests(seen: Sequence[SeenEvent]) -> list[object]:
    return [(event.event_id, event.state, event.number, event.digest) for event in seen]


def lists_of(seen: Sequence[SeenEvent], now: datetime) -> Lists:
    """The events as cards for this reader."""
    words = time_words()
    zone = viewer().zone
    return sorted_out(card(one.summary, now, zone, words, is_cancelled=one.is_cancelled) for one in seen)


def _home(seen: Sequence[SeenEvent], now: datetime) -> Mapping[str, Any]:
    lists = lists_of(seen, now)
    cities = cities_of(one.summary for one in seen)
    who = reader("UTC")
    featured = [one for one in (*lists.live, *lists.coming) if not one.is_cancelled][:1]
    turned_to = cities_of(one.summary for one in featured) or cities
    return {
        "lists": lists,
        "coming": lists.coming[:COMING_SHOWN],
        "past": lists.past[:PAST_SHOWN],
        "featured": featured[0] if featured else None,
        "cities": _clocks(list(cities.values()), now, who.words),
        "globe": globe_of(turned_to.values(), now, who, lights(), joined=bool(featured)),
        "zone": viewer().zone,
        "zone_name": who.words.zone_city(who.zone),
    }


def _clocks(cities: Sequence[Any], now: datetime, words: TimeWords) -> list[CityNow]:
    return sorted((city_now(city, now, words) for city in cities), key=lambda one: one.clock.city_name.casefold())
