"""What the faces read of members."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.crypto import FieldCipher, mask_phone
from ports.kernel import MemberId, Page, Tx
from ports.members.views import LevelSize, LevelView, MemberRow, MemberView, OrderCounts

_MEMBER = Statement(
    text(
        "select m.id, m.nickname, m.avatar_url, m.phone_sealed, m.joined_at, m.privacy_version,"
        " l.code, l.name, l.discount_percent, g.growth, n.next_name, n.next_growth,"
        " c.pending_payment, c.to_ship, c.to_receive, a.after_sale, w.coupon_count"
        " from members.member m join members.level l on l.code = m.level_code"
        " left join lateral (select name as next_name, growth_from as next_growth from members.level"
        " where growth_from > l.growth_from order by growth_from limit 1) n on true"
        " cross join lateral (select cast(greatest(0, coalesce(sum(e.value), 0)) as bigint) as growth"
        " from members.growth_entry e where e.member_id = m.id"
        " and e.counts_at > cast(:now as timestamptz) - interval '365 days') g"
        " cross join lateral (select count(*) filter (where o.status = 'pending_payment') as pending_payment,"
        " count(*) filter (where o.status in ('paid', 'partly_shipped')) as to_ship,"
        " count(*) filter (where o.status in ('shipped', 'delivered')) as to_receive"
        ' from commerce."order" o where o.member_id = m.id'
        " and o.status in ('pending_payment', 'paid', 'partly_shipped', 'shipped', 'delivered')) c"
        " cross join lateral (select count(*) as after_sale from commerce.after_sale s where s.member_id = m.id"
        " and s.status not in ('refunded', 'rejected', 'cancelled')) a"
        " cross join lateral (select count(*) as coupon_count from promotion.coupon k where k.member_id = m.id"
        " and k.state = 'held' and k.valid_until > :now) w"
        " where m.id = (select coalesce(w.merged_into, w.id) from members.member w where w.id = :member_id)"
    )
)
_LEVELS = Statement(
    text(
        "select l.code, l.name, l.discount_percent, l.early_access_minutes, count(m.id) as members from members.level l"
        " left join members.member m on m.level_code = l.code and m.merged_into is null and m.left_at is null"
        " group by l.code order by l.growth_from, l.sort, l.code"
    )
)
_ROWS = Statement(
    text(
        "select m.id, m.nickname, m.phone_sealed, m.joined_at, l.name as level_name, s.orders, s.spent_fen"
        " from members.member m join members.level l on l.code = m.level_code"
        " cross join lateral (select count(*) as orders,"
        " cast(coalesce(sum(o.payable_fen - o.refunded_fen), 0) as bigint) as spent_fen"
        ' from commerce."order" o where o.member_id = m.id and o.paid_at is not null) s'
        " where m.merged_into is null and m.left_at is null"
        " and (cast(:name as text) is null or m.nickname ilike '%' || :name || '%' or m.phone_index = :phone_index)"
        " and (cast(:before_at as timestamptz) is null or (m.joined_at, m.id) < (:before_at, :before_id))"
        " order by m.joined_at desc, m.id desc limit :size"
    )
)


class PostgresMemberViews:
    """Implements `ports.members.views.MemberViews`."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    async def levels(self, tx: Tx) -> tuple[LevelSize, ...]:
        return tuple(LevelSize(**row) for row in await _LEVELS.all(tx))

    async def member(self, tx: Tx, member_id: MemberId, now: datetime) -> MemberView | None:
        row = await _MEMBER.one(tx, member_id=member_id, now=now)
        if row is None:
            return None
        return MemberView(
            id=MemberId(row["id"]),
            nickname=row["nickname"],
            avatar_url=row["avatar_url"],
            phone_masked=self._masked(row["phone_sealed"]),
            level=LevelView(
                code=row["code"],
                name=row["name"],
                discount_percent=row["discount_percent"],
                growth=row["growth"],
                next_name=row["next_name"],
                next_growth=row["next_growth"],
            ),
            joined_at=row["joined_at"],
            privacy_version_accepted=row["privacy_version"],
            order_counts=OrderCounts(row["pending_payment"], row["to_ship"], row["to_receive"], row["after_sale"]),
            coupon_count=row["coupon_count"],
        )

    async def rows(self, tx: Tx, query: str | None, cursor: str | None, limit: int) -> Page[MemberRow]:
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        found = await _ROWS.all(
            tx,
            name=query,
            phone_index=self._cipher.blind_index(query) if query else None,
            before_at=before[0],
            before_id=before[1],
            size=limit + 1,
        )
        items = [
            MemberRow(
                id=row["id"],
                nickname=row["nickname"],
                phone_masked=self._masked(row["phone_sealed"]),
                level_name=row["level_name"],
                orders=row["orders"],
                spent_fen=row["spent_fen"],
                joined_at=row["joined_at"],
            )
            for row in found[:limit]
        ]
        last = items[-1] if items else None
        return Page(items, encode_cursor((last.joined_at, last.id)) if last and len(found) > limit else None)

    def _masked(self, sealed: bytes | None) -> str | None:
        return mask_phone(self._cipher.decrypt(sealed)) if sealed else None
