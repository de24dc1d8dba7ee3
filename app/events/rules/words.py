"""The words for an event's kinds, states and parts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.errors import N_

__all__ = [
    "KIND_WORDS",
    "PARTNER_WORDS",
    "PART_WORDS",
    "STATE_WORDS",
    "TEAM_WORDS",
    "EventKind",
    "EventState",
    "HostPart",
    "PartnerRole",
    "TeamRole",
]


class EventKind(StrEnum):
    """One sitting with parts, or tracks, stages and days."""

    WEBINAR = "webinar"
    FORUM = "forum"


class EventState(StrEnum):
    """Draft: nobody outside sees it. Public: its releases are shown. Cancelled: shown as cancelled."""

    DRAFT = "draft"
    PUBLIC = "public"
    CANCELLED = "cancelled"


class HostPart(StrEnum):
    """A city's part in an event."""

    LEAD = "lead"
    CO_HOST = "co_host"
    GUEST = "guest"


class PartnerRole(StrEnum):
    """An organisation's part in an event."""

    ORGANIZER = "organizer"
    SUPPORTER = "supporter"
    SPONSOR = "sponsor"
    KNOWLEDGE = "knowledge"
    MEDIA = "media"
    VENUE = "venue"


class TeamRole(StrEnum):
    """What somebody is in an event's team. An editor edits for a host city."""

    OWNER = "owner"
    EDITOR = "editor"
    MODERATOR = "moderator"


KIND_WORDS: Mapping[str, str] = {EventKind.WEBINAR: N_("Webinar"), EventKind.FORUM: N_("Forum")}
STATE_WORDS: Mapping[str, str] = {
    EventState.DRAFT: N_("Draft"),
    EventState.PUBLIC: N_("Public"),
    EventState.CANCELLED: N_("Cancelled"),
}
PART_WORDS: Mapping[str, str] = {
    HostPart.LEAD: N_("Lead city"),
    HostPart.CO_HOST: N_("Co-host"),
    HostPart.GUEST: N_("Guest city"),
}
PARTNER_WORDS: Mapping[str, str] = {
    PartnerRole.ORGANIZER: N_("Organizer"),
    PartnerRole.SUPPORTER: N_("Supporter"),
    PartnerRole.SPONSOR: N_("Sponsor"),
    PartnerRole.KNOWLEDGE: N_("Knowledge partner"),
    PartnerRole.MEDIA: N_("Media partner"),
    PartnerRole.VENUE: N_("Venue"),
}
TEAM_WORDS: Mapping[str, str] = {
    TeamRole.OWNER: N_("Owner"),
    TeamRole.EDITOR: N_("Editor"),
    TeamRole.MODERATOR: N_("Moderator"),
}
