"""How the outbox calls the mails of one invitation. Pure."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["invitation_in", "thread_of"]

_THREAD: Final = re.compile(r"invitation:(\d{1,18})", re.ASCII)


def thread_of(invitation_id: int) -> str:
    """What belongs to one calendar's entry is sent in its order."""
    return f"invitation:{invitation_id}"


def invitation_in(thread: str) -> int | None:
    """The invitation that a mail was about, by its id; None where it was about another thing."""
    found = _THREAD.fullmatch(thread)
    return int(found[1]) if found else None
