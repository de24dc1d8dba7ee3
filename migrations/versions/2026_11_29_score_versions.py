"""Versions of scores: of two messages about a score, screens keep the newer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_score_versions"
down_revision = "2026_11_22_visits"
branch_labels = None
depends_on = None

TABLES = ("rooms", "questions")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("gauge", sa.Integer(), nullable=False, server_default="0"))
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.alter_column("gauge", server_default=None)


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("gauge")
