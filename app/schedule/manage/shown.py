"""A draft's sessions as the organizers' pages print them: times in every host city, warnings in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from flask_babel import gettext

from app import sun, zones
from app.cities.models import City
from app.days import Day, by_day
from app.errors import RuleBroken
from app.events.models import Event
from app.i18n import plain, time_words
from app.prose import prose
from app.schedule import blueprint
from app.schedule.forms.when import WhenForm
from app.schedule.models import Session
from app.schedule.rules.clashes import Clash, ClashKind
from app.schedule.rules.kinds import SessionState
from app.schedule.rules.when import check_when, span
from app.sun import Sky
from app.times import CityClock, Place, SessionTimes

__all__ = [
    "CityDay",
    "Filter",
    "Line",
    "city_days",
    "clash_words",
    "days_of",
    "host_places",
    "lines_of",
    "times_of",
    "typed_days",
]


LACKING: Mapping[str, ClashKind] = {"speakers": ClashKind.NO_SPEAKER, "languages": ClashKind.NO_LANGUAGE}
"""What the list can be asked for, by the warning that says it."""


@dataclass(frozen=True)
class Line:
    """A session in the list. ``times`` are in the event's zone and in every host city; None while it has no time."""

    talk: Session
    times: SessionTimes | None
    clashes: Sequence[str]
    lacks: frozenset[ClashKind] = frozenset()


@dataclass(frozen=True)
class CityDay:
    """A host city's clock at a session's start, and the sky over its day."""

    key: str
    clock: CityClock
    sky: Sky


@dataclass(frozen=True)
class Filter:
    """What the list shows: sessions with the words, on the track (id).

    ``only`` those with clashes, cancelled, or without speakers, times, languages.
    """

    q: str = ""
    track: str = ""
    only: str = ""

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return bool(self.q or self.track or self.only)

    def takes(self, line: Line) -> bool:
        """Whether the list shows this session."""
        talk = line.talk
        if self.track and str(talk.track_id) != self.track:
            return False
        if self.only == "clashes" and not line.clashes:
            return False
        if self.only == "cancelled" and talk.state != SessionState.CANCELLED:
            return False
        names = " ".join(seen.speaker.name for seen in talk.appearances)
        if self.only == "times" and (talk.local_start is not None or talk.state != SessionState.PLANNED):
            return False
        if (lack := LACKING.get(self.only)) and lack not in line.lacks:
            return False
        searched = f"{' '.join(talk.title.values())} {names} {' '.join(talk.tags)} {talk.code}".casefold()
        return all(word in searched for word in self.q.casefold().split())


def host_places(event: Event) -> list[Place]:
    """The host cities whose clocks are shown."""
    return [Place(plain(host.city.name), host.city.zone) for host in event.hosts]


def times_of(span: tuple[datetime | None, datetime | None], event: Event) -> SessionTimes | None:
    """A session's times in the event's zone and in every host city; None while it has no time."""
    start, end = span
    if start is None or end is None:
        return None
    return time_words().session(start, end, zone=event.zone, cities=host_places(event))


def city_days(span: tuple[datetime | None, datetime | None], event: Event) -> list[CityDay]:
    """The host cities' days around a session's start; days that differ are told from the event's zone."""
    start, _ = span
    if start is None:
        return []
    said = time_words()
    return [
        CityDay(
            host.city.slug,
            said.clock(start, host.city.zone, plain(host.city.name), home=event.zone),
            _sky(host.city, start),
        )
        for host in event.hosts
    ]


def typed_days(form: WhenForm, event: Event) -> list[CityDay]:
    """The host cities' days around the time in the form; what is wrong with it is said where it is only looked at."""
    try:
        return city_days(span(check_when(form.when())), event)
    except RuleBroken as error:
        if form.is_preview:
            form.refuse(error)
        return []


def lines_of(event: Event, talks: Iterable[Session], clashes: Iterable[Clash]) -> list[Line]:
    """The sessions with their times and warnings, in the order given."""
    told: Mapping[str, list[Clash]] = defaultdict(list)
    for clash in clashes:
        told[clash.code].append(clash)
    return [
        Line(
            talk,
            times_of((talk.starts_at, talk.ends_at), event),
            [clash_words(clash) for clash in told.get(talk.code, ())],
            frozenset(clash.kind for clash in told.get(talk.code, ())),
        )
        for talk in talks
    ]


def days_of(lines: Iterable[Line], event: Event) -> list[Day[Line]]:
    """The sessions under the days of the event's zone; those without a time last, under no date."""
    return by_day(lines, _span, event.zone)


def clash_words(clash: Clash) -> str:
    """A warning in the reader's language."""
    said_times = {name: time_words().time(value) for name, value in clash.params.items() if isinstance(value, datetime)}
    filled = {**clash.params, **said_times, **{name: plain(text) for name, text in clash.texts.items()}}
    said = str(gettext(clash.message))
    return said % filled if filled else said


@blueprint.app_context_processor
def _prose() -> dict[str, object]:
    """Organizers see each language of a text as visitors will."""
    return {"prose": prose}


def _sky(city: City, start: datetime) -> Sky:
    """From the midnight before to the midnight after, on the city's clock."""
    known = city.latitude is not None and city.longitude is not None
    place = sun.Place(city.latitude, city.longitude, city.zone) if known else sun.zone_place(city.zone)
    day = zones.wall(start, city.zone).local.date()
    return sun.sky(place, zones.derived_instant(datetime.combine(day, time()), city.zone))


def _span(line: Line) -> tuple[datetime, datetime] | None:
    start, end = line.talk.starts_at, line.talk.ends_at
    return (start, end) if start and end else None
