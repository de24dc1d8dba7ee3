"""Invitations, answers to them, and what mails carry for calendars."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "2026_11_29_invitations"
down_revision = "2026_11_29_stages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("owed_mails", sa.Column("sender", sa.String(length=254), nullable=False, server_default=""))
    op.add_column("owed_mails", sa.Column("calendar", sa.LargeBinary(), nullable=True))
    op.add_column("owed_mails", sa.Column("method", sa.String(length=12), nullable=False, server_default=""))
    op.create_table(
        "preparations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("invites_all", sa.Boolean(), nullable=False),
        sa.Column("backstage", sa.String(length=500), nullable=False),
        *_versioned(),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_preparations_event_id_events"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preparations")),
        sa.UniqueConstraint("event_id", "code", name=op.f("uq_preparations_event_id_code")),
    )
    _create_invitations()
    _create_answers()
    op.create_table(
        "inbound_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_mails")),
        sa.UniqueConstraint("key", name=op.f("uq_inbound_mails_key")),
    )
    op.create_index(op.f("ix_inbound_mails_at"), "inbound_mails", ["at"])


def _versioned() -> list[sa.Column[Any]]:
    return [
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
    ]


def _create_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("speaker_code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("uid", sa.String(length=120), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("organizer", sa.String(length=254), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("told", sa.JSON(), nullable=True),
        sa.Column("stamped_at", UtcDateTime(), nullable=True),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("is_wanted", sa.Boolean(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("bounced_at", UtcDateTime(), nullable=True),
        sa.Column("bounce", sa.Text(), nullable=False),
        *_versioned(),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_invitations_event_id_events"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("event_id", "code", "speaker_code", name=op.f("uq_invitations_event_id_code_speaker_code")),
        sa.UniqueConstraint("nonce", name=op.f("uq_invitations_nonce")),
    )
    for column in ("speaker_code", "uid", "address"):
        op.create_index(op.f(f"ix_invitations_{column}"), "invitations", [column])


def _create_answers() -> None:
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("word", sa.String(length=2000), nullable=False),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("stamped_at", UtcDateTime(), nullable=True),
        sa.Column("proposed_start", UtcDateTime(), nullable=True),
        sa.Column("proposed_end", UtcDateTime(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_answers_invitation_id_invitations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_invitation_id_at"), "answers", ["invitation_id", "at"])


def downgrade() -> None:
    for table in ("inbound_mails", "answers", "invitations", "preparations"):
        op.drop_table(table)
    for column in ("method", "calendar", "sender"):
        op.drop_column("owed_mails", column)
