"""Cities and series: which events they hold, and what time it is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask.typing import ResponseReturnValue

from app import clock
from app.cities.lights import lights
from app.errors import NotFound
from app.schedule.queries import SeenEvent, summaries
from app.schedule.rules.board import globe_of
from app.schedule.rules.listed import cities_of
from app.site import blueprint
from app.site.rules import city_now
from app.site.views.home import lists_of
from app.web_pages import minute_of, public_page, reader

__all__ = ["cities", "city", "series"]


def _key(seen: list[SeenEvent], now: datetime) -> tuple[object, ...]:
    return (minute_of(now), *((event.event_id, event.state, event.number, event.digest) for event in seen))


@blueprint.get("/cities")
def cities() -> ResponseReturnValue:
    """All cities that hold events, with their clocks."""
    seen, now = summaries(), clock.now()

    def context() -> Mapping[str, Any]:
        found = cities_of(one.summary for one in seen)
        who = reader("UTC")
        shown = sorted((city_now(city, now, who.words) for city in found.values()), key=lambda one: one.clock.city_name)
        return {"cities": shown, "globe": globe_of(found.values(), now, who, lights(), joined=False)}

    return public_page("site/cities.html", _key(seen, now), context)


@blueprint.get("/c/<city>/")
def city(city: str) -> ResponseReturnValue:
    """A city: its clock and the events it holds. Only what was released makes it public."""
    seen, now = summaries(("host", city)), clock.now()
    if not seen:
        raise NotFound

    def context() -> Mapping[str, Any]:
        place = cities_of(one.summary for one in seen)[city]
        who = reader(place.zone)
        return {
            "place": city_now(place, now, who.words),
            "globe": globe_of([place], now, who, lights()),
            "lists": lists_of(seen, now),
        }

    return public_page("site/city.html", _key(seen, now), context)


@blueprint.get("/series/<series>/")
def series(series: str) -> ResponseReturnValue:
    """A series: its editions."""
    seen, now = summaries(("series", series)), clock.now()
    if not seen:
        raise NotFound

    def context() -> Mapping[str, Any]:
        found = cities_of(one.summary for one in seen)
        return {
            "title": seen[-1].summary.series_title,
            "about": seen[-1].summary.series_about,
            "spoken": seen[-1].summary.languages,
            "globe": globe_of(found.values(), now, reader("UTC"), lights()),
            "lists": lists_of(seen, now),
        }

    return public_page("site/series.html", _key(seen, now), context)
