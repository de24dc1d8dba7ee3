"""What a release's wall times meant, and with which time zone data: to tell what new data moves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_release_instants"
down_revision = "2026_11_29_reminders"
branch_labels = None
depends_on = None


# Not in batches: SQLite would copy the table and drop the old one, and what refers to releases would go with it.


def upgrade() -> None:
    op.add_column("releases", sa.Column("instants", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("releases", sa.Column("tz_version", sa.String(length=12), nullable=False, server_default=""))
    op.create_index(op.f("ix_sessions_ends_at"), "sessions", ["ends_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_sessions_ends_at"), "sessions")
    op.drop_column("releases", "tz_version")
    op.drop_column("releases", "instants")
