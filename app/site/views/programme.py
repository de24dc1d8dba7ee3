"""The programme: by day, track or stage; searched and filtered; in the reader's zone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app import clock, zones
from app.errors import RuleBroken
from app.schedule.queries import Released, released
from app.schedule.rules import search, shown
from app.schedule.rules.programme import Programme, ReleasedSession
from app.schedule.rules.search import Wanted
from app.schedule.rules.shown import Group, Reader
from app.site import blueprint
from app.texts import clean_line
from app.web_pages import public_page, reader

__all__ = ["programme"]

Grouping = Callable[[Programme, Iterable[ReleasedSession], Reader], list[Group]]

GROUPINGS: Mapping[str, Grouping] = {"day": shown.days, "track": shown.by_theme, "stage": shown.by_place}

LONGEST_SEARCH = 200


@blueprint.get("/e/<event>/programme")
def programme(event: str) -> ResponseReturnValue:
    """The released programme, or what of it is looked for."""
    release = released(event)
    is_over = release.is_over(clock.now())
    return public_page("site/programme.html", (*release.key, is_over), lambda: _context(release, is_over=is_over))


def _context(release: Released, *, is_over: bool) -> Mapping[str, Any]:
    programme = release.programme
    wanted = _wanted()
    by = request.args.get("by", "day")
    group = GROUPINGS.get(by, shown.days)
    who = reader(programme.event.zone)
    talks = search.found(programme, wanted)
    moment = programme.first_start or clock.now()
    return {
        "release": release,
        "programme": programme,
        "is_over": is_over,
        "event": programme.event,
        "wanted": wanted,
        "by": by if by in GROUPINGS else "day",
        "groups": group(programme, talks, who),
        "found": len(talks),
        "choices": search.choices(programme),
        "reader": who,
        "zone_name": shown.zone_name(programme, who),
        "offset": zones.offset_label(moment, who.zone),
    }


def _wanted() -> Wanted:
    return Wanted(
        words=_asked("q"), track=_asked("track"), stage=_asked("stage"),
        language=_asked("language"), kind=_asked("kind"), tag=_asked("tag"),
    )  # fmt: skip


def _asked(name: str) -> str:
    try:
        return clean_line(request.args.get(name, ""), limit=LONGEST_SEARCH)
    except RuleBroken:
        return ""
