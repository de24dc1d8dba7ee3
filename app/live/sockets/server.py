"""The socket server of this process: connections, commands, limits."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import flask_socketio
import structlog
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from app.clock import now
from app.db import commit, db, writing
from app.errors import N_, MeridianError, NotFound
from app.i18n import speaking
from app.live.actions.rooms import open_room
from app.live.answers import failed, refusal
from app.live.facts import RoomChanged
from app.live.messages import me_of, opening
from app.live.rules.said import Audience
from app.live.seats import Seat, seat_in
from app.live.sockets.clients import Client, Clients, Place
from app.live.sockets.commands import COMMANDS, Command, vote
from app.live.sockets.doors import comes_again, newcomer, turned_away
from app.live.sockets.farewell import say_goodbye
from app.live.sockets.grouped import GroupedVotes
from app.live.sockets.looking import Looking
from app.live.sockets.open_rooms import OpenRooms
from app.live.sockets.pace import WHOLE, keep_pace
from app.live.sockets.revoking import Revoking
from app.live.sockets.slow import show_out_slow
from app.live.sockets.ticker import Ticker, room_name
from app.live.sockets.transport import LARGEST_FRAME, StrictJson, WithoutDeflate, async_mode, bounded, only_commands
from app.live.stages import stage_said
from app.people.models import Person
from app.schedule.rules.codes import is_code
from app.settings import Settings
from app.web_limits import limiter

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

__all__ = ["LiveServer", "init_app", "live_server", "wake"]

log = structlog.get_logger(__name__)

NAMESPACE = "/live"
_BINARY = ("5", "6")
"""Packets that announce attachments, and make the server wait for them."""


class LiveServer:
    """Socket.IO with our commands. Handlers run without a Flask context and make their own where they need one."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app = app
        self.clients = Clients()
        self.votes, self.open_rooms = GroupedVotes(app), OpenRooms()
        self._socketio = flask_socketio.SocketIO(
            app,
            async_mode=async_mode(),
            transports=["websocket"],
            cors_allowed_origins=[settings.base_url],
            async_handlers=False,
            json=StrictJson,
            max_http_buffer_size=LARGEST_FRAME,
            ping_interval=20,
            ping_timeout=15,
            logger=False,
            engineio_logger=False,
        )
        app.wsgi_app = WithoutDeflate(app.wsgi_app)  # type: ignore[method-assign]
        self._io = self._socketio.server
        self.ticker = Ticker(app, self.clients, self._emit)
        self.revoking = Revoking(app, self.clients, self._demote, self._end, self._send_out)
        self.slow = Looking(
            "slow", wait=lambda: time.sleep(1), look=lambda: show_out_slow(list(self._io.eio.sockets.values()))
        )
        self._register(settings)

    def _register(self, settings: Settings) -> None:
        io = self._io
        io.on("connect", self._connect, namespace=NAMESPACE)
        io.on("disconnect", self._disconnect, namespace=NAMESPACE)
        io.on("*", self._command, namespace=NAMESPACE)
        io.eio.on("message", self._message)
        io._handle_event = only_commands(io._handle_event)  # noqa: SLF001
        ways = io.eio._async  # noqa: SLF001 - its one way to say it
        ways["websocket"] = bounded(ways["websocket"], limits=settings.limits)

    # ------------------------------------------------------------------ connections

    def _message(self, connection: str, data: object) -> None:
        """A frame. One that is no Socket.IO packet ends its connection and nothing else; nor do we take binary ones."""
        environ = self._io.environ.get(connection, {})
        if not isinstance(data, str) or data[:1] in _BINARY or comes_again(environ, data):
            self._io.eio.disconnect(connection)
            return
        try:
            self._io._handle_eio_message(connection, data)  # noqa: SLF001 - what it registers itself
            if self._io.manager.sid_from_eio_sid(connection, NAMESPACE) is None:
                self._io.eio.disconnect(connection)  # turned away, or left: there is nothing else to do here
        except Exception as error:  # whatever a hostile frame sets off in the parser
            log.info("frame refused", error=type(error).__name__)
            self._io.eio.disconnect(connection)
        time.sleep(0)  # whoever sends without a pause would keep everybody else from their turn

    def _connect(self, sid: str, environ: WSGIEnvironment, _auth: object = None) -> bool:
        try:
            client = newcomer(self.app, sid, environ)
        except SQLAlchemyError as error:
            log.warning("connection refused, database unavailable", error=str(error))
            return False
        if limiter.enabled and not self.clients.has_room(client):
            raise turned_away(self.app, client)
        self.clients.add(client)
        for thread in (self.ticker, self.revoking, self.slow):
            thread.start()
        return True

    def _disconnect(self, sid: str, _reason: object = None) -> None:
        self.clients.drop(sid)

    # ------------------------------------------------------------------ commands

    def _command(self, name: str, sid: str, *given: object) -> dict[str, Any]:
        """Whatever a client says. It is always answered."""
        client = self.clients.get(sid)
        content = given[0] if given else {}
        if client is None:
            return failed("auth")
        if len(given) > 1 or not isinstance(content, dict):
            return failed("invalid", field=None)
        with self.app.app_context(), speaking(client.language):
            try:
                return {"ok": True, **self._carry_out(name, client, content)}
            except MeridianError as error:
                db.session.rollback()
                return refusal(error)
            except SQLAlchemyError as error:
                log.warning("command not carried out", command=name, error=str(error))
                db.session.rollback()
                return failed("busy", retry_ms=2000)

    def _carry_out(self, name: str, client: Client, given: Mapping[str, Any]) -> dict[str, Any]:
        keep_pace(client, name)
        if name in WHOLE:
            return self._join(client, given)
        if name == "vote":
            return vote(client, given, self.votes, self.open_rooms)
        command = COMMANDS.get(name)
        if command is None:
            raise NotFound(N_("There is no such command."))
        with writing():
            return command(Command(client, given))

    def _join(self, client: Client, given: Mapping[str, Any]) -> dict[str, Any]:
        """Into a room, and in step with it. ``sync`` is the same for a screen that noticed a gap."""
        event, _, code = str(given.get("session", "")).partition("/")
        if not is_code(code):
            raise NotFound
        person = None if client.person_id is None else db.session.get(Person, client.person_id)
        seat = seat_in(event, code, by=person)
        place = self._place(seat, event, code)
        self._enter(client, place)
        said = opening(place.room_id, seat.audience, given.get("have"))
        self.ticker.joined(place.room_id, said["epoch"], said["seq"], said["gauge"])
        return {
            **said,
            "session": place.name,
            "role": seat.audience.value,
            "rights": ["moderate"] if seat.audience is Audience.STAFF else [],
            "open": seat.is_open,
            "stage": stage_said(seat),
            "now": now().isoformat(),
            "me": me_of(place.room_id, client.actor),
        }

    def _place(self, seat: Seat, event: str, code: str) -> Place:
        room = seat.room
        if room is None:
            db.session.rollback()
            with writing():
                room = open_room(seat.release.event_id, code)
                commit()
        return Place(room.id, seat.release.event_id, event, code, seat.audience)

    def _enter(self, client: Client, place: Place) -> None:
        if client.place is not None and client.place != place:
            self._leave(client)
        self.clients.seat(client.sid, place)
        self._io.enter_room(client.sid, room_name(place.room_id, place.audience), namespace=NAMESPACE)
        self._io.enter_room(client.sid, room_name(place.room_id, client.actor), namespace=NAMESPACE)

    def _leave(self, client: Client) -> None:
        if client.place is not None:
            for name in (client.place.audience, client.actor):
                self._io.leave_room(client.sid, room_name(client.place.room_id, name), namespace=NAMESPACE)

    # ------------------------------------------------------------------ telling

    def _emit(self, name: str, content: Mapping[str, Any], room: str) -> None:
        self._io.emit(name, content, room=room, namespace=NAMESPACE)

    def _demote(self, client: Client, place: Place) -> None:
        """Somebody moderates no longer: she hears what everybody hears, from the next message on."""
        self._enter(client, place)
        self._emit("me", {"session": place.name, "role": place.audience.value, "rights": []}, client.sid)

    def _send_out(self, client: Client, place: Place) -> None:
        """The room is not there any more, for anybody."""
        self._leave(client)
        self.clients.seat(client.sid, None)
        self._emit("gone", {"session": place.name}, client.sid)

    def farewell(self) -> None:
        """This process is to stop: everybody is told when to come back, then shown out."""
        say_goodbye(self.clients, lambda client, said: self._emit("bye", said, client.sid), self._end)

    def _end(self, client: Client) -> None:
        """The connection ends. Who signed out or was shut out may come back as a visitor."""
        self._io.disconnect(client.sid, namespace=NAMESPACE)


def live_server() -> LiveServer:
    """The app's socket server."""
    return cast(LiveServer, current_app.extensions["live"])


def init_app(app: Flask, settings: Settings) -> None:
    """Answer at /socket.io/; before the Host check is put around everything."""
    app.extensions["live"] = LiveServer(app, settings)


def wake(fact: RoomChanged) -> None:
    """Reaction after: tell the room's screens, where any are here."""
    live_server().ticker.wake(fact.room_id)
