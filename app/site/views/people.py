"""A speaker: who she is, and where she appears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask.typing import ResponseReturnValue

from app import clock, zones
from app.errors import NotFound
from app.schedule.queries import Released, mentions, speaker_code
from app.schedule.rules import shown
from app.schedule.rules.programme import EventInfo
from app.schedule.rules.shown import Row
from app.site import blueprint
from app.web_pages import public_page, reader

__all__ = ["Appearing", "appearing_in", "speaker"]


@dataclass(frozen=True, slots=True)
class Appearing:
    """The sessions of one event in which a speaker appears. ``offset`` is that of the first; empty without times."""

    event: EventInfo
    is_over: bool
    zone_name: str
    offset: str
    rows: tuple[Row, ...]


@blueprint.get("/p/<speaker>/")
def speaker(speaker: str) -> ResponseReturnValue:
    """The speaker's page. What her newest event says of her is what it shows."""
    code = speaker_code(speaker)
    releases = mentions("speaker", code)
    if not releases:
        raise NotFound
    now = clock.now()
    key = [part for release in releases for part in (*release.key, release.is_over(now))]
    return public_page("site/speaker.html", key, lambda: _context(releases, code, now))


def _context(releases: Sequence[Released], code: str, now: datetime) -> Mapping[str, Any]:
    newest = releases[-1].programme
    appearing = [appearing_in(release, code, now) for release in reversed(releases)]
    seen = next((seen for one in appearing for row in one.rows for seen in row.who if seen.speaker.code == code), None)
    return {"speaker": newest.speakers[code], "spoken": newest.event.languages, "seen": seen, "appearing": appearing}


def appearing_in(release: Released, code: str, now: datetime) -> Appearing:
    """The sessions of a release in which the speaker appears, as this reader sees them."""
    programme = release.programme
    who = reader(programme.event.zone)
    rows = shown.dated(list(shown.rows(programme, programme.sessions_of(code), who)))
    first = next((row.talk.starts_at for row in rows if row.talk.starts_at), None)
    offset = zones.offset_label(first, who.zone) if first else ""
    return Appearing(programme.event, release.is_over(now), shown.zone_name(programme, who), offset, rows)
