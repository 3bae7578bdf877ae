"""Messages of posts, one for each owner of groups, over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
from sqlalchemy import text

from adapters.postgres.community_post_room import HAS_ROOM, room_values, says_the_same
from adapters.postgres.sql import Statement
from ports.community.group_posts import PostChatState, PostSend, SendKey, SendState
from ports.community.post_rules import PostRoom
from ports.kernel import Tx
from ports.outside.wecom_groups import SendResult

BATCH = 50
READ_FOR = timedelta(days=7)
"""Who has not confirmed by then will not: WeCom is asked no more."""
LOOK_FOR = timedelta(days=1)
STALE_FOR = timedelta(days=30)
_REST = tuple(name for name in PostSend.__struct_fields__ if name != "key")
_COLUMNS = ", ".join(("post_id", "owner", "chat_id", *_REST))
_FIND = f"select {_COLUMNS} from community.group_post_send"
_KEY = "s.post_id = :post_id and s.owner = :owner and s.chat_id = :chat_id"
# The groups of a message.
_OWN = "c.post_id = s.post_id and c.owner = s.owner and s.chat_id in ('', c.chat_id)"
_ONE = Statement(
    text(f"""
    select {_COLUMNS}, array(select c.chat_id from community.group_post_chat c
                             where {_OWN} and c.state in ('waiting', 'sent') order by 1) as chat_ids
    from community.group_post_send s where {_KEY}
    """)
)
_ALL = Statement(text(f"{_FIND} where post_id = :post_id order by owner, chat_id for update"))
# Who starts a message of an owner waits for who is starting another one.
_OF_OWNER = Statement(text("select pg_advisory_xact_lock(hashtext('community.group_post_send'), hashtext(:owner))"))
_START = Statement(
    text(f"""
    update community.group_post_send s set state = 'starting', started_at = :now, looked_at = :now
    where {_KEY} and state = 'planned' and not exists (
        select from community.group_post_send o
        join community.group_post p on p.id = o.post_id
        join community.group_post q on q.id = s.post_id and q.content ->> 'text' = p.content ->> 'text'
        join community.group_post_chat d
            on d.post_id = o.post_id and d.owner = o.owner and o.chat_id in ('', d.chat_id)
        join community.group_post_chat c on {_OWN} and c.chat_id = d.chat_id and c.state in ('waiting', 'sent')
        where (o.post_id, o.owner, o.chat_id) <> (s.post_id, s.owner, s.chat_id)
          and o.state in ('starting', 'unknown', 'made') and o.message_id is null and o.started_at > :alike_since)
    """)
)
_KNOWN = Statement(
    text("select message_id from community.group_post_send where message_id = any (cast(:ids as text[]))")
)
_SETTLE = Statement(
    text(f"""
    update community.group_post_send s set state = :state, message_id = :message_id, started_at = :started_at,
        problem = :problem
    where {_KEY} and state = :before and not exists (
        select from community.group_post_send o
        where o.message_id = :message_id and (o.post_id, o.owner, o.chat_id) <> (s.post_id, s.owner, s.chat_id))
    """)
)
_END_CHATS = Statement(
    text(f"""
    update community.group_post_chat c set state = :state
    from community.group_post_send s where {_KEY} and {_OWN} and c.state = 'waiting'
      and (cast(:chat_ids as text[]) is null or c.chat_id = any (cast(:chat_ids as text[])))
    """)
)
_RETAKE = Statement(
    text(f"""
    update community.group_post_chat c set state = 'waiting', day = :day
    from community.group_post_send s where {_KEY} and {_OWN} and c.state <> 'sent' and {HAS_ROOM} and not exists (
        select from community.group_post p where p.id = c.post_id and {says_the_same("p.content ->> 'text'")})
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
    text(f"""
    update community.group_post_chat c set state = r.state, sent_at = r.sent_at
    from community.group_post_send s,
         unnest(cast(:told as text[]), cast(:states as text[]), cast(:sent_ats as timestamptz[]))
         r (chat_id, state, sent_at)
    where {_KEY} and {_OWN} and c.chat_id = r.chat_id and c.state = 'waiting'
    """)
)
_CONFIRMED = Statement(
    text(f"update community.group_post_send s set confirmed_at = coalesce(confirmed_at, :at) where {_KEY}")
)


def _claimed(condition: str, change: str = "looked_at = :now") -> Statement:
    """Rows that nobody else is at, marked."""
    return Statement(
        text(f"""
        update community.group_post_send t set {change}
        from (select post_id, owner, chat_id from community.group_post_send s where {condition}
              order by looked_at, post_id, owner, chat_id limit {BATCH} for update skip locked) d
        where (t.post_id, t.owner, t.chat_id) = (d.post_id, d.owner, d.chat_id)
        returning t.post_id, t.owner, t.chat_id
        """)
    )


_UNSENT = _claimed("state = 'planned' and looked_at < :before")
_IN_DOUBT = _claimed(
    "(state = 'unknown' or state = 'made' and message_id is null) and looked_at < :before and started_at > :since"
)
_TO_WITHDRAW = _claimed("state = 'withdrawing' and looked_at < :before")
_TO_READ = _claimed(f"""
    state = 'made' and message_id is not null and looked_at < :before and started_at > :since and (
        confirmed_at is null or exists (
            select from community.group_post_chat c where {_OWN} and c.state = 'waiting'))
""")
_TO_REMIND = _claimed(
    "state = 'made' and message_id is not null and confirmed_at is null and reminded_at is null"
    " and started_at < :before and started_at > :since",
    "reminded_at = :now",
)

_REMINDED = Statement(
    text("""
    update community.group_post_send s set reminded_at = :now
    from unnest(cast(:post_ids as uuid[]), cast(:owners as text[])) k (post_id, owner)
    where s.post_id = k.post_id and s.owner = k.owner and s.reminded_at is null
    """)
)
_STALE = Statement(
    text("""
    select s.post_id, s.owner, s.chat_id from community.group_post_send s
    where s.state = 'made' and s.confirmed_at is null and s.started_at < :before and s.started_at > :since and exists (
        select from community.guide_task t where t.state = 'open' and t.kind = 'confirm_post'
            and t.cause = concat_ws(':', 'confirm_post', s.post_id, s.owner, nullif(s.chat_id, '')))
    order by s.post_id, s.owner, s.chat_id limit :size
    """)
)


class PostgresPostSends:
    """Implements `ports.community.group_posts.PostSendStore`."""

    async def one(self, tx: Tx, key: SendKey) -> tuple[PostSend, tuple[str, ...]] | None:
        row = await _ONE.one(tx, **_of(key))
        return (_send(row), tuple(row["chat_ids"])) if row else None

    async def all(self, tx: Tx, post_id: UUID) -> tuple[PostSend, ...]:
        return tuple(_send(row) for row in await _ALL.all(tx, post_id=post_id))

    async def start(self, tx: Tx, key: SendKey, now: datetime, alike_since: datetime) -> bool:
        await _OF_OWNER.value(tx, owner=key.owner)
        return await _START.run(tx, now=now, alike_since=alike_since, **_of(key)) == 1

    async def known(self, tx: Tx, message_ids: Sequence[str]) -> frozenset[str]:
        if not message_ids:
            return frozenset()
        return frozenset(row["message_id"] for row in await _KNOWN.all(tx, ids=list(message_ids)))

    async def settle(self, tx: Tx, before: SendState, after: PostSend) -> bool:
        values = {name: getattr(after, name) for name in ("state", "message_id", "started_at", "problem")}
        return await _SETTLE.run(tx, before=before, **_of(after.key), **values) == 1

    async def end_chats(self, tx: Tx, key: SendKey, state: PostChatState, chat_ids: Sequence[str] | None) -> None:
        named = None if chat_ids is None else list(chat_ids)
        await _END_CHATS.run(tx, state=state, chat_ids=named, **_of(key))

    async def retake(self, tx: Tx, key: SendKey, room: PostRoom) -> int:
        # What it has had of another day comes back first; nobody else counts meanwhile.
        await self.end_chats(tx, key, "failed", None)
        return await _RETAKE.run(tx, **room_values(room), **_of(key))

    async def lost(self, tx: Tx, before: datetime) -> tuple[UUID, ...]:
        return tuple(row["post_id"] for row in await _LOST.all(tx, before=before))

    async def give_up(self, tx: Tx, post_id: UUID, before: datetime, problem: str) -> None:
        await _GIVE_UP.run(tx, post_id=post_id, before=before, problem=problem)

    async def unsent(self, tx: Tx, before: datetime, now: datetime) -> tuple[SendKey, ...]:
        return _keys(await _UNSENT.all(tx, before=before, now=now))

    async def in_doubt(self, tx: Tx, looked_before: datetime, now: datetime) -> tuple[SendKey, ...]:
        return _keys(await _IN_DOUBT.all(tx, before=looked_before, now=now, since=now - LOOK_FOR))

    async def to_read(self, tx: Tx, read_before: datetime, now: datetime) -> tuple[SendKey, ...]:
        return _keys(await _TO_READ.all(tx, before=read_before, now=now, since=now - READ_FOR))

    async def to_remind(self, tx: Tx, made_before: datetime, now: datetime) -> tuple[SendKey, ...]:
        first: dict[tuple[UUID, str], SendKey] = {}
        for key in _keys(await _TO_REMIND.all(tx, before=made_before, now=now, since=now - READ_FOR)):
            first.setdefault((key.post_id, key.owner), key)
        if first:
            ids, owners = [post_id for post_id, _ in first], [owner for _, owner in first]
            await _REMINDED.run(tx, post_ids=ids, owners=owners, now=now)
        return tuple(first.values())

    async def stale(self, tx: Tx, before: datetime, limit: int) -> tuple[SendKey, ...]:
        return _keys(await _STALE.all(tx, before=before, since=before - STALE_FOR, size=limit))

    async def to_withdraw(self, tx: Tx, before: datetime, now: datetime) -> tuple[SendKey, ...]:
        return _keys(await _TO_WITHDRAW.all(tx, before=before, now=now))

    async def results(self, tx: Tx, key: SendKey, confirmed_at: datetime | None, told: Sequence[SendResult]) -> None:
        ended = sorted(
            (one for one in told if one.chat_id and one.state != "unsent"), key=lambda one: one.chat_id or ""
        )
        if confirmed_at is not None:
            await _CONFIRMED.run(tx, at=confirmed_at, **_of(key))
        if ended:
            await _RESULTS.run(
                tx,
                told=[one.chat_id for one in ended],
                states=[_state(one) for one in ended],
                sent_ats=[one.sent_at for one in ended],
                **_of(key),
            )


def _state(one: SendResult) -> PostChatState:
    return "sent" if one.state == "sent" else "failed"


def _of(key: SendKey) -> dict[str, object]:
    return {"post_id": key.post_id, "owner": key.owner, "chat_id": key.chat_id}


def _key(row: asyncpg.Record) -> SendKey:
    return SendKey(row["post_id"], row["owner"], row["chat_id"])


def _keys(rows: list[asyncpg.Record]) -> tuple[SendKey, ...]:
    return tuple(sorted((_key(row) for row in rows), key=lambda key: (key.post_id, key.owner, key.chat_id)))


def _send(row: asyncpg.Record) -> PostSend:
    return PostSend(_key(row), **{name: row[name] for name in _REST})
