"""How a released programme is shown to one reader: in her zone and language, grouped as she asked. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from app import zones
from app.cldr import zone_city
from app.schedule.rules.programme import Appearance, Programme, ReleasedSession, SpeakerRef, Track
from app.schedule.rules.summary import Summary
from app.texts import LocalText, text_in
from app.times import CityClock, Place, SessionTimes, TimeWords, by_day

__all__ = [
    "Group", "Reader", "Row", "Who", "by_part", "by_place", "by_theme", "dated", "day_of", "days", "own_clock",
    "places", "row", "rows", "when_line", "zone_name",
]  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """Who reads: her language, the zone that the page speaks, and the words for times in that language."""

    language: str
    zone: str
    words: TimeWords = field(compare=False)


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody on a session, as presented there."""

    speaker: SpeakerRef
    role: str
    title: LocalText
    organisation: LocalText
    city: LocalText


@dataclass(frozen=True, slots=True)
class Row:
    """A session, ready to print. ``times`` is None while the time is to be announced."""

    talk: ReleasedSession
    times: SessionTimes | None
    duration: str
    """``45 min``; empty for "no length"."""
    past_midnight: bool
    track: Track | None
    stage: LocalText
    who: tuple[Who, ...]
    clocks: tuple[CityClock, ...]
    """The host cities' clocks worth showing beside the reader's own."""
    is_assumed: bool
    new_day: str = ""
    """The date in words, where the rows are not under their day and this one starts on another than the row before."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading: a day, a track, a stage or a part. ``key`` is its anchor on the page."""

    key: str
    title: LocalText
    day: date | None
    heading: str
    """The day in words; empty where ``title`` is the heading."""
    rows: tuple[Row, ...]
    number: int = 0


def places(programme: Programme, language: str) -> tuple[Place, ...]:
    """The host cities whose clocks stand beside every time, in their order, named in the reader's language.

    An event without a host has the clock of its zone.
    """
    spoken = programme.event.languages
    named = tuple(Place(text_in(host.city.name, language, *spoken).text, host.city.zone) for host in programme.hosts)
    return named or (Place(zone_city(language, programme.event.zone), programme.event.zone),)


def own_clock(programme: Programme, moment: datetime, reader: Reader) -> CityClock:
    """The reader's clock at an instant, named after the host city where she reads in a host's zone."""
    name = next((place.name for place in places(programme, reader.language) if place.zone == reader.zone), "")
    return reader.words.clock(moment, reader.zone, name)


def rows(programme: Programme, talks: Iterable[ReleasedSession], reader: Reader) -> Iterator[Row]:
    """The sessions, ready to print, in the order given."""
    hosts = places(programme, reader.language)
    return (_row(programme, talk, reader, hosts) for talk in talks)


def row(programme: Programme, talk: ReleasedSession, reader: Reader) -> Row:
    """One session, ready to print."""
    return _row(programme, talk, reader, places(programme, reader.language))


def _row(programme: Programme, talk: ReleasedSession, reader: Reader, hosts: Sequence[Place]) -> Row:
    times = None
    stage = programme.stage_by_slug.get(talk.stage) if talk.stage else None
    if talk.starts_at is not None and talk.ends_at is not None:
        times = reader.words.session(talk.starts_at, talk.ends_at, zone=reader.zone, cities=hosts)
    return Row(
        talk=talk,
        times=times,
        duration=reader.words.duration(talk.duration),
        past_midnight=times is not None and times.range.end_shift > 0,
        track=programme.track_by_slug.get(talk.track) if talk.track else None,
        stage=stage.name if stage else {},
        who=tuple(_who(programme, seen) for seen in talk.appearances),
        clocks=() if times is None else _worth_showing(times),
        is_assumed=talk.time_assumed,
    )


def _worth_showing(times: SessionTimes) -> tuple[CityClock, ...]:
    """All the hosts' clocks, unless the only host is where the reader's clock hangs."""
    return times.cities if any(city.zone != times.own.zone for city in times.cities) else ()


def _who(programme: Programme, seen: Appearance) -> Who:
    city = programme.cities.get(seen.city) if seen.city else None
    return Who(programme.speakers[seen.speaker], seen.role, seen.title, seen.organisation, city.name if city else {})


def days(programme: Programme, talks: Iterable[ReleasedSession], reader: Reader) -> list[Group]:
    """The sessions under the days on which they start in the reader's zone; those without a time last."""
    shown = {id(made.talk): made for made in rows(programme, talks, reader)}
    found = by_day((made.talk for made in shown.values()), _span, reader.zone)
    return [
        Group(
            key=day.date.isoformat() if day.date else "unscheduled",
            title={},
            day=day.date,
            heading=reader.words.heading(day.date) if day.date else "",
            rows=tuple(shown[id(entry.item)] for entry in day.entries),
        )
        for day in found
    ]


def _span(talk: ReleasedSession) -> tuple[datetime, datetime] | None:
    return None if talk.starts_at is None or talk.ends_at is None else (talk.starts_at, talk.ends_at)


def by_theme(programme: Programme, talks: Iterable[ReleasedSession], reader: Reader) -> list[Group]:
    """The sessions under their tracks, in the order of the tracks; those without one last."""
    names = [(track.slug, track.name) for track in programme.tracks]
    return _under("track", names, [(made.talk.track, made) for made in rows(programme, talks, reader)])


def by_place(programme: Programme, talks: Iterable[ReleasedSession], reader: Reader) -> list[Group]:
    """The sessions under their stages, in the order of the stages; those without one last."""
    names = [(stage.slug, stage.name) for stage in programme.stages]
    return _under("stage", names, [(made.talk.stage, made) for made in rows(programme, talks, reader)])


def by_part(programme: Programme, talks: Iterable[ReleasedSession], reader: Reader) -> list[Group]:
    """The sessions under the parts of a webinar; those outside any part stand between them, without a title."""
    groups: list[Group] = []
    titles = {part.number: part.title for part in programme.parts}
    run: list[Row] = []
    for made in rows(programme, talks, reader):
        if run and run[-1].talk.part != made.talk.part:
            groups.append(_part(run, titles, len(groups)))
            run = []
        run.append(made)
    return [*groups, _part(run, titles, len(groups))] if run else groups


def _part(run: Sequence[Row], titles: dict[int, LocalText], place: int) -> Group:
    number = run[0].talk.part or 0
    return Group(f"part-{place + 1}", titles.get(number, {}), None, "", dated(run), number)


def _under(kind: str, names: Sequence[tuple[str, LocalText]], found: Sequence[tuple[str | None, Row]]) -> list[Group]:
    known = dict(names)
    keys: list[str | None] = [*known, None]
    under: dict[str | None, list[Row]] = {key: [] for key in keys}
    for key, made in found:
        under[key if key in known else None].append(made)
    return [
        Group(f"{kind}-{key or 'none'}", known[key] if key else {}, None, "", dated(under[key]))
        for key in keys
        if under[key]
    ]


def dated(found: Sequence[Row]) -> tuple[Row, ...]:
    """The rows, with the date at the first and wherever it changes: for rows that do not stand under their days."""
    dates = [made.times.own.date if made.times else "" for made in found]
    return tuple(
        replace(made, new_day=day) if day != before else made
        for made, day, before in zip(found, dates, ["", *dates], strict=False)
    )


def zone_name(programme: Programme, reader: Reader) -> str:
    """What the page calls the zone it speaks: the host city that lives in it, else the place it is named after."""
    homes = (place.name for place in places(programme, reader.language) if place.zone == reader.zone)
    return next(homes, "") or reader.words.zone_city(reader.zone)


def day_of(moment: datetime, reader: Reader) -> date:
    """The date on the reader's clock at an instant."""
    return zones.wall(moment, reader.zone).local.date()


def when_line(summary: Summary, stretch: tuple[datetime, datetime] | None, reader: Reader) -> str:
    """When an event is, in one line for the reader: a day with its hours, the first and last of several days, or ""."""
    first, last = summary.starts_on, summary.ends_on or summary.starts_on
    if len(summary.sittings) > 1:
        first = day_of(summary.sittings[0].starts_at, reader)
        last = day_of(summary.sittings[-1].ends_at - timedelta(minutes=1), reader)
    elif stretch is not None:
        day, hours = reader.words.heading(day_of(stretch[0], reader)), reader.words.range(*stretch, reader.zone).text
        return f"{day}{reader.words.comma}{hours}"
    return reader.words.days(first, last) if first and last else ""
