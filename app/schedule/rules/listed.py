"""How events are shown in lists: when they are for the reader, and in every host city. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import zones
from app.schedule.rules.programme import CityRef
from app.schedule.rules.summary import Summary
from app.texts import text_in
from app.times import CityClock, Place, TimeWords

__all__ = ["EventCard", "Lists", "card", "cities_of", "sorted_out"]


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event in a list. ``day`` and ``own`` are the reader's, else the event's own; ``own`` None without a time."""

    summary: Summary
    is_cancelled: bool
    is_live: bool
    is_over: bool
    day: str
    own: CityClock | None
    hosts: tuple[CityClock, ...]
    order: datetime
    """What lists are sorted by, UTC."""


@dataclass(frozen=True, slots=True)
class Lists:
    """Events as a visitor looks for them: what is live, what comes (the next first), what was (the newest first)."""

    live: tuple[EventCard, ...]
    coming: tuple[EventCard, ...]
    past: tuple[EventCard, ...]


def card(
    summary: Summary, now: datetime, zone: str | None, words: TimeWords, *, is_cancelled: bool = False
) -> EventCard:
    """The event for a reader in ``zone``; None = in the event's own."""
    home = zone or summary.zone
    moment = _moment(summary, now)
    hosts = tuple(Place(text_in(host.city.name, words.language).text, host.city.zone) for host in summary.hosts)
    name = next((place.name for place in hosts if place.zone == home), "")
    own = words.clock(moment, home, name) if moment else None
    clocks = tuple(words.clock(moment, place.zone, place.name, home=home) for place in hosts) if moment else ()
    return EventCard(
        summary=summary,
        is_cancelled=is_cancelled,
        is_live=summary.is_live(now) and not is_cancelled,
        is_over=summary.is_over(now),
        day=_day(summary, moment, home, words),
        own=own,
        hosts=clocks if any((one.time, one.day_shift) != (own.time, 0) for one in clocks if own) else (),
        order=moment or _noon(summary.starts_on),
    )


def _moment(summary: Summary, now: datetime) -> datetime | None:
    """The start that matters: of the sitting under way, else of the next, else of the first."""
    current = [sitting for sitting in summary.sittings if sitting.ends_at > now] or summary.sittings
    return current[0].starts_at if current else None


def _day(summary: Summary, moment: datetime | None, home: str, words: TimeWords) -> str:
    if moment is None:
        first, last = summary.starts_on, summary.ends_on
    else:
        first = zones.wall(moment, home).local.date()
        end = summary.sittings[-1].ends_at - timedelta(minutes=1)
        # One sitting is one evening, also where it ends after midnight.
        last = zones.wall(end, home).local.date() if len(summary.sittings) > 1 else first
    return words.days(first, max(first, last or first)) if first else ""


def _noon(day: date | None) -> datetime:
    return datetime.combine(day or date.max, datetime.min.time(), tzinfo=zones.zone("UTC")) + timedelta(
        hours=0 if day is None else 12
    )


def sorted_out(cards: Iterable[EventCard]) -> Lists:
    """The events as lists; cancelled ones stay where their time puts them."""
    known = sorted(cards, key=lambda one: one.order)
    return Lists(
        live=tuple(one for one in known if one.is_live),
        coming=tuple(one for one in known if not one.is_live and not one.is_over),
        past=tuple(one for one in reversed(known) if one.is_over and not one.is_live),
    )


def cities_of(summaries: Iterable[Summary]) -> dict[str, CityRef]:
    """The host cities of events by slug, as the newest event names them."""
    return {host.city.slug: host.city for summary in summaries for host in summary.hosts}
