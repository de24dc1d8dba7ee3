"""A file into an event, in the caller's transaction. A dry run is the same, rolled back by the caller."""

from __future__ import annotations

from datetime import datetime

from app.db import db, record
from app.errors import N_
from app.events.facts import DraftChanged
from app.events.models import Event
from app.events.queries import event_by_slug, grants_of
from app.exchange.actions.event import add_people_in_charge, made_event, update_event
from app.exchange.actions.people import Speakers
from app.exchange.actions.places import Stages, Tracks
from app.exchange.actions.sessions import settle_sessions
from app.exchange.actions.target import Target
from app.exchange.actions.wishes import Wishes
from app.exchange.queries import draft_sessions
from app.exchange.rules.echo import echo_of
from app.exchange.rules.limits import Refused
from app.exchange.rules.oddities import Notebook
from app.exchange.rules.outline import Addresses
from app.exchange.rules.reading import Given, Progress, no_progress, read
from app.exchange.rules.report import Report
from app.exchange.rules.values import Reading
from app.people.models import Person
from app.schedule.queries import draft_programme
from app.texts import text_in

__all__ = ["import_reading", "read_for"]


def read_for(slug: str, data: bytes, wishes: Wishes, progress: Progress = no_progress) -> Reading:
    """The file as the event with this slug takes it: its zone and first language hold where it is there.

    Refuses what :func:`~app.exchange.rules.reading.read` refuses, and a file without sessions. Writes nothing.
    """
    event = event_by_slug(slug)
    if event is None:
        given = Given(zone=wishes.zone, start=wishes.start, host_zone=wishes.host.zone if wishes.host else None)
    else:
        language = event.languages[0] if event.languages else None
        given = Given(zone=wishes.zone, start=wishes.start, event_zone=event.zone, event_language=language)
    reading = read(data, given, progress)
    if not reading.programme.sessions:
        raise Refused(N_("This file holds no sessions: nothing can be imported from it."))
    return reading


def import_reading(
    slug: str, reading: Reading, wishes: Wishes, addresses: Addresses, *, by: Person | None, now: datetime
) -> Report:
    """Set what was read into the event with this slug, making the event where there is none. Flushes, never commits.

    ``by`` None is an operator at the command line. Nothing is deleted; what the format does not carry stays.
    """
    programme = reading.programme
    event = event_by_slug(slug)
    report = Report(slug, is_new_event=event is None, format=reading.format, zone=programme.zone)
    if event is None:
        event = made_event(slug, programme, addresses)
        talks, echo, zone_before = [], None, event.zone
    else:
        # The echo first: what it reads is let go of again before the rows that may change are held.
        echo, zone_before = echo_of(draft_programme(event, now=now), addresses, reading.format), event.zone
        talks = list(draft_sessions(event))
        report.event_changed = update_event(event, programme, echo, wishes.zone, addresses=addresses)
    report.event_changed |= add_people_in_charge(event, wishes)
    notes = Notebook()
    notes.take(reading.oddities)
    target = Target(
        event=event,
        zone_before=zone_before,
        grants=None if by is None else grants_of(by, event),
        echo=echo,
        addresses=addresses,
        stages=Stages(event, programme),
        tracks=Tracks(event, programme),
        speakers=Speakers(event, addresses, notes),
        notes=notes,
    )
    target.speakers.settle(programme.people, echo.programme.people if echo else {})
    report.sessions = settle_sessions(programme, talks, target)
    report.people, report.stages, report.tracks = target.speakers.counts, target.stages.counts, target.tracks.counts
    report.oddities = notes.oddities()
    db.session.flush()
    if report.changes_anything:
        _record(event, report, by)
    return report


def _record(event: Event, report: Report, by: Person | None) -> None:
    counts = {
        name: {"new": part.new, "changed": part.changed}
        for name, part in (("sessions", report.sessions), ("speakers", report.people))
        if part
    }
    title = text_in(event.title, "en").text
    record(
        DraftChanged(event.id, "imported", "event", title, by.id if by else None, {}, {"file": report.format, **counts})
    )
