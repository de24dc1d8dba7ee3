"""What the room's pages share: the visitor's seat and name, and answers as page or as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, request

from app.browsers import give_token, token_in
from app.db import commit, db, writing
from app.errors import MeridianError
from app.live.actions.rooms import open_room
from app.live.answers import refusal
from app.live.models import Room
from app.live.seats import Seat, seat_in
from app.live.visitors import UnknownBrowser, actor_of
from app.schedule.rules.codes import code_in
from app.web import viewer
from app.web_limits import network

__all__ = ["STATUS", "Visit", "visit", "wants_json"]

STATUS = {"not_found": 404, "closed": 409, "conflict": 409, "forbidden": 403, "rate": 429, "busy": 503}
"""HTTP statuses of refusals; 400 for the others."""


@dataclass(frozen=True)
class Visit:
    """Somebody in a room by plain HTTP."""

    event: str
    step: str
    seat: Seat
    token: str | None

    @property
    def actor(self) -> str:
        """Who acts. Refused for a browser that keeps no cookies: it could not be told from others."""
        actor = actor_of(viewer().person, self.token)
        if actor is None:
            raise UnknownBrowser
        return actor

    @property
    def known_actor(self) -> str:
        """Who looks; a name that owns nothing where there is none."""
        return actor_of(viewer().person, self.token) or f"n:{network()}"

    def room(self) -> Room:
        """The room, made where nobody came before."""
        if self.seat.room is not None:
            return self.seat.room
        return open_room(self.seat.release.event_id, self.seat.talk.code)

    def opened(self) -> Room:
        """The room while reading: made at once, in a transaction of its own."""
        if self.seat.room is not None:
            return self.seat.room
        db.session.rollback()
        with writing():
            room = self.room()
            commit()
        return room

    def keep(self, response: Response) -> Response:
        """The answer, with the browser's token where it has none yet."""
        if viewer().person is None:
            give_token(response, self.token)
        return response


def visit(event: str, step: str) -> Visit:
    """The visitor's seat in the room of a session. Raises :class:`NotFound`."""
    return Visit(event, step, seat_in(event, code_in(step), by=viewer().person), token_in(dict(request.cookies)))


def wants_json() -> bool:
    """Whether a script asks."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def answered(answer: dict[str, Any]) -> Response:
    """A command's answer as JSON."""
    return jsonify({"ok": True, **answer})


def refused(error: MeridianError) -> tuple[Response, int]:
    """A refusal as JSON, with the status that fits."""
    said = refusal(error)
    return jsonify(said), STATUS.get(said["error"], 400)
