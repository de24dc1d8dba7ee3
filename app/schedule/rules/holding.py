"""Sessions that a city holds: who may change them, and to whom they may be given. Pure."""

from __future__ import annotations

from collections.abc import Collection

from app.errors import N_, NotAllowed, RuleBroken
from app.events.rules import Act, Grants, may, may_change_held

__all__ = ["Held", "check_giving", "check_held", "cities_to_hold"]


class Held(NotAllowed):
    """A session that another city holds; to be seen, not to be changed."""

    def __init__(self) -> None:
        super().__init__(
            N_("Another city holds this session. Its editors change it, and so do the owners of the event.")
        )


def check_held(grants: Grants | None, held_by: int | None) -> None:
    """Refuse with :class:`Held` where another city (id) holds the session. No grants: a command, it may."""
    if grants is not None and not may_change_held(grants, held_by):
        raise Held


def cities_to_hold(grants: Grants | None, hosts: Collection[int]) -> frozenset[int]:
    """The host cities (ids) that she may give a session to: editors their own, owners any."""
    if grants is None or may(grants, Act.EDIT_HELD):
        return frozenset(hosts)
    return grants.cities & frozenset(hosts)


def check_giving(grants: Grants | None, before: int | None, after: int | None, *, hosts: Collection[int]) -> None:
    """Refuse to give the session to a city that is no host, or that is neither hers to give to nor already has it."""
    if after is None or after == before:
        return
    if after not in hosts:
        raise RuleBroken(N_("This city is no host of the event."), field="held_by")
    if after not in cities_to_hold(grants, hosts):
        raise RuleBroken(N_("You can give sessions to your own city only."), field="held_by")
