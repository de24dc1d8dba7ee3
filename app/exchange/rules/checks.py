"""What is odd about a file as a whole: repetitions, overlaps, days, empty rooms and tracks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from app.exchange.rules.oddities import Kind, Notebook
from app.exchange.rules.raw import RawProgramme
from app.exchange.rules.values import ImportedSession, ImportedStage, ImportedTrack

__all__ = ["note_dates", "note_missing", "note_places", "note_repetitions", "note_times"]


def note_repetitions(sessions: Sequence[ImportedSession], notes: Notebook) -> None:
    """GUIDs and ids that several sessions share; the count is that of the GUIDs and ids."""
    for kind, shared in ((Kind.REPEATED_GUID, _shared(sessions, "guid")), (Kind.REPEATED_ID, _shared(sessions, "id"))):
        for value, talks in shared.items():
            notes.note(kind, talks[0].where, f"{value} · " + " / ".join(talk.where for talk in talks[1:]))
    places = Counter((talk.identity, talk.starts_at, talk.stage) for talk in sessions)
    for (identity, _, stage), count in places.items():
        if count > 1:
            notes.note(Kind.SAME_SESSION_TWICE, stage, identity, count=count - 1)


def _shared(sessions: Sequence[ImportedSession], name: str) -> dict[object, list[ImportedSession]]:
    groups: dict[object, list[ImportedSession]] = defaultdict(list)
    for talk in sessions:
        groups[getattr(talk, name)].append(talk)
    return {value: talks for value, talks in groups.items() if value and len(talks) > 1}


def note_times(sessions: Iterable[ImportedSession], notes: Notebook) -> None:
    """Sessions over midnight, and those that start on a stage before the one there before has ended."""
    stages: dict[str, list[tuple[ImportedSession, float, float]]] = defaultdict(list)
    for talk in sessions:
        if talk.local_start is None or talk.starts_at is None:
            continue
        length = timedelta(minutes=talk.duration)
        # One that ends at midnight sharp does not run over it.
        if length and (talk.local_start + length - timedelta(minutes=1)).date() > talk.local_start.date():
            notes.note(Kind.OVER_MIDNIGHT, talk.where)
        start = talk.starts_at.timestamp()
        stages[talk.stage].append((talk, start, start + length.total_seconds()))
    for stage, shown in stages.items():
        if stage:
            _note_overlaps(shown, notes)


def _note_overlaps(shown: list[tuple[ImportedSession, float, float]], notes: Notebook) -> None:
    latest: tuple[ImportedSession, float] | None = None
    for talk, start, end in sorted(shown, key=lambda entry: entry[1:]):
        if latest and start < latest[1]:
            notes.note(Kind.OVERLAP, talk.where, latest[0].where)
        if latest is None or end > latest[1]:
            latest = (talk, end)


def note_dates(
    sessions: Iterable[ImportedSession], starts_on: date | None, ends_on: date | None, notes: Notebook
) -> None:
    """Sessions that start outside of the dates which the file states for the event."""
    for talk in sessions:
        on = talk.local_start.date() if talk.local_start else None
        if on and ((starts_on and on < starts_on) or (ends_on and on > ends_on)):
            notes.note(Kind.OUTSIDE_DATES, talk.where, on)


def note_places(
    stages: Iterable[ImportedStage],
    tracks: Iterable[ImportedTrack],
    sessions: Sequence[ImportedSession],
    notes: Notebook,
) -> None:
    """Rooms and tracks without sessions, and GUIDs that several rooms share."""
    used = {talk.stage for talk in sessions}, {talk.track for talk in sessions}
    names: dict[str, list[str]] = defaultdict(list)
    for stage in stages:
        if stage.key not in used[0]:
            notes.note(Kind.EMPTY_ROOM, stage.key)
        if stage.guid:
            names[stage.guid].append(stage.key)
    for guid, shared in names.items():
        if len(shared) > 1:
            notes.note(Kind.REPEATED_ROOM_GUID, shared[0], f"{guid} · {', '.join(shared[1:])}")
    for track in tracks:
        if track.key not in used[1]:
            notes.note(Kind.EMPTY_TRACK, track.key)


def note_missing(raw: RawProgramme, notes: Notebook) -> None:
    """Fields that both formats ask for."""
    for name in ("version", "title", "acronym"):
        if not getattr(raw, name):
            notes.note(Kind.MISSING_FIELD, "schedule" if name == "version" else "conference", name)
    if not raw.sessions:
        notes.note(Kind.MISSING_FIELD, "schedule", "event")
