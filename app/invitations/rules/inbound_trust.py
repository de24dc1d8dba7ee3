"""Whether our own mail server saw that a mail comes from its sender's domain (RFC 8601). Pure.

Anybody can write an Authentication-Results field into a mail, with our server's name too. Servers put what they add on
top, so what stands above the Received field of our server is ours, and nothing below it is believed, even where a
server writes its results there: without them the answer waits for the organizer, which is the lesser harm. Local
delivery adds a Received field of its own above; as it speaks LMTP, which never comes from outside (RFC 2033), it is
passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.invitations.rules.inbound_addresses import address_of
from app.invitations.rules.inbound_mime import Fields

__all__ = ["comes_from_domain"]

_LONGEST: Final = 8000  # characters of one field
_PAIR: Final = re.compile(r'(?<![\w./-])([\w./-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s"]+)', re.ASCII)
# A quoted text as one; a quote that stays alone does not end.
_PIECE: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\\.|[();"]|[^();"\\]+|\\', re.DOTALL)
_LOCAL: Final = re.compile(r"(from\s+\S+\s+)?by\s+\S+\s+with\s+lmtp[sa]*\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Result:
    """One method's result with its properties, such as dkim, pass, {"header.d": "busan.example"}."""

    method: str
    result: str
    properties: dict[str, str]


def comes_from_domain(fields: Fields, sender: str, trusted_authserv: str) -> bool:
    """Whether a field of ours says dmarc=pass for the sender's domain, or dkim=pass for it or a domain above it.

    False without a server to trust or a single sender, and where dmarc failed. Alignment is that of RFC 7489, section
    3.1.1, as far as it can be told without a list of public suffixes: a domain above with a dot in it, none beside.
    This speaks for the domain only: whose mailbox it is, the sender's address says.
    """
    domain = sender.rpartition("@")[2]
    if not (domain and trusted_authserv.strip()):
        return False
    results = [each for value in _above(fields) for each in _results(value, trusted_authserv.strip().lower())]
    dmarc = [each for each in results if each.method == "dmarc"]
    if any(each.result == "fail" for each in dmarc):
        return False
    if any(each.result == "pass" and _domain(each.properties.get("header.from", "")) == domain for each in dmarc):
        return True
    signed = (each for each in results if each.method == "dkim" and each.result == "pass")
    return any(_is_aligned(_signer(each), domain) for each in signed)


def _above(fields: Fields) -> list[str]:
    """Authentication-Results above the Received field of the server that took the mail from outside, if it has one."""
    seen: list[str] = []
    for name, value in fields.rows:
        if name == "received" and not _LOCAL.match("".join(_outside_comments(value[:_LONGEST])).strip()):
            return seen
        if name == "authentication-results":
            seen.append(value)
    return []  # without its mark nobody can tell what is ours


def _outside_comments(value: str) -> list[str]:
    """The pieces outside comments, quoted texts whole; none where a quote or comment does not end."""
    pieces, depth = [], 0
    for piece in _PIECE.findall(value):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if depth < 0 or piece == '"':
            return []
        if not depth:
            pieces.append(" " if piece == ")" else piece)
    return [] if depth else pieces


def _results(value: str, authserv: str) -> Iterator[_Result]:
    """The results of a field that begins with the server's name (RFC 8601, section 2.2)."""
    server, *rest = _statements(value[:_LONGEST]) if len(value) <= _LONGEST else [""]
    if server.lower().split()[:1] != [authserv]:
        return
    for statement in rest:
        pairs = [(name.lower(), found.strip('"').lower()) for name, found in _PAIR.findall(statement)]
        if pairs and statement.strip().lower().startswith(pairs[0][0]):
            properties = dict(reversed(pairs[1:]))  # of two of a name the first counts
            yield _Result(pairs[0][0].partition("/")[0], pairs[0][1], properties)


def _statements(value: str) -> list[str]:
    """What stands between semicolons, comments left out."""
    statements = [""]
    for piece in _outside_comments(value):
        if piece == ";":
            statements.append("")
        else:
            statements[-1] += piece
    return statements


def _signer(result: _Result) -> str:
    """The signing domain: header.d, or that of header.i, which lies within it (RFC 6376, section 3.5)."""
    return _domain(result.properties.get("header.d", "") or result.properties.get("header.i", "").rpartition("@")[2])


def _domain(text: str) -> str:
    """As addresses have it, in ASCII; empty where it is none or has no dot, as a top-level domain."""
    return address_of(f"postmaster@{text.strip().strip('.')}").rpartition("@")[2]


def _is_aligned(signer: str, domain: str) -> bool:
    return bool(signer) and (domain == signer or domain.endswith(f".{signer}"))
