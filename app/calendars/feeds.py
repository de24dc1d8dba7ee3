"""What public and personal feeds share: releases as octets, what these depend on, and a report of rows left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import structlog
from werkzeug.exceptions import ServiceUnavailable

from app import clock, zones
from app.calendars import queries
from app.calendars.readers import reader_in
from app.calendars.rules import builder
from app.calendars.rules.builder import Feed, LeftOut
from app.calendars.rules.entries import Reader, entries_of, is_announced_only, whole_event
from app.calendars.rules.vevent import Entry
from app.db import OUTAGES
from app.i18n import LANGUAGES
from app.schedule.queries import Released
from app.schedule.rules.programme import ReleasedSession
from app.web import settings, troubles

__all__ = ["MIMETYPE", "Source", "depends_on", "language_for", "octets_of", "readable", "report", "told"]

log = structlog.get_logger(__name__)

MIMETYPE = "text/calendar"

_LATER = 3600
"""Seconds after which a programme that cannot be read is worth asking for again."""


@dataclass(frozen=True)
class Source:
    """A release, and which of its sessions a feed holds."""

    release: Released
    wanted: Callable[[ReleasedSession], bool] = lambda _: True
    announced: bool = True
    """Whether the event's days stand for it as long as none of the sessions wanted has a time."""


def depends_on(releases: Iterable[Released]) -> tuple[object, ...]:
    """All that the octets of these releases' feeds depend on beside the language: the key of an answer."""
    now, found = clock.now(), list(releases)
    keys = [release.key for release in found]
    told = [queries.still_told(release, now) for release in found]
    return (zones.TZ_VERSION, settings().base_url, settings().name, settings().language, *keys, *told)


def readable(releases: Iterable[Released]) -> list[Released]:
    """Those whose programme can be read: what is wrong with one event leaves the others in what several have part in.

    The rest is in the log and on /health until it is whole again.
    """
    found, now = [], clock.now()
    for release in releases:
        place = f"programme of {release.slug}"
        try:
            queries.still_told(release, now)
        except OUTAGES:
            raise  # nothing is wrong with the programme: who took it for lost would empty calendars
        except Exception as error:
            report(place, [LeftOut(f"release {release.number}", type(error).__name__)])
        else:
            report(place, [])
            found.append(release)
    return found


def told(releases: Sequence[Released]) -> list[Released]:
    """The same for a feed; where nothing is left, 503: calendars keep what they have, and ask again later."""
    found = readable(releases)
    if releases and not found:
        raise ServiceUnavailable(retry_after=_LATER)
    return found


def language_for(wanted: str, spoken: Sequence[str], default: str) -> str:
    """The language asked for (``fi``, ``FI_fi``), where the program or the event speaks it; else the default."""
    tag = wanted.lower().replace("_", "-")
    known = (*LANGUAGES, *spoken)
    return next((each for each in (tag, tag.split("-")[0]) if each in known), default)


def octets_of(sources: Iterable[Source], feed: Feed, language: str, *, place: str) -> bytes:
    """The feed with all that can be written; what cannot is reported under ``place``."""
    reader = reader_in(language)
    entries: list[Entry] = []
    left_out: list[LeftOut] = []
    for source in sources:
        made, missing = _entries(source, reader)
        entries += made
        left_out += missing
    written = builder.feed(feed, entries)
    report(place, [*left_out, *written.left_out])
    return written.octets


def _entries(source: Source, reader: Reader) -> tuple[list[Entry], list[LeftOut]]:
    """The sessions wanted of a release; the event's days while none of them has a time."""
    programme, now = source.release.programme, clock.now()
    if not (source.announced and is_announced_only(programme, source.wanted)):
        return entries_of(programme, reader, now=now, wanted=source.wanted)
    first = queries.first_release(source.release)
    entry = builder.attempt(first.uid, whole_event, programme, reader, uid=first.uid, since=first.at, now=now)
    return ([], [entry]) if isinstance(entry, LeftOut) else ([entry] if entry else [], [])


def report(place: str, left_out: Sequence[LeftOut]) -> None:
    """Rows that are missing are in the log and on /health until the same place is whole again.

    ``place`` is public: an address that is a secret is not one.
    """
    for row in left_out:
        log.error("calendar row left out", path=place, uid=row.uid, reason=row.reason)
    troubles().set(place, {row.uid: row.reason for row in left_out})
