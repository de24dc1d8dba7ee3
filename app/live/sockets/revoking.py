"""Rights that end reach the sockets within two seconds, on every process (design: live.md "More of the room").

So does the end of a room: who sits in one whose event is hidden, or whose session is in no release any more, hears
nothing of it from then on (promise P5).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from flask import Flask
from sqlalchemy import select

from app.db import db
from app.errors import NotFound
from app.live.rules.said import Audience
from app.live.seats import audience_of, seat_in
from app.live.sockets.clients import Client, Clients, Place
from app.live.sockets.looking import Looking
from app.people.models import Person, SignIn

__all__ = ["Revoking"]

EVERY = 1.0
"""Seconds between two looks at who is still signed in and still moderates."""


class Revoking:
    """Looks after who may hear what."""

    def __init__(
        self,
        app: Flask,
        clients: Clients,
        demote: Callable[[Client, Place], None],
        end: Callable[[Client], None],
        send_out: Callable[[Client, Place], None],
    ) -> None:
        self._app, self._clients = app, clients
        self._demote, self._end, self._send_out = demote, end, send_out
        self.start = Looking("revoking", wait=lambda: time.sleep(EVERY), look=self.look).start

    def look(self) -> None:
        """Empty the rooms that are gone; end connections of who is signed out; moderators who are none hear less."""
        with self._app.app_context():
            self._look_at_rooms()
            self._look_at_people()

    def _look_at_rooms(self) -> None:
        gone = {room_id for room_id in self._clients.rooms() if not self._is_there(room_id)}
        for client in self._clients:
            if client.place is not None and client.place.room_id in gone:
                self._send_out(client, client.place)

    def _is_there(self, room_id: int) -> bool:
        place = self._clients.place_of(room_id)
        if place is None:
            return True
        try:
            seat_in(place.event, place.code, by=None)
        except NotFound:
            return False
        return True

    def _look_at_people(self) -> None:
        known = [client for client in self._clients if client.person_id is not None]
        if not known:
            return
        signed_in = _signed_in({client.sign_in_id for client in known if client.sign_in_id is not None})
        for client in known:
            if client.sign_in_id not in signed_in:
                self._end(client)
        for client in known:
            place = client.place
            if place is None or client.sign_in_id not in signed_in:
                continue
            if place.audience is Audience.STAFF and not self._moderates(client, place):
                self._demote(client, replace(place, audience=Audience.PUBLIC))

    def _moderates(self, client: Client, place: Place) -> bool:
        person = db.session.get(Person, client.person_id)
        return audience_of(place.event_id, person) is Audience.STAFF


def _signed_in(numbers: set[int]) -> set[int]:
    query = (
        select(SignIn.id)
        .join(Person, Person.id == SignIn.person_id)
        .where(SignIn.id.in_(numbers), SignIn.ended_at.is_(None), Person.active)
    )
    return set(db.session.scalars(query))
