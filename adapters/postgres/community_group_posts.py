"""Posts of the content calendar over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.community_post_room import HAS_ROOM, TARGETED, room_values, says_the_same
from adapters.postgres.sql import Statement
from ports.community.group_posts import (
    GroupPost,
    PostAttachment,
    PostContent,
    PostSend,
    PostTarget,
    TargetChat,
)
from ports.community.post_rules import PostRoom
from ports.kernel import Tx

_COLUMNS = ", ".join(GroupPost.__struct_fields__)
_FIND = f"select {_COLUMNS} from community.group_post"
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
_CHATS = Statement(text(f"select c.chat_id, c.name, c.owner from community.chat c where {TARGETED} order by c.chat_id"))
_PICTURES = Statement(
    text("select id, url from commerce.media where kind = 'image' and id = any (cast(:ids as uuid[]))")
)
_NAMES = {
    "coupon": Statement(text("select name from promotion.coupon_template where id = :id")),
    "flash_sale": Statement(text("select name from promotion.campaign where id = :id and kind = 'flash'")),
    "group_buy": Statement(text("select name from promotion.campaign where id = :id and kind = 'group_buy'")),
    # Whoever is shown to a group was chosen for it by a person.
    "review": Statement(
        text(
            "select left(body, 30) from community.ugc where id = :id and featured_at is not null and state = 'visible'"
        )
    ),
    "product": Statement(text("select title from commerce.product where id = :id")),
}
_DUE = Statement(
    text(f"""
    {_FIND} where state = 'planned' and planned_at <= :now order by planned_at, id limit :size
    for update skip locked
    """)
)
_TAKE = Statement(
    text(f"""
    insert into community.group_post_chat (post_id, chat_id, owner, day, state)
    select cast(:post_id as uuid), c.chat_id, c.owner, cast(:day as date), 'waiting'
    from unnest(cast(:chat_ids as text[]), cast(:owners as text[])) c (chat_id, owner)
    where {HAS_ROOM} and {says_the_same("cast(:text as text)", negated=True)} order by c.chat_id
    on conflict do nothing returning chat_id
    """)
)
_INSERT_SENDS = Statement(
    text("""
    insert into community.group_post_send (post_id, owner, chat_id, state, code, looked_at)
    select s.post_id, s.owner, s.chat_id, s.state, s.code, :now
    from unnest(cast(:post_ids as uuid[]), cast(:owners as text[]), cast(:chat_ids as text[]), cast(:states as text[]),
                cast(:codes as text[])) s (post_id, owner, chat_id, state, code)
    """)
)
_content = msgspec.json.Decoder(PostContent)


class PostgresGroupPosts:
    """Implements `ports.community.group_posts.GroupPostStore`."""

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
        try:
            ref = UUID(attachment.ref or "")
        except ValueError:
            return None
        name: str | None = await _NAMES[attachment.kind].value(tx, id=ref)
        return name

    async def due(self, tx: Tx, now: datetime, limit: int) -> tuple[GroupPost, ...]:
        return tuple(_post(row) for row in await _DUE.all(tx, now=now, size=limit))

    async def take_chats(self, tx: Tx, post: GroupPost, chats: Sequence[TargetChat], room: PostRoom) -> tuple[str, ...]:
        named = {"chat_ids": [chat.chat_id for chat in chats], "owners": [chat.owner for chat in chats]}
        rows = await _TAKE.all(tx, post_id=post.id, text=post.content.text, **named, **room_values(room))
        return tuple(row["chat_id"] for row in rows)

    async def insert_sends(self, tx: Tx, sends: Sequence[PostSend], now: datetime) -> None:
        await _INSERT_SENDS.run(
            tx,
            now=now,
            post_ids=[send.key.post_id for send in sends],
            owners=[send.key.owner for send in sends],
            chat_ids=[send.key.chat_id for send in sends],
            states=[send.state for send in sends],
            codes=[send.code for send in sends],
        )


def _target(target: PostTarget) -> dict[str, object]:
    return {"kind": target.kind, "chat_ids": list(target.chat_ids)}


def _values(post: GroupPost) -> dict[str, object]:
    return msgspec.structs.asdict(post) | {"content": msgspec.json.encode(post.content).decode()}


def _post(row: asyncpg.Record) -> GroupPost:
    return GroupPost(**{**row, "content": _content.decode(row["content"])})
