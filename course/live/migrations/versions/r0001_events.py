"""The one table: what happened in every room, in order.

Tables are spelled out here and not taken from the store: a migration stays as it was when it was first run.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of events."""
    op.create_table(
        "events",
        # SQLite numbers a column by itself only where it is called INTEGER.
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="events_key"),
        sa.UniqueConstraint("room", "seat", "client_id", name="events_once"),
        # A number is never given twice, also after a room was erased: phones ask for what came after theirs.
        sqlite_autoincrement=True,
    )
    op.create_index("events_in_order", "events", ["room", "seq"])


def downgrade() -> None:
    """Drop the table, and every workshop with it."""
    op.drop_table("events")
