"""Recipes of jobs, and the several results of a picture."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and make the table."""
    op.add_column("jobs", sa.Column("recipe", sa.JSON(), nullable=True))
    op.create_table(
        "job_outputs",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id", "number"],
            ["job_items.job_id", "job_items.number"],
            name=op.f("fk_job_outputs_job_id_job_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("job_id", "number", "place", name=op.f("pk_job_outputs")),
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_table("job_outputs")
    op.drop_column("jobs", "recipe")
