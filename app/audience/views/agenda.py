"""My agenda: the sessions that she picked and those in which she appears, over all events, by day in her zone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app import clock, zones
from app.audience import blueprint
from app.audience.forms import PickForm
from app.audience.queries import AgendaPart, agenda_of, number_of_links
from app.audience.rules import Span, at_the_same_time
from app.calendars.feeds import readable
from app.errors import NotFound
from app.schedule.queries import Released, released
from app.schedule.rules import shown
from app.schedule.rules.codes import is_code, slug_of
from app.schedule.rules.programme import EventInfo, ReleasedSession
from app.schedule.rules.shown import Reader, Row
from app.times import by_day
from app.web import acting, signed_in
from app.web_pages import reader

__all__ = ["agenda"]

_MOST_BESIDE: Final = 5
"""Sessions at the same time that are named; the names of a thousand with each of them would make endless pages."""


@dataclass(frozen=True, slots=True)
class Line:
    """A session of the agenda, ready to print."""

    event: EventInfo
    row: Row
    is_picked: bool
    is_hers: bool
    is_past: bool
    beside: tuple[Line, ...] = ()
    """What she cannot see because of it: the first of the other sessions at the same time."""
    beside_more: int = 0
    """How many others there are."""

    @property
    def span(self) -> Span | None:
        """Start and end; None while it has none."""
        talk = self.row.talk
        return None if talk.starts_at is None or talk.ends_at is None else (talk.starts_at, talk.ends_at)


@dataclass(frozen=True, slots=True)
class Day:
    """Lines under their day in words; empty for those without a time."""

    date: date | None
    heading: str
    lines: tuple[Line, ...]


@blueprint.get("/account/agenda/")
@signed_in
def agenda() -> ResponseReturnValue:
    """What is to come, by day; what is over, folded away; with ``out`` the way to take back what was just taken out."""
    by, moment = acting(), clock.now()
    hers = agenda_of(by)
    whole = readable(part.release for part in hers)
    parts = [part for part in hers if part.release in whole]
    who = reader(_home(parts))
    lines = [line for part in parts for line in _lines(part, who, moment)]
    past = [line for line in lines if line.is_past]
    return render_template(
        "audience/agenda.html",
        days=_days(_collided([line for line in lines if not line.is_past]), who),
        past=_days(past, who)[::-1],
        number_past=len(past),
        links=number_of_links(by),
        zone_name=who.words.zone_city(who.zone),
        offset=zones.offset_label(moment, who.zone),
        is_whole=len(parts) == len(hers),
        out=_taken_out(lines),
        form=PickForm(),
    )


def _home(parts: Sequence[AgendaPart]) -> str:
    """The zone for who said none and whose browser did not: that of her latest event."""
    return parts[-1].release.programme.event.zone if parts else "UTC"


def _lines(part: AgendaPart, who: Reader, now: datetime) -> Iterable[Line]:
    programme = part.release.programme
    talks = [talk for talk in programme.sessions if part.holds(talk)]
    for talk, row in zip(talks, shown.rows(programme, talks, who), strict=True):
        clocks = row.times.cities if row.times else ()  # all the hosts', also where her own is the same
        yield Line(
            programme.event,
            replace(row, clocks=clocks),
            is_picked=part.is_picked(talk),
            is_hers=part.is_hers(talk),
            is_past=_is_past(part.release, talk, now),
        )


def _is_past(release: Released, talk: ReleasedSession, now: datetime) -> bool:
    return release.is_over(now) if talk.ends_at is None else talk.ends_at <= now


def _collided(lines: Sequence[Line]) -> list[Line]:
    """The lines, each with those that are held at the same time; what was cancelled is in nobody's way."""
    spans = [None if line.row.talk.is_cancelled else line.span for line in lines]
    return [
        replace(
            line,
            beside=tuple(lines[place] for place in places[:_MOST_BESIDE]),
            beside_more=max(0, len(places) - _MOST_BESIDE),
        )
        for line, places in zip(lines, at_the_same_time(spans), strict=True)
    ]


def _days(lines: Iterable[Line], who: Reader) -> list[Day]:
    return [
        Day(day.date, who.words.heading(day.date) if day.date else "", tuple(entry.item for entry in day.entries))
        for day in by_day(lines, lambda line: line.span, who.zone)
    ]


def _taken_out(lines: Iterable[Line]) -> tuple[EventInfo, ReleasedSession] | None:
    """The session that ``?out=event/code`` names, as long as she has it no longer and everybody may see it."""
    slug, _, code = request.args.get("out", "").partition("/")
    if not is_code(code) or slug != slug_of(slug):
        return None
    if any(line.is_picked and (line.event.slug, line.row.talk.code) == (slug, code) for line in lines):
        return None
    try:
        whole = readable([released(slug)])
    except NotFound:
        return None
    talk = whole[0].programme.by_code.get(code) if whole else None
    return (whole[0].programme.event, talk) if talk else None
