"""Who appears in a session, in what role, presented how, in what order."""

from __future__ import annotations

from dataclasses import asdict

from app.db import expect_version, record
from app.errors import N_, RuleBroken
from app.events.facts import DraftChanged
from app.events.history import Changed, write
from app.events.queries import grants_of
from app.ordering import shifted
from app.people.models import Person
from app.schedule.models import Appearance, Session, Speaker
from app.schedule.rules.holding import check_held
from app.schedule.rules.values import AppearanceValues, check_appearance

__all__ = ["add_appearance", "edit_appearance", "remove_appearance", "shift_appearance"]


def add_appearance(talk: Session, speaker: Speaker, values: AppearanceValues, *, by: Person | None) -> Appearance:
    """Put somebody into a session, after those who are there. Twice in one role is refused."""
    _check_change(talk, by)
    check_appearance(values)
    _check_once(talk, speaker, values.role)
    last = max((seen.position for seen in talk.appearances), default=-1)
    seen = Appearance(speaker=speaker, position=last + 1)
    write(seen, asdict(values))
    talk.appearances.append(seen)
    _record(seen, talk, "appearance_added", by, Changed({}, {"speaker": speaker.code, "role": str(values.role)}))
    return seen


def edit_appearance(
    seen: Appearance, values: AppearanceValues, *, expected_version: int | None, by: Person | None
) -> None:
    """Another role, title, organisation or city, in this session only. Raises :class:`Stale`."""
    _check_change(seen.talk, by)
    expect_version(seen, expected_version)
    check_appearance(values)
    if values.role != seen.role:
        _check_once(seen.talk, seen.speaker, values.role)
    if changed := write(seen, asdict(values)):
        _record(seen, seen.talk, "appearance_edited", by, changed)


def remove_appearance(seen: Appearance, *, by: Person | None) -> None:
    """Take somebody out of a session; her record stays."""
    _check_change(seen.talk, by)
    talk = seen.talk
    _record(seen, talk, "appearance_removed", by, Changed({"speaker": seen.speaker.code, "role": seen.role}, {}))
    talk.appearances.remove(seen)


def shift_appearance(seen: Appearance, *, up: bool, by: Person | None) -> None:
    """One place earlier or later in the session; at the end of the list nothing happens."""
    talk = seen.talk
    _check_change(talk, by)
    order = shifted(sorted(talk.appearances, key=lambda each: each.position), seen, up=up)
    if order is None:
        return
    for position, each in enumerate(order):
        each.position = position
    _record(seen, talk, "appearances_ordered", by, Changed({}, {"order": [each.speaker.code for each in order]}))


def _check_change(talk: Session, by: Person | None) -> None:
    check_held(None if by is None else grants_of(by, talk.event), talk.held_by_id)


def _check_once(talk: Session, speaker: Speaker, role: str) -> None:
    if any(seen.speaker is speaker and seen.role == role for seen in talk.appearances):
        raise RuleBroken(N_("%(name)s already appears in this session in this role."), field="role", name=speaker.name)


def _record(seen: Appearance, talk: Session, act: str, by: Person | None, changed: Changed) -> None:
    by_id = None if by is None else by.id
    record(
        DraftChanged(
            talk.event_id, act, f"session:{talk.code}", seen.speaker.name, by_id, changed.before, changed.after
        )
    )
