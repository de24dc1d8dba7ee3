"""Agendas: the sessions that people picked, and the secret links under which calendars read them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "2026_11_29_agendas"
down_revision = "2026_11_29_answer_senders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "picks",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("picked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_picks_event_id_events"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_picks_person_id_persons"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "event_id", "code", name=op.f("pk_picks")),
    )
    op.create_index(op.f("ix_picks_event_id"), "picks", ["event_id"])
    op.create_table(
        "agenda_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("program", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_agenda_links_person_id_persons"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_agenda_links_token_hash")),
    )
    op.create_index(op.f("ix_agenda_links_person_id"), "agenda_links", ["person_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_agenda_links_person_id"), "agenda_links")
    op.drop_table("agenda_links")
    op.drop_index(op.f("ix_picks_event_id"), "picks")
    op.drop_table("picks")
