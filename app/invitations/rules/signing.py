"""Whether a mail that is posted to us comes from who shares our key. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from typing import Final

__all__ = ["is_signed", "signature"]

_FRESH: Final = timedelta(minutes=5)
"""How old a signature may be, and how far ahead the sender's clock."""

_FIELD: Final = re.compile(r"t=(\d{1,11})((?:,v1=[0-9a-f]{64}){1,3})", re.ASCII)


def signature(body: bytes, secret: str, at: datetime) -> str:
    """``t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">``."""
    moment = str(int(at.timestamp()))
    return f"t={moment},v1={_mac(moment, body, secret)}"


def is_signed(said: str, body: bytes, secret: str, *, now: datetime) -> bool:
    """Whether one of up to three signatures, as while a key is changed, is of this body, within five minutes."""
    found = _FIELD.fullmatch(said.replace(" ", ""))
    if found is None or abs(now.timestamp() - int(found[1])) > _FRESH.total_seconds():
        return False
    right = _mac(found[1], body, secret)
    return any(hmac.compare_digest(each.removeprefix("v1="), right) for each in found[2].strip(",").split(","))


def _mac(moment: str, body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
