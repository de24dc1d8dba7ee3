"""Invitations of a speaker whose record was merged with another."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.invitations.actions.rows import same
from app.invitations.models import Invitation
from app.invitations.queries import accounts_of, reach_of
from app.schedule.models import Speaker
from app.schedule.rules.programme import Programme

__all__ = ["hand_over", "left_behind"]


def hand_over(event_id: int, programme: Programme) -> None:
    """Whoever is reached where a record that is gone was invited holds its invitations, once the world sees her there.

    Not at the merge: until the next release the programme names the record that is gone.
    """
    rows = [row for row in _left_behind(event_id) if row.code in programme.by_code]
    shown = {row.code: {seen.speaker for seen in programme.by_code[row.code].appearances} for row in rows}
    if not rows:
        return
    query = select(Speaker).where(Speaker.code.in_(set().union(*shown.values()))).order_by(Speaker.id)
    speakers = db.session.scalars(query).all()
    held = accounts_of(speakers)
    for row in rows:
        heirs = (one for one in speakers if one.code in shown[row.code] and reach_of(one) == row.address)
        heir = next((one for one in heirs if same(event_id, row.code, one.code) is None), None)
        if heir is not None:
            row.speaker_code = heir.code
            db.session.flush()
    del held  # until here nobody's account was asked for alone


def left_behind(event_id: int, code: str, address: str) -> Invitation | None:
    """The invitation to a session that a record that is gone left at this address."""
    return next((row for row in _left_behind(event_id) if (row.code, row.address) == (code, address)), None)


def _left_behind(event_id: int) -> list[Invitation]:
    gone = ~select(Speaker.id).where(Speaker.code == Invitation.speaker_code).exists()
    query = select(Invitation).where(Invitation.event_id == event_id, gone).order_by(Invitation.id)
    return list(db.session.scalars(query.with_for_update(of=Invitation)))
