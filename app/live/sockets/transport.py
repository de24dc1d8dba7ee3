"""What makes Socket.IO's stock transport safe (design: stack.md "Live"): strict JSON, bounded frames, no deflate."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import orjson
import structlog
from gevent import monkey
from simple_websocket import ConnectionClosed
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import ProtocolError

from app.live.sockets.crowd import MOST_OF_NETWORK, STRANGERS, Crowd
from app.live.sockets.frames import WholeFrames, framed
from app.live.sockets.intake import Intake
from app.web_limits import network_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["LARGEST_FRAME", "StrictJson", "WithoutDeflate", "async_mode", "bounded", "only_commands"]

log = structlog.get_logger(__name__)

PATH = "/socket.io/"
LARGEST_FRAME = 64 * 1024
"""Bytes of a frame from a browser; a larger one closes the connection."""

_RESERVED = {"connect", "disconnect", "connect_error", "__disconnect_final", "*"}


class StrictJson:
    """JSON as RFC 8259 has it: no NaN, no lone surrogates. One client's NaN would break every browser in the room."""

    @staticmethod
    def dumps(value: object, **_: object) -> str:
        """As text."""
        return orjson.dumps(value).decode()

    @staticmethod
    def loads(raw: str | bytes, **_: object) -> Any:  # noqa: ANN401 - JSON
        """From text; raises ValueError."""
        return orjson.loads(raw)


class WithoutDeflate:
    """WSGI: sockets are offered no compression. It costs half the throughput and 90 kB for each connection."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith(PATH):
            environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return self.app(environ, start_response)


def only_commands(handle: Callable[..., None]) -> Callable[..., None]:
    """Events named as the server names its own would run our handler of connections on what the client sent."""

    def handled(connection: str, namespace: str, number: int | None, data: object) -> None:
        if not isinstance(data, list) or not data or not isinstance(data[0], str) or data[0] in _RESERVED:
            raise ValueError("This is not a command.")
        handle(connection, namespace, number, data)

    return handled


def async_mode() -> str:
    """Gevent where the worker is one (it patches the standard library), threads in tests and commands."""
    return "gevent" if monkey.is_module_patched("socket") else "threading"


def bounded(base: type[Any], *, limits: bool) -> Callable[..., Any]:
    """Engine.IO's WebSocket, which too large a frame closes before it is read whole, and a broken one without noise."""
    crowd = Crowd(MOST_OF_NETWORK + STRANGERS if limits else sys.maxsize)

    def opened(handler: Callable[[Any], Any], server: object) -> Any:  # noqa: ANN401 - its WSGI app
        app = base(_counted(_quiet(handler, limits=limits), crowd), server)
        app.server_args["max_message_size"] = LARGEST_FRAME
        app.close = _once_gone(app.close)
        return app

    return opened


def _counted(handler: Callable[[Any], Any], crowd: Crowd) -> Callable[[Any], Any]:
    def handled(opened: Any) -> Any:  # noqa: ANN401 - Engine.IO's, and what its handler answers
        network = network_of(opened.ws.environ.get("REMOTE_ADDR"))
        is_full = not crowd.has_room(network)
        crowd.enters(network)
        try:
            if is_full:
                with suppress(OSError):
                    opened.ws.close(CloseReason.TRY_AGAIN_LATER)  # which ends what follows at its first look
            return handler(opened)
        finally:
            crowd.leaves(network)

    return handled


def _once_gone(close: Callable[[], None]) -> Callable[[], None]:
    def closed() -> None:
        # The other side may be gone in the middle of it, or have closed already: closed is all it is to be.
        with suppress(OSError, ProtocolError, ConnectionClosed):
            close()

    return closed


def _sending(ws: Any, whole: WholeFrames) -> Callable[[str], None]:  # noqa: ANN401 - simple-websocket's
    def send(message: str) -> None:
        if not ws.connected:
            raise OSError("The connection is closed.")
        whole.send(framed(message))

    return send


def _quiet(handler: Callable[[Any], Any], *, limits: bool) -> Callable[[Any], Any]:
    connection: Any = handler.__self__  # type: ignore[attr-defined]  # Engine.IO hands over a method of its Socket

    def handled(opened: Any) -> Any:  # noqa: ANN401 - Engine.IO's, and what its handler answers
        opened.ws.sock = whole = Intake(opened.ws, limits=limits)
        opened.send = _sending(opened.ws, whole)
        connection.cut = whole.cut
        try:
            return handler(opened)
        except Exception as error:  # whatever a hostile frame sets off in the parser
            log.info("connection ended", error=type(error).__name__)
            connection.close(wait=False, abort=True)
            return []

    return handled
