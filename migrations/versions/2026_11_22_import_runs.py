"""Files that organizers upload to import them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_import_runs"
down_revision = "2026_11_22_owed_mails"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("refusal", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_import_runs_event_id_events"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_import_runs_person_id_persons"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
    )
    with op.batch_alter_table("import_runs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_runs_event_id_created_at"), ["event_id", "created_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_import_runs_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_import_runs_state"), ["state"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("import_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_runs_state"))
        batch_op.drop_index(batch_op.f("ix_import_runs_person_id"))
        batch_op.drop_index(batch_op.f("ix_import_runs_event_id_created_at"))

    op.drop_table("import_runs")
