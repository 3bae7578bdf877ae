"""One person, one member: identities, merges that can be undone; consents, exports, leaving; the member card."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _members()
    _identities()
    _merges()
    _privacy()
    _card()
    for schema in ("commerce", "promotion"):
        op.execute(f"""
            create table {schema}.member_move (
                merge_id uuid not null,
                kind text not null,
                row_id uuid not null,
                amount integer not null,
                constraint pk_member_move primary key (merge_id, kind, row_id)
            )
        """)


def _members() -> None:
    # A merged or departed member has no openid, nor has a contact who has never opened the mini-program.
    op.execute("alter table members.member alter column openid drop not null")
    op.execute("""
        alter table members.member
            add column merged_into uuid,
            add column left_at timestamptz,
            add column card_secret_sealed bytea,
            add constraint fk_member_merged_into foreign key (merged_into) references members.member (id),
            add constraint ck_member_merged check (merged_into <> id and (merged_into is null or openid is null))
    """)
    op.execute("create index ix_member_merged_into on members.member (merged_into) where merged_into is not null")
    # Whoever shares a unionid with an earlier member joins that one at the next login, which tells it again.
    op.execute("""
        update members.member m set unionid = null
        where exists (select from members.member e where e.unionid = m.unionid and e.id < m.id)
    """)
    op.execute("drop index members.ix_member_unionid")
    op.execute("create unique index uq_member_unionid on members.member (unionid) where unionid is not null")


def _identities() -> None:
    op.execute("""
        create table members.identity (
            id uuid not null,
            channel text not null,
            app text not null,
            subject text not null,
            unionid text,
            unionid_disputed boolean not null default false,
            phone_index bytea,
            member_id uuid not null,
            first_seen_at timestamptz not null,
            constraint pk_identity primary key (id),
            constraint uq_identity_channel_app_subject unique (channel, app, subject),
            constraint fk_identity_member_id foreign key (member_id) references members.member (id),
            constraint ck_identity_channel check (channel in ('mini_program', 'official_account', 'wecom'))
        )
    """)
    op.execute("create index ix_identity_member on members.identity (member_id)")
    op.execute("create index ix_identity_unionid on members.identity (unionid) where unionid is not null")
    op.execute("""
        insert into members.identity (id, channel, app, subject, unionid, member_id, first_seen_at)
        select gen_random_uuid(), 'mini_program', 'own', openid, unionid, id, joined_at from members.member
        where openid is not null
    """)
    op.execute("alter table members.session add column identity_id uuid")
    op.execute(
        "update members.session s set identity_id = i.id from members.identity i where i.member_id = s.member_id"
    )


def _merges() -> None:
    op.execute("""
        create table members.merge (
            id uuid not null,
            number bigint generated always as identity,
            gone_id uuid not null,
            kept_id uuid not null,
            proof text not null,
            evidence text[] not null,
            at timestamptz not null,
            by text not null,
            taken jsonb not null,
            undone_at timestamptz,
            undone_by text,
            undone_reason text,
            constraint pk_merge primary key (id),
            constraint uq_merge_number unique (number),
            constraint fk_merge_gone_id foreign key (gone_id) references members.member (id),
            constraint fk_merge_kept_id foreign key (kept_id) references members.member (id),
            constraint ck_merge_proof check (proof in ('unionid', 'phone', 'operator')),
            constraint ck_merge_two check (gone_id <> kept_id),
            constraint ck_merge_undone check ((undone_at is null) = (undone_by is null))
        )
    """)
    op.execute("create unique index uq_merge_gone on members.merge (gone_id) where undone_at is null")
    op.execute("create index ix_merge_kept on members.merge (kept_id)")
    op.execute("create index ix_merge_gone on members.merge (gone_id)")
    op.execute("""
        create table members.match (
            id uuid not null,
            low_id uuid not null,
            high_id uuid not null,
            evidence text[] not null,
            state text not null,
            found_at timestamptz not null,
            decided_at timestamptz,
            decided_by text,
            reason text,
            constraint pk_match primary key (id),
            constraint uq_match_low_id_high_id unique (low_id, high_id),
            constraint fk_match_low_id foreign key (low_id) references members.member (id),
            constraint fk_match_high_id foreign key (high_id) references members.member (id),
            constraint ck_match_two check (low_id < high_id),
            constraint ck_match_state check (state in ('pending', 'confirmed', 'dismissed'))
        )
    """)
    op.execute("create index ix_match_high on members.match (high_id)")
    op.execute("create index ix_match_state on members.match (state, found_at, id)")


def _privacy() -> None:
    op.execute("""
        create table members.consent (
            id uuid not null,
            member_id uuid not null,
            kind text not null,
            is_given boolean not null,
            version text not null,
            at timestamptz not null,
            constraint pk_consent primary key (id),
            constraint fk_consent_member_id foreign key (member_id) references members.member (id),
            constraint ck_consent_kind check (kind in ('privacy', 'marketing'))
        )
    """)
    op.execute("create index ix_consent_member on members.consent (member_id, kind, at, id)")
    op.execute("""
        insert into members.consent (id, member_id, kind, is_given, version, at)
        select gen_random_uuid(), id, 'privacy', true, privacy_version, joined_at from members.member
        where privacy_version is not null
    """)
    op.execute("""
        create table members.export (
            id uuid not null,
            member_id uuid not null,
            state text not null,
            asked_at timestamptz not null,
            ready_at timestamptz,
            expires_at timestamptz,
            sections text[] not null default '{}',
            size_bytes integer not null default 0,
            content_sealed bytea,
            constraint pk_export primary key (id),
            constraint fk_export_member_id foreign key (member_id) references members.member (id),
            constraint ck_export_state check (state in ('making', 'ready', 'expired')),
            constraint ck_export_content check ((state = 'ready') = (content_sealed is not null))
        )
    """)
    op.execute("create index ix_export_member on members.export (member_id, asked_at)")
    op.execute("create unique index uq_export_making on members.export (member_id) where state = 'making'")
    op.execute("create index ix_export_expiry on members.export (expires_at) where state = 'ready'")
    op.execute("""
        create table members.leaving (
            id uuid not null,
            member_id uuid not null,
            state text not null,
            asked_at timestamptz not null,
            due_at timestamptz not null,
            ended_at timestamptz,
            waits_for text,
            constraint pk_leaving primary key (id),
            constraint fk_leaving_member_id foreign key (member_id) references members.member (id),
            constraint ck_leaving_state check (state in ('cooling', 'withdrawn', 'done')),
            constraint ck_leaving_ended check ((state = 'cooling') = (ended_at is null))
        )
    """)
    op.execute("create unique index uq_leaving_cooling on members.leaving (member_id) where state = 'cooling'")
    op.execute("create index ix_leaving_due on members.leaving (due_at) where state = 'cooling'")
    op.execute("create index ix_leaving_asked on members.leaving (asked_at, id)")


def _card() -> None:
    op.execute("""
        create table members.card_code (
            code_hash bytea not null,
            member_id uuid not null,
            step bigint not null,
            used_at timestamptz,
            used_by uuid,
            constraint pk_card_code primary key (code_hash),
            constraint fk_card_code_member_id foreign key (member_id) references members.member (id),
            constraint uq_card_code_member_id_step unique (member_id, step),
            constraint ck_card_code_used check ((used_at is null) = (used_by is null))
        )
    """)
    op.execute("create index ix_card_code_step on members.card_code (step)")


def downgrade() -> None:
    for schema in ("commerce", "promotion"):
        op.execute(f"drop table {schema}.member_move")
    for name in ("card_code", "leaving", "export", "consent", "match", "merge", "identity"):
        op.execute(f"drop table members.{name}")
    op.execute("alter table members.session drop column identity_id")
    op.execute("drop index members.uq_member_unionid")
    op.execute("create index ix_member_unionid on members.member (unionid) where unionid is not null")
    op.execute("alter table members.member drop constraint ck_member_merged, drop constraint fk_member_merged_into")
    op.execute("drop index members.ix_member_merged_into")
    op.execute("""
        alter table members.member drop column merged_into, drop column left_at, drop column card_secret_sealed
    """)
    # Those without an openid cannot log in before this change; a name of their own keeps their rows.
    op.execute("update members.member set openid = 'none:' || id where openid is null")
    op.execute("alter table members.member alter column openid set not null")
