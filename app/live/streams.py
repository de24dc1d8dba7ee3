"""Reads of streams and of hands on stages, remembered for pages that are served without the database (promise P12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.db import OUTAGES, db, is_writing
from app.errors import NotFound
from app.live.models import Room, Stream
from app.live.rules.opening import Asking
from app.live.rules.stage import Hand
from app.live.rules.streams import Kind, SeenStream
from app.schedule.queries import Released
from app.schedule.queries.remembered import remembered
from app.schedule.rules.programme import ReleasedSession

__all__ = ["Held", "StreamsOf", "held", "seen", "stream_of", "streams_in", "streams_of"]


@dataclass(frozen=True)
class StreamsOf:
    """The streams of an event's stages, and those of single sessions."""

    rows: Sequence[tuple[str, str, bool, SeenStream]] = ()
    """Stage, session, whether it is a replay, and the stream; in the order in which they were added."""

    def live(self, talk: ReleasedSession) -> list[SeenStream]:
        """What is shown while the session is live: its own streams, else those of its stage."""
        own = [one for _, code, is_replay, one in self.rows if code == talk.code and not is_replay]
        return own or [one for stage, code, _, one in self.rows if not code and stage == (talk.stage or "")]

    def replays(self, talk: ReleasedSession) -> list[SeenStream]:
        """What is shown of the session afterwards."""
        return [one for _, code, is_replay, one in self.rows if code == talk.code and is_replay]


@dataclass(frozen=True)
class Held:
    """What is live data of a session's page: the event's streams, a moderator's hand on the stage and on asking."""

    streams: StreamsOf = StreamsOf()
    hand: Hand = Hand.SCHEDULE
    asking: str = Asking.SCHEDULE


def streams_of(event_id: int) -> StreamsOf:
    """All streams of an event."""
    query = select(Stream).where(Stream.event_id == event_id).order_by(Stream.id)
    return StreamsOf([(row.stage, row.code, row.is_replay, seen(row)) for row in db.session.scalars(query)])


def held(release: Released, code: str) -> Held:
    """The live data of a session's page; what was known last while the database is away, nothing where none was."""

    def ask() -> Held:
        query = select(Room.hand, Room.asking).where(Room.event_id == release.event_id, Room.code == code)
        row = db.session.execute(query).first()
        streams = streams_of(release.event_id)
        return Held(streams) if row is None else Held(streams, Hand(row.hand), row.asking)

    try:
        return remembered.ask(("stage", release.event_id, code), ask, lambda _: [release.head])
    except OUTAGES:
        if is_writing():
            raise
        return Held()


def streams_in(event_id: int, *, stage: str = "", code: str = "", is_replay: bool = False) -> Sequence[Stream]:
    """The rows of a stage, or of a session, in their order."""
    where = (Stream.event_id == event_id, Stream.stage == stage, Stream.code == code, Stream.is_replay == is_replay)
    return db.session.scalars(select(Stream).where(*where).order_by(Stream.id)).all()


def stream_of(event_id: int, stream_id: int) -> Stream:
    """A row of the event. Raises :class:`NotFound`, also for one of another event."""
    found = db.session.scalar(select(Stream).where(Stream.id == stream_id, Stream.event_id == event_id))
    if found is None:
        raise NotFound
    return found


def seen(row: Stream) -> SeenStream:
    """A row as screens get it."""
    return SeenStream(row.id, Kind(row.kind), row.address, row.language, row.label, tuple(row.hosts))
