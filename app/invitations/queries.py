"""Reads of invitations: whose they are, what each is owed, what was answered."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from sqlalchemy import select

from app.db import db
from app.errors import NotFound
from app.invitations.models import Answered, Invitation, Preparation
from app.invitations.rules.owing import Duty, from_json, owed
from app.invitations.rules.secrets import NONCE, is_token
from app.people.models import Person
from app.schedule.models import Speaker
from app.schedule.queries.speakers import merges_in
from app.schedule.rules.programme import Programme, ReleasedSession
from app.tokens import hashed

__all__ = [
    "Owing", "accounts_of", "answer_to_look_at", "answers_of", "backstage_of", "by_token", "invitation_of",
    "invitations_by_id", "invitations_of", "owing", "preparations_of", "reach_of", "said_here", "token_of",
]  # fmt: skip


@dataclass(frozen=True)
class Owing:
    """A mail that is owed to a speaker: why, about which session, to which address. ``invitation``: None = a new one.

    Without an address nobody can be told; the organizers see it.
    """

    duty: Duty
    talk: ReleasedSession
    speaker_code: str
    name: str
    address: str
    invitation: Invitation | None
    backstage: str = ""


def invitations_of(event_id: int, *, lock: bool = False) -> Sequence[Invitation]:
    """An event's invitations; with ``lock`` as they are now, and an answer that comes meanwhile waits."""
    query = select(Invitation).where(Invitation.event_id == event_id).order_by(Invitation.id)
    if lock:
        query = query.with_for_update(of=Invitation).execution_options(populate_existing=True)
    return db.session.scalars(query).all()


def invitation_of(event_id: int, code: str, speaker: str) -> Invitation:
    """The invitation of a speaker (by code) to a session. Raises :class:`NotFound`."""
    query = (
        select(Invitation).filter_by(event_id=event_id, code=code, speaker_code=speaker).with_for_update(of=Invitation)
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def invitations_by_id(ids: Collection[int]) -> Mapping[int, Invitation]:
    """These invitations, as far as they are still there."""
    rows = db.session.scalars(select(Invitation).where(Invitation.id.in_(ids))) if ids else ()
    return {row.id: row for row in rows}


def preparations_of(event_id: int) -> Mapping[str, Preparation]:
    """How sessions are prepared with their speakers, by the session's code."""
    rows = db.session.scalars(select(Preparation).where(Preparation.event_id == event_id))
    return {row.code: row for row in rows}


def backstage_of(event_id: int, code: str) -> str:
    """Where the speakers of a session enter the studio; empty where nobody said."""
    return db.session.scalar(select(Preparation.backstage).filter_by(event_id=event_id, code=code)) or ""


def reach_of(speaker: Speaker) -> str:
    """The address under which a speaker is invited: the one in her record, else her account's; may be empty."""
    if speaker.email:
        return speaker.email
    person = db.session.get(Person, speaker.person_id) if speaker.person_id else None
    return person.email if person else ""


def accounts_of(speakers: Iterable[Speaker]) -> Sequence[Person]:
    """The accounts by which :func:`reach_of` finds them, in one query; it asks for none again while they are held."""
    ids = {one.person_id for one in speakers if one.person_id and not one.email}
    return db.session.scalars(select(Person).where(Person.id.in_(ids))).all() if ids else []


def token_of(invitation: Invitation, purpose: str) -> str:
    """The secret of her link (``link``) or of the address for her answers (``mail``). Nothing of it is stored."""
    return invitation.nonce + hashed(f"invitation-{purpose}", invitation.nonce)[:20]


def by_token(token: str, purpose: str) -> Invitation:
    """The invitation that a secret opens. Raises :class:`NotFound`."""
    if not is_token(token):
        raise NotFound
    found = db.session.scalar(select(Invitation).where(Invitation.nonce == token[:NONCE]))
    if found is None or not hmac.compare_digest(token_of(found, purpose), token):
        raise NotFound
    return found


def answers_of(invitation_ids: Sequence[int]) -> Mapping[int, Sequence[Answered]]:
    """What was answered to these invitations, newest first."""
    query = select(Answered).where(Answered.invitation_id.in_(invitation_ids)).order_by(Answered.id.desc())
    found: dict[int, list[Answered]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.invitation_id, []).append(row)
    return found


def said_here(answers: Sequence[Answered]) -> list[Answered]:
    """Of an invitation's answers, newest first, what came since she is invited at this address.

    What somebody said at another one is not for who reads this one.
    """
    said = list(takewhile(lambda one: one.way != "anew", answers))
    return [one for one in said if one.way != "asked"]


def answer_to_look_at(event_id: int, number: int) -> Answered:
    """An answer to an invitation of the event that waits for its organizers. Raises :class:`NotFound`."""
    query = select(Answered).join(Invitation).where(Answered.id == number, Invitation.event_id == event_id)
    found = db.session.scalar(query.where(Answered.settled_at.is_(None)).with_for_update(of=Answered))
    if found is None:
        raise NotFound
    return found


def owing(event_id: int, programme: Programme, *, now: datetime, details: bool, lock: bool = False) -> Iterator[Owing]:
    """What is owed to the event's speakers once this programme is what the world sees, in programme order.

    ``lock``: they are about to be told, as :func:`invitations_of`.
    """
    rows: dict[str, dict[str, Invitation]] = {}
    for row in invitations_of(event_id, lock=lock):
        rows.setdefault(row.code, {})[row.speaker_code] = row
    prepared = preparations_of(event_id)
    touched = {*rows, *(code for code, one in prepared.items() if one.invites_all)}
    talks = [talk for talk in programme.sessions if talk.code in touched]
    speakers = _known({seen.speaker for talk in talks for seen in talk.appearances}, event_id)
    held = accounts_of(speakers.values())
    for talk in talks:
        shown = [speakers[seen.speaker] for seen in talk.appearances if seen.speaker in speakers]
        asked = _Asked(talk, {one.code: one for one in shown}, prepared.get(talk.code), now, details)
        yield from _owing_of(asked, rows.get(talk.code, {}))
    del held  # until here nobody's account was asked for alone


@dataclass(frozen=True)
class _Asked:
    """A session that somebody is or is to be invited to, and who appears in it."""

    talk: ReleasedSession
    speakers: Mapping[str, Speaker]
    preparation: Preparation | None
    now: datetime
    details: bool

    def duty(self, code: str, row: Invitation | None) -> Duty | None:
        """Why a mail is owed to a speaker."""
        return owed(
            from_json(row.told) if row else None,
            self.talk,
            appears=self._shows(code) and (row is None or row.is_wanted),
            now=self.now,
            details=self.details,
            backstage=self.backstage,
        )

    def _shows(self, code: str) -> bool:
        """Whether she appears in it: by this record, or by one that went into it."""
        return code in self.speakers or any(seen.speaker == code for seen in self.talk.appearances)

    @property
    def backstage(self) -> str:
        """Where its speakers enter the studio."""
        return self.preparation.backstage if self.preparation else ""


def _owing_of(asked: _Asked, rows: dict[str, Invitation]) -> Iterator[Owing]:
    _inherit(rows, asked.speakers)
    added = asked.speakers if asked.preparation and asked.preparation.invites_all else {}
    for code in {**dict.fromkeys(rows), **dict.fromkeys(added)}:
        row, speaker = rows.get(code), asked.speakers.get(code)
        duty = asked.duty(code, row)
        if duty is Duty.REMOVE and row is not None and _is_in_by_another(row, rows, asked.speakers):
            continue  # one calendar, one entry: it would be taken out
        if duty is not None:
            name = speaker.name if speaker else row.name if row else ""
            reached = reach_of(speaker) if speaker else ""
            address = row.address if row and (row.told or not reached) else reached
            yield Owing(duty, asked.talk, code, name, address, row, asked.backstage)


def _is_in_by_another(row: Invitation, rows: Mapping[str, Invitation], speakers: Mapping[str, Speaker]) -> bool:
    """Whether she, reached at the same address, stays in the session by another record that is invited."""
    return any(
        other is not row and other.is_wanted and other.address == row.address and code in speakers
        for code, other in rows.items()
    )


def _inherit(rows: dict[str, Invitation], speakers: Mapping[str, Speaker]) -> None:
    """A record that was merged with another: who is reached at the same address holds the invitation now."""
    for code, row in list(rows.items()):
        if code in speakers or row.speaker is not None:
            continue
        heir = next(
            (one.code for one in speakers.values() if one.code not in rows and reach_of(one) == row.address), ""
        )
        if heir:
            rows[heir] = rows.pop(code)


def _known(codes: Collection[str], event_id: int) -> Mapping[str, Speaker]:
    """The records by these codes; of one that went into another since, the other: older releases name the first."""
    found = _speakers(codes)
    if found.keys() == set(codes):
        return found
    heirs = dict(merges_in([event_id]))
    last = {code: _last(code, heirs) for code in codes if code not in found}
    others = _speakers(last.values())
    return {**found, **{code: others[heir] for code, heir in last.items() if heir in others}}


def _last(code: str, heirs: Mapping[str, str]) -> str:
    for _merge in heirs:  # each at most once
        code = heirs.get(code, code)
    return code


def _speakers(codes: Iterable[str]) -> Mapping[str, Speaker]:
    rows = db.session.scalars(select(Speaker).where(Speaker.code.in_(list(codes))))
    return {row.code: row for row in rows}
