"""A draft's sessions as the organizers' pages print them: times in every host city, warnings in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from app.days import Day, by_day
from app.events.models import Event
from app.i18n import plain, time_words
from app.prose import prose
from app.schedule import blueprint
from app.schedule.models import Session
from app.schedule.rules.clashes import Clash
from app.schedule.rules.kinds import SessionState
from app.times import Place, SessionTimes

__all__ = ["Filter", "Line", "clash_words", "days_of", "host_places", "lines_of", "times_of"]


@dataclass(frozen=True)
class Line:
    """A session in the list. ``times`` are in the event's zone and in every host city; None while it has no time."""

    talk: Session
    times: SessionTimes | None
    clashes: Sequence[str]


@dataclass(frozen=True)
class Filter:
    """What the list shows: sessions with the words, on the track (id); ``only`` those with clashes, or cancelled."""

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


def lines_of(event: Event, talks: Iterable[Session], clashes: Iterable[Clash]) -> list[Line]:
    """The sessions with their times and warnings, in the order given."""
    told: Mapping[str, list[str]] = defaultdict(list)
    for clash in clashes:
        told[clash.code].append(clash_words(clash))
    return [Line(talk, times_of((talk.starts_at, talk.ends_at), event), told.get(talk.code, ())) for talk in talks]


def days_of(lines: Iterable[Line], event: Event) -> list[Day[Line]]:
    """The sessions under the days of the event's zone; those without a time last, under no date."""
    return by_day(lines, _span, event.zone)


def clash_words(clash: Clash) -> str:
    """A warning in the reader's language."""
    filled = {**clash.params, **{name: plain(text) for name, text in clash.texts.items()}}
    said = str(gettext(clash.message))
    return said % filled if filled else said


@blueprint.app_context_processor
def _prose() -> dict[str, object]:
    """Organizers see each language of a text as visitors will."""
    return {"prose": prose}


def _span(line: Line) -> tuple[datetime, datetime] | None:
    start, end = line.talk.starts_at, line.talk.ends_at
    return (start, end) if start and end else None
