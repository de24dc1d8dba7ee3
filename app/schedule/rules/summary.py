"""What lists of events show of a release, so that they need not read whole programmes. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from app.schedule.rules.programme import HostCity, Programme, is_past
from app.texts import LocalText

__all__ = ["Sitting", "Summary", "from_json", "summary_of", "to_json"]

LONGEST_BREAK = timedelta(hours=1)
"""A longer gap between sessions ends a sitting: nothing is live at night between two days."""


@dataclass(frozen=True)
class Sitting:
    """A stretch of sessions without a long break, UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Summary:
    """An event as a list shows it."""

    slug: str
    kind: str
    title: LocalText
    theme: LocalText
    zone: str
    languages: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None
    times_assumed: bool
    in_person: bool
    series: str | None
    series_title: LocalText
    edition: int | None
    hosts: tuple[HostCity, ...]
    sittings: tuple[Sitting, ...]
    sessions: int
    speakers: int
    tracks: int
    parts: int
    series_about: LocalText = field(default_factory=dict)
    """Markdown."""

    def is_live(self, now: datetime) -> bool:
        """Whether a sitting is under way."""
        return any(sitting.starts_at <= now < sitting.ends_at for sitting in self.sittings)

    def next_start(self, now: datetime) -> datetime | None:
        """The start of the next sitting that has not begun, UTC."""
        return min((sitting.starts_at for sitting in self.sittings if sitting.starts_at > now), default=None)

    def is_over(self, now: datetime) -> bool:
        """Whether everything lies in the past."""
        last_end = self.sittings[-1].ends_at if self.sittings else None
        return is_past(last_end, self.ends_on or self.starts_on, now)


def summary_of(programme: Programme) -> Summary:
    """The programme's summary; of an event that was called off, of what had been planned."""
    event = programme.event
    planned = programme.planned
    return Summary(
        slug=event.slug,
        kind=event.kind,
        title=event.title,
        theme=event.theme,
        zone=event.zone,
        languages=event.languages,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        times_assumed=event.times_assumed,
        in_person=event.in_person,
        series=event.series,
        series_title=event.series_title,
        edition=event.edition,
        hosts=programme.hosts,
        sittings=tuple(_sittings((talk.starts_at, talk.ends_at) for talk in planned)),
        sessions=len(planned),
        speakers=len({seen.speaker for talk in planned for seen in talk.appearances}),
        tracks=len(programme.tracks),
        parts=len(programme.parts),
        series_about=event.series_about,
    )


def _sittings(spans: Iterable[tuple[datetime | None, datetime | None]]) -> list[Sitting]:
    sittings: list[Sitting] = []
    for start, end in sorted((start, end) for start, end in spans if start is not None and end is not None):
        if sittings and start - sittings[-1].ends_at <= LONGEST_BREAK:
            last = sittings.pop()
            sittings.append(Sitting(last.starts_at, max(last.ends_at, end)))
        else:
            sittings.append(Sitting(start, end))
    return sittings


_ADAPTER: TypeAdapter[Summary] = TypeAdapter(Summary)


def to_json(summary: Summary) -> dict[str, Any]:
    """The summary as JSON can hold it."""
    plain: dict[str, Any] = _ADAPTER.dump_python(summary, mode="json")
    return plain


def from_json(plain: dict[str, Any]) -> Summary:
    """The summary that :func:`to_json` wrote."""
    return _ADAPTER.validate_python(plain, strict=False)
