"""Reads of speakers for organizers: nobody finds people whom neither a release nor an own event shows her."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, distinct, func, or_, select
from sqlalchemy.orm import joinedload

from app.db import db
from app.errors import NotFound
from app.events.models import Change, Event
from app.events.queries import grants_of, ids_edited_by
from app.events.rules import Act, EventState, Grants, Role, may
from app.people.models import Person
from app.schedule.models import Appearance, Mention, Release, Session, Speaker
from app.schedule.rules.codes import is_code

__all__ = [
    "appearances_of",
    "codes_of",
    "counts_of",
    "events_with",
    "found_speakers",
    "may_edit_speaker",
    "merges_in",
    "namesakes",
    "own_speakers",
    "speaker_of",
    "speakers_of",
    "visible_speaker",
]

FOUND = 20
"""How many people a search shows; who is not among them is found by more of the name."""


def speakers_of(event: Event) -> Sequence[Speaker]:
    """Everybody who was entered in the event or appears in its draft, by name."""
    query = select(Speaker).where(_belongs_to([event.id])).options(joinedload(Speaker.city))
    return sorted(db.session.scalars(query), key=lambda speaker: _folded(speaker.sort_name or speaker.name))


def speaker_of(event: Event, code: str) -> Speaker:
    """A speaker of the event. Raises :class:`NotFound`, also for people of other events."""
    query = select(Speaker).where(Speaker.code == code, _belongs_to([event.id]))
    speaker = db.session.scalar(query) if is_code(code) else None
    if speaker is None:
        raise NotFound
    return speaker


def found_speakers(words: str, *, by: Person) -> list[Speaker]:
    """At most FOUND people whose name has all the words, accents and case aside, by name.

    Only those whom releases of public events show, and those of the events that she edits.
    """
    wanted = _folded(words).split()
    if not wanted:
        return []
    names = db.session.execute(select(Speaker.id, Speaker.name, Speaker.sort_name).where(_visible_to(by)))
    hits = [(name, row_id) for row_id, name, sort_name in names if _has_all(wanted, f"{name} {sort_name}")]
    ids = [row_id for _, row_id in sorted(hits, key=lambda hit: _folded(hit[0]))[:FOUND]]
    rows = {speaker.id: speaker for speaker in db.session.scalars(select(Speaker).where(Speaker.id.in_(ids)))}
    return [rows[row_id] for row_id in ids]


def namesakes(name: str, *, by: Person) -> list[Speaker]:
    """People of exactly this name, accents and case aside, whom she could have found."""
    wanted = _folded(name).split()
    return [speaker for speaker in found_speakers(name, by=by) if _folded(speaker.name).split() == wanted]


def visible_speaker(code: str, *, by: Person) -> Speaker:
    """A speaker whom she could have found. Raises :class:`NotFound`."""
    query = select(Speaker).where(Speaker.code == code, _visible_to(by))
    speaker = db.session.scalar(query) if is_code(code) else None
    if speaker is None:
        raise NotFound
    return speaker


def may_edit_speaker(speaker: Speaker, *, by: Person) -> bool:
    """Whether she may edit the record itself: an editor of the event in which it was entered, the speaker, an admin."""
    return may(_grants_over(speaker, by), Act.EDIT_SPEAKER)


def _grants_over(speaker: Speaker, by: Person) -> Grants:
    """What she is where the record is at home; where that event is gone, in any event in which the speaker appears."""
    homes = [speaker.home_event_id] if speaker.home_event_id is not None else events_with(speaker)
    roles = {Role.ADMIN} if by.is_admin else set()
    if speaker.person_id == by.id:
        roles.add(Role.SPEAKER)
    for event in db.session.scalars(select(Event).where(Event.id.in_(homes))):
        roles |= grants_of(by, event).roles
    return Grants(frozenset(roles))


def events_with(speaker: Speaker) -> list[int]:
    """The events (ids) in whose draft the speaker appears."""
    query = select(Session.event_id).join(Appearance).where(Appearance.speaker_id == speaker.id).distinct()
    return list(db.session.scalars(query.order_by(Session.event_id)))


def counts_of(event: Event) -> dict[int, int]:
    """In how many sessions of the draft each speaker (id) appears."""
    query = (
        select(Appearance.speaker_id, func.count(distinct(Appearance.session_id)))
        .join(Session)
        .where(Session.event_id == event.id)
        .group_by(Appearance.speaker_id)
    )
    return {row_id: number for row_id, number in db.session.execute(query)}


def appearances_of(speaker: Speaker, event: Event) -> Sequence[Appearance]:
    """The speaker's appearances in the event's draft, in the programme's order."""
    query = (
        select(Appearance)
        .join(Appearance.talk)
        .where(Appearance.speaker_id == speaker.id, Session.event_id == event.id)
        .order_by(Session.starts_at.asc().nulls_last(), Session.position)
        .options(joinedload(Appearance.talk))
    )
    return db.session.scalars(query).all()


def own_speakers(person: Person) -> Sequence[Speaker]:
    """The records that are this person: those entered with the address to which her sign-in was mailed."""
    query = select(Speaker).where(Speaker.person_id == person.id).order_by(Speaker.id)
    return db.session.scalars(query).all()


def codes_of(records: Sequence[Speaker]) -> list[str]:
    """Their codes, and those of records that went into them: releases from before a merge name the first."""
    if not records:
        return []
    events = select(Session.event_id).join(Appearance).where(Appearance.speaker_id.in_([row.id for row in records]))
    codes = [record.code for record in records]
    for code, heir in reversed(merges_in(events)):
        if heir in codes and code not in codes:
            codes.append(code)
    return codes


def merges_in(events: Sequence[int] | Select[int]) -> list[tuple[str, str]]:
    """Which records went into which others in these events (ids), by their codes, the oldest merge first."""
    query = select(Change.before, Change.after).where(Change.event_id.in_(events), Change.act == "speaker_merged")
    merges = db.session.execute(query.order_by(Change.id)).all()
    return [(before["code"], after["code"]) for before, after in merges if "code" in before and "code" in after]


def _belongs_to(events: Sequence[int] | Select[int]) -> ColumnElement[bool]:
    appearing = select(Appearance.speaker_id).join(Session).where(Session.event_id.in_(events))
    return or_(Speaker.home_event_id.in_(events), Speaker.id.in_(appearing))


def _visible_to(by: Person) -> ColumnElement[bool]:
    if by.is_admin:
        return Speaker.id.is_not(None)
    public = (
        select(Mention.key)
        .join(Release, Release.id == Mention.release_id)
        .join(Event, Event.id == Release.event_id)
        .where(Mention.kind == "speaker", Release.is_current, Event.state != EventState.DRAFT)
    )
    return or_(_belongs_to(ids_edited_by(by)), Speaker.code.in_(public))


def _has_all(wanted: Sequence[str], name: str) -> bool:
    folded = _folded(name)
    return all(word in folded for word in wanted)


def _folded(text: str) -> str:
    """For comparing names: without accents and case."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
