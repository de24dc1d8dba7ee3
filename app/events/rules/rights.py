"""Who may do what in an event. Pure.

:data:`MAY` is the table that the code asks; docs/roles.md is printed from it (``flask roles``), and one test walks the
whole URL map with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["MAY", "Act", "Grants", "Role", "may", "may_change_held"]


class Role(StrEnum):
    """What somebody is to an event. One person may be several things; everybody is a visitor."""

    ADMIN = "admin"
    OWNER = "owner"
    LEAD_EDITOR = "lead_editor"
    EDITOR = "editor"
    MODERATOR = "moderator"
    SPEAKER = "speaker"
    ATTENDEE = "attendee"
    VISITOR = "visitor"


class Act(StrEnum):
    """What can be done, as an organizer says it."""

    SEE_RELEASED = "see_released"
    SEE_DRAFT = "see_draft"
    EDIT_PROGRAMME = "edit_programme"
    EDIT_HELD = "edit_held"
    EDIT_EVENT = "edit_event"
    INVITE_FOR_OWN_CITY = "invite_for_own_city"
    INVITE_CITY = "invite_city"
    MANAGE_TEAM = "manage_team"
    RELEASE = "release"
    IMPORT = "import"
    CANCEL_EVENT = "cancel_event"
    DELETE_EVENT = "delete_event"
    MODERATE = "moderate"
    EDIT_SPEAKER = "edit_speaker"


_OWNERS = frozenset({Role.ADMIN, Role.OWNER})
_LEADS = _OWNERS | {Role.LEAD_EDITOR}
_EDITORS = _LEADS | {Role.EDITOR}
_TEAM = _EDITORS | {Role.MODERATOR}

MAY: Mapping[Act, frozenset[Role]] = {
    Act.SEE_RELEASED: frozenset(Role),
    Act.SEE_DRAFT: _TEAM,
    Act.EDIT_PROGRAMME: _EDITORS,
    Act.EDIT_HELD: _OWNERS,  # what another city holds; her own city's is may_change_held
    Act.EDIT_EVENT: _LEADS,
    Act.INVITE_FOR_OWN_CITY: _EDITORS,
    Act.INVITE_CITY: _LEADS,
    Act.MANAGE_TEAM: _OWNERS,
    Act.RELEASE: _LEADS,
    Act.IMPORT: _LEADS,
    Act.CANCEL_EVENT: _OWNERS,
    Act.DELETE_EVENT: _OWNERS,
    Act.MODERATE: _TEAM,
    Act.EDIT_SPEAKER: _EDITORS | {Role.SPEAKER},  # where the record is at home, and her own
}


@dataclass(frozen=True)
class Grants:
    """What one person is to one event, and the host cities (ids) that she edits for."""

    roles: frozenset[Role] = frozenset({Role.VISITOR})
    cities: frozenset[int] = field(default_factory=frozenset)


def may(grants: Grants, act: Act) -> bool:
    """Whether somebody with these grants may do this."""
    return not MAY[act].isdisjoint(grants.roles)


def may_change_held(grants: Grants, held_by: int | None) -> bool:
    """Whether she may change a session held by that city (id), or by none: all but what another city holds."""
    if not may(grants, Act.EDIT_PROGRAMME):
        return False
    return held_by is None or held_by in grants.cities or may(grants, Act.EDIT_HELD)
