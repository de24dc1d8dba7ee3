"""Events and sessions for search engines: schema.org ``Event`` as JSON-LD. Pure.

https://schema.org/Event and Google's "Event structured data" say what is expected; a start is a wall time with its
offset, so that it can be shown in the city's own time.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app import zones
from app.prose import excerpt
from app.schedule.rules.programme import Programme, ReleasedSession
from app.texts import text_in

__all__ = ["event_data", "session_data"]

_SCHEDULED = "https://schema.org/EventScheduled"
_CANCELLED = "https://schema.org/EventCancelled"
_ONLINE = "https://schema.org/OnlineEventAttendanceMode"
_OFFLINE = "https://schema.org/OfflineEventAttendanceMode"


def event_data(programme: Programme, url: str, language: str, *, is_cancelled: bool = False) -> dict[str, Any]:
    """The event. ``url``: its page."""
    event = programme.event
    about = text_in(event.about, language, *event.languages).text or text_in(event.theme, language).text
    return _filled(
        {
            **_base(programme, text_in(event.title, language, *event.languages).text, url, is_cancelled=is_cancelled),
            "description": excerpt(about),
            "startDate": _start(programme),
            "endDate": _moment(programme.last_end, event.zone) or _day(event.ends_on),
            "superEvent": _series(programme, language),
        }
    )


def session_data(
    programme: Programme, talk: ReleasedSession, url: str, event_url: str, language: str
) -> dict[str, Any]:
    """A session. ``url``: its page; ``event_url``: the event's."""
    spoken = programme.event.languages
    title = text_in(talk.title, language, *spoken).text
    names = [programme.speakers[seen.speaker].name for seen in talk.appearances]
    return _filled(
        {
            **_base(programme, title, url, is_cancelled=talk.is_cancelled),
            "description": excerpt(text_in(talk.abstract, language, *spoken).text),
            "startDate": _moment(talk.starts_at, talk.zone),
            "endDate": _moment(talk.ends_at, talk.zone) if talk.duration else None,
            "inLanguage": list(talk.languages),
            "performer": [{"@type": "Person", "name": name} for name in names],
            "superEvent": _filled(
                {
                    "@type": "Event",
                    "name": text_in(programme.event.title, language, *spoken).text,
                    "url": event_url,
                    "startDate": _start(programme),
                }
            ),
        }
    )


def _base(programme: Programme, name: str, url: str, *, is_cancelled: bool) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": name,
        "url": url,
        "eventStatus": _CANCELLED if is_cancelled else _SCHEDULED,
        "eventAttendanceMode": _OFFLINE if programme.event.in_person else _ONLINE,
        "location": _location(programme, url),
        "inLanguage": list(programme.event.languages),
        "organizer": [_city(text_in(host.city.name, "en").text) for host in programme.hosts],
    }


def _location(programme: Programme, url: str) -> dict[str, Any]:
    if programme.event.in_person and programme.hosts:
        return {"@type": "Place", **_city(text_in(programme.hosts[0].city.name, "en").text)}
    return {"@type": "VirtualLocation", "url": url}


def _city(name: str) -> dict[str, Any]:
    return {"@type": "City", "name": name}


def _series(programme: Programme, language: str) -> dict[str, Any] | None:
    if programme.event.series is None:
        return None
    return {"@type": "EventSeries", "name": text_in(programme.event.series_title, language).text}


def _start(programme: Programme) -> str | None:
    return _moment(programme.first_start, programme.event.zone) or _day(programme.event.starts_on)


def _moment(moment: datetime | None, zone: str) -> str | None:
    return None if moment is None else moment.astimezone(zones.zone(zone)).isoformat(timespec="minutes")


def _day(day: object) -> str | None:
    return None if day is None else str(day)


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, "", [])}
