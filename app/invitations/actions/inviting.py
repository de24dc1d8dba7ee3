"""What organizers do about invitations."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from app import zones
from app.db import db, expect_version, record
from app.errors import N_, NotFound, RuleBroken
from app.events.facts import DraftChanged
from app.events.models import Event
from app.invitations.actions.answering import settle
from app.invitations.actions.merging import left_behind
from app.invitations.actions.rows import begin_anew, made, preparation_of, same
from app.invitations.actions.telling import owe_about, tell
from app.invitations.models import Answered, Invitation
from app.invitations.queries import Owing, backstage_of, invitations_of, reach_of
from app.invitations.readings import reading_of
from app.invitations.rules.owing import Duty, from_json
from app.links import web_address
from app.people.models import Person
from app.schedule.actions.talks import move_session
from app.schedule.models import Session, Speaker
from app.schedule.queries import programme_of
from app.schedule.rules.when import When

__all__ = [
    "apply_proposal",
    "invite",
    "invite_all",
    "readdress",
    "send_again",
    "set_backstage",
    "tell_details",
    "withdraw",
]


def invite(event: Event, talk: Session, speaker: Speaker, *, by: Person, now: datetime) -> Invitation:
    """Ask a speaker into her calendar. Where the world does not see the session yet, its release sends the mail.

    Refused: who does not appear in the session, who has no address.
    """
    if speaker.id not in {seen.speaker_id for seen in talk.appearances}:
        raise RuleBroken(N_("This person does not appear in the session."))
    row = _wanted(event, talk, speaker, by=by, now=now)
    db.session.flush()
    tell(event, now=now, only={row.id})
    return row


def invite_all(event: Event, *talks: Session, by: Person, now: datetime) -> int:
    """Invite everybody who appears in the sessions, now and later. How many can be reached that were not invited yet.

    All are told at once: what is owed is read once, however many they are.
    """
    invited = {(row.code, row.speaker_code) for row in invitations_of(event.id) if row.is_wanted}
    rows = []
    for talk in talks:
        preparation_of(event.id, talk.code).invites_all = True
        speakers = {seen.speaker.code: seen.speaker for seen in talk.appearances}
        fresh = [one for one in speakers.values() if (talk.code, one.code) not in invited and reach_of(one)]
        rows += [_wanted(event, talk, speaker, by=by, now=now) for speaker in fresh]
    db.session.flush()
    tell(event, now=now, only={row.id for row in rows})
    return len(rows)


def withdraw(event: Event, row: Invitation, *, by: Person, now: datetime) -> None:
    """Invite her no longer: what her calendar holds is called off. Who is added later is invited as before."""
    row.is_wanted = False
    record(DraftChanged(event.id, "invitation_withdrawn", f"session:{row.code}", row.name, by.id, differs=False))
    db.session.flush()
    tell(event, now=now, only={row.id})


def send_again(event: Event, row: Invitation, *, now: datetime) -> None:
    """The same message once more, for who lost it. Refused where there is nothing to send."""
    programme = programme_of(event)
    talk = programme.by_code.get(row.code) if programme else None
    told = from_json(row.told)
    if (
        programme is None
        or talk is None
        or told is None
        or told.is_off
        or talk.starts_at is None
        or told.ends_at <= now
    ):
        raise RuleBroken(N_("There is nothing to send again: her calendar holds no invitation."))
    row.bounced_at, row.bounce = None, ""
    due = Owing(Duty.AGAIN, talk, row.speaker_code, row.name, row.address, row, backstage_of(event.id, row.code))
    owe_about(row, due, programme, reads=reading_of(row, programme.event), now=now)


def readdress(event: Event, row: Invitation, *, by: Person, now: datetime) -> None:
    """Invite her at the address that her record has now; the calendar at the old one is told that it is off."""
    address = reach_of(row.speaker) if row.speaker else ""
    if not address or address == row.address:
        raise RuleBroken(N_("Her record has no other address."))
    wanted, row.is_wanted = row.is_wanted, False
    db.session.flush()
    tell(event, now=now, only={row.id})
    begin_anew(row, address, now)
    row.is_wanted = wanted
    record(DraftChanged(event.id, "invitation_readdressed", f"session:{row.code}", row.name, by.id, differs=False))
    db.session.flush()
    tell(event, now=now, only={row.id})


def set_backstage(event: Event, talk: Session, address: str, *, by: Person, expected_version: int | None) -> None:
    """Where the speakers of a session enter the studio; empty = nowhere. Those invited are told with the next mail."""
    row = preparation_of(event.id, talk.code)
    if expected_version or row.backstage:  # 0: there was nothing yet
        expect_version(row, expected_version)
    given = address.strip()
    found = web_address(given) if given else ""
    if found is None or len(found) > 500:
        raise RuleBroken(N_("Type a web address that begins with https://."), field="backstage")
    if row.backstage != found:
        row.backstage = found
        _note(event, "backstage_changed", talk, "", by)


def apply_proposal(given: Answered, talk: Session, *, by: Person, now: datetime) -> None:
    """Move the session in the draft to the time that a speaker proposed. The world, and the speakers, see it released.

    Raises as :func:`~app.schedule.actions.talks.move_session` does.
    """
    if given.proposed_start is None or given.proposed_end is None:
        raise NotFound
    wall = zones.wall(given.proposed_start, talk.zone)
    length = int((given.proposed_end - given.proposed_start).total_seconds() // 60)
    move_session(talk, When(wall.local, talk.zone, wall.fold, length), expected_version=None, by=by)
    settle(given, now=now)


def tell_details(event: Event, *, but: Collection[str] = (), now: datetime) -> int:
    """Tell every invited speaker what changed since her calendar was told last, but in these sessions. To how many."""
    return tell(event, now=now, details=True, but=but)


def _wanted(event: Event, talk: Session, speaker: Speaker, *, by: Person, now: datetime) -> Invitation:
    address = reach_of(speaker)
    row = same(event.id, talk.code, speaker.code) or left_behind(event.id, talk.code, address)
    row = row or made(event.id, talk.code, talk.uid, speaker)
    told = from_json(row.told)
    if told is not None and told.is_off and address not in {"", row.address}:
        begin_anew(row, address, now)
    row.is_wanted = True
    _note(event, "speaker_invited", talk, speaker.name, by)
    return row


def _note(event: Event, act: str, talk: Session, name: str, by: Person) -> None:
    after = {"speaker": name} if name else {}
    title = next(iter(talk.title.values()), talk.code)
    record(DraftChanged(event.id, act, f"session:{talk.code}", title, by.id, after=after, differs=False))
