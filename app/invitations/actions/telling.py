"""Telling invited speakers what a release changes: all that is owed is written here, nothing is sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy import select

from app import clock
from app.db import db
from app.events.models import Event
from app.invitations.actions.merging import hand_over
from app.invitations.actions.rows import ask_again, rows_for
from app.invitations.letters import Unwritable, owe_letter
from app.invitations.models import Invitation, Preparation
from app.invitations.queries import Owing, owing
from app.invitations.readings import Reading, readings_of
from app.invitations.rules.owing import Duty, from_json, to_json, told_of
from app.invitations.rules.threads import thread_of
from app.mail.actions import drop_untried
from app.schedule.facts import ProgrammeReleased
from app.schedule.models import Release
from app.schedule.queries import programme_of
from app.schedule.rules import programme as values
from app.schedule.rules.programme import Programme, ReleasedSession
from app.web import troubles

__all__ = ["follow_release", "owe_about", "tell"]

log = structlog.get_logger(__name__)


def follow_release(fact: ProgrammeReleased) -> None:
    """Reaction within: the mails that the release owes, in its own transaction (promises P6 and P8)."""
    wanted = select(Preparation.id).where(Preparation.event_id == fact.event_id, Preparation.invites_all)
    invited = select(Invitation.id).where(Invitation.event_id == fact.event_id)
    if db.session.scalar(wanted.limit(1)) is None and db.session.scalar(invited.limit(1)) is None:
        return
    release = db.session.get_one(Release, fact.release_id)
    now, programme = clock.now(), values.from_json(release.snapshot)
    hand_over(fact.event_id, programme)
    due = owing(fact.event_id, programme, now=now, details=fact.tells_details, lock=True)
    _carry_out(list(due), programme, event_id=fact.event_id, now=now)


def tell(
    event: Event, *, now: datetime, details: bool = False, only: set[int] | None = None, but: Collection[str] = ()
) -> int:
    """Tell what is owed about what the world sees now; ``only`` by these invitations, ``but`` these sessions."""
    programme = programme_of(event)
    if programme is None:
        return 0
    due = [
        one
        for one in owing(event.id, programme, now=now, details=details, lock=True)
        if (only is None or (one.invitation is not None and one.invitation.id in only)) and one.talk.code not in but
    ]
    return _carry_out(due, programme, event_id=event.id, now=now, is_all=only is None and not but)


def _carry_out(due: Iterable[Owing], programme: Programme, *, event_id: int, now: datetime, is_all: bool = True) -> int:
    reached = [one for one in due if one.address]  # who has no address is shown on the organizers' page
    told = list(zip(rows_for(event_id, reached), reached, strict=True))
    reads = readings_of([row for row, _ in told], programme.event)
    count = 0
    unwritable: dict[str, str] = {}
    with db.session.no_autoflush:
        for row, one in told:
            try:
                owe_about(row, one, programme, reads=reads[row.id], now=now)
            except Unwritable as fault:
                # Others are told all the same, and it stays listed as not told (promise P18).
                log.exception("speaker cannot be told", session=one.talk.code)
                unwritable[one.talk.code] = str(fault)
                continue
            if one.duty.asks_again:
                ask_again(row, now)
            count += 1
    _say(f"invitations of event {event_id}", unwritable, is_all=is_all)
    db.session.flush()
    moved = [row for row, one in told if one.duty not in {Duty.AGAIN, Duty.CHANGE}]
    drop_untried("reminder", [thread_of(row.id) for row in moved])  # of a time that holds no more
    return count


def _say(subject: str, unwritable: dict[str, str], *, is_all: bool) -> None:
    """Where only some were to be told, what is known to be wrong with others stays known."""
    known = {} if is_all else {one.what: one.reason for one in troubles().known() if one.subject == subject}
    troubles().set(subject, known | unwritable)


def owe_about(row: Invitation, due: Owing, programme: Programme, *, reads: Reading, now: datetime) -> None:
    """Owe her the mail, and remember what her calendar will have been told."""
    row.mail = owe_letter(row, due, programme, reads=reads, now=now)
    row.told = _now_told(row, due.duty, due.talk, due.backstage)
    told = from_json(row.told)
    row.starts_at = None if told is None or told.is_off else told.starts_at


def _now_told(row: Invitation, duty: Duty, talk: ReleasedSession, backstage: str) -> dict[str, object] | None:
    told, new = from_json(row.told), told_of(talk, backstage=backstage)
    asked = talk.sequence if duty.asks_again or told is None else told.asked
    if not duty.calls_off:
        return to_json(replace(new, asked=asked)) if new else row.told
    last = new or told
    sequence = max(talk.sequence, told.sequence if told else 0)
    return to_json(replace(last, sequence=sequence, asked=asked, is_off=True, backstage="")) if last else None
