"""An event's page: what it is, when it is in every host city, and its programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask.typing import ResponseReturnValue

from app import clock, zones
from app.cities.lights import lights
from app.events.rules import EventState
from app.schedule.queries import Released, released
from app.schedule.rules import shown
from app.schedule.rules.board import board_of, globe_of
from app.schedule.rules.programme import Programme, ReleasedSession, SpeakerRef
from app.schedule.rules.shown import Group, Reader
from app.schedule.rules.structured import event_data
from app.schedule.rules.summary import Summary, summary_of
from app.site import blueprint
from app.texts import LocalText
from app.web import absolute_url
from app.web_pages import public_page, reader

__all__ = ["event"]

SHOWN_WHOLE = 40
"""An event of at most so many sessions shows its whole programme on its page."""
SHOWN_SPEAKERS = 120


@blueprint.get("/e/<event>/")
def event(event: str) -> ResponseReturnValue:
    """The event's page. What is live or over changes by itself, so it is part of the key."""
    release, now = released(event), clock.now()
    summary = _summary(release)
    on_now = _on_now(release.programme, now)
    standing = (summary.is_live(now), summary.next_start(now), summary.is_over(now), *(talk.code for talk in on_now))
    return public_page("site/event.html", (*release.key, *standing), lambda: _context(release, summary, on_now, now))


@lru_cache(maxsize=256)
def _summary(release: Released) -> Summary:
    return summary_of(release.programme)


def _on_now(programme: Programme, now: datetime) -> list[ReleasedSession]:
    """The sessions that are under way."""
    return [talk for talk in programme.sessions if talk.is_under_way(now)]


def _context(
    release: Released, summary: Summary, on_now: Sequence[ReleasedSession], now: datetime
) -> Mapping[str, Any]:
    programme = release.programme
    who = reader(programme.event.zone)
    stretch = _stretch(summary, now)
    moment = stretch[0] if stretch else now
    return {
        "release": release,
        "programme": programme,
        "event": programme.event,
        "summary": summary,
        "is_live": summary.is_live(now) and not programme.called_off,
        "is_over": summary.is_over(now),
        "on_now": list(shown.rows(programme, on_now, who)),
        "when": shown.when_line(summary, stretch, who),
        "end_shift": _end_shift(summary, stretch, who),
        "board": board_of(programme, *stretch, who) if stretch else None,
        "globe": globe_of([host.city for host in programme.hosts], moment, who, lights(), home=programme.event.zone),
        "reader": who,
        "zone_name": shown.zone_name(programme, who),
        "offset": zones.offset_label(moment, who.zone),
        "groups": _groups(programme, who),
        "is_whole": len(programme.sessions) <= SHOWN_WHOLE,
        "speakers": _speakers(programme),
        "presented": _presented(programme),
        "data": event_data(
            programme,
            absolute_url("site.event", event=programme.event.slug),
            who.language,
            is_cancelled=release.state == EventState.CANCELLED,
        ),
    }


def _stretch(summary: Summary, now: datetime) -> tuple[datetime, datetime] | None:
    """The sitting that the page is about: the one under way, else the next, else the first."""
    current = [sitting for sitting in summary.sittings if sitting.ends_at > now] or summary.sittings
    return (current[0].starts_at, current[0].ends_at) if current else None


def _end_shift(summary: Summary, stretch: tuple[datetime, datetime] | None, who: Reader) -> int:
    """How many days later than it starts a single sitting ends on the reader's calendar."""
    return who.words.range(*stretch, who.zone).end_shift if stretch and len(summary.sittings) == 1 else 0


def _groups(programme: Programme, who: Reader) -> list[Group]:
    if programme.parts:
        return shown.by_part(programme, programme.sessions, who)
    return shown.days(programme, programme.sessions, who)


def _speakers(programme: Programme) -> list[SpeakerRef]:
    """Real people first, by name; none where they are too many for one page."""
    if len(programme.speakers) > SHOWN_SPEAKERS:
        return []
    return sorted(programme.speakers.values(), key=lambda one: (one.fictional, (one.sort_name or one.name).casefold()))


def _presented(programme: Programme) -> dict[str, tuple[LocalText, ...]]:
    """By code: from which organisation a speaker comes, else what she is and where, as her first appearance says."""
    found: dict[str, tuple[LocalText, ...]] = {}
    for talk in programme.sessions:
        for seen in talk.appearances:
            city = programme.cities.get(seen.city or "")
            whence = (seen.organisation,) if seen.organisation else (seen.title, city.name if city else {})
            found.setdefault(seen.speaker, tuple(text for text in whence if text))
    return found
