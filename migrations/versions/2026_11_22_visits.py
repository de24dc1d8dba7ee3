"""Visits: what is counted of who watches, the salts of its keys, samples, the organizers' choice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "2026_11_22_visits"
down_revision = "2026_11_22_rooms"
branch_labels = None
depends_on = None

TABLES = ("visit_settings", "visit_samples", "visit_salts", "visits")


def _of_event(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_event_id_events")
    return sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    _visits()
    op.create_table(
        "visit_salts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("month", sa.String(length=7), nullable=True),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        _of_event("visit_salts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_salts")),
        sa.UniqueConstraint("event_id", name=op.f("uq_visit_salts_event_id")),
        sa.UniqueConstraint("month", name=op.f("uq_visit_salts_month")),
    )
    op.create_table(
        "visit_samples",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("here", sa.Integer(), nullable=False),
        _of_event("visit_samples"),
        sa.PrimaryKeyConstraint("event_id", "code", "at", name=op.f("pk_visit_samples")),
    )
    op.create_table(
        "visit_settings",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("shown", sa.String(length=8), nullable=False),
        sa.Column("doors_minutes", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        _of_event("visit_settings"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_visit_settings")),
    )


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("mode", sa.String(length=6), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("watched_ms", sa.BigInteger(), nullable=False),
        sa.Column("present_ms", sa.BigInteger(), nullable=False),
        sa.Column("has_video", sa.Boolean(), nullable=False),
        sa.Column("viewed_at", UtcDateTime(), nullable=True),
        sa.Column("tabs", sa.JSON(), nullable=False),
        _of_event("visits"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint(
            "event_id", "code", "mode", "key", "number", name=op.f("uq_visits_event_id_code_mode_key_number")
        ),
    )
    op.create_index(op.f("ix_visits_event_id_key"), "visits", ["event_id", "key"])
    op.create_index(op.f("ix_visits_event_id_last_at"), "visits", ["event_id", "last_at"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
