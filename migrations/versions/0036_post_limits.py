"""Posts for groups: limits by rule, messages for single groups, withdrawal."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_SEND_STATES = "'planned', 'starting', 'made', 'failed', 'unknown'"
_POST_STATES = "'draft', 'planned', 'sending', 'sent', 'failed', 'unknown', 'cancelled'"


def upgrade() -> None:
    _books("'attribution', 'group_posts', 'groups', 'handover', 'losses', 'transfers'")
    _states("group_post", f"{_POST_STATES}, 'withdrawn'")
    _states("group_post_send", f"{_SEND_STATES}, 'withdrawing', 'withdrawn'")
    _states("group_post_chat", "'waiting', 'sent', 'failed', 'withdrawn'")
    op.execute("alter table community.group_post_send add column chat_id text not null default ''")
    op.execute("alter table community.group_post_send alter column chat_id drop default")
    op.execute("alter table community.group_post_send drop constraint pk_group_post_send")
    op.execute("""
        alter table community.group_post_send add constraint pk_group_post_send primary key (post_id, owner, chat_id)
    """)
    op.execute("drop index community.uq_group_post_chat_day")
    op.execute("""
        create index ix_group_post_chat_day on community.group_post_chat (chat_id, day)
        where state in ('waiting', 'sent')
    """)


def downgrade() -> None:
    """Of several posts of a day for a group the first stays; messages for single groups are gone, their results stay."""
    op.execute("drop index community.ix_group_post_chat_day")
    op.execute("update community.group_post_chat set state = 'failed' where state = 'withdrawn'")
    op.execute("""
        update community.group_post_chat c set state = 'failed' where state <> 'failed' and exists (
            select from community.group_post_chat o
            where o.chat_id = c.chat_id and o.day = c.day and o.state <> 'failed' and o.post_id < c.post_id)
    """)
    op.execute("""
        create unique index uq_group_post_chat_day on community.group_post_chat (chat_id, day) where state <> 'failed'
    """)
    op.execute("""
        delete from community.group_post_send s where exists (
            select from community.group_post_send o
            where o.post_id = s.post_id and o.owner = s.owner and o.chat_id < s.chat_id)
    """)
    op.execute("alter table community.group_post_send drop constraint pk_group_post_send")
    op.execute("alter table community.group_post_send drop column chat_id")
    op.execute("alter table community.group_post_send add constraint pk_group_post_send primary key (post_id, owner)")
    op.execute("update community.group_post_send set state = 'made' where state = 'withdrawing'")
    op.execute("update community.group_post_send set state = 'failed' where state = 'withdrawn'")
    op.execute("update community.group_post set state = 'failed' where state = 'withdrawn'")
    _states("group_post_chat", "'waiting', 'sent', 'failed'")
    _states("group_post_send", _SEND_STATES)
    _states("group_post", _POST_STATES)
    op.execute("delete from community.rule_books where name = 'group_posts'")
    _books("'attribution', 'groups', 'handover', 'losses', 'transfers'")


def _states(table: str, states: str) -> None:
    op.execute(f"alter table community.{table} drop constraint ck_{table}_state")
    op.execute(f"alter table community.{table} add constraint ck_{table}_state check (state in ({states}))")


def _books(names: str) -> None:
    op.execute("alter table community.rule_books drop constraint ck_rule_books_name")
    op.execute(f"alter table community.rule_books add constraint ck_rule_books_name check (name in ({names}))")
