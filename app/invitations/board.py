"""An event's invitations as its organizers see them: who is asked, what she answered, where the mail is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Final

from sqlalchemy import select

from app.db import db
from app.events.models import Event
from app.events.rules import Grants, may_change_held
from app.invitations.models import Answered, Invitation, Preparation
from app.invitations.queries import accounts_of, answers_of, invitations_of, owing, preparations_of, reach_of, said_here
from app.invitations.rules.answering import State
from app.invitations.rules.answers import Answer
from app.invitations.rules.marks import Mark
from app.invitations.rules.owing import Duty, Told, from_json
from app.mail.models import OwedMail
from app.schedule.models import Session
from app.schedule.queries import programme_of
from app.schedule.queries.talks import talks_of
from app.schedule.rules.programme import Programme

__all__ = ["Board", "Line", "Planned", "SessionBoard", "board_of", "planned_by"]


@dataclass(frozen=True)
class Line:
    """A speaker of a session. ``row`` is None as long as she is not invited."""

    speaker_code: str
    name: str
    address: str
    """Where she is reached now; empty where nobody knows."""
    appears: bool
    row: Invitation | None = None
    mail: OwedMail | None = None
    answers: Sequence[Answered] = ()
    """What she answered, newest first; none where another city holds the session: its editors read her words."""

    @cached_property
    def told(self) -> Told | None:
        """What her calendar was told last."""
        return from_json(self.row.told) if self.row else None

    @property
    def has_moved(self) -> bool:
        """Whether her record has another address than the one where she was invited."""
        return self.row is not None and bool(self.address) and self.address != self.row.address

    @property
    def waits(self) -> bool:
        """Whether she is invited, and the mail waits for the release that shows the session with her."""
        return self.row is not None and self.row.is_wanted and self.appears and (self.told is None or self.told.is_off)

    @cached_property
    def marks(self) -> frozenset[Mark]:
        """By what organizers find her."""
        found = {Mark.LOOK} if self.open_answers else set()
        if self.row is None or (self.told is None and not self.row.is_wanted):
            found |= {Mark.FRESH} if self.appears else set()
        elif self.waits:
            found.add(Mark.WAITS)
        elif not self.row.is_wanted or self.told is None or self.told.is_off:
            found.add(Mark.OFF)
        else:
            found.add(_ANSWERED[Answer(self.row.answer)])
        failed = self.mail is not None and self.mail.state == "failed"
        if failed or (self.row is not None and self.row.bounced_at) or not (self.address or self.row):
            found.add(Mark.UNREACHED)
        return frozenset(found)

    @cached_property
    def open_answers(self) -> list[Answered]:
        """Answers that the organizers have to look at: unverified ones, and proposals about what she is asked now."""
        waiting = [one for one in self.answers if one.settled_at is None]
        last = next((one for one in self.answers if one.state == State.COUNTED), None)  # she answered, or was asked
        if self.told is None or self.told.is_off:
            return []  # nobody is asked any more
        return [
            one for one in waiting if one.state == State.UNVERIFIED or (one is last and one.proposed_start is not None)
        ]

    @property
    def word(self) -> str:
        """What she said with her last answer."""
        last = next((one for one in said_here(self.answers) if one.state == State.COUNTED), None)
        return last.word if last else ""


_ANSWERED: Final = {
    Answer.NEEDS_ACTION: Mark.UNANSWERED,
    Answer.ACCEPTED: Mark.ACCEPTED,
    Answer.TENTATIVE: Mark.TENTATIVE,
    Answer.DECLINED: Mark.DECLINED,
}


@dataclass(frozen=True)
class SessionBoard:
    """A session of the draft with its speakers. ``is_open``: no other city than hers, who looks, holds it."""

    talk: Session
    lines: Sequence[Line]
    preparation: Preparation | None
    is_open: bool

    @property
    def fresh(self) -> list[Line]:
        """Who could be invited by who looks, and is not."""
        if not self.is_open:
            return []
        return [line for line in self.lines if line.appears and line.address and not (line.row and line.row.is_wanted)]


@dataclass(frozen=True)
class Planned:
    """A mail that would be owed: why, to whom, about which session."""

    duty: Duty
    code: str
    title: Mapping[str, str]
    name: str
    address: str


@dataclass(frozen=True)
class Board:
    """All sessions with people in them, in the draft's order, and what was not told yet."""

    sessions: Sequence[SessionBoard]
    untold: Sequence[Planned]

    @property
    def fresh(self) -> int:
        """How many could be invited and are not."""
        return sum(len(one.fresh) for one in self.sessions)

    @cached_property
    def to_look_at(self) -> list[tuple[SessionBoard, Line, Answered]]:
        """Answers that wait for the organizer who looks."""
        return [(one, line, answer) for one in self.sessions for line in one.lines for answer in line.open_answers]

    def marked(self, mark: Mark) -> list[SessionBoard]:
        """The sessions with such speakers, each with these alone."""
        kept = [replace(one, lines=[line for line in one.lines if mark in line.marks]) for one in self.sessions]
        return [one for one in kept if one.lines]

    @cached_property
    def counts(self) -> Mapping[Mark, int]:
        """How many speakers in sessions are found by which mark."""
        return Counter(mark for one in self.sessions for line in one.lines for mark in line.marks)

    @property
    def tellable(self) -> bool:
        """Whether who looks may tell anything of what was not told yet."""
        closed = {one.talk.code for one in self.sessions if not one.is_open}
        return any(one.code not in closed for one in self.untold)


def board_of(event: Event, *, grants: Grants, now: datetime) -> Board:
    """The page of invitations, for an organizer with these grants."""
    invitations = invitations_of(event.id)
    answers = answers_of([row.id for row in invitations])
    mails = _mails([row.mail_id for row in invitations if row.mail_id is not None])
    by_session: dict[str, dict[str, Invitation]] = {}
    for row in invitations:
        by_session.setdefault(row.code, {})[row.speaker_code] = row
    prepared = preparations_of(event.id)
    talks = talks_of(event)
    known = [seen.speaker for talk in talks for seen in talk.appearances]
    held = accounts_of([*known, *(row.speaker for row in invitations if row.speaker)])
    sessions = [
        SessionBoard(
            talk,
            _lines(talk, by_session.get(talk.code, {}), answers if is_open else {}, mails),
            prepared.get(talk.code),
            is_open=is_open,
        )
        for talk, is_open in ((talk, may_change_held(grants, talk.held_by_id)) for talk in talks)
        if talk.appearances or talk.code in by_session
    ]
    programme = programme_of(event)
    planned = planned_by(event.id, programme, now=now, details=True) if programme else []
    del held  # until here nobody's account was asked for alone
    return Board(sessions, [one for one in planned if one.address])


def planned_by(event_id: int, programme: Programme, *, now: datetime, details: bool) -> list[Planned]:
    """Who would get what, once this programme is what the world sees."""
    return [
        Planned(one.duty, one.talk.code, one.talk.title, one.name, one.address)
        for one in owing(event_id, programme, now=now, details=details)
    ]


def _lines(
    talk: Session,
    rows: Mapping[str, Invitation],
    answers: Mapping[int, Sequence[Answered]],
    mails: Mapping[int, OwedMail],
) -> list[Line]:
    speakers = {seen.speaker.code: seen.speaker for seen in talk.appearances}
    lines = []
    for code in dict.fromkeys([*speakers, *rows]):
        row, speaker = rows.get(code), speakers.get(code)
        known = speaker or (row.speaker if row else None)
        lines.append(
            Line(
                code, known.name if known else row.name if row else "", reach_of(known) if known else "",
                speaker is not None, row, mails.get(row.mail_id or 0) if row else None,
                answers.get(row.id, ()) if row else (),
            )
        )  # fmt: skip
    return lines


def _mails(ids: Sequence[int]) -> Mapping[int, OwedMail]:
    rows = db.session.scalars(select(OwedMail).where(OwedMail.id.in_(ids)))
    return {row.id: row for row in rows}
