"""From which address an answer came that nobody can vouch for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_answer_senders"
down_revision = "2026_11_29_release_instants"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answers", sa.Column("sender", sa.String(length=254), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("answers", "sender")
