"""/health says how the program is, also when the database does not answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from app.clock import now
from app.db import commit, db
from app.mail.models import OwedMail
from app.site import health
from app.version import VERSION
from app.zones import TZ_VERSION

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _jobs_run(monkeypatch):
    monkeypatch.setattr(health, "last_beat", now)
    monkeypatch.setattr(health, "_free", lambda: 5000)


def owed(**values):
    return OwedMail(**{"kind": "sign_in", "to": "aino@hel.example", "language": "en", **values})


def test_everything_well(client):
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "ok",
        "version": VERSION,
        "tz": TZ_VERSION,
        "database": "ok",
        "mail": {"owed": 0, "oldest_seconds": None, "failed": 0},
        "jobs": {"quiet_seconds": 0, "undone": []},
        "disk": {"free_mb": 5000},
        "left_out": [],
    }


def test_mail_that_was_given_up_shows(client):
    db.session.add_all([owed(state="failed"), owed()])
    commit()
    found = client.get("/health").json
    assert (found["status"], found["mail"]["owed"], found["mail"]["failed"]) == ("degraded", 1, 1)


def test_mail_that_is_stuck_shows(client):
    db.session.add(owed(created_at=now() - timedelta(seconds=700)))
    commit()
    found = client.get("/health").json
    assert found["status"] == "degraded"
    assert 700 <= found["mail"]["oldest_seconds"] < 760


def test_database_down_is_503(client, monkeypatch):
    def broken():
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(health, "is_reachable", broken)
    answer = client.get("/health")
    assert answer.status_code == 503
    assert (answer.json["status"], answer.json["database"]) == ("down", "down")


@pytest.mark.parametrize("beat", [None, timedelta(seconds=61)])
def test_job_process_that_takes_no_work_shows(client, monkeypatch, beat):
    monkeypatch.setattr(health, "last_beat", lambda: None if beat is None else now() - beat)
    assert client.get("/health").json["status"] == "degraded"


def test_what_could_not_be_rendered_degrades(client, app):
    # Promise P18: a feed without one of its rows still works, and says here that it is not whole.
    app.extensions["troubles"].set("/e/busan/calendar.ics", {"uid-1": "ValueError: No SUMMARY"})
    answer = client.get("/health").json
    assert (answer["status"], answer["left_out"]) == ("degraded", [{"in": "/e/busan/calendar.ics", "what": "uid-1"}])
    app.extensions["troubles"].set("/e/busan/calendar.ics", {})
    assert client.get("/health").json["left_out"] == []


def test_a_job_that_could_not_do_its_work_shows(client, monkeypatch):
    monkeypatch.setattr(health, "undone", lambda: ["app.invitations.mailbox.poll"])
    found = client.get("/health").json
    assert (found["status"], found["jobs"]["undone"]) == ("degraded", ["app.invitations.mailbox.poll"])
