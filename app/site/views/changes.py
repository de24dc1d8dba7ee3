"""What each release changed: a page and an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask.typing import ResponseReturnValue

from app import zones
from app.schedule.queries import Released, released, releases_of, remembered
from app.schedule.rules import diff
from app.schedule.rules.diff import Diff, When
from app.schedule.rules.kinds import CAUSE_WORDS
from app.schedule.rules.shown import Reader, day_of, own_clock
from app.site import blueprint
from app.texts import LocalText
from app.web import absolute_url
from app.web_pages import public_page, reader

__all__ = ["changes", "changes_feed"]


@dataclass(frozen=True, slots=True)
class Told:
    """A release as the changelog tells it. ``cause``: why there is one, where nobody released the draft."""

    number: int
    released_at: datetime
    note: LocalText
    diff: Diff
    cause: str


@blueprint.get("/e/<event>/changes")
def changes(event: str) -> ResponseReturnValue:
    """The changelog."""
    release = released(event)
    return public_page("site/changes.html", release.key, lambda: _context(release))


@blueprint.get("/e/<event>/changes.atom")
def changes_feed(event: str) -> ResponseReturnValue:
    """The changelog for feed readers."""
    release = released(event)
    return public_page("site/changes.atom.xml", release.key, lambda: _context(release), mimetype="application/atom+xml")


def _context(release: Released) -> Mapping[str, Any]:
    programme = release.programme
    who = reader(programme.event.zone)
    return {
        "programme": programme,
        "event": programme.event,
        "told": _told(release),
        "reader": who,
        "labels": diff.CHANGE_LABELS,
        "causes": CAUSE_WORDS,
        "when": lambda when: _when(when, who),
        "day_of": lambda moment: day_of(moment, who),
        "at": lambda moment: own_clock(programme, moment, who),
        "event_page": absolute_url("site.event", event=release.slug),
        "feed": absolute_url("site.changes_feed", event=release.slug),
    }


def _told(release: Released) -> list[Told]:
    event_id = release.event_id
    return remembered.ask(("told", event_id), lambda: _all_told(event_id), lambda _: [release.head])


def _all_told(event_id: int) -> list[Told]:
    releases = releases_of(event_id)
    return [Told(one.number, one.released_at, one.note, diff.from_json(one.diff), one.cause) for one in releases]


def _when(when: When | None, who: Reader) -> str:
    """A promised time for the reader: ``Thu 9 Dec, 15:30``."""
    if when is None or when.local_start is None:
        return ""
    clock = who.words.clock(zones.derived_instant(when.local_start, when.zone, when.fold), who.zone)
    return f"{clock.date}, {clock.time}"
