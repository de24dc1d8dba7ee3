"""Invitations of a speaker whose record was merged with another."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.invitations.models import Invitation
from app.invitations.queries import reach_of
from app.schedule.facts import SpeakersMerged
from app.schedule.models import Speaker

__all__ = ["hand_over"]


def hand_over(fact: SpeakersMerged) -> None:
    """Reaction within: the record that stays is invited where she is reached as before, and not invited already.

    Invited once more she would have two invitations to one entry of one calendar, from two organizers.
    """
    db.session.flush()
    heir = db.session.scalar(select(Speaker).where(Speaker.code == fact.into))
    if heir is None:
        return
    invited = select(Invitation.event_id, Invitation.code).where(Invitation.speaker_code == fact.into)
    taken = {(event_id, code) for event_id, code in db.session.execute(invited)}
    rows = db.session.scalars(
        select(Invitation).where(Invitation.speaker_code == fact.code).with_for_update(of=Invitation)
    )
    for row in rows.all():
        if (row.event_id, row.code) not in taken and row.address == reach_of(heir):
            row.speaker_code = heir.code
