"""A released programme as calendar entries, in a reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from app import cldr, zones
from app.calendars.rules.builder import LeftOut, attempt
from app.calendars.rules.vevent import Entry, JoinLink, Status
from app.schedule.rules.programme import Appearance, EventInfo, HostCity, Programme, ReleasedSession
from app.texts import text_in

__all__ = [
    "CANCELLED_STAYS",
    "Reader",
    "entries_of",
    "entry_of",
    "is_announced_only",
    "session_url",
    "span",
    "takeable",
    "time_lines",
    "whole_event",
]

CANCELLED_STAYS: Final = timedelta(days=30)
"""How long a session that was called off stays in feeds, so that calendars that hold it learn of it."""

Wanted = Callable[[ReleasedSession], bool]


@dataclass(frozen=True)
class Reader:
    """For whom entries are made: her language, the words of a calendar in it, and the address of this installation."""

    language: str
    base_url: str
    join: str
    """What the link to take part is called."""
    cancelled: str
    """Said of a session that was called off."""
    called_off: str
    """Said of an event that was."""
    assumed: str
    """Said of a time that the organizers have not confirmed."""
    roles: Mapping[str, str]
    """Headings over the people of a session, by role."""


def takeable(talk: ReleasedSession) -> bool:
    """Whether a calendar can hold the session: it has a time and a length."""
    return talk.local_start is not None and talk.duration > 0


def entries_of(
    programme: Programme, reader: Reader, *, now: datetime, wanted: Wanted = lambda _: True
) -> tuple[list[Entry], list[LeftOut]]:
    """The entries of a feed, in programme order, and the rows of which none could be made (promise P18)."""
    entries, left_out = [], []
    for talk in programme.sessions:
        if takeable(talk) and wanted(talk) and not is_forgotten(talk, now=now):
            made = attempt(talk.uid, entry_of, talk, programme, reader)
            if isinstance(made, LeftOut):
                left_out.append(made)
            else:
                entries.append(made)
    return entries, left_out


def is_announced_only(programme: Programme, wanted: Wanted = lambda _: True) -> bool:
    """Whether the event's days are all that a calendar can hold as yet of these sessions: none has time and length."""
    asked = [talk for talk in programme.sessions if wanted(talk)]
    planned = [talk for talk in programme.planned if wanted(talk)]
    return not any(map(takeable, asked)) and (bool(planned) or not asked)


def whole_event(programme: Programme, reader: Reader, *, uid: str, since: datetime, now: datetime) -> Entry | None:
    """The event's days, for who wants to keep them free until its sessions have times.

    None where it has no days, or was called off so long ago that feeds no longer hold it.
    ``since`` is when it was first released; every release since is a revision of this entry.
    """
    event, called_off = programme.event, programme.called_off
    if event.starts_on is None or (called_off and programme.released_at + CANCELLED_STAYS <= now):
        return None
    first, last = event.starts_on, max(event.starts_on, event.ends_on or event.starts_on)
    url = f"{reader.base_url}/e/{event.slug}/"
    texts = [text_in(text, reader.language, *event.languages).text for text in (event.title, event.theme)]
    notice = reader.called_off if called_off else ""
    return Entry(
        uid=uid,
        summary=texts[0],
        starts_at=zones.derived_instant(datetime.combine(first, time()), event.zone),
        ends_at=zones.derived_instant(datetime.combine(last + timedelta(days=1), time()), event.zone),
        zone=event.zone,
        created_at=since,
        changed_at=programme.released_at,
        sequence=programme.number - 1,
        status=Status.CANCELLED if called_off else Status.CONFIRMED,
        description="\n\n".join(filter(None, [notice, texts[1], url])),
        location=url,
        url=url,
        all_day=True,
    )


def is_forgotten(talk: ReleasedSession, *, now: datetime) -> bool:
    """Whether the session was called off so long ago that feeds no longer hold it."""
    return talk.is_cancelled and (talk.cancelled_at or talk.changed_at) + CANCELLED_STAYS <= now


def session_url(talk: ReleasedSession, programme: Programme, base_url: str) -> str:
    """The session's page, which is where one takes part."""
    return f"{base_url}/e/{programme.event.slug}/s/{talk.address}/"


def entry_of(talk: ReleasedSession, programme: Programme, reader: Reader) -> Entry:
    """The session as an entry. :raises ValueError: it has no time."""
    if talk.starts_at is None or talk.ends_at is None:
        raise ValueError("A session without a time")
    event = programme.event
    url = session_url(talk, programme, reader.base_url)
    paragraphs = [
        "\n".join(_notices(talk, event, reader)),
        text_in(talk.subtitle, reader.language, *event.languages).text,
        "\n".join(time_lines((talk.starts_at, talk.ends_at), talk.zone, programme.hosts, reader.language)),
        *_people(talk.appearances, programme, reader),
        f"{reader.join}: {url}",
    ]
    track = programme.track_by_slug.get(talk.track or "")
    return Entry(
        uid=talk.uid,
        summary=text_in(talk.title, reader.language, *event.languages).text,
        starts_at=talk.starts_at,
        ends_at=talk.ends_at,
        zone=talk.zone,
        created_at=min(talk.created_at, talk.changed_at),
        changed_at=talk.changed_at,
        sequence=talk.sequence,
        status=Status.CANCELLED if talk.is_cancelled else Status.CONFIRMED,
        description="\n\n".join(filter(None, paragraphs)),
        location=_location(talk, programme, reader, url),
        url=url,
        join=None if talk.is_cancelled else JoinLink(url, reader.join),
        categories=(text_in(track.name, reader.language, *event.languages).text,) if track else (),
    )


def _notices(talk: ReleasedSession, event: EventInfo, reader: Reader) -> Iterator[str]:
    if talk.is_cancelled:
        yield reader.cancelled
    if talk.time_assumed:
        yield text_in(event.assumption, reader.language, *event.languages).text or reader.assumed


def time_lines(times: tuple[datetime, datetime], zone: str, hosts: Sequence[HostCity], language: str) -> Iterator[str]:
    """A line for every host city, and one for the session's own zone where no host city has it."""
    if zone not in {host.city.zone for host in hosts}:
        yield f"{cldr.zone_city(language, zone)}: {span(*times, zone, language)}"
    for host in hosts:
        name = text_in(host.city.name, language).text
        yield f"{name}: {span(*times, host.city.zone, language)}"


def span(start: datetime, end: datetime, zone: str, language: str) -> str:
    """``Thursday, 9 December 2021, 15:30–16:15 (UTC+9)``, as people there write it. Another day at the end is named."""
    here, there = zones.wall(start, zone).local, zones.wall(end, zone).local
    day, offset = cldr.full_date(language, here.date()), zones.offsets_label(start, end, zone)
    comma = cldr.comma(language)
    if here.date() == there.date():
        return f"{day}{comma}{cldr.interval(language, here.time(), there.time())} ({offset})"
    since, until = (cldr.time_of_day(language, wall.hour, wall.minute) for wall in (here, there))
    return f"{day}{comma}{since} – {cldr.full_date(language, there.date())}{comma}{until} ({offset})"


def _people(appearances: Iterable[Appearance], programme: Programme, reader: Reader) -> Iterator[str]:
    """A paragraph for each role: its heading, then a line for each person."""
    lines: dict[str, list[str]] = {}
    comma = cldr.comma(reader.language)
    for seen in appearances:
        others = programme.event.languages
        about = (text_in(text, reader.language, *others).text for text in (seen.title, seen.organisation))
        heading = reader.roles.get(seen.role, reader.roles["speaker"])
        lines.setdefault(heading, []).append(comma.join([programme.speakers[seen.speaker].name, *filter(None, about)]))
    for heading, people in lines.items():
        yield "\n".join([f"{heading}:", *people])


def _location(talk: ReleasedSession, programme: Programme, reader: Reader, url: str) -> str:
    """The join link; where people also meet in person, after the stage and its city."""
    stage = programme.stage_by_slug.get(talk.stage or "")
    if stage is None or not programme.event.in_person:
        return url
    city = programme.cities.get(stage.city or "")
    names = [stage.name, *([city.name] if city else [])]
    place = cldr.comma(reader.language).join(
        text_in(name, reader.language, *programme.event.languages).text for name in names
    )
    return f"{place} · {url}"
