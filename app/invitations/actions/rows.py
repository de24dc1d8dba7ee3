"""The rows of invitations: made once, kept for as long as somebody's calendar may have to be told."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.errors import N_, RuleBroken
from app.invitations.models import Answered, Invitation, Preparation
from app.invitations.queries import Owing, reach_of, token_of
from app.invitations.rules.answers import Answer
from app.invitations.rules.secrets import NONCE, reply_address
from app.schedule.models import Speaker
from app.unique import only_one
from app.web import settings

__all__ = ["ask_again", "begin_anew", "made", "new_nonce", "organizer_of", "preparation_of", "rows_for", "same"]


def same(event_id: int, code: str, speaker_code: str) -> Invitation | None:
    """The invitation of this speaker to this session, where there is one already."""
    query = select(Invitation).filter_by(event_id=event_id, code=code, speaker_code=speaker_code)
    return db.session.scalar(query)


def made(event_id: int, code: str, uid: str, speaker: Speaker) -> Invitation:
    """A new invitation; nothing is told yet. Refused for who has no address, and where there is one already."""
    address = reach_of(speaker)
    if not address:
        raise RuleBroken(N_("Enter an e-mail address for %(name)s first."), name=speaker.name)
    row = _new(event_id, code, uid, address)
    row.speaker_code, row.name = speaker.code, speaker.name
    with only_one(N_("Somebody has just invited this person.")):
        db.session.add(row)
    return row


def rows_for(event_id: int, due: Sequence[Owing]) -> list[Invitation]:
    """The invitations that these mails are about, in their order; made where there is none yet."""
    rows = []
    for one in due:
        row = one.invitation or _new(event_id, one.talk.code, one.talk.uid, one.address)
        row.speaker_code, row.name = one.speaker_code, one.name
        if row.told is None:
            row.address = one.address  # as her record has it now: no calendar holds anything yet
        rows.append(row)
    with only_one(N_("Somebody has just invited the same people. Look again.")):
        db.session.add_all(rows)
    return rows


def _new(event_id: int, code: str, uid: str, address: str) -> Invitation:
    row = Invitation(event_id=event_id, code=code, uid=uid, address=address, nonce=new_nonce())
    row.answer, row.organizer = Answer.NEEDS_ACTION.value, organizer_of(row)
    return row


def new_nonce() -> str:
    """The part of a secret that is stored."""
    return secrets.token_hex(NONCE // 2)


def organizer_of(row: Invitation) -> str:
    """The address that her calendar answers to; the installation's own where no mailbox takes answers."""
    mailbox = settings().mail_replies
    return reply_address(mailbox, token_of(row, "mail")) if mailbox else settings().mail_from


def ask_again(row: Invitation, now: datetime) -> None:
    """She is asked again; what she said stays in the history."""
    if row.answer != Answer.NEEDS_ACTION:
        _close(row, now, way="asked")


def begin_anew(row: Invitation, address: str, now: datetime) -> None:
    """At another address: secrets of its own, and a calendar that was told nothing. The old one is told already."""
    _close(row, now, way="anew")
    row.nonce, row.address, row.told, row.starts_at = new_nonce(), address, None, None
    row.bounce, row.bounced_at = "", None
    row.organizer = organizer_of(row)


def _close(row: Invitation, now: datetime, *, way: str) -> None:
    db.session.add(Answered(invitation=row, at=now, answer=row.answer, way=way))
    row.answer, row.answered_at = Answer.NEEDS_ACTION.value, None


def preparation_of(event_id: int, code: str) -> Preparation:
    """How the session is prepared with its speakers; made where nothing was yet."""
    query = select(Preparation).filter_by(event_id=event_id, code=code).with_for_update()
    row = db.session.scalar(query)
    if row is None:
        row = Preparation(event_id=event_id, code=code)
        with only_one(N_("Somebody has just changed this. Look again.")):
            db.session.add(row)
    return row
