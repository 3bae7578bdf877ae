"""Posts of the content calendar over PostgreSQL."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.group_posts import (
    GroupPost,
    PostAttachment,
    PostClash,
    PostContent,
    PostSend,
    PostTarget,
    TargetChat,
)
from ports.kernel import Tx

_COLUMNS = ", ".join(GroupPost.__struct_fields__)
_FIND = f"select {_COLUMNS} from community.group_post"
# The same lock for all who plan: posts of a day are weighed against each other.
_LOCK_PLAN = Statement(text("select pg_advisory_xact_lock(hashtext('community.group_post'))"))
_INSERT = Statement(
    text(f"""
    insert into community.group_post ({_COLUMNS})
    values ({", ".join(f":{name}" for name in GroupPost.__struct_fields__)})
    """)
)
_ONE = Statement(text(f"{_FIND} where id = :id"))
_LOCK = Statement(text(f"{_FIND} where id = :id for update"))
_SAVE = Statement(
    text("""
    update community.group_post set content = :content, planned_at = :planned_at, state = :state, version = :version,
        problem = :problem
    where id = :id and version = :version_before
    """)
)
_TARGETED = """
    c.state = 'normal' and c.owner <> '' and (
        cast(:kind as text) = 'all' or c.kind = cast(:kind as text)
        or cast(:kind as text) = 'chats' and c.chat_id = any (cast(:chat_ids as text[])))
"""
_CHATS = Statement(
    text(f"select c.chat_id, c.name, c.owner from community.chat c where {_TARGETED} order by c.chat_id")
)
_PICTURES = Statement(
    text("select id, url from commerce.media where kind = 'image' and id = any (cast(:ids as uuid[]))")
)
_NAMES = {
    "coupon": Statement(text("select name from promotion.coupon_template where id = :id")),
    "flash_sale": Statement(text("select name from promotion.campaign where id = :id and kind = 'flash'")),
    "group_buy": Statement(text("select name from promotion.campaign where id = :id and kind = 'group_buy'")),
    "product": Statement(text("select title from commerce.product where id = :id")),
}
# What is planned counts by whom it would go to now; what was sent, by whom it has gone to.
_CLASHES = Statement(
    text(f"""
    select c.name as chat_name, p.content ->> 'text' as other_text
    from community.chat c
    join community.group_post p on p.id <> :id and (
        p.state = 'planned' and p.planned_at >= :start and p.planned_at < :end and (
            p.content -> 'target' ->> 'kind' in ('all', c.kind)
            or p.content -> 'target' -> 'chatIds' @> to_jsonb(c.chat_id))
        or exists (select from community.group_post_chat g where g.post_id = p.id and g.chat_id = c.chat_id
                   and g.day = cast(:day as date) and g.state <> 'failed'))
    where {_TARGETED} order by c.name, c.chat_id, p.id
    """)
)
_DUE = Statement(
    text(f"""
    {_FIND} where state = 'planned' and planned_at <= :now order by planned_at, id limit :size
    for update skip locked
    """)
)
_TAKE = Statement(
    text("""
    insert into community.group_post_chat (post_id, chat_id, owner, day, state)
    select :post_id, c.chat_id, c.owner, :day, 'waiting'
    from unnest(cast(:chat_ids as text[]), cast(:owners as text[])) c (chat_id, owner) order by c.chat_id
    on conflict do nothing returning chat_id
    """)
)
_INSERT_SENDS = Statement(
    text("""
    insert into community.group_post_send (post_id, owner, state, code, looked_at)
    select s.post_id, s.owner, s.state, s.code, :now
    from unnest(cast(:post_ids as uuid[]), cast(:owners as text[]), cast(:states as text[]), cast(:codes as text[]))
         s (post_id, owner, state, code)
    """)
)
_content = msgspec.json.Decoder(PostContent)


class PostgresGroupPosts:
    """Implements `ports.community.group_posts.GroupPostStore`."""

    async def lock_plan(self, tx: Tx) -> None:
        await _LOCK_PLAN.value(tx)

    async def insert(self, tx: Tx, post: GroupPost) -> None:
        await _INSERT.run(tx, **_values(post))

    async def one(self, tx: Tx, post_id: UUID, *, lock: bool = False) -> GroupPost | None:
        row = await (_LOCK if lock else _ONE).one(tx, id=post_id)
        return _post(row) if row else None

    async def save(self, tx: Tx, before: GroupPost, after: GroupPost) -> bool:
        values = _values(after)
        for fixed in ("made_at", "made_by"):
            del values[fixed]
        return await _SAVE.run(tx, version_before=before.version, **values) == 1

    async def chats(self, tx: Tx, target: PostTarget) -> tuple[TargetChat, ...]:
        return tuple(TargetChat(**row) for row in await _CHATS.all(tx, **_target(target)))

    async def pictures(self, tx: Tx, picture_ids: Sequence[UUID]) -> dict[UUID, str]:
        if not picture_ids:
            return {}
        return {row["id"]: row["url"] for row in await _PICTURES.all(tx, ids=list(picture_ids))}

    async def attachment_name(self, tx: Tx, attachment: PostAttachment) -> str | None:
        if attachment.kind not in _NAMES:
            return attachment.ref or ""
        name: str | None = await _NAMES[attachment.kind].value(tx, id=UUID(attachment.ref))
        return name

    async def clashes(
        self, tx: Tx, post: GroupPost, day: date, span: tuple[datetime, datetime]
    ) -> tuple[PostClash, ...]:
        start, end = span
        rows = await _CLASHES.all(tx, id=post.id, day=day, start=start, end=end, **_target(post.content.target))
        return tuple(PostClash(**row) for row in rows)

    async def due(self, tx: Tx, now: datetime, limit: int) -> tuple[GroupPost, ...]:
        return tuple(_post(row) for row in await _DUE.all(tx, now=now, size=limit))

    async def take_chats(self, tx: Tx, post_id: UUID, chats: Sequence[TargetChat], day: date) -> tuple[str, ...]:
        named = {"chat_ids": [chat.chat_id for chat in chats], "owners": [chat.owner for chat in chats]}
        return tuple(row["chat_id"] for row in await _TAKE.all(tx, post_id=post_id, day=day, **named))

    async def insert_sends(self, tx: Tx, sends: Sequence[PostSend], now: datetime) -> None:
        await _INSERT_SENDS.run(
            tx,
            now=now,
            post_ids=[send.post_id for send in sends],
            owners=[send.owner for send in sends],
            states=[send.state for send in sends],
            codes=[send.code for send in sends],
        )


def _target(target: PostTarget) -> dict[str, object]:
    return {"kind": target.kind, "chat_ids": list(target.chat_ids)}


def _values(post: GroupPost) -> dict[str, object]:
    return msgspec.structs.asdict(post) | {"content": msgspec.json.encode(post.content).decode()}


def _post(row: asyncpg.Record) -> GroupPost:
    return GroupPost(**{**row, "content": _content.decode(row["content"])})
