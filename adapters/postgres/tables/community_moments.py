"""Tables of the community: moments, and the guides who publish them."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables.metadata import metadata

SCHEMA = "community"

# `content` is a `ports.community.moments.MomentContent`; `job_id` and `wecom_id` are WeCom's. `looked_at`: when WeCom
# was asked about it last.
moment = Table(
    "moment",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("content", JSONB, nullable=False),
    Column("planned_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("code", Text),
    Column("job_id", Text),
    Column("wecom_id", Text),
    Column("started_at", DateTime(timezone=True)),
    Column("looked_at", DateTime(timezone=True), nullable=False),
    Column("problem", Text),
    UniqueConstraint("job_id"),
    UniqueConstraint("wecom_id"),
    CheckConstraint(
        "state in ('draft', 'planned', 'queued', 'starting', 'making', 'running', 'stopping', 'stopped', 'failed',"
        " 'unknown', 'cancelled')",
        name="state",
    ),
    CheckConstraint(
        "state in ('draft', 'planned', 'queued', 'failed', 'cancelled') or started_at is not null", name="started"
    ),
    CheckConstraint("state <> 'making' or job_id is not null", name="made"),
    Index("ix_moment_planned", "planned_at", "id"),
    Index("ix_moment_due", "planned_at", postgresql_where=text("state = 'planned'")),
    Index(
        "ix_moment_open",
        "looked_at",
        postgresql_where=text("state in ('queued', 'starting', 'making', 'running', 'stopping', 'stopped', 'unknown')"),
    ),
    schema=SCHEMA,
)

# `customers`: how many see it, as counted at `counted_at`.
moment_guide = Table(
    "moment_guide",
    metadata,
    Column("moment_id", Uuid, ForeignKey("community.moment.id"), primary_key=True),
    Column("user_id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("published_at", DateTime(timezone=True)),
    Column("reminded_at", DateTime(timezone=True)),
    Column("customers", Integer, nullable=False),
    Column("counted_at", DateTime(timezone=True)),
    CheckConstraint("state in ('waiting', 'published', 'left_out')", name="state"),
    CheckConstraint("(state = 'published') = (published_at is not null)", name="published"),
    CheckConstraint("customers >= 0", name="customers"),
    schema=SCHEMA,
)
