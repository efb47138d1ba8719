"""Accounts, keys, credits, rates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and the two plans that everyone needs."""
    _create_idempotency()
    plans = _create_plans()
    _create_rate_windows()
    _create_users()
    _create_balances()
    _create_keys()
    _create_purchases()
    _create_reservations()
    _create_usage()
    _fill_plans(plans)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index(op.f("ix_usage_user_id_at"), table_name="usage")

    op.drop_table("usage")
    op.drop_index(op.f("ix_reservations_user_id"), table_name="reservations")
    op.drop_index(op.f("ix_reservations_state_lapses_at"), table_name="reservations")

    op.drop_table("reservations")
    op.drop_index(op.f("ix_purchases_user_id"), table_name="purchases")

    op.drop_table("purchases")
    op.drop_index(op.f("ix_keys_user_id"), table_name="keys")

    op.drop_table("keys")
    op.drop_table("balances")
    op.drop_table("users")
    op.drop_table("rate_windows")
    op.drop_table("plans")
    op.drop_index(op.f("ix_idempotency_begun_at"), table_name="idempotency")

    op.drop_table("idempotency")


def _create_idempotency() -> None:
    op.create_table(
        "idempotency",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_digest", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.Double(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("lasting", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "key", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_begun_at"), "idempotency", ["begun_at"], unique=False)


def _create_plans() -> sa.Table:
    return op.create_table(
        "plans",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("monthly_milli", sa.BigInteger(), nullable=False),
        sa.Column("free_previews", sa.BigInteger(), nullable=False),
        sa.Column("per_minute", sa.BigInteger(), nullable=False),
        sa.Column("rolls_over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_plans")),
    )


def _create_rate_windows() -> None:
    op.create_table(
        "rate_windows",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.Double(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rate_windows")),
    )


def _create_users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("disabled_at", sa.Double(), nullable=True),
        sa.Column("webhook_secret", sa.Text(), nullable=False),
        sa.Column("old_webhook_secret", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["plan"], ["plans.name"], name=op.f("fk_users_plan_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("name", name=op.f("uq_users_name")),
    )


def _create_balances() -> None:
    op.create_table(
        "balances",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("subscription_milli", sa.BigInteger(), nullable=False),
        sa.Column("payg_milli", sa.BigInteger(), nullable=False),
        sa.Column("enterprise_milli", sa.BigInteger(), nullable=False),
        sa.Column("free_calls", sa.BigInteger(), nullable=False),
        sa.Column("taken_subscription", sa.BigInteger(), nullable=False),
        sa.Column("taken_payg", sa.BigInteger(), nullable=False),
        sa.Column("taken_enterprise", sa.BigInteger(), nullable=False),
        sa.Column("renews_at", sa.Double(), nullable=False),
        sa.Column("payg_lapses_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_balances_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_balances")),
    )


def _create_keys() -> None:
    op.create_table(
        "keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("sandbox", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=True),
        sa.Column("revoked_at", sa.Double(), nullable=True),
        sa.Column("last_used_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_keys_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
        sa.UniqueConstraint("prefix", name=op.f("uq_keys_prefix")),
    )
    op.create_index(op.f("ix_keys_user_id"), "keys", ["user_id"], unique=False)


def _create_purchases() -> None:
    op.create_table(
        "purchases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("amount_milli", sa.BigInteger(), nullable=False),
        sa.Column("bought_at", sa.Double(), nullable=False),
        sa.Column("lapses_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_purchases_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchases")),
    )
    op.create_index(op.f("ix_purchases_user_id"), "purchases", ["user_id"], unique=False)


def _create_reservations() -> None:
    op.create_table(
        "reservations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("free_call", sa.Boolean(), nullable=False),
        sa.Column("subscription_milli", sa.BigInteger(), nullable=False),
        sa.Column("payg_milli", sa.BigInteger(), nullable=False),
        sa.Column("enterprise_milli", sa.BigInteger(), nullable=False),
        sa.Column("charged_milli", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.Column("lapses_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_reservations_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservations")),
        sa.UniqueConstraint("reference", name=op.f("uq_reservations_reference")),
    )
    op.create_index(
        op.f("ix_reservations_state_lapses_at"),
        "reservations",
        ["state", "lapses_at"],
        unique=False,
    )
    op.create_index(op.f("ix_reservations_user_id"), "reservations", ["user_id"], unique=False)


def _create_usage() -> None:
    op.create_table(
        "usage",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("credits_milli", sa.BigInteger(), nullable=False),
        sa.Column("megapixels", sa.Double(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_usage_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage")),
    )
    op.create_index(op.f("ix_usage_user_id_at"), "usage", ["user_id", "at"], unique=False)


def _fill_plans(plans: sa.Table) -> None:
    """The two plans that everyone needs."""
    op.bulk_insert(
        plans,
        [
            {
                "name": "free",
                "monthly_milli": 0,
                "free_previews": 50,
                "per_minute": 500,
                "rolls_over": True,
            },
            {
                "name": "unlimited",
                "monthly_milli": 10**12,
                "free_previews": 0,
                "per_minute": 1_000_000,
                "rolls_over": False,
            },
        ],
    )
