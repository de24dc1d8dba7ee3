"""What an event's hosts and team must be like, and how an invitation to it stands. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from app.errors import N_, RuleBroken
from app.events.rules.rights import Act, Grants, may
from app.events.rules.words import HostPart, TeamRole

__all__ = [
    "INVITE_LASTS",
    "MOST_OPEN_INVITES",
    "InviteState",
    "check_invite",
    "check_keeps_lead",
    "check_keeps_owner",
    "invite_state",
]

INVITE_LASTS = timedelta(days=14)
MOST_OPEN_INVITES = 100
"""Invitations of one event that may wait for an answer at a time: nobody mails a whole city by mistake."""


class InviteState(StrEnum):
    """How an invitation stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


def invite_state(
    *, accepted_at: datetime | None, revoked_at: datetime | None, expires_at: datetime, now: datetime
) -> InviteState:
    """How an invitation stands at ``now``."""
    if accepted_at is not None:
        return InviteState.ACCEPTED
    if revoked_at is not None:
        return InviteState.REVOKED
    return InviteState.OPEN if now < expires_at else InviteState.EXPIRED


def check_invite(grants: Grants, role: str, city_id: int | None, *, hosts: Collection[int]) -> None:
    """Refuse an invitation that this person may not send.

    Owners invite anybody; the lead city's editors invite editors of any host city, other editors those of their own.
    An editor always edits for a host city (``hosts``: their ids).
    """
    if role not in tuple(TeamRole):
        raise RuleBroken(N_("This role does not exist."), field="role")
    if role == TeamRole.EDITOR and city_id is None:
        raise RuleBroken(N_("Choose the city that this person edits for."), field="city_id")
    if city_id is not None and city_id not in hosts:
        raise RuleBroken(N_("This city is no host of the event."), field="city_id")
    if may(grants, Act.MANAGE_TEAM):
        return
    if role != TeamRole.EDITOR:
        raise RuleBroken(N_("Only owners invite owners and moderators."), field="role")
    if may(grants, Act.INVITE_CITY) or (may(grants, Act.INVITE_FOR_OWN_CITY) and city_id in grants.cities):
        return
    raise RuleBroken(N_("You can invite people for your own city only."), field="city_id")


def check_keeps_owner(team: Iterable[tuple[int, str]], leaving: int) -> None:
    """Refuse to take away the team's line ``leaving`` (id, role) where it is the last owner's."""
    if {member for member, role in team if role == TeamRole.OWNER} == {leaving}:
        raise RuleBroken(N_("An event needs an owner: make somebody else owner first."))


def check_keeps_lead(parts: Iterable[tuple[int, str]], changed: int, becomes: str | None) -> None:
    """Refuse a change after which cities (id, part) host the event but none leads. ``becomes`` None: the host goes."""
    after = [becomes if host == changed else part for host, part in parts]
    left = [part for part in after if part is not None]
    if HostPart.LEAD not in left:
        raise RuleBroken(N_("One city has to lead: give the lead to another city first."), field="part")
