"""Speakers: enter, edit, merge. One record across events; who edits it is decided by its home event."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import select, update

from app import zones
from app.db import db, expect_version, record
from app.errors import N_, NotAllowed, RuleBroken
from app.events.facts import DraftChanged
from app.events.history import Changed, write
from app.events.models import Event
from app.events.queries import grants_of
from app.people.facts import AddressProved
from app.people.models import Person
from app.people.queries import person_by_email
from app.people.rules import normal_address
from app.schedule.models import Appearance, Session, Speaker
from app.schedule.queries.speakers import events_with, may_edit_speaker
from app.schedule.rules.codes import free_slug, new_code, slug_of
from app.schedule.rules.holding import check_held
from app.schedule.rules.values import SpeakerValues, check_speaker

__all__ = [
    "NOT_HERS",
    "create_speaker",
    "delete_speaker",
    "edit_own_texts",
    "edit_speaker",
    "know_speaker",
    "merge_speakers",
]

NOT_HERS = N_("This person was entered in another event: only its editors or she herself edit the record.")


def create_speaker(event: Event, values: SpeakerValues, *, by: Person | None) -> Speaker:
    """A new record, at home in the event. Somebody of the same name may exist: finding her first is the page's part."""
    check_speaker(values)
    code = new_code(frozenset(db.session.scalars(select(Speaker.code))))
    speaker = Speaker(code=code, slug=_free_slug(values.name), home_event_id=event.id)
    write(speaker, _columns(values))
    _link(speaker)
    db.session.add(speaker)
    _record(event.id, speaker, "speaker_created", by, Changed({}, {"name": values.name}))
    return speaker


def edit_speaker(speaker: Speaker, values: SpeakerValues, *, expected_version: int | None, by: Person | None) -> None:
    """All of the record. Refused where it is at home in another's event (see :func:`may_edit_speaker`)."""
    if by is not None and not may_edit_speaker(speaker, by=by):
        raise NotAllowed(NOT_HERS)
    expect_version(speaker, expected_version)
    check_speaker(values)
    changed = write(speaker, _columns(values))
    _link(speaker)
    _tell(speaker, changed, by)


def edit_own_texts(speaker: Speaker, values: SpeakerValues, *, expected_version: int | None, by: Person) -> None:
    """What a speaker says about herself: the spelling of her name, biography and links; nothing else is taken."""
    if speaker.person_id != by.id:
        raise RuleBroken(N_("This record belongs to another address."))
    expect_version(speaker, expected_version)
    check_speaker(values)
    kept = {"name", "sort_name", "biography", "links"}
    _tell(speaker, write(speaker, {key: value for key, value in _columns(values).items() if key in kept}), by)


def know_speaker(fact: AddressProved) -> None:
    """The records that organizers entered with this address are hers. No change of what they say: no new version."""
    hers = (Speaker.email == fact.email) & Speaker.person_id.is_distinct_from(fact.person_id)
    db.session.execute(update(Speaker).where(hers).values(person_id=fact.person_id))


def merge_speakers(speaker: Speaker, into: Speaker, *, by: Person) -> None:
    """Give all appearances of one record to another and delete the first. Needs the right to edit both.

    Where both appear in one session in one role, the other's appearance stays as it is.
    """
    if speaker is into:
        raise RuleBroken(N_("Choose two different people."))
    if not (may_edit_speaker(speaker, by=by) and may_edit_speaker(into, by=by)):
        raise RuleBroken(N_("Only who may edit both records can merge them."))
    _check_held_by_others(speaker, by)
    touched = events_with(speaker)
    _hand_over(speaker, into)
    _fill_gaps(speaker, into)
    changed = Changed({"code": speaker.code, "name": speaker.name}, {"code": into.code, "name": into.name})
    for event_id in touched or [event_id for event_id in (into.home_event_id,) if event_id]:
        _record(event_id, into, "speaker_merged", by, changed)
    db.session.flush()
    db.session.delete(speaker)


def delete_speaker(speaker: Speaker, *, expected_version: int | None, by: Person | None) -> None:
    """Delete a record that appears nowhere."""
    if by is not None and not may_edit_speaker(speaker, by=by):
        raise NotAllowed(NOT_HERS)
    expect_version(speaker, expected_version)
    if events_with(speaker):
        raise RuleBroken(N_("This person still appears in sessions. Take her out of them first."))
    if speaker.home_event_id is not None:
        _record(speaker.home_event_id, speaker, "speaker_deleted", by, Changed({"name": speaker.name}, {}))
    db.session.delete(speaker)


def _check_held_by_others(speaker: Speaker, by: Person) -> None:
    """Who appears in a session that another city holds is that city's to say."""
    held = select(Session).join(Appearance).where(Appearance.speaker_id == speaker.id, Session.held_by_id.is_not(None))
    for talk in db.session.scalars(held):
        check_held(grants_of(by, talk.event), talk.held_by_id)


def _hand_over(speaker: Speaker, into: Speaker) -> None:
    both = select(Appearance).where(Appearance.speaker_id.in_([speaker.id, into.id]))
    rows = db.session.scalars(both).all()
    there = {(seen.session_id, seen.role) for seen in rows if seen.speaker_id == into.id}
    for seen in rows:
        if seen.speaker_id != speaker.id:
            continue
        if (seen.session_id, seen.role) in there:
            db.session.delete(seen)
        else:
            seen.speaker = into


def _fill_gaps(speaker: Speaker, into: Speaker) -> None:
    """What only the record that goes knew, the other takes over."""
    for name in ("sort_name", "biography", "country", "city_id", "organisation_id", "title", "links", "email", "zone"):
        if not getattr(into, name) and getattr(speaker, name):
            setattr(into, name, getattr(speaker, name))
    _link(into)


def _link(speaker: Speaker) -> None:
    """The record belongs to the account of its address, where there is one; with another address it is another's."""
    owner = person_by_email(speaker.email) if speaker.email else None
    speaker.person_id = None if owner is None else owner.id


def _columns(values: SpeakerValues) -> dict[str, Any]:
    if values.zone:
        zones.zone(values.zone, field="zone")
    email = normal_address(values.email) if values.email else None
    return {**asdict(values), "links": [asdict(link) for link in values.links], "email": email}


def _free_slug(name: str) -> str:
    wanted = slug_of(name)
    taken = db.session.scalars(select(Speaker.slug).where(Speaker.slug.startswith(wanted or "speaker")))
    return free_slug(wanted, frozenset(taken), fallback="speaker")


def _tell(speaker: Speaker, changed: Changed, by: Person | None) -> None:
    """Every event that shows the speaker has another draft now; its history says that an address changed, not which."""
    if "email" in changed.after:
        changed.before["email"] = changed.after["email"] = "…"
    if changed:
        for event_id in sorted({*events_with(speaker), *([speaker.home_event_id] if speaker.home_event_id else [])}):
            _record(event_id, speaker, "speaker_edited", by, changed)


def _record(event_id: int, speaker: Speaker, act: str, by: Person | None, changed: Changed) -> None:
    by_id = None if by is None else by.id
    subject = f"speaker:{speaker.code}"
    record(DraftChanged(event_id, act, subject, speaker.name, by_id, changed.before, changed.after))
