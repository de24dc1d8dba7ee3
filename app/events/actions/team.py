"""Who works on an event: invite by mail, accept, give another role, leave."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from app.db import db, record
from app.errors import N_, NotFound, RuleBroken, Stale
from app.events.facts import DraftChanged, TeamInvited
from app.events.history import Changed
from app.events.models import Event, TeamInvite, TeamMember
from app.events.queries import INVITE_PURPOSE, grants_of, team_of
from app.events.rules import (
    INVITE_LASTS,
    MOST_OPEN_INVITES,
    InviteState,
    TeamRole,
    check_invite,
    check_keeps_owner,
    invite_state,
)
from app.people.models import Person
from app.people.rules import normal_address, shown_name
from app.tokens import hashed, new_token
from app.unique import only_one

__all__ = ["accept_invite", "change_role", "invite", "remove_member", "resend_invite", "revoke_invite"]


def invite(event: Event, email: str, role: str, city_id: int | None, *, by: Person, now: datetime) -> TeamInvite:
    """Owe a mail with a link by which whoever is signed in with that address joins the team.

    Refuses what :func:`check_invite` refuses, somebody who has that role, and a second invitation to it.
    """
    city_id = city_id if role == TeamRole.EDITOR else None
    check_invite(grants_of(by, event), role, city_id, hosts={host.city_id for host in event.hosts})
    email = normal_address(email)
    _check_new(event, email, role, city_id, now)
    row = TeamInvite(event_id=event.id, event=event, email=email, role=role, city_id=city_id, created_at=now)
    _arm(row, by, now)
    _record(event, "team_invited", by, email, Changed({}, {"role": role, "city_id": city_id}))
    return row


def resend_invite(row: TeamInvite, *, by: Person, now: datetime) -> None:
    """Mail it again with a fresh link; the old one stops working. The same people may who may invite so."""
    _check_sender(row, by)
    if row.accepted_at is not None:
        raise RuleBroken(N_("This invitation was accepted already."))
    row.revoked_at = None
    _arm(row, by, now)
    _record(row.event, "team_invited_again", by, row.email)


def revoke_invite(row: TeamInvite, *, by: Person, now: datetime) -> None:
    """The link stops working."""
    _check_sender(row, by)
    if row.accepted_at is not None:
        raise RuleBroken(N_("This invitation was accepted already."))
    if row.revoked_at is None:
        row.revoked_at = now
        _record(row.event, "team_invite_revoked", by, row.email)


def accept_invite(row: TeamInvite, *, by: Person, now: datetime) -> None:
    """Join the team. Only whoever is signed in with the address that was written to; once, and in time."""
    db.session.refresh(row, with_for_update=True)
    state = invite_state(accepted_at=row.accepted_at, revoked_at=row.revoked_at, expires_at=row.expires_at, now=now)
    if state != InviteState.OPEN or by.email != row.email:
        raise NotFound
    if row.role == TeamRole.EDITOR and row.city_id not in {host.city_id for host in row.event.hosts}:
        raise NotFound
    row.accepted_at = now
    if _membership(row.event, by.id, row.role, row.city_id) is None:
        db.session.add(TeamMember(event_id=row.event_id, person_id=by.id, role=row.role, city_id=row.city_id))
        changed = Changed({}, {"role": row.role, "city_id": row.city_id})
        _record(row.event, "team_joined", by, shown_name(by.name, by.email), changed)


def change_role(
    event: Event, member: TeamMember, role: str, city_id: int | None, *, expected_role: str, by: Person
) -> None:
    """Another role, or another city to edit for. ``expected_role`` is what the page showed (:class:`Stale` else)."""
    if member.role != expected_role:
        raise Stale(expected=0, current=0)
    city_id = city_id if role == TeamRole.EDITOR else None
    check_invite(grants_of(by, event), role, city_id, hosts={host.city_id for host in event.hosts})
    if role != TeamRole.OWNER:
        check_keeps_owner(((each.id, each.role) for each in team_of(event)), member.id)
    before = {"role": member.role, "city_id": member.city_id}
    with only_one(N_("This person has that role already."), field="role"):
        member.role, member.city_id = role, city_id
    _record(event, "team_role_changed", by, _name(member), Changed(before, {"role": role, "city_id": city_id}))


def remove_member(event: Event, member: TeamMember, *, by: Person) -> None:
    """Take somebody off the team, or leave it: that every member may. The last owner stays."""
    check_keeps_owner(((each.id, each.role) for each in team_of(event)), member.id)
    act = "team_left" if member.person_id == by.id else "team_removed"
    _record(event, act, by, _name(member), Changed({"role": member.role, "city_id": member.city_id}, {}))
    db.session.delete(member)
    db.session.flush()


def _check_new(event: Event, email: str, role: str, city_id: int | None, now: datetime) -> None:
    person = db.session.scalar(select(Person).where(Person.email == email))
    if person is not None and _membership(event, person.id, role, city_id) is not None:
        raise RuleBroken(N_("This person has that role already."), field="email")
    is_open = (
        TeamInvite.event_id == event.id,
        TeamInvite.accepted_at.is_(None),
        TeamInvite.revoked_at.is_(None),
        TeamInvite.expires_at > now,
    )
    same = select(TeamInvite.id).where(*is_open, TeamInvite.email == email, TeamInvite.role == role)
    if db.session.scalar(same.where(TeamInvite.city_id == city_id if city_id else TeamInvite.city_id.is_(None))):
        raise RuleBroken(N_("This address is invited already: mail it again below."), field="email")
    if (db.session.scalar(select(func.count()).select_from(TeamInvite).where(*is_open)) or 0) >= MOST_OPEN_INVITES:
        raise RuleBroken(N_("%(limit)s invitations are waiting: revoke some first."), limit=MOST_OPEN_INVITES)


def _check_sender(row: TeamInvite, by: Person) -> None:
    """Who may send an invitation like this one may also take it back: her own city's editors do not undo an owner's."""
    check_invite(grants_of(by, row.event), row.role, row.city_id, hosts={host.city_id for host in row.event.hosts})


def _arm(row: TeamInvite, by: Person, now: datetime) -> None:
    token = new_token()
    row.token_hash, row.expires_at, row.invited_by_id = hashed(INVITE_PURPOSE, token), now + INVITE_LASTS, by.id
    db.session.add(row)
    db.session.flush()
    record(TeamInvited(row.id, token))


def _membership(event: Event, person_id: int, role: str, city_id: int | None) -> TeamMember | None:
    query = select(TeamMember).where(
        TeamMember.event_id == event.id, TeamMember.person_id == person_id, TeamMember.role == role
    )
    return db.session.scalar(query.where(TeamMember.city_id == city_id) if role == TeamRole.EDITOR else query)


def _name(member: TeamMember) -> str:
    return shown_name(member.person.name, member.person.email)


def _record(event: Event, act: str, by: Person, title: str, changed: Changed | None = None) -> None:
    changed = changed or Changed()
    record(DraftChanged(event.id, act, "team", title, by.id, changed.before, changed.after, differs=False))
