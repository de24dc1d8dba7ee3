"""The migrations lead from nothing to the tables that the program knows, and back, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import Column, Integer, Table, inspect, text

from app import create_app
from app.db import db
from app.settings import ROOT, Settings
from tests import databases

AN_EVENT = """
INSERT INTO events (id, slug, kind, state, title, theme, about, zone, languages, times_assumed, assumption, in_person,
  programme_version, carried, version, created_at, changed_at)
VALUES (1, 'x', 'webinar', 'public', '{}', '{}', '{}', 'UTC', '[]', false, '{}', false, 1, '{}', 1,
  '2026-01-01', '2026-01-01')
"""
A_RELEASE = """
INSERT INTO releases (id, event_id, number, note, released_at, is_current, programme_version, snapshot, digest,
  summary, diff)
VALUES (7, 1, 1, '{}', '2026-01-01', true, 1, '{}', 'd', '{}', '{}')
"""
A_PERSON = """
INSERT INTO persons (id, email, name, is_admin, is_organizer, active, fs_uniquifier, version, created_at, changed_at)
VALUES (5, 'kim@busan.example', 'Kim', false, false, true, 'x', 1, '2026-01-01', '2026-01-01')
"""
A_SPEAKER = """
INSERT INTO speakers (id, code, slug, name, sort_name, biography, country, title, links, email, fictional, carried,
  version, created_at, changed_at)
VALUES ({number}, 'c{number}', 's{number}', 'Kim', '', '{{}}', '', '{{}}', '[]', {address}, false, '{{}}', 1,
  '2026-01-01', '2026-01-01')
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The app on a database without tables."""
    if request.param == "sqlite":
        yield from _app(tmp_path, f"sqlite:///{tmp_path / 'bare.sqlite3'}")
    else:
        with databases.fresh_postgres() as url:
            yield from _app(tmp_path, url)


def _app(folder: Path, url: str) -> Iterator[Flask]:
    app = create_app(Settings(mode="test", data=folder, database_url=url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_up_makes_every_table_and_down_takes_it_away(bare):
    flask_migrate.upgrade()
    assert tables() == set(db.metadata.tables)

    flask_migrate.downgrade(revision="base")
    assert tables() == set()

    flask_migrate.upgrade()
    assert tables() == set(db.metadata.tables)


def test_migrations_make_the_tables_that_the_program_knows(bare):
    flask_migrate.upgrade()
    flask_migrate.check()  # exits where a table, column, key or index differs


def test_causes_of_releases_come_and_go_without_touching_what_refers_to_them(bare):
    flask_migrate.upgrade(revision="2026_11_22_import_runs")
    db.session.execute(text(AN_EVENT))
    db.session.execute(text(A_RELEASE))
    db.session.execute(text("INSERT INTO mentions (release_id, kind, key) VALUES (7, 'event', 'x')"))
    db.session.commit()

    flask_migrate.upgrade(revision="2026_11_22_release_causes")
    assert db.session.execute(text("SELECT id, cause FROM releases")).all() == [(7, "")]
    db.session.commit()
    flask_migrate.downgrade(revision="2026_11_22_import_runs")

    assert db.session.execute(text("SELECT release_id, kind FROM mentions")).all() == [(7, "event")]
    assert "cause" not in {column["name"] for column in inspect(db.engine).get_columns("releases")}


def test_speakers_belong_to_the_accounts_of_their_addresses(bare):
    flask_migrate.upgrade(revision="2026_11_22_release_causes")
    db.session.execute(text(A_PERSON))
    for number, address in ((1, "'kim@busan.example'"), (2, "'park@busan.example'"), (3, "NULL")):
        db.session.execute(text(A_SPEAKER.format(number=number, address=address)))
    db.session.commit()

    flask_migrate.upgrade(revision="2026_11_22_own_speakers")
    found = db.session.execute(text("SELECT id, person_id FROM speakers ORDER BY id")).all()
    assert found == [(1, 5), (2, None), (3, None)]


def test_check_finds_a_table_without_migration(bare):
    flask_migrate.upgrade()
    extra = Table("nobody_made_me", db.metadata, Column("id", Integer, primary_key=True))
    try:
        with pytest.raises(SystemExit):
            flask_migrate.check()
    finally:
        db.metadata.remove(extra)


def test_each_migration_is_dated():
    names = [path.name for path in (ROOT / "migrations" / "versions").glob("*.py")]
    assert names
    assert [name for name in names if not name[:10].replace("_", "").isdigit()] == []
