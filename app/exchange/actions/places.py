"""Tracks and stages of the file, found in the event by name or made when the first session needs them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from app.db import db
from app.events.history import write
from app.events.models import Event
from app.exchange.queries import stages_of, tracks_of
from app.exchange.rules.names import derived_guid
from app.exchange.rules.people import folded
from app.exchange.rules.report import Counts
from app.exchange.rules.values import ImportedProgramme, ImportedStage, ImportedTrack
from app.schedule.models import Stage, Track
from app.schedule.rules.codes import free_slug, slug_of

__all__ = ["Stages", "Tracks"]

Row = TypeVar("Row", Track, Stage)


class Tracks:
    """The event's tracks by the names that the file has for them. New rows have their ids after a flush."""

    def __init__(self, event: Event, programme: ImportedProgramme) -> None:
        self.counts = Counts()
        self._event = event
        self._listed = {track.key: track for track in programme.tracks}
        self._rows = list(tracks_of(event))
        self._known = _by_name(self._rows)
        self._found: dict[str, Track] = {}

    def of(self, key: str | None) -> Track | None:
        """The track of that name; a new one where the event has none."""
        if not key:
            return None
        if key not in self._found:
            self._found[key] = self._settled(self._listed[key])
        return self._found[key]

    def add_listed(self) -> None:
        """Make also those that no session needs."""
        for key in self._listed:
            self.of(key)

    def _settled(self, listed: ImportedTrack) -> Track:
        known = self._known.get(folded(listed.key))
        if known is not None:
            changed = write(known, {"colour": listed.colour}) if listed.colour else None
            self.counts.count(changed=bool(changed))
            return known
        slug = free_slug(listed.slug or slug_of(listed.name), {row.slug for row in self._rows}, fallback="track")
        row = Track(
            event_id=self._event.id, slug=slug, name=listed.name, colour=listed.colour, position=len(self._rows)
        )
        self._rows.append(row)
        self.counts.new += 1
        db.session.add(row)
        return row


class Stages:
    """The event's stages by the names that the file has for them; a GUID outlasts a change of name."""

    def __init__(self, event: Event, programme: ImportedProgramme) -> None:
        self.counts = Counts()
        self._event, self._language = event, programme.language
        self._listed = {stage.key: stage for stage in _recognisable(programme.stages)}
        self._rows = list(stages_of(event))
        self._known = _by_name(self._rows)
        self._guids = {row.guid.lower() or derived_guid("stage", event.slug, row.slug): row for row in self._rows}
        self._found: dict[str, Stage] = {}

    def of(self, key: str) -> Stage | None:
        """The stage of that name; a new one where the event has none. Without a name: none."""
        if not key:
            return None
        if key not in self._found:
            self._found[key] = self._settled(self._listed[key])
        return self._found[key]

    def add_listed(self, echo: ImportedProgramme | None) -> None:
        """Make also those that no session needs, but for the room that our export makes up for want of a stage."""
        made_up = {stage.key for stage in echo.stages if folded(stage.key) not in self._known} if echo else set()
        for key in self._listed:
            if key not in made_up:
                self.of(key)

    def _settled(self, listed: ImportedStage) -> Stage:
        known = self._known.get(folded(listed.key)) or (self._guids.get(listed.guid) if listed.guid else None)
        if known is not None:
            return self._renamed(known, listed)
        name = {self._language: listed.key}
        slug = free_slug(slug_of(name), {row.slug for row in self._rows}, fallback="stage")
        row = Stage(event_id=self._event.id, slug=slug, name=name, guid=listed.guid, position=len(self._rows))
        self._rows.append(row)
        self.counts.new += 1
        db.session.add(row)
        return row

    def _renamed(self, known: Stage, listed: ImportedStage) -> Stage:
        named = folded(listed.key) in {folded(name) for name in known.name.values()}
        changed = None if named else write(known, {"name": {**known.name, self._language: listed.key}})
        self.counts.count(changed=bool(changed))
        return known


def _recognisable(stages: Sequence[ImportedStage]) -> Iterator[ImportedStage]:
    """The stages, without the GUIDs that several of them share."""
    uses = Counter(stage.guid for stage in stages)
    return (replace(stage, guid="") if uses[stage.guid] > 1 else stage for stage in stages)


def _by_name(rows: Iterable[Row]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        for name in row.name.values():
            found.setdefault(folded(name), row)
    return found
