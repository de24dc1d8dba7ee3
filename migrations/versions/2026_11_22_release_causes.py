"""Why there is a release: the draft, or the event that was called off or reinstated."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_release_causes"
down_revision = "2026_11_22_import_runs"
branch_labels = None
depends_on = None


# Not in batches: SQLite would copy the table and drop the old one, and what refers to releases would go with it.


def upgrade() -> None:
    op.add_column("releases", sa.Column("cause", sa.String(length=12), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("releases", "cause")
