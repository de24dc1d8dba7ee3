"""Texts that the operator edits: privacy notice, imprint, accessibility contact."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, Versioned
from app.texts import LocalText

__all__ = ["SiteText"]


class SiteText(Versioned, Model):
    """One page of the operator, Markdown by language; without a row the page shows the program's own text."""

    __tablename__ = "site_texts"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    """``privacy``, ``imprint`` or ``accessibility``."""
    body: Mapped[LocalText] = mapped_column(default=dict)
