"""The only reader of the clock. Rules take ``now`` as an argument."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["now"]


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
