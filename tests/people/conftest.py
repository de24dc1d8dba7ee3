"""Reading the mail that signs in."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from app.db import db
from app.mail.models import OwedMail


@dataclass(frozen=True)
class Mailed:
    """What a sign-in mail holds; ``link`` is a path of this site."""

    to: str
    language: str
    code: str
    link: str


@pytest.fixture
def mailed(database):
    """The sign-in mails owed so far, oldest first."""

    def read() -> list[Mailed]:
        db.session.rollback()
        rows = db.session.scalars(select(OwedMail).where(OwedMail.kind == "sign_in").order_by(OwedMail.id))
        return [
            Mailed(row.to, row.language, row.params["code"], re.sub(r"^https?://[^/]+", "", row.params["link"]))
            for row in rows
        ]

    return read
