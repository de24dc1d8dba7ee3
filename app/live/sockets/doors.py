"""Who comes in: whose connection it is, from where, in which language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, g, request
from flask_socketio import ConnectionRefusedError as Refusal

from app.browsers import token_in
from app.i18n import say, speaking
from app.live.sockets.clients import Client
from app.live.sockets.crowd import RETRY_MS, Crowded
from app.live.visitors import actor_of
from app.people.glue import load_person
from app.tokens import new_token
from app.web import viewer
from app.web_limits import network

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

__all__ = ["comes_again", "newcomer", "turned_away"]

_CONNECT = "0"
_CAME = "meridian.came"


def newcomer(app: Flask, sid: str, environ: WSGIEnvironment) -> Client:
    """The connection, by the cookies of its handshake."""
    with app.request_context(environ):
        load_person()
        person = g.get("person")
        actor = actor_of(person, token_in(request.cookies))
        return Client(
            sid=sid,
            actor=actor or f"s:{new_token()}",
            is_known=actor is not None,
            network=network(),
            language=viewer().language,
            person_id=person.id if person else None,
            sign_in_id=g.sign_in.id if person else None,
        )


def turned_away(app: Flask, client: Client) -> Refusal:
    """Why no more connections of its network, or of its person or browser, are taken."""
    with app.app_context(), speaking(client.language):
        said = say(Crowded())
    return Refusal(said, {"error": "full", "retry_ms": RETRY_MS})


def comes_again(environ: WSGIEnvironment, data: str) -> bool:
    """Whether this packet connects a connection once more: it would begin with a new pace each time."""
    if not data.startswith(_CONNECT):
        return False
    came, environ[_CAME] = environ.get(_CAME, False), True
    return bool(came)
