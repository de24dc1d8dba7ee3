"""The draft as a :class:`Programme`: for previews, and for what a release freezes.

A programme of a thousand sessions has some five thousand rows, and a release reads them all. Sessions, appearances and
speakers are read as plain columns: making entities of them takes several times as long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Row, select
from sqlalchemy.orm import InstrumentedAttribute

from app.cities.models import City
from app.db import db
from app.events.models import Event, Partner
from app.schedule import models as tables
from app.schedule.models import Appearance, Session, Speaker, session_glossary
from app.schedule.rules import programme as values
from app.schedule.rules.succession import programme_order
from app.texts import LocalText

__all__ = ["draft_programme", "speaker_ref"]

Frame = TypeVar("Frame", tables.Track, tables.Part, tables.Stage, tables.GlossaryEntry)
Value = TypeVar("Value")
Columns: TypeAlias = "Row[*tuple[Any, ...]]"

_SESSION = (
    Session.id, Session.code, Session.guid, Session.uid, Session.kind, Session.state, Session.title, Session.subtitle,
    Session.abstract, Session.description, Session.languages, Session.tags, Session.links, Session.track_id,
    Session.part_id, Session.stage_id, Session.held_by_id, Session.position, Session.local_start, Session.zone,
    Session.fold, Session.duration, Session.time_assumed, Session.sequence, Session.created_at, Session.changed_at,
    Session.carried,
)  # fmt: skip
_SPEAKER = (
    Speaker.id, Speaker.code, Speaker.slug, Speaker.name, Speaker.sort_name, Speaker.biography, Speaker.country,
    Speaker.links, Speaker.fictional, Speaker.carried,
)  # fmt: skip
_SEEN = (
    Appearance.session_id, Appearance.speaker_id, Appearance.role, Appearance.title, Appearance.organisation,
    Appearance.city_id,
)  # fmt: skip


@dataclass(frozen=True)
class _Keys:
    """What a snapshot calls the rows that sessions point to, by the rows' numbers."""

    tracks: Mapping[int | None, str]
    parts: Mapping[int | None, int]
    stages: Mapping[int | None, str]
    cities: Mapping[int | None, str]
    speakers: Mapping[int, str]


def draft_programme(event: Event, *, now: datetime) -> values.Programme:
    """The draft of the whole event, in programme order, numbered 0. A fixed number of queries whatever its size."""
    tracks = _in_order(tables.Track, event, tables.Track.position)
    parts = _in_order(tables.Part, event, tables.Part.number)
    stages = _in_order(tables.Stage, event, tables.Stage.position)
    glossary = _in_order(tables.GlossaryEntry, event, tables.GlossaryEntry.id)
    talks, seen = _talks(event), _seen(event)
    speakers = _speakers(event)
    cities = _cities(
        {host.city_id for host in event.hosts}
        | {stage.city_id for stage in stages}
        | {row.held_by_id for row in talks}
        | {row.city_id for row in seen}
    )
    keys = _Keys(
        tracks={row.id: row.slug for row in tracks},
        parts={row.id: row.number for row in parts},
        stages={row.id: row.slug for row in stages},
        cities={row.id: row.slug for row in cities},
        speakers={row.id: row.code for row in speakers},
    )
    return values.Programme(
        number=0,
        released_at=now,
        note={},
        event=_event(event),
        hosts=tuple(values.HostCity(_city(host.city), host.part) for host in event.hosts),
        partners=tuple(_partner(partner) for partner in event.partners),
        tracks=tuple(values.Track(row.slug, row.name, row.colour, row.about) for row in tracks),
        parts=tuple(values.Part(row.number, row.title) for row in parts),
        stages=tuple(values.Stage(row.slug, row.name, row.city.slug if row.city else None, row.guid) for row in stages),
        sessions=_sessions(event, talks, seen, keys),
        speakers={row.code: speaker_ref(row) for row in speakers},
        cities={city.slug: _city(city) for city in cities},
        glossary=tuple(values.GlossaryTerm(row.key, row.term, row.gist) for row in glossary),
    )


def _in_order(table: type[Frame], event: Event, order: InstrumentedAttribute[int]) -> Sequence[Frame]:
    """The event's rows of a table, in their order."""
    query = select(table).where(table.event_id == event.id).order_by(order, table.id)
    return db.session.scalars(query).all()


def _talks(event: Event) -> Sequence[Columns]:
    return db.session.execute(select(*_SESSION).where(Session.event_id == event.id)).all()


def _seen(event: Event) -> Sequence[Columns]:
    """Who appears where: the appearances in the event's sessions, in their order."""
    query = select(*_SEEN).join(Session).where(Session.event_id == event.id)
    return db.session.execute(query.order_by(Appearance.position, Appearance.id)).all()


def _speakers(event: Event) -> list[Columns]:
    """Who appears in the event's sessions, by code."""
    appearing = select(Appearance.speaker_id).join(Session).where(Session.event_id == event.id)
    query = select(*_SPEAKER).where(Speaker.id.in_(appearing))
    return sorted(db.session.execute(query), key=lambda row: row.code)


def _cities(named: AbstractSet[int | None]) -> list[City]:
    """The cities of these numbers, by slug."""
    query = select(City).where(City.id.in_(named - {None}))
    return sorted(db.session.scalars(query), key=lambda city: city.slug)


def _footnotes(event: Event) -> Iterable[tuple[int, str]]:
    """Session and key of what it explains."""
    link = session_glossary.c
    query = (
        select(link.session_id, tables.GlossaryEntry.key)
        .join(Session, Session.id == link.session_id)
        .join(tables.GlossaryEntry, tables.GlossaryEntry.id == link.entry_id)
        .where(Session.event_id == event.id)
        .order_by(tables.GlossaryEntry.id)
    )
    return ((number, key) for number, key in db.session.execute(query))


def _by_session(pairs: Iterable[tuple[int, Value]]) -> Mapping[int, list[Value]]:
    """What belongs to each session, in the order given; nothing for one that is not named."""
    found: defaultdict[int, list[Value]] = defaultdict(list)
    for number, value in pairs:
        found[number].append(value)
    return found


def _sessions(
    event: Event, talks: Iterable[Columns], seen: Iterable[Columns], keys: _Keys
) -> tuple[values.ReleasedSession, ...]:
    appearances = _by_session((row.session_id, _appearance(row, keys)) for row in seen)
    footnotes = _by_session(_footnotes(event))
    sessions = [_session(row, keys, appearances[row.id], footnotes[row.id]) for row in talks]
    return tuple(sorted(sessions, key=programme_order))


def _partner(partner: Partner) -> values.PartnerRef:
    organisation = partner.organisation
    return values.PartnerRef(organisation.slug, organisation.name, partner.role, organisation.url)


def _city(city: City) -> values.CityRef:
    return values.CityRef(city.slug, city.name, city.country, city.zone, city.latitude, city.longitude)


def _event(event: Event) -> values.EventInfo:
    return values.EventInfo(
        slug=event.slug,
        kind=event.kind,
        title=event.title,
        theme=event.theme,
        about=event.about,
        zone=event.zone,
        languages=tuple(event.languages),
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        times_assumed=event.times_assumed,
        assumption=event.assumption,
        series=event.series.slug if event.series else None,
        series_title=event.series.title if event.series else {},
        series_about=event.series.about if event.series else {},
        edition=event.edition,
        in_person=event.in_person,
        figures=tuple(
            values.Figure(figure.kind, figure.value, figure.label, figure.qualifier, figure.source)
            for figure in event.figures
        ),
        carried=event.carried,
    )


def _session(
    row: Columns, keys: _Keys, appearances: Iterable[values.Appearance], footnotes: Iterable[str]
) -> values.ReleasedSession:
    return values.ReleasedSession(
        code=row.code,
        guid=row.guid,
        uid=row.uid,
        kind=row.kind,
        state=row.state,
        title=row.title,
        subtitle=row.subtitle,
        abstract=row.abstract,
        description=row.description,
        languages=tuple(row.languages),
        tags=tuple(row.tags),
        track=keys.tracks.get(row.track_id),
        part=keys.parts.get(row.part_id),
        stage=keys.stages.get(row.stage_id),
        position=row.position,
        local_start=row.local_start,
        zone=row.zone,
        fold=row.fold,
        duration=row.duration,
        time_assumed=row.time_assumed,
        appearances=tuple(appearances),
        glossary=tuple(footnotes),
        links=_links(row.links),
        sequence=row.sequence,
        created_at=row.created_at,
        changed_at=row.changed_at,
        held_by=keys.cities.get(row.held_by_id),
        carried=row.carried,
    )


def _appearance(row: Columns, keys: _Keys) -> values.Appearance:
    speaker, city = keys.speakers[row.speaker_id], keys.cities.get(row.city_id)
    return values.Appearance(speaker, row.role, row.title, row.organisation, city)


def speaker_ref(row: Columns | Speaker) -> values.SpeakerRef:
    """A speaker as the next release will say."""
    return values.SpeakerRef(
        code=row.code,
        slug=row.slug,
        name=row.name,
        sort_name=row.sort_name,
        biography=row.biography,
        country=row.country,
        links=_links(row.links),
        fictional=row.fictional,
        carried=row.carried,
    )


def _links(links: Iterable[LocalText]) -> tuple[values.Link, ...]:
    return tuple(values.Link(link["url"], link.get("title", ""), link.get("kind", "link")) for link in links)
