"""Who is connected to this process, and in which room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from time import monotonic

from app.live.rules.pace import Pace
from app.live.rules.said import Audience
from app.live.sockets.crowd import MOST_OF_ACTOR, MOST_OF_NETWORK, Crowd

__all__ = ["Client", "Clients", "Place"]


@dataclass(frozen=True)
class Place:
    """The room that a connection is in, and what it hears there."""

    room_id: int
    event_id: int
    event: str
    code: str
    audience: Audience

    @property
    def name(self) -> str:
        """How messages name the room: event and session."""
        return f"{self.event}/{self.code}"


@dataclass(frozen=True)
class Client:
    """A connection: whose it is, in which language refusals are said, and where it is."""

    sid: str
    actor: str
    network: str
    language: str
    person_id: int | None = None
    sign_in_id: int | None = None
    place: Place | None = None
    pace: Pace = field(default_factory=lambda: Pace(monotonic()), compare=False)
    is_known: bool = True
    """Whether it can be told from others: by an account, or by a token of its browser."""


class Clients:
    """The connections of this process.

    Nothing here yields to other greenlets, so gevent needs no lock; under threads single operations are atomic.
    """

    def __init__(self) -> None:
        self._by_sid: dict[str, Client] = {}
        self._in_room: dict[int, set[str]] = {}
        self._networks, self._actors = Crowd(MOST_OF_NETWORK), Crowd(MOST_OF_ACTOR)

    def __len__(self) -> int:
        return len(self._by_sid)

    def __iter__(self) -> Iterator[Client]:
        return iter(list(self._by_sid.values()))

    def get(self, sid: str) -> Client | None:
        """The connection, None once it is gone."""
        return self._by_sid.get(sid)

    def has_room(self, client: Client) -> bool:
        """Whether its network, and its person or browser, may have one more connection."""
        return self._networks.has_room(client.network) and self._actors.has_room(client.actor)

    def add(self, client: Client) -> None:
        """A new connection."""
        self._by_sid[client.sid] = client
        self._networks.enters(client.network)
        self._actors.enters(client.actor)

    def seat(self, sid: str, place: Place | None) -> None:
        """The connection is in that room now, and in no other."""
        client = self._by_sid.get(sid)
        if client is None:
            return
        self._leave(client)
        self._by_sid[sid] = replace(client, place=place)
        if place is not None:
            self._in_room.setdefault(place.room_id, set()).add(sid)

    def drop(self, sid: str) -> Client | None:
        """The connection ended."""
        client = self._by_sid.pop(sid, None)
        if client is not None:
            self._leave(client)
            self._networks.leaves(client.network)
            self._actors.leaves(client.actor)
        return client

    def rooms(self) -> list[int]:
        """The rooms that somebody here is in."""
        return list(self._in_room)

    def place_of(self, room_id: int) -> Place | None:
        """The room as one of those in it knows it; only its name is meant for all."""
        for sid in list(self._in_room.get(room_id, ())):
            client = self._by_sid.get(sid)
            if client is not None and client.place is not None:
                return client.place
        return None

    def actors_in(self, room_id: int) -> set[str]:
        """Who is in a room."""
        return {self._by_sid[sid].actor for sid in list(self._in_room.get(room_id, ())) if sid in self._by_sid}

    def _leave(self, client: Client) -> None:
        if client.place is None:
            return
        there = self._in_room.get(client.place.room_id)
        if there is not None:
            there.discard(client.sid)
            if not there:
                del self._in_room[client.place.room_id]
