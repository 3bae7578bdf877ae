"""What orders are worth in points, and bonuses that wait for one."""

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, OrderId, Tx
from ports.members.points import Bonus
from ports.members.points_store import UNTOLD_FEN, OrderPoints

# The update of a row to itself locks it, and gives it as it is after the wait.
_LOCK = Statement(
    text(
        "insert into members.points_order as o (order_id, member_id, kept_fen, is_completed)"
        " values (:order_id, :member_id, :kept_fen, false)"
        " on conflict (order_id) do update set member_id = o.member_id"
        " returning order_id, member_id, kept_fen, is_completed, rate_percent, earned, until"
    )
)
_SAVE = Statement(
    text(
        "update members.points_order set kept_fen = :kept_fen, is_completed = :is_completed,"
        " rate_percent = :rate_percent, earned = :earned, until = :until, member_id = :member_id"
        " where order_id = :order_id"
    )
)
_ADD_BONUS = Statement(
    text(
        "insert into members.points_bonus (key, member_id, owner_id, factor_percent, words, valid_until)"
        " values (:key, :member_id, :member_id, :factor_percent, :words, :valid_until) on conflict (key) do nothing"
    )
)
_TAKE_BONUS = Statement(
    text("""
        with best as (
            select key from members.points_bonus
            where member_id = :member_id and order_id is null and valid_until > :now
            order by factor_percent desc, valid_until, key limit 1 for update
        )
        update members.points_bonus b set order_id = :order_id from best
        where b.key = best.key and b.order_id is null returning b.factor_percent
    """)
)
_GIVE_BONUSES = Statement(
    text(
        "update members.points_bonus set member_id = :member_id"
        " where owner_id = any(cast(:owner_ids as uuid[])) and order_id is null"
    )
)


class PostgresOrderPoints:
    """Implements `ports.members.points_store.OrderPointsStore`."""

    async def lock(self, tx: Tx, order_id: OrderId, member_id: MemberId) -> OrderPoints:
        row = await _LOCK.one(tx, order_id=order_id, member_id=member_id, kept_fen=UNTOLD_FEN)
        assert row is not None
        return OrderPoints(**row)

    async def save(self, tx: Tx, row: OrderPoints) -> None:
        await _SAVE.run(tx, **msgspec.structs.asdict(row))

    async def add_bonus(self, tx: Tx, bonus: Bonus) -> bool:
        return await _ADD_BONUS.run(tx, **msgspec.structs.asdict(bonus)) == 1

    async def give_bonuses(self, tx: Tx, owners: Collection[MemberId], member_id: MemberId) -> None:
        await _GIVE_BONUSES.run(tx, owner_ids=list(owners), member_id=member_id)

    async def take_bonus(self, tx: Tx, member_id: MemberId, order_id: OrderId, now: datetime) -> int:
        found: int | None = await _TAKE_BONUS.value(tx, member_id=member_id, order_id=order_id, now=now)
        return found or 100
