"""Taking in a mail to the mailbox of answers: a pipe, a poll and a hook all end here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

import structlog
from sqlalchemy import delete, func, select, update

from app.db import db
from app.errors import NotFound, RuleBroken
from app.invitations.actions.answering import take_answer
from app.invitations.models import Answered, InboundMail, Invitation
from app.invitations.queries import by_token, reach_of
from app.invitations.rules.answering import State, check_open
from app.invitations.rules.inbound import Bounce, Inbound, Reply, read_mail
from app.invitations.rules.inbound_mime import MAX_BYTES
from app.invitations.rules.owing import from_json
from app.invitations.rules.taking import (
    KEPT_FOR,
    MOST_ANSWERS,
    MOST_LOOKED_AT,
    MOST_WAITING,
    Outcome,
    Verdict,
    is_about_older,
    is_hers,
    is_returned,
    of_all,
    said_in,
    without_answer,
)
from app.invitations.rules.threads import invitation_in
from app.mail.models import OwedMail
from app.tokens import hashed
from app.unique import inserted
from app.web import settings

__all__ = ["process_inbound"]

log = structlog.get_logger(__name__)

_LONGEST_REASON = 200


def process_inbound(raw: bytes, *, now: datetime) -> Outcome:
    """Take one mail in; the caller commits, within :func:`app.db.writing`.

    The row that makes the mail known comes first, in the transaction of what it does: of two who take the same mail at
    once the second waits, and finds it done. Whatever a stranger's octets are, nothing is raised because of them.
    """
    mail = read_mail(raw, mailbox=settings().mail_replies, trusted_authserv=settings().mail_authserv)
    db.session.execute(delete(InboundMail).where(InboundMail.at < now - KEPT_FOR))
    key = _key(mail, raw)
    if not inserted(InboundMail, key=key, at=now, outcome=Outcome.IGNORED.value, reason=""):
        log.info("mail taken in", outcome=Outcome.REPEATED.value)
        return Outcome.REPEATED
    verdict = _verdict(mail, now) if len(raw) <= MAX_BYTES else Verdict(Outcome.REFUSED, "too large")
    values = {"outcome": verdict.outcome.value, "reason": verdict.reason[:_LONGEST_REASON]}
    db.session.execute(update(InboundMail).where(InboundMail.key == key).values(values))
    log.info("mail taken in", **values)
    return verdict.outcome


def _key(mail: Inbound, raw: bytes) -> str:
    return hashed("inbound-mail", mail.message_id or hashlib.sha256(raw).hexdigest())


def _verdict(mail: Inbound, now: datetime) -> Verdict:
    if mail.bounce is not None:
        return _give_back(mail.bounce, now)
    verdicts = list(_answers(mail, now))
    return of_all(verdicts) if verdicts else without_answer(mail)


# ------------------------------------------------------------------ answers


def _answers(mail: Inbound, now: datetime) -> Iterator[Verdict]:
    """What becomes of each answer; of several to one invitation the first counts."""
    opened = list(_opened(mail))
    seen: set[int] = set()
    for reply in mail.replies[:MOST_LOOKED_AT]:
        by_token = [row for row in opened if row.uid == reply.uid]
        found = by_token or ([] if opened else _invited(reply))
        if len(found) > 1:
            found = [row for row in found if row.address == reply.attendee][:1]
        if not found:
            yield Verdict(Outcome.IGNORED, "another appointment" if opened else "no such invitation")
        elif found[0].id not in seen:
            seen.add(found[0].id)
            yield _take(mail, reply, found[0], by_token=bool(by_token), now=now)


def _opened(mail: Inbound) -> Iterator[Invitation]:
    """Invitations whose secrets the mail was sent to. One that opens nothing is as none: other rules decide then."""
    for token in mail.tokens[:MOST_LOOKED_AT]:
        try:
            yield by_token(token, "mail")
        except NotFound:
            continue


def _invited(reply: Reply) -> list[Invitation]:
    query = select(Invitation).where(Invitation.uid == reply.uid, Invitation.address == reply.attendee)
    return list(db.session.scalars(query.order_by(Invitation.id).limit(2)))


def _take(mail: Inbound, reply: Reply, row: Invitation, *, by_token: bool, now: datetime) -> Verdict:
    # Alone with the row: what counts is compared with what counts already.
    db.session.refresh(row, with_for_update={"of": Invitation})
    try:
        told = check_open(from_json(row.told), wanted=row.is_wanted, now=now)
    except RuleBroken as refusal:
        return Verdict(Outcome.IGNORED, str(refusal))
    said = said_in(reply, told, sender=mail.sender, now=now)
    if said is None:
        return Verdict(Outcome.IGNORED, mail.trouble or "no answer in it")
    hers = is_hers(mail, reply, invited=row.address, known=_addresses(row), by_token=by_token)
    if not hers and is_about_older(said, told):
        return Verdict(Outcome.IGNORED, "unverified, and about an older state")
    if _waiting(row, State.UNVERIFIED) >= MOST_WAITING if not hers else _waiting(row) >= MOST_ANSWERS:
        return Verdict(Outcome.REFUSED, "too many answers to this invitation")
    return Verdict(Outcome(take_answer(row, said, now=now, is_hers=hers)))


def _addresses(row: Invitation) -> frozenset[str]:
    """Where she is known to be reached: as invited, and as her record says now."""
    return frozenset({row.address, reach_of(row.speaker) if row.speaker else row.address})


def _waiting(row: Invitation, state: State | None = None) -> int:
    query = select(func.count()).where(Answered.invitation_id == row.id, Answered.way == "mail")
    if state is not None:
        query = query.where(Answered.state == state, Answered.settled_at.is_(None))
    return db.session.scalar(query) or 0


# ------------------------------------------------------------------ mails that come back


def _give_back(bounce: Bounce, now: datetime) -> Verdict:
    """Note that what told or reminded her last did not arrive. Anybody can write a report: it has to name our mail."""
    query = select(OwedMail).where(OwedMail.message_id == bounce.original_message_id)
    mail = db.session.scalar(query) if bounce.original_message_id else None
    number = None if mail is None else invitation_in(mail.thread)
    if mail is None or number is None:
        return Verdict(Outcome.IGNORED, "report about no invitation of ours")
    if not is_returned(bounce, mail.to):
        return Verdict(Outcome.IGNORED, "report about another address" if bounce.is_final else "delayed only")
    row = db.session.scalar(select(Invitation).where(Invitation.id == number).with_for_update(of=Invitation))
    if row is None or row.address != mail.to or mail.id < (row.mail_id or 0):
        return Verdict(Outcome.IGNORED, "report about an older mail")
    row.bounced_at, row.bounce = now, f"{bounce.status} {bounce.reason}".strip()
    db.session.flush()
    return Verdict(Outcome.BOUNCED)
