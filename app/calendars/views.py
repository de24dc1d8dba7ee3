"""Downloads and feeds. Public and the same for everybody: the address alone says what is in them, language included."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, zones
from app.calendars import queries
from app.calendars.readers import reader_in
from app.calendars.rules import builder
from app.calendars.rules.builder import Feed, LeftOut
from app.calendars.rules.entries import Reader, entries_of, entry_of, is_announced_only, takeable, whole_event
from app.calendars.rules.links import EntryLinks, FeedLinks, entry_links, feed_links
from app.calendars.rules.vevent import Entry
from app.errors import NotFound
from app.i18n import LANGUAGES, language
from app.schedule.queries import Released, mentions, released, speaker_code
from app.schedule.rules.codes import code_in
from app.schedule.rules.programme import Programme, ReleasedSession
from app.texts import LocalText, text_in
from app.web import settings, troubles
from app.web_cache import answer

__all__ = ["blueprint"]

log = structlog.get_logger(__name__)
blueprint = Blueprint("calendars", __name__)

MIMETYPE = "text/calendar"


@dataclass(frozen=True)
class _Source:
    """A release, and which of its sessions a feed holds."""

    release: Released
    wanted: Callable[[ReleasedSession], bool] = lambda _: True


@blueprint.get("/e/<event>/calendar.ics")
def event_feed(event: str) -> ResponseReturnValue:
    """All sessions of an event."""
    release = released(event)
    spoken = release.programme.event.languages
    return _feed([_Source(release)], lambda: (release.programme.event.title,), page=f"/e/{event}/", spoken=spoken)


@blueprint.get("/e/<event>/calendar/track/<track>.ics")
def track_feed(event: str, track: str) -> ResponseReturnValue:
    """The sessions of one track."""
    release = released(event)
    found = release.programme.track_by_slug.get(track)
    if found is None:
        raise NotFound
    return _feed(
        [_Source(release, lambda talk: talk.track == track)],
        lambda: (release.programme.event.title, found.name),
        page=f"/e/{event}/",
        spoken=release.programme.event.languages,
    )


@blueprint.get("/c/<city>/calendar.ics")
def city_feed(city: str) -> ResponseReturnValue:
    """All sessions of the events that a city hosts."""
    sources = [_Source(release) for release in mentions("host", city)]

    def names() -> Sequence[LocalText]:
        hosts = sources[-1].release.programme.hosts
        return (*(host.city.name for host in hosts if host.city.slug == city), {"en": settings().name})

    return _feed(sources, names, page=f"/c/{city}/")


@blueprint.get("/p/<speaker>/calendar.ics")
def speaker_feed(speaker: str) -> ResponseReturnValue:
    """The sessions in which a speaker appears."""
    code = speaker_code(speaker)

    def appears(talk: ReleasedSession) -> bool:
        return any(seen.speaker == code for seen in talk.appearances)

    sources = [_Source(release, appears) for release in mentions("speaker", code)]
    return _feed(
        sources,
        lambda: ({"en": sources[-1].release.programme.speakers[code].name}, {"en": settings().name}),
        page=f"/p/{speaker}/",
    )


@blueprint.get("/e/<event>/s/<step>/calendar.ics")
def session_download(event: str, step: str) -> ResponseReturnValue:
    """One session, to take home as it is now. An old title in the address leads to the right one."""
    release = released(event)
    talk = release.programme.by_code.get(code_in(step))
    if talk is None or not takeable(talk):
        raise NotFound
    if step != talk.address:
        lang = request.args.get("lang")
        return redirect(url_for("calendars.session_download", event=event, step=talk.address, lang=lang), 301)
    tongue = _language(release.programme.event.languages)

    def make() -> bytes:
        return _whole(talk, release, tongue)

    response = _answer([release], tongue, make)
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(event, step)}"'
    return response


def _whole(talk: ReleasedSession, release: Released, language: str) -> bytes:
    """The calendar of one session. Raises :class:`NotFound` where none can be written, which is reported."""

    def write() -> bytes:
        return builder.download(entry_of(talk, release.programme, reader_in(language)))

    written = builder.attempt(talk.uid, write)
    if isinstance(written, LeftOut):
        _report([written])
        raise NotFound
    _report([])
    return written


def _feed(
    sources: Sequence[_Source], names: Callable[[], Sequence[LocalText]], *, page: str, spoken: Sequence[str] = ()
) -> Response:
    if not sources:
        raise NotFound
    language = _language(spoken)

    def make() -> bytes:
        base = settings().base_url
        feed = Feed(
            name=" · ".join(text_in(text, language, *spoken).text for text in names()),
            address=f"{base}{request.path}?lang={language}",
            page=base + page,
            zone=sources[0].release.programme.event.zone,
        )
        return _written(sources, feed, language)

    response = _answer([source.release for source in sources], language, make)
    response.headers["Content-Disposition"] = f'inline; filename="{_file_name(*page.split("/")[2:])}"'
    return response


def _written(sources: Sequence[_Source], feed: Feed, language: str) -> bytes:
    """The feed with all that can be written; what cannot is reported."""
    reader = reader_in(language)
    entries: list[Entry] = []
    left_out: list[LeftOut] = []
    for source in sources:
        made, missing = _entries(source, reader)
        entries += made
        left_out += missing
    written = builder.feed(feed, entries)
    _report([*left_out, *written.left_out])
    return written.octets


def _entries(source: _Source, reader: Reader) -> tuple[list[Entry], list[LeftOut]]:
    """The sessions wanted of a release; the event's days while none of them has a time."""
    programme, now = source.release.programme, clock.now()
    if not is_announced_only(programme, source.wanted):
        return entries_of(programme, reader, now=now, wanted=source.wanted)
    first = queries.first_release(source.release)
    entry = builder.attempt(first.uid, whole_event, programme, reader, uid=first.uid, since=first.at, now=now)
    return ([], [entry]) if isinstance(entry, LeftOut) else ([entry] if entry else [], [])


def _answer(releases: Sequence[Released], language: str, make: Callable[[], bytes]) -> Response:
    """From the cache, as 304, or made: the key is all that the octets depend on."""
    now = clock.now()
    told = [queries.still_told(release, now) for release in releases]
    keys = [release.key for release in releases]
    site = (settings().base_url, settings().name, settings().language)
    key = (request.path, language, zones.TZ_VERSION, *site, *keys, *told)
    # Not compressed: several calendar programs do not read that. "no-cache": ask whether it is still right.
    return answer(key, make, mimetype=MIMETYPE, compress=False, cache_control="public, no-cache", vary="")


def _language(spoken: Sequence[str]) -> str:
    """``?lang=``, where the program or the event speaks it; else the event's first language, else the program's."""
    wanted = request.args.get("lang", "").lower().replace("_", "-")
    known = (*LANGUAGES, *spoken)
    default = spoken[0] if spoken else settings().language
    return next((tag for tag in (wanted, wanted.split("-")[0]) if tag in known), default)


def _report(left_out: Sequence[LeftOut]) -> None:
    """Rows that are missing are in the log and on /health until the same address is whole again."""
    for row in left_out:
        log.error("calendar row left out", path=request.path, uid=row.uid, reason=row.reason)
    troubles().set(request.path, {row.uid: row.reason for row in left_out})


def _file_name(*steps: str) -> str:
    """Steps of an address as a file name: whatever they hold, only ASCII letters, digits and hyphens remain."""
    kept = "-".join(steps).encode("ascii", "ignore").decode()
    return f"{''.join(char for char in kept if char.isalnum() or char == '-').strip('-')[:100] or 'calendar'}.ics"


@blueprint.app_template_global()
def calendar_feed(path: str, name: str) -> FeedLinks:
    """Ways to subscribe to a feed (its path) in the reader's language, for ``calendars/_buttons.html``."""
    return feed_links(f"{settings().base_url}{path}?lang={language()}", name)


@blueprint.app_template_global()
def calendar_entry(talk: ReleasedSession, programme: Programme) -> EntryLinks | None:
    """Ways to take a session into a calendar; None where there is nothing to take."""
    if not takeable(talk) or talk.is_cancelled:
        return None
    entry = builder.attempt(talk.uid, entry_of, talk, programme, reader_in(language()))
    if isinstance(entry, LeftOut):
        _report([entry])
        return None
    event = programme.event.slug
    file = url_for("calendars.session_download", event=event, step=talk.address, lang=language())
    return entry_links(entry, file)
