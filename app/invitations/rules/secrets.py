"""What the secret of an invitation looks like: a part that names it, and one that proves it. Pure."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["NONCE", "is_token", "reply_address"]

NONCE: Final = 16
"""Characters of the part that names the invitation; 20 follow that only this installation can make."""

_TOKEN: Final = re.compile(r"[0-9a-f]{36}\Z")


def is_token(text: str) -> bool:
    """Whether it can be such a secret at all."""
    return bool(_TOKEN.match(text))


def reply_address(mailbox: str, token: str) -> str:
    """The mailbox under a name that tells who answers: ``rsvp+<token>@forum.example`` (RFC 5233)."""
    local, _, domain = mailbox.rpartition("@")
    return f"{local}+{token}@{domain}"
