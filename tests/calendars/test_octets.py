"""Lines as RFC 5545, section 3.1, wants them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.calendars.rules.octets import folded


def unfolded(octets: bytes) -> bytes:
    return octets.replace(b"\r\n ", b"")


def test_a_line_of_75_octets_stays_whole():
    assert folded(b"X" * 75) == b"X" * 75


def test_a_continuation_has_room_for_its_blank():
    assert folded(b"X" * 151) == b"X" * 75 + b"\r\n " + b"X" * 74 + b"\r\n " + b"XX"


def test_no_character_is_split():
    assert folded(b"X" * 73 + "서울".encode()) == b"X" * 73 + b"\r\n " + "서울".encode()


def test_no_escape_is_split():
    assert folded(b"X" * 74 + rb"\,Y") == b"X" * 74 + b"\r\n " + rb"\,Y"
    assert folded(b"X" * 73 + rb"\\,Y") == b"X" * 73 + rb"\\" + b"\r\n " + b",Y"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=400).map(str.encode))
def test_any_text_comes_back_whole(line):
    pieces = folded(line).split(b"\r\n ")
    assert unfolded(folded(line)) == line
    assert all(len(piece) + (1 if number else 0) <= 75 for number, piece in enumerate(pieces))
    assert all(piece.decode() is not None for piece in pieces)


@given(st.text("\\,n😀", min_size=60, max_size=300).map(str.encode))
def test_a_seam_never_follows_an_odd_backslash(line):
    # Only sequences as an escaped TEXT has them: a backslash is always the first of a pair.
    escaped = line.replace(b"\\", b"\\\\").replace(b",", b"\\,")
    for piece in folded(escaped).split(b"\r\n ")[:-1]:
        assert (len(piece) - len(piece.rstrip(b"\\"))) % 2 == 0
