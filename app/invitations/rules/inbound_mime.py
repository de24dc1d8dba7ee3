"""A mail's fields and parts, whatever its bytes are. Pure.

Not the standard library's parser: it takes a lone carriage return for the end of a line, by which a stranger's subject
could write a field that no mail server has seen, and its time grows with lines times depth of the parts.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Final

__all__ = ["MAX_BYTES", "Fields", "Part", "Unreadable", "fields_of", "read_part"]

MAX_BYTES: Final = 1 << 20
"""Octets of a mail: an answer has a few thousand."""

_MAX_PARTS: Final = 50
_MAX_DEPTH: Final = 8
_MAX_FIELDS: Final = 1000  # of a mail or part; real ones have fewer than 200
_MAX_HEAD: Final = 128 << 10  # octets of one head
_MAX_PARAMETERS: Final = 2000  # characters of a field with parameters; the library needs their square in steps

# One line of a head: a field's name as RFC 5322, section 3.6.8 has it, or what continues the line before.
_FIELD: Final = re.compile(rb"([!-9;-~]+)[ \t]*:")
_NOT_BASE64: Final = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))


class Unreadable(Exception):
    """The mail goes beyond a limit; the message is a short English reason for the log."""


@dataclass(frozen=True)
class Fields:
    """Header fields in their order: names in lower case, values unfolded, not decoded."""

    rows: tuple[tuple[str, str], ...]

    def all(self, name: str) -> tuple[str, ...]:
        """The values of all fields of that name (lower case), from the top."""
        return tuple(value for key, value in self.rows if key == name)

    def first(self, name: str) -> str:
        """The topmost value of that name, or an empty text."""
        return next((value for key, value in self.rows if key == name), "")

    def parameters(self, name: str) -> Message:
        """The field alone, for the standard library to take its parameters apart (RFC 2045, RFC 2231)."""
        alone = Message()
        if value := self.first(name)[:_MAX_PARAMETERS]:
            alone[name] = value.replace("\r", " ").replace("\n", " ")
        return alone


@dataclass(frozen=True)
class Part:
    """A part, its content still encoded for transfer (``content`` decodes); ``parts`` is empty unless multipart."""

    fields: Fields
    body: bytes
    parts: tuple[Part, ...] = ()

    @property
    def kind(self) -> str:
        """Type and subtype in lower case, ``text/plain`` where none is given (RFC 2045, section 5.2)."""
        return self.fields.parameters("content-type").get_content_type()

    def parameter(self, name: str) -> str:
        """A parameter of Content-Type, or an empty text. The charset that RFC 2231 gives a value is not looked at."""
        return _plain(self.fields.parameters("content-type").get_param(name))

    @property
    def filename(self) -> str:
        """What the part calls itself, in lower case, or an empty text."""
        disposition = self.fields.parameters("content-disposition")
        named = _plain(disposition.get_param("filename", header="content-disposition"))
        return (named or self.parameter("name")).strip().lower()

    def content(self) -> bytes:
        """The octets; broken base64 and quoted-printable are read as far as they can be."""
        match self.fields.first("content-transfer-encoding").partition("(")[0].strip().lower():
            case "base64":
                return _base64(self.body)
            case "quoted-printable":
                return quopri.decodestring(self.body)
            case _:
                return self.body

    def walk(self) -> Iterator[Part]:
        """This part and all within it, outermost first; a mail enclosed as message/rfc822 is one part."""
        yield self
        for part in self.parts:
            yield from part.walk()


def read_part(raw: bytes) -> Part:
    """The whole mail. :raises Unreadable: more fields, parts or levels than any answer has."""
    return _read(raw, [_MAX_PARTS], 0)


def fields_of(raw: bytes) -> Fields:
    """The fields alone, as far as the head is within the limits. :raises Unreadable: it is not."""
    return _split(raw[:_MAX_HEAD])[0]


def _read(raw: bytes, left: list[int], depth: int) -> Part:
    """``left`` holds how many parts may still come."""
    left[0] -= 1
    if left[0] < 0:
        raise Unreadable("too many parts")
    fields, body = _split(raw)
    part = Part(fields, body)
    boundary = part.parameter("boundary").rstrip()
    if not part.kind.startswith("multipart/") or not boundary:
        return part
    if depth >= _MAX_DEPTH:
        raise Unreadable("parts too deep")
    return Part(fields, body, tuple(_read(piece, left, depth + 1) for piece in _pieces(body, boundary, left[0])))


def _pieces(body: bytes, boundary: str, most: int) -> list[bytes]:
    """What lies between the lines of the boundary (RFC 2046, section 5.1.1); the last one may lack its end."""
    line = re.compile(rb"^--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]*\r?$", re.MULTILINE)
    pieces: list[bytes] = []
    start: int | None = None
    for found in line.finditer(body):
        if start is not None:
            pieces.append(body[start : found.start()].removesuffix(b"\n").removesuffix(b"\r"))
        if len(pieces) > most:
            raise Unreadable("too many parts")
        start = None if found[1] else found.end() + 1
        if found[1]:
            break
    if start is not None:
        pieces.append(body[start:])
    return pieces


def _split(raw: bytes) -> tuple[Fields, bytes]:
    """Head and body. The head ends with an empty line, or before the first line that is no field."""
    rows: list[tuple[str, list[bytes]]] = []
    at = 0
    while at < len(raw):
        end = raw.find(b"\n", at) + 1 or len(raw)
        line = raw[at:end].rstrip(b"\r\n")
        if end > _MAX_HEAD or len(rows) > _MAX_FIELDS:
            raise Unreadable("head too long")
        if rows and line[:1] in {b" ", b"\t"}:
            rows[-1][1].append(line)
        elif found := _FIELD.match(line):
            rows.append((found[1].decode("ascii").lower(), [line[found.end() :]]))
        elif not (at == 0 and line.startswith(b"From ")):  # the line that mbox files put before each mail
            return _fields(rows), raw[at if line else end :]
        at = end
    return _fields(rows), b""


def _fields(rows: list[tuple[str, list[bytes]]]) -> Fields:
    return Fields(tuple((name, b"".join(lines).decode("utf-8", "replace").strip()) for name, lines in rows))


def _plain(value: object) -> str:
    """A parameter as text: RFC 2231 makes a triple of it."""
    return str(value[2]) if isinstance(value, tuple) else value if isinstance(value, str) else ""


def _base64(body: bytes) -> bytes:
    """As RFC 2045, section 6.8 asks: other characters are passed over, what comes after the padding too."""
    kept = body.translate(None, _NOT_BASE64).partition(b"=")[0]
    kept = kept[:-1] if len(kept) % 4 == 1 else kept  # one character holds no octet
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))
