"""Decisions about events: the words, who may do what, what an event and its team must be like. Pure."""

from app.events.rules.checks import (
    check_can_cancel,
    check_can_delete,
    check_dates,
    check_edition,
    check_kind,
    check_slug,
)
from app.events.rules.doubled import Doubled, WhichIsMeant
from app.events.rules.rights import MAY, Act, Grants, Role, may, may_change_held
from app.events.rules.teams import (
    INVITE_LASTS,
    MOST_OPEN_INVITES,
    InviteState,
    check_invite,
    check_keeps_lead,
    check_keeps_owner,
    invite_state,
)
from app.events.rules.values import EventValues
from app.events.rules.words import (
    KIND_WORDS,
    PART_WORDS,
    PARTNER_WORDS,
    STATE_WORDS,
    TEAM_WORDS,
    EventKind,
    EventState,
    HostPart,
    PartnerRole,
    TeamRole,
)

__all__ = [
    "INVITE_LASTS",
    "KIND_WORDS",
    "MAY",
    "MOST_OPEN_INVITES",
    "PARTNER_WORDS",
    "PART_WORDS",
    "STATE_WORDS",
    "TEAM_WORDS",
    "Act",
    "Doubled",
    "EventKind",
    "EventState",
    "EventValues",
    "Grants",
    "HostPart",
    "InviteState",
    "PartnerRole",
    "Role",
    "TeamRole",
    "WhichIsMeant",
    "check_can_cancel",
    "check_can_delete",
    "check_dates",
    "check_edition",
    "check_invite",
    "check_keeps_lead",
    "check_keeps_owner",
    "check_kind",
    "check_slug",
    "invite_state",
    "may",
    "may_change_held",
]
