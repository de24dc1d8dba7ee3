"""Speakers belong to the account of the address with which organizers entered them."""

from __future__ import annotations

from alembic import op

revision = "2026_11_22_own_speakers"
down_revision = "2026_11_22_release_causes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE speakers SET person_id = (SELECT id FROM persons WHERE persons.email = speakers.email)")


def downgrade() -> None:
    """Nothing: who saved her texts before was linked then, too."""
