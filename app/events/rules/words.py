"""The words for an event's kinds, states and parts. Pure."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["EventKind", "EventState", "HostPart", "PartnerRole", "TeamRole"]


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
