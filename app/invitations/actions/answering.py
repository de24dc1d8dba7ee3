"""What becomes of an answer: it counts, waits for the organizers, or is about an older state."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select

from app.db import db
from app.errors import N_, NotFound, RuleBroken
from app.invitations.models import Answered, Invitation
from app.invitations.rules.answering import LONGEST_WORD, Last, Said, State, check_open, standing
from app.invitations.rules.answers import Answer
from app.invitations.rules.owing import from_json
from app.texts import clean_block

__all__ = ["answer_for", "dismiss", "settle", "take_answer"]

_OUT_OF_DATE: Final = N_("This answer is out of date: she has answered since, or was asked again.")


def take_answer(row: Invitation, said: Said, *, now: datetime, is_hers: bool = True) -> State:
    """Keep an answer; it counts where it is certainly hers and about what she was told last.

    Raises :class:`RuleBroken` where she is not asked any more, or the session has begun.
    """
    told = check_open(from_json(row.told), wanted=row.is_wanted, now=now)
    state = standing(said, told, _last(row)) if is_hers else State.UNVERIFIED
    kept = _kept(row, said, now=now, state=state)
    if state is State.COUNTED:
        _count(row, kept, now)
    return state


def answer_for(row: Invitation, answer: str, *, now: datetime) -> None:
    """She told the organizers by other means: they note it for her."""
    if answer not in set(Answer) - {Answer.NEEDS_ACTION}:
        raise RuleBroken(N_("Choose an answer."))
    take_answer(row, Said(Answer(answer), "organizer"), now=now)


def settle(row: Answered, *, now: datetime) -> None:
    """The organizers take an unverified answer for hers, or have dealt with a proposal.

    Refused where the answer would not count if it came now: she has answered since, or was asked again.
    """
    if row.state == State.UNVERIFIED:
        told = from_json(row.invitation.told)
        said = Said(Answer(row.answer), row.way, row.word, row.sequence, row.stamped_at or row.at)
        if told is None or standing(said, told, _last(row.invitation)) is not State.COUNTED:
            raise RuleBroken(_OUT_OF_DATE)
        row.state = State.COUNTED.value
        _count(row.invitation, row, now)
    elif _is_overtaken(row):
        raise RuleBroken(_OUT_OF_DATE)
    row.settled_at, row.sender = now, ""


def dismiss(row: Answered, *, now: datetime) -> None:
    """An answer that is not hers, or a proposal that will not be followed."""
    if row.state == State.UNVERIFIED:
        row.state = State.DISMISSED.value
    row.settled_at, row.sender = now, ""


def _last(row: Invitation) -> Last | None:
    if row.answered_at is None:
        return None
    query = select(Answered).where(Answered.invitation_id == row.id, Answered.state == State.COUNTED)
    last = db.session.scalar(query.where(Answered.way.not_in(["asked", "anew"])).order_by(Answered.id.desc()).limit(1))
    if last is None:
        raise NotFound
    return Last(last.stamped_at or last.at, last.sequence)


def _is_overtaken(row: Answered) -> bool:
    """Whether she said something else since, or was asked about another time."""
    since = select(Answered.id).where(Answered.invitation_id == row.invitation_id, Answered.state == State.COUNTED)
    return db.session.scalar(since.where(Answered.id > row.id).limit(1)) is not None


def _kept(row: Invitation, said: Said, *, now: datetime, state: State) -> Answered:
    start, end = said.proposed or (None, None)
    kept = Answered(
        invitation=row, at=now, answer=said.answer.value, way=said.way, state=state.value, sequence=said.sequence,
        word=clean_block(said.word[:LONGEST_WORD], limit=LONGEST_WORD), stamped_at=said.stamped_at,
        proposed_start=start, proposed_end=end, sender=said.sender if state is State.UNVERIFIED else "",
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    return kept


def _count(row: Invitation, kept: Answered, now: datetime) -> None:
    row.answer, row.answered_at = kept.answer, now
    db.session.flush()
