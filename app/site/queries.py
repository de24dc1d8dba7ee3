"""Reads of the operator's texts."""

from __future__ import annotations

from app.db import db
from app.site.models import SiteText
from app.texts import LocalText

__all__ = ["text_of"]


def text_of(key: str) -> tuple[LocalText, int]:
    """The operator's text and its version; empty and 0 where nobody has written one."""
    row = db.session.get(SiteText, key)
    return (row.body, row.version) if row else ({}, 0)
