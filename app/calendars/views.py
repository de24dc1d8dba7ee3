"""Downloads and feeds. Public and the same for everybody: the address alone says what is in them, language included."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.calendars.feeds import MIMETYPE, Source, depends_on, language_for, octets_of, report, told
from app.calendars.readers import reader_in
from app.calendars.rules import builder
from app.calendars.rules.builder import Feed, LeftOut
from app.calendars.rules.entries import entry_of, takeable
from app.calendars.rules.links import EntryLinks, FeedLinks, entry_links, feed_links
from app.errors import NotFound
from app.i18n import language
from app.schedule.queries import Released, mentions, released, speaker_code
from app.schedule.rules.codes import code_in
from app.schedule.rules.programme import Programme, ReleasedSession
from app.texts import LocalText, text_in
from app.web import settings
from app.web_cache import answer

__all__ = ["blueprint"]

blueprint = Blueprint("calendars", __name__)


@blueprint.get("/e/<event>/calendar.ics")
def event_feed(event: str) -> ResponseReturnValue:
    """All sessions of an event."""
    release = released(event)
    spoken = release.programme.event.languages
    return _feed([Source(release)], lambda: (release.programme.event.title,), page=f"/e/{event}/", spoken=spoken)


@blueprint.get("/e/<event>/calendar/track/<track>.ics")
def track_feed(event: str, track: str) -> ResponseReturnValue:
    """The sessions of one track."""
    release = released(event)
    found = release.programme.track_by_slug.get(track)
    if found is None:
        raise NotFound
    return _feed(
        [Source(release, lambda talk: talk.track == track)],
        lambda: (release.programme.event.title, found.name),
        page=f"/e/{event}/",
        spoken=release.programme.event.languages,
    )


@blueprint.get("/c/<city>/calendar.ics")
def city_feed(city: str) -> ResponseReturnValue:
    """All sessions of the events that a city hosts."""
    sources = [Source(release) for release in told(mentions("host", city))]

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

    sources = [Source(release, appears) for release in told(mentions("speaker", code))]
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
        report(request.path, [written])
        raise NotFound
    report(request.path, [])
    return written


def _feed(
    sources: Sequence[Source], names: Callable[[], Sequence[LocalText]], *, page: str, spoken: Sequence[str] = ()
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
        return octets_of(sources, feed, language, place=request.path)

    response = _answer([source.release for source in sources], language, make)
    response.headers["Content-Disposition"] = f'inline; filename="{_file_name(*page.split("/")[2:])}"'
    return response


def _answer(releases: Sequence[Released], language: str, make: Callable[[], bytes]) -> Response:
    """From the cache, as 304, or made: the key is all that the octets depend on."""
    key = (request.path, language, *depends_on(releases))
    # Not compressed: several calendar programs do not read that. "no-cache": ask whether it is still right.
    return answer(key, make, mimetype=MIMETYPE, compress=False, cache_control="public, no-cache", vary="")


def _language(spoken: Sequence[str]) -> str:
    """``?lang=``, where the program or the event speaks it; else the event's first language, else the program's."""
    return language_for(request.args.get("lang", ""), spoken, spoken[0] if spoken else settings().language)


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
        report(request.path, [entry])
        return None
    event = programme.event.slug
    file = url_for("calendars.session_download", event=event, step=talk.address, lang=language())
    return entry_links(entry, file)
