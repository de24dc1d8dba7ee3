"""A webinar with a speaker who can be invited."""

from __future__ import annotations

import pytest
import time_machine
from flask import Flask

from app.invitations.models import Invitation
from app.settings import Settings
from app.troubles import Troubles
from tests.invitations.arriving import MAILBOX, SERVER
from tests.invitations.halls import Stand, made_stand


@pytest.fixture
def stand(app: Flask, database: None, monkeypatch: pytest.MonkeyPatch) -> Stand:
    monkeypatch.setitem(app.extensions, "troubles", Troubles())  # of this test alone
    with time_machine.travel("2026-10-01T08:00:00Z", tick=True):
        yield made_stand(app)


@pytest.fixture
def mailbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A mailbox takes answers, on a mail server that says what it saw."""
    settings: Settings = app.extensions["settings"]
    monkeypatch.setattr(settings, "mail_replies", MAILBOX)
    monkeypatch.setattr(settings, "mail_authserv", SERVER)
    return settings


@pytest.fixture
def asked(stand: Stand, mailbox: Settings) -> Invitation:
    """Min-jun was invited to what is released, an hour or more ago."""
    stand.release()
    return stand.invite()
