"""A network, and a browser, may hold so many connections open, and no more; whoever leaves makes room."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest
import websocket

from app.live.sockets.clients import Client, Clients
from app.live.sockets.crowd import MOST_OF_ACTOR, MOST_OF_NETWORK, STRANGERS
from tests.browsers import cookie_of_browser
from tests.live.wire import Wire
from tests.program import Program, eventually

KEY = "a key for tests only, 0123456789 abcdef"


def client(number: int, *, actor: str = "", network: str = "192.0.2.1") -> Client:
    return Client(sid=f"sid-{number}", actor=actor or f"b:{number}", network=network, language="en")


@pytest.mark.parametrize(("actor", "most"), [("", MOST_OF_NETWORK), ("b:one", MOST_OF_ACTOR)])
def test_the_newest_finds_no_room_until_somebody_leaves(actor: str, most: int):
    clients = Clients()
    for number in range(most):
        assert clients.has_room(client(number, actor=actor))
        clients.add(client(number, actor=actor))
    assert not clients.has_room(client(most, actor=actor))
    assert clients.has_room(client(most, network="198.51.100.7"))
    clients.drop("sid-0")
    clients.drop("sid-0")
    assert clients.has_room(client(most, actor=actor))
    clients.add(client(most, actor=actor))
    assert not clients.has_room(client(most + 1, actor=actor))


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with Program(tmp_path_factory.mktemp("crowd"), MERIDIAN_MODE="test", MERIDIAN_SECRET_KEY=KEY) as program:
        yield program
        assert "Traceback" not in program.said()


@pytest.mark.process
def test_browser_with_too_many_connections_is_told_so(program: Program):
    cookie = cookie_of_browser(KEY)
    open_ones = [Wire(program.address, cookie=cookie) for _ in range(MOST_OF_ACTOR)]
    assert [one.refused for one in open_ones] == [None] * MOST_OF_ACTOR
    late = Wire(program.address, cookie=cookie)
    assert late.refused == {
        "message": "Too many connections are open from where you are. The page goes on without one.",
        "data": {"error": "full", "retry_ms": 30_000},
    }
    late.until(lambda: late.ended)  # it is not kept open either
    assert Wire(program.address, cookie=cookie_of_browser(KEY)).refused is None
    open_ones.pop().leaves()
    assert eventually(lambda: Wire(program.address, cookie=cookie).refused is None)


@pytest.mark.process
def test_sockets_that_never_say_who_they_are_are_bounded_too(program: Program):
    opened: list[socket.socket] = []
    ends = 0
    try:
        opened.extend(_opened(program.port) for _ in range(MOST_OF_NETWORK + STRANGERS + 5))
        for one in opened[-5:]:
            one.settimeout(5)
            with suppress(OSError):
                ends += b"\x03\xf5" in one.recv(500)  # closed with 1013: try again later (IANA's registry of RFC 6455)
        assert ends >= 5
        assert program.health()["status"]
    finally:
        for one in opened:
            one.close()
    assert eventually(lambda: _is_welcome(program))


def _opened(port: int) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port), timeout=10)
    origin = f"127.0.0.1:{port}"
    sock.sendall(
        f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {origin}\r\nOrigin: http://{origin}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += sock.recv(1)
    assert b" 101 " in answer
    return sock


def _is_welcome(program: Program) -> bool:
    try:
        wire = Wire(program.address)
    except (AssertionError, OSError, websocket.WebSocketException, json.JSONDecodeError):
        return False
    wire.leaves()
    return True
