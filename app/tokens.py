"""Secrets in links and codes: made here, kept only as keyed hashes."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from app.web import signing_key

__all__ = ["hashed", "new_code", "new_token"]


def new_token() -> str:
    """A secret for a link: 32 characters, 192 random bits."""
    return secrets.token_urlsafe(24)


def new_code(digits: int = 8) -> str:
    """A secret to type, of decimal digits."""
    return f"{secrets.randbelow(10**digits):0{digits}}"


def hashed(purpose: str, secret: str) -> str:
    """What is stored of a secret, 64 characters. Keyed: who reads the database alone cannot try codes out.

    ``purpose`` keeps a link for one thing from opening another.
    """
    return hmac.new(signing_key(), f"{purpose}\0{secret}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
