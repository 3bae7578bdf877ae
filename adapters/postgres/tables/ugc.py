"""Tables of reviews, follow-ups and posts: `ports.community.ugc`."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from adapters.postgres.tables.metadata import metadata

SCHEMA = "community"
_STATES = "'submitted', 'checking', 'in_review', 'visible', 'hidden', 'refused', 'deleted'"

# `check_by`: a person looks afterwards. Who was refused may write again.
ugc = Table(
    "ugc",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("member_id", Uuid, nullable=False),
    Column("order_id", Uuid),
    Column("line_id", Uuid),
    Column("product_id", Uuid),
    Column("sku_id", Uuid),
    Column("option_text", Text, nullable=False),
    Column("parent_id", Uuid, ForeignKey("community.ugc.id")),
    Column("stars", SmallInteger),
    Column("body", Text, nullable=False),
    Column("is_anonymous", Boolean, nullable=False),
    Column("picture_count", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("doubt", Text),
    Column("reason", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("check_by", DateTime(timezone=True), nullable=False),
    Column("shown_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False),
    Column("helpful", Integer, nullable=False, server_default="0"),
    Column("reply", Text, nullable=False, server_default=""),
    Column("replied_at", DateTime(timezone=True)),
    Column("replied_by", Text, nullable=False, server_default=""),
    Column("featured_at", DateTime(timezone=True)),
    CheckConstraint(
        "(kind = 'review' and line_id is not null and stars between 1 and 5 and parent_id is null)"
        " or (kind = 'follow_up' and parent_id is not null and stars is null)"
        " or (kind = 'post' and line_id is null and stars is null and parent_id is null)",
        name="kind",
    ),
    CheckConstraint(f"state in ({_STATES})", name="state"),
    CheckConstraint(
        "(state = 'in_review') = (doubt is not null)"
        " and (doubt is null or doubt in ('verdict', 'no_verdict', 'check_failed'))",
        name="doubt",
    ),
    CheckConstraint("picture_count between 0 and 9", name="picture_count"),
    CheckConstraint("helpful >= 0", name="helpful"),
    Index("uq_ugc_line", "line_id", unique=True, postgresql_where=text("kind = 'review' and state <> 'refused'")),
    Index(
        "uq_ugc_parent", "parent_id", unique=True, postgresql_where=text("kind = 'follow_up' and state <> 'refused'")
    ),
    Index("ix_ugc_member", "member_id", "id"),
    Index("ix_ugc_queue", "state", "made_at", "id"),
    Index("ix_ugc_overdue", "check_by", postgresql_where=text("state in ('submitted', 'checking')")),
    Index(
        "ix_ugc_product",
        "product_id",
        text("(featured_at is not null)"),
        "shown_at",
        "id",
        postgresql_where=text("kind = 'review' and state = 'visible'"),
    ),
    Index("ix_ugc_posts", "shown_at", "id", postgresql_where=text("kind = 'post' and state = 'visible'")),
    Index("ix_ugc_featured", "featured_at", postgresql_where=text("featured_at is not null")),
    schema=SCHEMA,
)

ugc_picture = Table(
    "ugc_picture",
    metadata,
    Column("ugc_id", Uuid, ForeignKey("community.ugc.id"), primary_key=True),
    Column("place", SmallInteger, primary_key=True, autoincrement=False),
    Column("media_id", Uuid, nullable=False),
    Column("url", Text, nullable=False),
    Column("small_url", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Index("ix_ugc_picture_media", "media_id"),
    schema=SCHEMA,
)

ugc_product = Table(
    "ugc_product",
    metadata,
    Column("ugc_id", Uuid, ForeignKey("community.ugc.id"), primary_key=True),
    Column("product_id", Uuid, primary_key=True),
    Column("place", SmallInteger, nullable=False),
    Index("ix_ugc_product_product", "product_id", "ugc_id"),
    schema=SCHEMA,
)

# `place` 0 is the text.
ugc_check = Table(
    "ugc_check",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ugc_id", Uuid, ForeignKey("community.ugc.id"), nullable=False),
    Column("place", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("label", Integer),
    Column("note", Text, nullable=False, server_default=""),
    Column("answered_at", DateTime(timezone=True)),
    UniqueConstraint("ugc_id", "place"),
    CheckConstraint("state in ('open', 'asked', 'pass', 'review', 'risky', 'failed')", name="state"),
    schema=SCHEMA,
)

# A trace may be judged before it is known whose it is, and the other way round.
ugc_trace = Table(
    "ugc_trace",
    metadata,
    Column("trace_id", Text, primary_key=True),
    Column("check_id", Uuid, ForeignKey("community.ugc_check.id")),
    Column("suggest", Text),
    Column("label", Integer),
    Column("failure", Text, nullable=False, server_default=""),
    Column("noted_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("suggest in ('pass', 'review', 'risky')", name="suggest"),
    Index("ix_ugc_trace_check", "check_id"),
    schema=SCHEMA,
)

ugc_history = Table(
    "ugc_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ugc_id", Uuid, ForeignKey("community.ugc.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("decider", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("from_state", Text, nullable=False),
    Column("to_state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    CheckConstraint("decider in ('author', 'machine', 'clock', 'operator')", name="decider"),
    Index("ix_ugc_history_ugc", "ugc_id", "at", "id"),
    schema=SCHEMA,
)

ugc_vote = Table(
    "ugc_vote",
    metadata,
    Column("ugc_id", Uuid, ForeignKey("community.ugc.id"), primary_key=True),
    Column("member_id", Uuid, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("ix_ugc_vote_member", "member_id"),
    schema=SCHEMA,
)

ugc_report = Table(
    "ugc_report",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ugc_id", Uuid, ForeignKey("community.ugc.id"), nullable=False),
    Column("member_id", Uuid, nullable=False),
    Column("cause", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    UniqueConstraint("ugc_id", "member_id"),
    CheckConstraint("cause in ('ad', 'abuse', 'false', 'privacy', 'other')", name="cause"),
    Index("ix_ugc_report_open", "ugc_id", postgresql_where=text("settled_at is null")),
    schema=SCHEMA,
)

# Kept in the transaction that shows or hides a review: the sum of what is visible.
ugc_summary = Table(
    "ugc_summary",
    metadata,
    Column("product_id", Uuid, primary_key=True),
    *(Column(f"star{stars}", Integer, nullable=False, server_default="0") for stars in range(1, 6)),
    Column("with_pictures", Integer, nullable=False, server_default="0"),
    CheckConstraint(
        "star1 >= 0 and star2 >= 0 and star3 >= 0 and star4 >= 0 and star5 >= 0"
        " and with_pictures between 0 and star1 + star2 + star3 + star4 + star5",
        name="counts",
    ),
    schema=SCHEMA,
)

ugc_move = Table(
    "ugc_move",
    metadata,
    Column("merge_id", Uuid, primary_key=True),
    Column("ugc_id", Uuid, ForeignKey("community.ugc.id"), primary_key=True),
    schema=SCHEMA,
)
