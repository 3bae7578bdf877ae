"""What operators read of identities, matches and merges."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.crypto import FieldCipher, mask_number, mask_phone
from ports.kernel import MemberId, Page, Tx
from ports.members.merge_views import FollowingView, IdentityView, MatchState, MatchView, MergeView, MovedCount, Person

_MATCH = "id, state, low_id, high_id, evidence, found_at, decided_at, decided_by, reason"
_MATCHES = Statement(
    text(f"""
    select {_MATCH} from members.match
    where (cast(:state as text) is null or state = :state)
      and (cast(:before_at as timestamptz) is null or (found_at, id) < (:before_at, :before_id))
    order by found_at desc, id desc limit :size
    """)
)
_ONE_MATCH = Statement(text(f"select {_MATCH} from members.match where id = :id"))
_MERGE = "id, number, gone_id, kept_id, proof, evidence, at, by, undone_at, undone_by, undone_reason"
_MERGES = Statement(
    text(f"""
    select {_MERGE} from members.merge
    where cast(:before as bigint) is null or number < :before order by number desc limit :size
    """)
)
_ONE_MERGE = Statement(text(f"select {_MERGE} from members.merge where id = :id"))
_MERGES_OF = Statement(
    text(f"""
    select {_MERGE} from members.merge
    where kept_id = :id or gone_id = :id
       or gone_id in (select id from members.member where merged_into = :id) order by number
    """)
)
_PEOPLE = Statement(
    text("""
    select m.id, m.nickname, m.phone_sealed, m.joined_at, l.name as level_name, s.orders, s.spent_fen,
           array(select distinct i.channel from members.identity i where i.member_id = m.id order by 1) as channels
    from members.member m join members.level l on l.code = m.level_code
    cross join lateral (select count(*) as orders,
        cast(coalesce(sum(o.payable_fen - o.refunded_fen) filter (where o.paid_at is not null), 0) as bigint)
            as spent_fen
        from commerce."order" o where o.member_id = m.id) s
    where m.id = any(cast(:ids as uuid[]))
    """)
)
_MOVED = Statement(
    text("""
    select kind, cast(count(*) filter (where amount > 0) as int) as count from (
        select kind, amount from commerce.member_move where merge_id = :id
        union all select kind, amount from promotion.member_move where merge_id = :id
        union all select 'identity', 1 from members.merge, jsonb_array_elements(taken -> 'identities')
            where id = :id and undone_at is null
        union all select 'address', 1 from members.merge, jsonb_array_elements(taken -> 'addresses')
            where id = :id and undone_at is null
    ) m group by kind
    """)
)
_IDENTITIES = Statement(
    text("""
    select i.id, i.channel, i.subject, i.unionid, i.unionid_disputed, i.first_seen_at, f.is_following,
           case when f.is_following then f.followed_at else coalesce(f.unfollowed_at, f.first_seen_at) end as since
    from members.identity i
    left join members.official_follower f
        on i.channel = 'official_account' and f.appid = i.app and f.openid = i.subject
    where i.member_id = :member_id order by i.first_seen_at, i.id
    """)
)
NAMES = {
    "identity": "身份",
    "order": "订单",
    "after_sale": "售后",
    "address": "收货地址",
    "favourite": "收藏",
    "cart": "购物车商品",
    "coupon": "优惠券",
    "order_use": "活动购买记录",
    "seat": "拼团席位",
    "team": "带队的团",
    "bargain": "砍价",
    "cut": "帮砍",
    "flash_ticket": "秒杀排队",
}


class PostgresMergeViews:
    """Implements `ports.members.merge_views.MergeReads`."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    async def matches(self, tx: Tx, state: MatchState | None, cursor: str | None, limit: int) -> Page[MatchView]:
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        rows = await _MATCHES.all(tx, state=state, before_at=before[0], before_id=before[1], size=limit + 1)
        page = rows[:limit]
        items = await self._matches(tx, page)
        more = len(rows) > limit
        return Page(items, encode_cursor((page[-1]["found_at"], page[-1]["id"])) if more else None)

    async def match(self, tx: Tx, match_id: UUID) -> MatchView | None:
        row = await _ONE_MATCH.one(tx, id=match_id)
        return (await self._matches(tx, [row]))[0] if row else None

    async def merges(self, tx: Tx, cursor: str | None, limit: int) -> Page[MergeView]:
        before = decode_cursor(cursor, int) if cursor else None
        rows = await _MERGES.all(tx, before=before, size=limit + 1)
        page = rows[:limit]
        return Page(await self._merges(tx, page), encode_cursor(page[-1]["number"]) if len(rows) > limit else None)

    async def merge(self, tx: Tx, merge_id: UUID) -> MergeView | None:
        row = await _ONE_MERGE.one(tx, id=merge_id)
        return (await self._merges(tx, [row]))[0] if row else None

    async def merges_of(self, tx: Tx, member_id: MemberId) -> tuple[MergeView, ...]:
        return tuple(await self._merges(tx, await _MERGES_OF.all(tx, id=member_id)))

    async def moved(self, tx: Tx, merge_id: UUID) -> tuple[MovedCount, ...]:
        found = {row["kind"]: row["count"] for row in await _MOVED.all(tx, id=merge_id)}
        return tuple(MovedCount(name, found[kind]) for kind, name in NAMES.items() if found.get(kind))

    async def identities(self, tx: Tx, member_id: MemberId) -> tuple[IdentityView, ...]:
        return tuple(
            IdentityView(
                id=row["id"],
                channel=row["channel"],
                subject_masked=mask_number(row["subject"]),
                unionid_masked=mask_number(row["unionid"]) if row["unionid"] else None,
                is_disputed=row["unionid_disputed"],
                first_seen_at=row["first_seen_at"],
                following=None if row["since"] is None else FollowingView(row["is_following"], row["since"]),
            )
            for row in await _IDENTITIES.all(tx, member_id=member_id)
        )

    async def _matches(self, tx: Tx, rows: list[asyncpg.Record]) -> list[MatchView]:
        people = await self._people(tx, (row[side] for row in rows for side in ("low_id", "high_id")))
        return [
            MatchView(
                people=(people[row["low_id"]], people[row["high_id"]]),
                evidence=tuple(row["evidence"]),
                **_without(row, "low_id", "high_id", "evidence"),
            )
            for row in rows
        ]

    async def _merges(self, tx: Tx, rows: list[asyncpg.Record]) -> list[MergeView]:
        people = await self._people(tx, (row[side] for row in rows for side in ("gone_id", "kept_id")))
        return [
            MergeView(
                gone=people[row["gone_id"]],
                kept=people[row["kept_id"]],
                evidence=tuple(row["evidence"]),
                **_without(row, "gone_id", "kept_id", "evidence", "number"),
            )
            for row in rows
        ]

    async def _people(self, tx: Tx, ids: Iterable[UUID]) -> dict[UUID, Person]:
        return {row["id"]: self._person(row) for row in await _PEOPLE.all(tx, ids=list(set(ids)))}

    def _person(self, row: asyncpg.Record) -> Person:
        sealed = row["phone_sealed"]
        return Person(
            phone_masked=mask_phone(self._cipher.decrypt(sealed)) if sealed else None,
            channels=tuple(row["channels"]),
            **_without(row, "phone_sealed", "channels"),
        )


def _without(row: asyncpg.Record, *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
