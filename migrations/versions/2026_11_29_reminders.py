"""Reminders to speakers, and mails that are sent in their order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "2026_11_29_reminders"
down_revision = "2026_11_29_invitations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invitations", sa.Column("starts_at", UtcDateTime(), nullable=True))
    op.create_index(op.f("ix_invitations_starts_at"), "invitations", ["starts_at"])
    op.add_column("owed_mails", sa.Column("thread", sa.String(length=80), nullable=False, server_default=""))
    op.create_index(op.f("ix_owed_mails_thread"), "owed_mails", ["thread"])
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("lead", sa.String(length=8), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitations.id"],
            name=op.f("fk_reminders_invitation_id_invitations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            "invitation_id", "lead", "starts_at", name=op.f("uq_reminders_invitation_id_lead_starts_at")
        ),
    )


def downgrade() -> None:
    op.drop_table("reminders")
    op.drop_index(op.f("ix_owed_mails_thread"), "owed_mails")
    op.drop_column("owed_mails", "thread")
    op.drop_index(op.f("ix_invitations_starts_at"), "invitations")
    op.drop_column("invitations", "starts_at")
