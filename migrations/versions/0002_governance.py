"""Operators, roles, sessions, login failures, the audit chain."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create schema governance")
    op.execute("""
        create table governance.role (
            id uuid not null constraint pk_role primary key,
            name text not null constraint uq_role_name unique,
            permissions text[] not null,
            built_in boolean not null
        )
    """)
    op.execute("""
        create table governance.operator (
            id uuid not null constraint pk_operator primary key,
            username text not null constraint uq_operator_username unique,
            name text not null,
            password_hash text not null,
            totp_sealed bytea,
            totp_enabled boolean not null,
            totp_step bigint not null,
            status text not null constraint ck_operator_status check (status in ('active', 'disabled')),
            must_change_password boolean not null,
            created_at timestamptz not null,
            last_login_at timestamptz
        )
    """)
    op.execute("""
        create table governance.operator_role (
            operator_id uuid not null constraint fk_operator_role_operator_id references governance.operator (id),
            role_id uuid not null constraint fk_operator_role_role_id references governance.role (id),
            constraint pk_operator_role primary key (operator_id, role_id)
        )
    """)
    op.execute("create index ix_operator_role_role on governance.operator_role (role_id)")
    op.execute("""
        create table governance.session (
            id uuid not null constraint pk_session primary key,
            token_hash bytea not null constraint uq_session_token_hash unique,
            operator_id uuid not null constraint fk_session_operator_id references governance.operator (id),
            created_at timestamptz not null,
            last_seen_at timestamptz not null,
            expires_at timestamptz not null,
            ip text not null,
            user_agent text not null
        )
    """)
    op.execute("create index ix_session_operator on governance.session (operator_id)")
    op.execute("""
        create table governance.login_failure (
            key text not null,
            at timestamptz not null
        )
    """)
    op.execute("create index ix_login_failure_key on governance.login_failure (key, at)")
    op.execute("""
        create table governance.audit (
            id uuid not null constraint pk_audit primary key,
            at timestamptz not null,
            operator_id uuid not null,
            operator_name text not null,
            action text not null,
            target text not null,
            target_id uuid,
            reason text,
            ip text not null,
            detail text not null,
            previous bytea not null,
            hash bytea not null constraint uq_audit_hash unique,
            place bigint not null constraint uq_audit_place unique
        )
    """)
    op.execute("create index ix_audit_operator on governance.audit (operator_id, id)")
    op.execute("create index ix_audit_action on governance.audit (action, id)")
    op.execute("""
        create table governance.audit_head (
            only_row boolean not null constraint pk_audit_head primary key
                constraint ck_audit_head_only_row check (only_row),
            hash bytea not null,
            place bigint not null
        )
    """)
    op.execute("insert into governance.audit_head values (true, decode(repeat('00', 32), 'hex'), 0)")


def downgrade() -> None:
    op.execute("drop schema governance cascade")
