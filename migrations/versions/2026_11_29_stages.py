"""Stages: their streams, and what a moderator holds a room's stage at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.db import LocalTextType, UtcDateTime

revision = "2026_11_29_stages"
down_revision = "2026_11_29_score_versions"
branch_labels = None
depends_on = None


# The column not in a batch: SQLite would copy rooms and drop the old table, and what refers to it would go with it.


def upgrade() -> None:
    op.create_table(
        "streams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("is_replay", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("label", LocalTextType(), nullable=False),
        sa.Column("hosts", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_streams_event_id_events"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_streams")),
    )
    op.create_index(op.f("ix_streams_event_id"), "streams", ["event_id"])
    op.add_column("rooms", sa.Column("hand", sa.String(length=8), nullable=False, server_default="schedule"))


def downgrade() -> None:
    op.drop_column("rooms", "hand")
    op.drop_table("streams")
