"""Mails that are owed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_owed_mails"
down_revision = "2026_11_22_first"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "owed_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("to", sa.String(length=254), nullable=False),
        sa.Column("to_name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=True),
        sa.Column("rendered", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owed_mails")),
        sa.UniqueConstraint("message_id", name=op.f("uq_owed_mails_message_id")),
    )
    with op.batch_alter_table("owed_mails", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_owed_mails_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_owed_mails_state_due_at"), ["state", "due_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("owed_mails", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_owed_mails_state_due_at"))
        batch_op.drop_index(batch_op.f("ix_owed_mails_event_id"))

    op.drop_table("owed_mails")
