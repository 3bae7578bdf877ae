"""Tables of who a member is: identities, merges, matches; consents, exports, leaving; codes of the member card."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.metadata import metadata

# Who somebody is in one application of WeChat or WeCom. `unionid_disputed`: the unionid proved a merge that was undone,
# so that it joins nobody any more. The shop's own mini-program is the app `own`.
identity = Table(
    "identity",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("app", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("unionid", Text),
    Column("unionid_disputed", Boolean, nullable=False, server_default="false"),
    Column("phone_index", LargeBinary),
    Column("member_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("first_seen_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("channel", "app", "subject"),
    CheckConstraint("channel in ('mini_program', 'official_account', 'wecom')", name="channel"),
    Index("ix_identity_member", "member_id"),
    Index("ix_identity_unionid", "unionid", postgresql_where=text("unionid is not null")),
    schema="members",
)

# `taken` is a `ports.members.identities.Taken`: what the kept member got of the gone one's own row and rows.
merge = Table(
    "merge",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False),
    Column("gone_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("kept_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("proof", Text, nullable=False),
    Column("evidence", ARRAY(Text), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", Text, nullable=False),
    Column("taken", JSONB, nullable=False),
    Column("undone_at", DateTime(timezone=True)),
    Column("undone_by", Text),
    Column("undone_reason", Text),
    UniqueConstraint("number"),
    CheckConstraint("proof in ('unionid', 'phone', 'operator')", name="proof"),
    CheckConstraint("gone_id <> kept_id", name="two"),
    CheckConstraint("(undone_at is null) = (undone_by is null)", name="undone"),
    Index("uq_merge_gone", "gone_id", unique=True, postgresql_where=text("undone_at is null")),
    Index("ix_merge_kept", "kept_id"),
    Index("ix_merge_gone", "gone_id"),
    schema="members",
)

# Two members who may be one person. `dismissed` also stands for those who were parted: nothing joins them by itself.
match = Table(
    "match",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("low_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("high_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("evidence", ARRAY(Text), nullable=False),
    Column("state", Text, nullable=False),
    Column("found_at", DateTime(timezone=True), nullable=False),
    Column("decided_at", DateTime(timezone=True)),
    Column("decided_by", Text),
    Column("reason", Text),
    UniqueConstraint("low_id", "high_id"),
    CheckConstraint("low_id < high_id", name="two"),
    CheckConstraint("state in ('pending', 'confirmed', 'dismissed')", name="state"),
    Index("ix_match_high", "high_id"),
    Index("ix_match_state", "state", "found_at", "id"),
    schema="members",
)

# Append only: the latest of a kind stands.
consent = Table(
    "consent",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("member_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("is_given", Boolean, nullable=False),
    Column("version", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("kind in ('privacy', 'marketing')", name="kind"),
    Index("ix_consent_member", "member_id", "kind", "at", "id"),
    schema="members",
)

export = Table(
    "export",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("member_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("ready_at", DateTime(timezone=True)),
    Column("expires_at", DateTime(timezone=True)),
    Column("sections", ARRAY(Text), nullable=False, server_default="{}"),
    Column("size_bytes", Integer, nullable=False, server_default="0"),
    Column("content_sealed", LargeBinary),
    CheckConstraint("state in ('making', 'ready', 'expired')", name="state"),
    CheckConstraint("(state = 'ready') = (content_sealed is not null)", name="content"),
    Index("ix_export_member", "member_id", "asked_at"),
    Index("uq_export_making", "member_id", unique=True, postgresql_where=text("state = 'making'")),
    Index("ix_export_expiry", "expires_at", postgresql_where=text("state = 'ready'")),
    schema="members",
)

# `waits_for`: why it was not done on its day, in words; it is tried again.
leaving = Table(
    "leaving",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("member_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("waits_for", Text),
    CheckConstraint("state in ('cooling', 'withdrawn', 'done')", name="state"),
    CheckConstraint("(state = 'cooling') = (ended_at is null)", name="ended"),
    Index("uq_leaving_cooling", "member_id", unique=True, postgresql_where=text("state = 'cooling'")),
    Index("ix_leaving_due", "due_at", postgresql_where=text("state = 'cooling'")),
    Index("ix_leaving_asked", "asked_at", "id"),
    schema="members",
)

# Codes that were shown, by their hash: a code is found, used once, and tells nothing of whose it is.
card_code = Table(
    "card_code",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("member_id", Uuid, ForeignKey("members.member.id"), nullable=False),
    Column("step", BigInteger, nullable=False),
    Column("used_at", DateTime(timezone=True)),
    Column("used_by", Uuid),
    UniqueConstraint("member_id", "step"),
    CheckConstraint("(used_at is null) = (used_by is null)", name="used"),
    Index("ix_card_code_step", "step"),
    schema="members",
)
