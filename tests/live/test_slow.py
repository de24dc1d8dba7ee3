"""Screens that read slowly get whole frames; one that does not read at all is shown out, and costs others nothing."""

from __future__ import annotations

import io
import queue
from collections.abc import Iterator
from dataclasses import dataclass, field

import gevent
import gevent.socket
import pytest
from websocket._abnf import ABNF, frame_buffer

from app.live.sockets.frames import WholeFrames, framed
from app.live.sockets.slow import MOST_WAITING, show_out_slow

MUCH = 3_000_000


Pair = tuple[gevent.socket.socket, gevent.socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Two ends of a connection that holds little of what was not read yet."""
    ours, theirs = gevent.socket.socketpair()
    ours.setsockopt(gevent.socket.SOL_SOCKET, gevent.socket.SO_SNDBUF, 4096)
    with ours, theirs:
        yield ours, theirs


def read(sock: gevent.socket.socket, size: int) -> bytes:
    """So many bytes, in small bites."""
    got = b""
    while len(got) < size:
        got += sock.recv(50_000)
        gevent.sleep(0)
    return got


def test_a_plain_send_stops_in_the_middle(pair: Pair):
    """The fault: what follows would be read as the rest of the frame."""
    ours, theirs = pair
    sent = ours.send(b"x" * MUCH)
    assert 0 < sent < MUCH
    assert read(theirs, sent) == b"x" * sent


def test_frames_stay_whole_and_apart(pair: Pair):
    ours, theirs = pair
    whole = WholeFrames(ours)
    reader = gevent.spawn(read, theirs, 2 * MUCH)
    assert [whole.send(b"y" * MUCH), whole.send(b"z" * MUCH)] == [MUCH, MUCH]
    assert reader.get(timeout=20) == b"y" * MUCH + b"z" * MUCH


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_a_frame_is_what_the_standard_says(size: int):
    """RFC 6455 section 5.2, read by a client of another make."""
    sent = io.BytesIO(framed("x" * (size - 2) + "ä" if size else ""))
    frame = frame_buffer(sent.read, skip_utf8_validation=False).recv_frame()
    assert (frame.opcode, frame.fin, len(frame.data), sent.read()) == (ABNF.OPCODE_TEXT, 1, size, b"")


def test_who_waits_to_write_is_let_go_when_the_connection_is_cut(pair: Pair):
    ours, _theirs = pair
    whole = WholeFrames(ours)
    writer = gevent.spawn(whole.send, b"y" * MUCH)
    gevent.sleep(0.05)
    assert not writer.dead  # nobody reads
    whole.cut()
    with pytest.raises(OSError, match="closed in another greenlet"):
        writer.get(timeout=5)


@dataclass
class Connection:
    """What Engine.IO keeps of one, as far as it matters here."""

    waiting: int
    was_cut: bool = False
    queue: queue.Queue = field(default_factory=queue.Queue)

    def __post_init__(self) -> None:
        for number in range(self.waiting):
            self.queue.put(number)

    def cut(self) -> None:
        self.was_cut = True


def test_only_screens_for_which_too_much_waits_are_shown_out():
    calm, busy, deaf = Connection(0), Connection(MOST_WAITING), Connection(MOST_WAITING + 1)
    assert show_out_slow([calm, busy, deaf]) == 1
    assert [one.was_cut for one in (calm, busy, deaf)] == [False, False, True]
