"""The operator's texts, written."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from app.db import db, expect_version
from app.errors import Stale
from app.site.models import SiteText
from app.texts import LocalText

__all__ = ["write_text"]


def write_text(key: str, body: LocalText, *, expected_version: int) -> None:
    """Keep the text of a page. Version 0 = there was none when it was read; :class:`Stale` where that changed."""
    row = db.session.get(SiteText, key)
    if row is None:
        if expected_version:
            raise Stale(expected=expected_version, current=0)
        db.session.add(SiteText(key=key, body=body))
    else:
        expect_version(row, expected_version)
        row.body = body
    try:
        db.session.flush()
    except IntegrityError:  # two wrote the first text at the same moment
        db.session.rollback()
        raise Stale(expected=0, current=1) from None
