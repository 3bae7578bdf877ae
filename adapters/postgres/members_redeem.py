"""The points shop and what was handed out, over PostgreSQL."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Page, Tx
from ports.members.redeeming import AdminAward, AwardFilter, AwardView, RedeemItemRow

_ITEM = """id, name, words, image_url, kind, template_id, points, stock, taken, per_member_max, is_enabled, sort,
    version"""
_ITEMS = Statement(
    text(f"select {_ITEM} from members.redeem_item where is_enabled or not :only_enabled order by sort, id")
)
_ONE = Statement(text(f"select {_ITEM} from members.redeem_item where id = :id"))
_LOCK = Statement(text(f"select {_ITEM} from members.redeem_item where id = :id for no key update"))
_INSERT = Statement(
    text(f"""
    insert into members.redeem_item ({_ITEM})
    values (:id, :name, :words, :image_url, :kind, :template_id, :points, :stock, :taken, :per_member_max,
            :is_enabled, :sort, :version)
    """)
)
_SAVE = Statement(
    text("""
    update members.redeem_item set name = :name, words = :words, image_url = :image_url, kind = :kind,
        template_id = :template_id, points = :points, stock = :stock, per_member_max = :per_member_max,
        is_enabled = :is_enabled, sort = :sort, version = :version
    where id = :id
    """)
)
_TAKE = Statement(
    text("update members.redeem_item set taken = taken + 1 where id = :id and is_enabled and taken < stock")
)
_GIVE_BACK = Statement(text("update members.redeem_item set taken = taken - 1 where id = :id and taken > 0"))
_HAD = Statement(
    text("""
    select cast(count(*) as int) from members.award
    where item_id = :item_id and member_id = :member_id and state <> 'cancelled'
    """)
)
_HAD_EACH = Statement(
    text("""
    select item_id, cast(count(*) as int) as had from members.award
    where member_id = :member_id and item_id is not null and state <> 'cancelled' group by item_id
    """)
)
_MINE = Statement(
    text("""
    select id, source, kind, name, points, code, state, '' as state_text, at from members.award
    where member_id = :member_id and (cast(:before as uuid) is null or id < :before) order by id desc limit :size
    """)
)
_ADMIN = """
    select a.id, a.source, a.kind, a.name, a.member_id, coalesce(m.nickname, '') as member_name, a.points, a.code,
           a.state, '' as state_text, a.note, a.at, a.settled_at, a.settled_by
    from members.award a left join members.member m on m.id = a.member_id
"""
_AWARDS = Statement(
    text(f"""
    {_ADMIN} where (cast(:state as text) is null or a.state = :state)
      and (cast(:source as text) is null or a.source = :source) and (cast(:code as text) is null or a.code = :code)
      and (cast(:before as uuid) is null or a.id < :before)
    order by a.id desc limit :size
    """)
)
_AWARD = Statement(text(f"{_ADMIN} where a.id = :id"))


class PostgresRedeeming:
    """Implements `ports.members.redeeming.RedeemStore`."""

    async def items(self, tx: Tx, only_enabled: bool) -> Sequence[RedeemItemRow]:
        return [RedeemItemRow(**row) for row in await _ITEMS.all(tx, only_enabled=only_enabled)]

    async def item(self, tx: Tx, item_id: UUID) -> RedeemItemRow | None:
        row = await _ONE.one(tx, id=item_id)
        return RedeemItemRow(**row) if row else None

    async def lock_item(self, tx: Tx, item_id: UUID) -> RedeemItemRow | None:
        row = await _LOCK.one(tx, id=item_id)
        return RedeemItemRow(**row) if row else None

    async def insert_item(self, tx: Tx, row: RedeemItemRow) -> None:
        await _INSERT.run(tx, **msgspec.structs.asdict(row))

    async def save_item(self, tx: Tx, row: RedeemItemRow) -> None:
        values = msgspec.structs.asdict(row)
        del values["taken"]
        await _SAVE.run(tx, **values)

    async def take(self, tx: Tx, item_id: UUID) -> bool:
        return await _TAKE.run(tx, id=item_id) == 1

    async def give_back(self, tx: Tx, item_id: UUID) -> None:
        given = await _GIVE_BACK.run(tx, id=item_id)
        assert given == 1, "a unit that was taken"

    async def had(self, tx: Tx, item_id: UUID, member_id: MemberId) -> int:
        count: int = await _HAD.value(tx, item_id=item_id, member_id=member_id)
        return count

    async def had_each(self, tx: Tx, member_id: MemberId) -> dict[UUID, int]:
        return {row["item_id"]: row["had"] for row in await _HAD_EACH.all(tx, member_id=member_id)}


class PostgresRedeemViews:
    """Implements `ports.members.redeeming.RedeemViews`."""

    async def mine(self, tx: Tx, member_id: MemberId, cursor: str | None, limit: int) -> Page[AwardView]:
        before = decode_cursor(cursor, UUID) if cursor else None
        rows = await _MINE.all(tx, member_id=member_id, before=before, size=limit + 1)
        items = [AwardView(**row) for row in rows[:limit]]
        return Page(items, encode_cursor(items[-1].id) if len(rows) > limit else None)

    async def awards(self, tx: Tx, given: AwardFilter, cursor: str | None, limit: int) -> Page[AdminAward]:
        before = decode_cursor(cursor, UUID) if cursor else None
        rows = await _AWARDS.all(
            tx, state=given.state, source=given.source, code=given.code, before=before, size=limit + 1
        )
        items = [AdminAward(**row) for row in rows[:limit]]
        return Page(items, encode_cursor(items[-1].id) if len(rows) > limit else None)

    async def award(self, tx: Tx, award_id: UUID) -> AdminAward | None:
        row = await _AWARD.one(tx, id=award_id)
        return AdminAward(**row) if row else None
