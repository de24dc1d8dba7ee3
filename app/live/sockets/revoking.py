"""Rights that end reach the sockets within two seconds, on every process (design: live.md "More of the room")."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from flask import Flask
from sqlalchemy import select

from app.db import db
from app.live.rules.said import Audience
from app.live.seats import audience_of
from app.live.sockets.clients import Client, Clients, Place
from app.live.sockets.looking import Looking
from app.people.models import Person, SignIn

__all__ = ["Revoking"]

EVERY = 1.0
"""Seconds between two looks at who is still signed in and still moderates."""


class Revoking:
    """Looks after the connections of people with accounts."""

    def __init__(
        self,
        app: Flask,
        clients: Clients,
        demote: Callable[[Client, Place], None],
        end: Callable[[Client], None],
    ) -> None:
        self._app, self._clients, self._demote, self._end = app, clients, demote, end
        self.start = Looking("revoking", wait=lambda: time.sleep(EVERY), look=self.look).start

    def look(self) -> None:
        """End the connections of who is signed out; take moderators' rooms from who is none any more."""
        with self._app.app_context():
            self._look()

    def _look(self) -> None:
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
