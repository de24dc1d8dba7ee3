"""The draft as a :class:`Programme`: for previews, and for what a release freezes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from app.cities.models import City
from app.db import db
from app.events.models import Event
from app.schedule import models as tables
from app.schedule.rules import programme as values
from app.schedule.rules.succession import programme_order
from app.texts import LocalText

__all__ = ["draft_programme"]

Row = TypeVar("Row", tables.Track, tables.Part, tables.Stage, tables.GlossaryEntry)


def draft_programme(event: Event, *, now: datetime) -> values.Programme:
    """The draft of the whole event, in programme order, numbered 0. A fixed number of queries whatever its size."""
    talks = _talks(event)
    stages = _rows(tables.Stage, event, tables.Stage.position)
    cities = _cities(event, talks, stages)
    sessions = sorted((_session(talk) for talk in talks), key=programme_order)
    speakers = {seen.speaker.code: seen.speaker for talk in talks for seen in talk.appearances}
    return values.Programme(
        number=0,
        released_at=now,
        note={},
        event=_event(event),
        hosts=tuple(values.HostCity(_city(host.city), host.part) for host in event.hosts),
        partners=tuple(
            values.PartnerRef(
                partner.organisation.slug, partner.organisation.name, partner.role, partner.organisation.url
            )
            for partner in event.partners
        ),
        tracks=tuple(
            values.Track(row.slug, row.name, row.colour, row.about)
            for row in _rows(tables.Track, event, tables.Track.position)
        ),
        parts=tuple(values.Part(row.number, row.title) for row in _rows(tables.Part, event, tables.Part.number)),
        stages=tuple(values.Stage(row.slug, row.name, row.city.slug if row.city else None, row.guid) for row in stages),
        sessions=tuple(sessions),
        speakers={code: _speaker(speakers[code]) for code in sorted(speakers)},
        cities={slug: _city(cities[slug]) for slug in sorted(cities)},
        glossary=tuple(
            values.GlossaryTerm(row.key, row.term, row.gist)
            for row in _rows(tables.GlossaryEntry, event, tables.GlossaryEntry.id)
        ),
    )


def _talks(event: Event) -> Sequence[tables.Session]:
    """The event's sessions with all they show, in a fixed number of queries."""
    query = (
        select(tables.Session)
        .where(tables.Session.event_id == event.id)
        .options(
            joinedload(tables.Session.track),
            joinedload(tables.Session.part),
            joinedload(tables.Session.stage),
            joinedload(tables.Session.held_by),
            selectinload(tables.Session.glossary),
            selectinload(tables.Session.appearances).options(
                joinedload(tables.Appearance.city), joinedload(tables.Appearance.speaker)
            ),
        )
    )
    return db.session.scalars(query).all()


def _rows(table: type[Row], event: Event, order: InstrumentedAttribute[int]) -> Sequence[Row]:
    """The event's rows of a table, in their order."""
    query = select(table).where(table.event_id == event.id).order_by(order, table.id)
    return db.session.scalars(query).all()


def _cities(event: Event, talks: Iterable[tables.Session], stages: Iterable[tables.Stage]) -> dict[str, City]:
    named = [host.city for host in event.hosts]
    named += [stage.city for stage in stages if stage.city]
    for talk in talks:
        named += [seen.city for seen in talk.appearances if seen.city]
        if talk.held_by:
            named.append(talk.held_by)
    return {city.slug: city for city in named}


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
        edition=event.edition,
        in_person=event.in_person,
        figures=tuple(
            values.Figure(figure.kind, figure.value, figure.label, figure.qualifier, figure.source)
            for figure in event.figures
        ),
        carried=event.carried,
    )


def _session(talk: tables.Session) -> values.ReleasedSession:
    return values.ReleasedSession(
        code=talk.code,
        guid=talk.guid,
        uid=talk.uid,
        kind=talk.kind,
        state=talk.state,
        title=talk.title,
        subtitle=talk.subtitle,
        abstract=talk.abstract,
        description=talk.description,
        languages=tuple(talk.languages),
        tags=tuple(talk.tags),
        track=talk.track.slug if talk.track else None,
        part=talk.part.number if talk.part else None,
        stage=talk.stage.slug if talk.stage else None,
        position=talk.position,
        local_start=talk.local_start,
        zone=talk.zone,
        fold=talk.fold,
        duration=talk.duration,
        time_assumed=talk.time_assumed,
        appearances=tuple(_appearance(seen) for seen in talk.appearances),
        glossary=tuple(entry.key for entry in sorted(talk.glossary, key=lambda entry: entry.id)),
        links=_links(talk.links),
        sequence=talk.sequence,
        created_at=talk.created_at,
        changed_at=talk.changed_at,
        held_by=talk.held_by.slug if talk.held_by else None,
        carried=talk.carried,
    )


def _appearance(seen: tables.Appearance) -> values.Appearance:
    city = seen.city.slug if seen.city else None
    return values.Appearance(seen.speaker.code, seen.role, seen.title, seen.organisation, city)


def _speaker(speaker: tables.Speaker) -> values.SpeakerRef:
    return values.SpeakerRef(
        code=speaker.code,
        slug=speaker.slug,
        name=speaker.name,
        sort_name=speaker.sort_name,
        biography=speaker.biography,
        country=speaker.country,
        links=_links(speaker.links),
        fictional=speaker.fictional,
        carried=speaker.carried,
    )


def _links(links: Iterable[LocalText]) -> tuple[values.Link, ...]:
    return tuple(values.Link(link["url"], link.get("title", ""), link.get("kind", "link")) for link in links)
