"""``flask import``: the report, the exit status, nothing written where it should not be."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.db import db
from app.events.models import Event, TeamMember
from app.schedule.models import Release, Session
from tests.exchange.files import as_json, as_xml, schedule, session


@pytest.fixture
def flask_import(app: Flask, database: None, tmp_path: Path):
    def run(data: bytes, *options: str, slug: str = "forum") -> Result:
        path = tmp_path / "schedule"
        path.write_bytes(data)
        db.session.commit()
        return app.test_cli_runner().invoke(args=["import", str(path), "--event", slug, *options])

    return run


def _count(table: type) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(table)) or 0


def test_import_with_warnings_ends_well(flask_import):
    result = flask_import(as_xml(schedule(session(1, abstract="<p>Hush</p>", language=""))))
    assert result.exit_code == 0
    assert "1 sessions  1 new" in result.output
    assert "1 html: Texts hold HTML." in result.output
    assert "2026-03-02 10:00 · Hall · #1 · Quiet harbours 1" in result.output
    assert "flask release forum" in result.output
    assert (_count(Event), _count(Session), _count(Release)) == (1, 1, 0)


def test_dry_run_says_the_same_and_writes_nothing(flask_import):
    data = as_json(schedule(session(1, duration="00:00")))
    dry = flask_import(data, "--dry-run", "--release", "--host", "Helsinki", "--owner", "aino@example.org")
    assert dry.exit_code == 0
    assert "A dry run: nothing was written." in dry.output
    assert (_count(Event), _count(Session), _count(Release)) == (0, 0, 0)
    wet = flask_import(data, "--release", "--host", "Helsinki", "--owner", "aino@example.org")
    assert wet.output.splitlines()[:-1] == dry.output.splitlines()[:-1]
    assert "released as number 1" in wet.output
    assert (_count(Event), _count(Session), _count(Release), _count(TeamMember)) == (1, 1, 1, 1)


def test_again_changes_and_releases_nothing(flask_import):
    data = as_json(schedule(session(1)))
    flask_import(data, "--release")
    again = flask_import(data, "--release")
    assert again.exit_code == 0
    assert "Nothing has changed." in again.output
    assert _count(Release) == 1


@pytest.mark.parametrize(
    ("data", "options", "sentence"),
    [
        (b"{}", (), "holds no “schedule”"),
        (b"", (), "is empty"),
        (as_json(schedule(session(1, date="2026-03-02T10:00"), time_zone_name=...)), (), "--zone"),
        (as_json(schedule(session(1))), ("--zone", "Europe"), "--zone"),
        (as_json(schedule(session(1))), ("--host", "Atlantis"), "There is no city “Atlantis”"),
        (as_json(schedule(session(1))), ("--owner", "nobody"), "--owner"),
        (as_json(schedule(session(1))), ("--start", "tomorrow"), "--start"),
        (as_json(schedule(days=[{"index": 1, "rooms": {"A": [session(date=...)]}}], start=...)), (), "--start"),
        (b'{"$schema": "schema2.json", "schedule": {}}', (), "format v2"),
    ],
)
def test_refusal_has_a_sentence_a_status_and_writes_nothing(flask_import, data, options, sentence):
    result = flask_import(data, *options)
    assert result.exit_code != 0
    assert isinstance(result.exception, SystemExit)
    assert sentence in result.output
    assert _count(Event) == 0


def test_missing_file_and_event_are_usage_errors(app, database):
    runner = app.test_cli_runner()
    assert runner.invoke(args=["import", "/nowhere/x.xml", "--event", "forum"]).exit_code == 2
    assert runner.invoke(args=["import", __file__]).exit_code == 2


def test_all_places_are_listed_on_demand(flask_import):
    data = as_json(
        schedule(*(session(n, date=f"2026-03-02T{n + 8:02}:00:00+02:00", start="", type="") for n in range(1, 6)))
    )
    assert "… 2 more" in flask_import(data, "--dry-run").output
    assert "… 2 more" not in flask_import(data, "--dry-run", "--all").output


def test_escape_sequences_of_a_file_do_not_reach_the_terminal(flask_import):
    result = flask_import(as_json(schedule(session(1, title="\x1b[31mred\x1b]0;x\x07", type=""))), "--dry-run")
    assert result.exit_code == 0
    assert "\x1b" not in result.output


@pytest.mark.parametrize(
    "data",
    [
        b"<schedule></schedule>",
        b"<schedule><conference><title>Forum</title></conference></schedule>",
        b'<schedule><day date="2026-03-02"><room name="A"><event><title>B</title></event></room></day></schedule>',
        b'{"schedule": {}}',
        b'{"schedule": {"conference": {}}}',
        b'{"schedule": {"conference": {"title": "Forum", "days": []}}}',
    ],
)
def test_a_file_without_conference_or_sessions_makes_nothing(flask_import, data):
    result = flask_import(data, "--zone", "Europe/Helsinki", "--start", "2026-03-02", "--release")
    assert result.exit_code != 0
    assert "holds no" in result.output
    assert (_count(Event), _count(Session), _count(Release)) == (0, 0, 0)
