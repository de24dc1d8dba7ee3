"""What makes Socket.IO's stock transport safe (design: stack.md "Live"): strict JSON, bounded frames, no deflate."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import orjson
from gevent import monkey

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["LARGEST_FRAME", "StrictJson", "WithoutDeflate", "async_mode", "bounded"]

PATH = "/socket.io/"
LARGEST_FRAME = 64 * 1024
"""Bytes of a frame from a browser; a larger one closes the connection."""


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


def async_mode() -> str:
    """Gevent where the worker is one (it patches the standard library), threads in tests and commands."""
    return "gevent" if monkey.is_module_patched("socket") else "threading"


def bounded(base: type[Any]) -> Callable[..., Any]:
    """Engine.IO's WebSocket, but too large a frame closes it before it is read whole."""

    def opened(handler: Callable[..., Any], server: object) -> Any:  # noqa: ANN401 - its WSGI app
        app = base(handler, server)
        app.server_args["max_message_size"] = LARGEST_FRAME
        return app

    return opened
