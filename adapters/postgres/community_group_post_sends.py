"""Messages of posts, one for each owner of groups, over PostgreSQL."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import asyncpg
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.group_posts import PostChatState, PostSend, SendState
from ports.kernel import Tx
from ports.outside.wecom_groups import SendResult

BATCH = 50
READ_FOR = timedelta(days=7)
"""Who has not confirmed by then will not: WeCom is asked no more."""
LOOK_FOR = timedelta(days=1)
_COLUMNS = ", ".join(PostSend.__struct_fields__)
_FIND = f"select {_COLUMNS} from community.group_post_send"
_KEY = "post_id = :post_id and owner = :owner"
_ONE = Statement(
    text(f"""
    select {_COLUMNS}, array(select c.chat_id from community.group_post_chat c
                             where c.post_id = s.post_id and c.owner = s.owner and c.state <> 'failed'
                             order by 1) as chat_ids
    from community.group_post_send s where {_KEY}
    """)
)
_ALL = Statement(text(f"{_FIND} where post_id = :post_id order by owner for update"))
_START = Statement(
    text(f"""
    update community.group_post_send set state = 'starting', started_at = :now, looked_at = :now
    where {_KEY} and state = 'planned'
    """)
)
_SETTLE = Statement(
    text(f"""
    update community.group_post_send s set state = :state, message_id = :message_id, started_at = :started_at,
        problem = :problem
    where {_KEY} and state = :before and not exists (
        select from community.group_post_send o
        where o.message_id = :message_id and (o.post_id, o.owner) <> (s.post_id, s.owner))
    """)
)
_FAILED_CHATS = Statement(
    text(f"""
    update community.group_post_chat set state = 'failed'
    where {_KEY} and state = 'waiting'
      and (cast(:chat_ids as text[]) is null or chat_id = any (cast(:chat_ids as text[])))
    """)
)
_RETAKE = Statement(
    text(f"""
    update community.group_post_chat c set state = 'waiting', day = :day
    where {_KEY} and state <> 'sent' and not exists (
        select from community.group_post_chat o
        where o.chat_id = c.chat_id and o.day = cast(:day as date) and o.post_id <> c.post_id and o.state <> 'failed')
    """)
)
_LOST = Statement(
    text("""
    select distinct post_id from community.group_post_send where state = 'starting' and started_at < :before order by 1
    """)
)
_GIVE_UP = Statement(
    text("""
    update community.group_post_send set state = 'unknown', problem = :problem
    where post_id = :post_id and state = 'starting' and started_at < :before
    """)
)
_RESULTS = Statement(
    text("""
    update community.group_post_chat c set state = r.state, sent_at = r.sent_at
    from unnest(cast(:chat_ids as text[]), cast(:states as text[]), cast(:sent_ats as timestamptz[]))
         r (chat_id, state, sent_at)
    where c.post_id = :post_id and c.owner = :owner and c.chat_id = r.chat_id and c.state = 'waiting'
    """)
)
_CONFIRMED = Statement(
    text(f"update community.group_post_send set confirmed_at = coalesce(confirmed_at, :at) where {_KEY}")
)


def _claimed(condition: str, change: str = "looked_at = :now") -> Statement:
    """Rows that nobody else is at, marked."""
    return Statement(
        text(f"""
        update community.group_post_send s set {change}
        from (select post_id, owner from community.group_post_send where {condition}
              order by looked_at, post_id, owner limit {BATCH} for update skip locked) d
        where s.post_id = d.post_id and s.owner = d.owner returning s.post_id, s.owner
        """)
    )


_UNSENT = _claimed("state = 'planned' and looked_at < :before")
_IN_DOUBT = _claimed(
    "(state = 'unknown' or state = 'made' and message_id is null) and looked_at < :before and started_at > :since"
)
_TO_READ = _claimed("""
    state = 'made' and message_id is not null and looked_at < :before and started_at > :since and (
        confirmed_at is null or exists (
            select from community.group_post_chat c where c.post_id = group_post_send.post_id
            and c.owner = group_post_send.owner and c.state = 'waiting'))
""")
_TO_REMIND = _claimed(
    "state = 'made' and message_id is not null and confirmed_at is null and reminded_at is null"
    " and started_at < :before and started_at > :since",
    "reminded_at = :now",
)


class PostgresPostSends:
    """Implements `ports.community.group_posts.PostSendStore`."""

    async def one(self, tx: Tx, post_id: UUID, owner: str) -> tuple[PostSend, tuple[str, ...]] | None:
        row = await _ONE.one(tx, post_id=post_id, owner=owner)
        return (_send(row), tuple(row["chat_ids"])) if row else None

    async def all(self, tx: Tx, post_id: UUID) -> tuple[PostSend, ...]:
        return tuple(_send(row) for row in await _ALL.all(tx, post_id=post_id))

    async def start(self, tx: Tx, post_id: UUID, owner: str, now: datetime) -> bool:
        return await _START.run(tx, post_id=post_id, owner=owner, now=now) == 1

    async def settle(self, tx: Tx, before: SendState, after: PostSend) -> bool:
        values = {name: getattr(after, name) for name in ("post_id", "owner", "state", "message_id", "problem")}
        return await _SETTLE.run(tx, before=before, started_at=after.started_at, **values) == 1

    async def failed_chats(self, tx: Tx, post_id: UUID, owner: str, chat_ids: Sequence[str] | None) -> None:
        named = None if chat_ids is None else list(chat_ids)
        await _FAILED_CHATS.run(tx, post_id=post_id, owner=owner, chat_ids=named)

    async def retake(self, tx: Tx, post_id: UUID, owner: str, day: date) -> int:
        await _FAILED_CHATS.run(tx, post_id=post_id, owner=owner, chat_ids=None)
        return await _RETAKE.run(tx, post_id=post_id, owner=owner, day=day)

    async def lost(self, tx: Tx, before: datetime) -> tuple[UUID, ...]:
        return tuple(row["post_id"] for row in await _LOST.all(tx, before=before))

    async def give_up(self, tx: Tx, post_id: UUID, before: datetime, problem: str) -> None:
        await _GIVE_UP.run(tx, post_id=post_id, before=before, problem=problem)

    async def unsent(self, tx: Tx, before: datetime, now: datetime) -> tuple[tuple[UUID, str], ...]:
        return _keys(await _UNSENT.all(tx, before=before, now=now))

    async def in_doubt(self, tx: Tx, looked_before: datetime, now: datetime) -> tuple[tuple[UUID, str], ...]:
        return _keys(await _IN_DOUBT.all(tx, before=looked_before, now=now, since=now - LOOK_FOR))

    async def to_read(self, tx: Tx, read_before: datetime, now: datetime) -> tuple[tuple[UUID, str], ...]:
        return _keys(await _TO_READ.all(tx, before=read_before, now=now, since=now - READ_FOR))

    async def to_remind(self, tx: Tx, made_before: datetime, now: datetime) -> tuple[tuple[UUID, str], ...]:
        return _keys(await _TO_REMIND.all(tx, before=made_before, now=now, since=now - READ_FOR))

    async def results(
        self, tx: Tx, key: tuple[UUID, str], confirmed_at: datetime | None, told: Sequence[SendResult]
    ) -> None:
        post_id, owner = key
        ended = sorted(
            (one for one in told if one.chat_id and one.state != "unsent"), key=lambda one: one.chat_id or ""
        )
        if confirmed_at is not None:
            await _CONFIRMED.run(tx, post_id=post_id, owner=owner, at=confirmed_at)
        if ended:
            await _RESULTS.run(
                tx,
                post_id=post_id,
                owner=owner,
                chat_ids=[one.chat_id for one in ended],
                states=[_state(one) for one in ended],
                sent_ats=[one.sent_at for one in ended],
            )


def _state(one: SendResult) -> PostChatState:
    return "sent" if one.state == "sent" else "failed"


def _keys(rows: list[asyncpg.Record]) -> tuple[tuple[UUID, str], ...]:
    return tuple(sorted((row["post_id"], row["owner"]) for row in rows))


def _send(row: asyncpg.Record) -> PostSend:
    return PostSend(**{name: row[name] for name in PostSend.__struct_fields__})
