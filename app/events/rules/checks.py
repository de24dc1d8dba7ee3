"""What an event's own values must be like. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from app.errors import N_, RuleBroken
from app.events.rules.words import EventKind, EventState

__all__ = ["check_can_cancel", "check_can_delete", "check_dates", "check_edition", "check_kind", "check_slug"]

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)
"""The days that a session may lie on (schedule.rules.when)."""
LONGEST = 366
"""Days of the longest event: longer is a series."""
HIGHEST_EDITION = 9999

# Words that stand where an event's slug stands in some address of ours.
RESERVED = frozenset({"all", "archive", "live", "new", "past", "search", "upcoming"})
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
SLUG_LIMIT = 80


def check_dates(starts_on: date | None, ends_on: date | None) -> None:
    """Refuse days that we do not reckon with, an end before the start, and an event longer than LONGEST days."""
    for field, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise RuleBroken(
                N_("The year must lie between %(first)s and %(last)s."),
                field=field, first=FIRST_DAY.year, last=LAST_DAY.year,
            )  # fmt: skip
    if ends_on is not None and starts_on is None:
        raise RuleBroken(N_("Give the first day too."), field="starts_on")
    if starts_on is None or ends_on is None:
        return
    if ends_on < starts_on:
        raise RuleBroken(N_("The last day is before the first day."), field="ends_on")
    if (ends_on - starts_on).days >= LONGEST:
        raise RuleBroken(N_("An event lasts at most %(limit)s days."), field="ends_on", limit=LONGEST)


def check_kind(kind: str, kinds: Collection[str] = tuple(EventKind)) -> str:
    """The kind, refused where it is not one."""
    if kind not in kinds:
        raise RuleBroken(N_("This kind of event does not exist."), field="kind")
    return kind


def check_slug(slug: str) -> str:
    """The word in the event's address, refused where it has not the shape of one or means something else there."""
    if not _SLUG.match(slug) or len(slug) > SLUG_LIMIT:
        raise RuleBroken(
            N_("An address has small letters a to z, digits and single hyphens, %(limit)s at most."),
            field="slug", limit=SLUG_LIMIT,
        )  # fmt: skip
    if slug in RESERVED:
        raise RuleBroken(N_("“%(slug)s” is a word that our addresses need themselves."), field="slug", slug=slug)
    return slug


def check_edition(edition: int | None, *, in_series: bool) -> None:
    """Refuse a number that is none, or one without a series."""
    if edition is None:
        return
    if not 1 <= edition <= HIGHEST_EDITION:
        raise RuleBroken(N_("An edition is a number from 1 to %(limit)s."), field="edition", limit=HIGHEST_EDITION)
    if not in_series:
        raise RuleBroken(N_("Choose the series that this is an edition of."), field="series_id")


def check_can_cancel(state: str) -> None:
    """Only what the world was told of can be called off; a draft is deleted instead."""
    if state == EventState.DRAFT:
        raise RuleBroken(N_("This event was never released: nobody outside knows of it. Delete it instead."))
    if state == EventState.CANCELLED:
        raise RuleBroken(N_("This event is cancelled already."))


def check_can_delete(state: str, slug: str, typed: str) -> None:
    """Only a draft that was never released can go without a trace, and only where its address was typed."""
    if state != EventState.DRAFT:
        raise RuleBroken(N_("This event was released: people may count on it. Cancel it instead."))
    if typed.strip().lower() != slug:
        raise RuleBroken(N_("Type “%(slug)s” to say that you mean this event."), field="typed", slug=slug)
