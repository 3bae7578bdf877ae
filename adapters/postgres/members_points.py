"""The ledger of points over PostgreSQL.

The row of an account holds its lots as JSON: whoever gets its lock reads all of it in one statement, as it is then.
What proves it are the entries (`siyu prove points` counts them again).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, OrderId, Tx
from ports.members.points_store import Booking, Entry, Hold, Lot, PointsRule, Purse, Spent

_LOCK = Statement(
    text(
        "select member_id, held, owed, lots from members.points_account"
        " where member_id = :member_id and moved_to is null for update"
    )
)
_LOCK_BOTH = Statement(
    text(
        "select member_id, held, owed, lots, moved_to from members.points_account"
        " where member_id = any(cast(:member_ids as uuid[])) order by member_id for update"
    )
)
_MOVED_TO = Statement(text("select moved_to from members.points_account where member_id = :member_id"))
_OPEN = Statement(
    text("insert into members.points_account (member_id) values (:member_id) on conflict (member_id) do nothing")
)
_AVAILABLE = Statement(
    text("""
        with recursive chain as (
            select member_id, moved_to, available, lots from members.points_account where member_id = :member_id
            union all
            select a.member_id, a.moved_to, a.available, a.lots
            from chain c join members.points_account a on a.member_id = c.moved_to
        )
        select cast(c.available - coalesce((
            select sum(l.points) from jsonb_to_recordset(c.lots) as l (points integer, until timestamptz)
            where l.until <= :now), 0) as int)
        from chain c where c.moved_to is null
    """)
)
_KNOWN = Statement(text("select exists (select 1 from members.points_booking where key = :key)"))
_BOOK = Statement(
    text("""
        with booked as (
            insert into members.points_booking (id, key, member_id, source, words, at, by, undoes)
            values (:id, :key, :member_id, :source, :words, :at, :by, :undoes)
            on conflict (key) do nothing returning id
        ), entries as (
            insert into members.points_entry (booking_id, position, account, member_id, points, until, origin)
            select b.id, e.position, e.account, e.member_id, e.points, e.until, e.origin
            from booked b cross join unnest(cast(:accounts as text[]), cast(:member_ids as uuid[]),
                cast(:points as int[]), cast(:untils as timestamptz[]), cast(:origins as uuid[]))
                with ordinality as e (account, member_id, points, until, origin, position)
        ), after as (
            update members.points_account a
            set available = p.available, held = p.held, owed = p.owed, lots = cast(p.lots as jsonb),
                next_expiry_at = p.next_expiry_at
            from booked b cross join unnest(cast(:owner_ids as uuid[]), cast(:available as int[]),
                cast(:held as int[]), cast(:owed as int[]), cast(:lots as text[]),
                cast(:next_expiries as timestamptz[])) as p (member_id, available, held, owed, lots, next_expiry_at)
            where a.member_id = p.member_id
        )
        select count(*) from booked
    """)
)
_SPENT = Statement(
    text("""
        select coalesce(jsonb_agg(jsonb_build_object('points', -e.points, 'until', e.until, 'origin', e.origin)
                   order by e.position), '[]') as lots,
               (select coalesce(-sum(r.points), 0) from members.points_booking u
                join members.points_entry r on r.booking_id = u.id and r.account = 'redeemed'
                where u.undoes = :key) as returned
        from members.points_booking b join members.points_entry e on e.booking_id = b.id
        where b.key = :key and e.points < 0 and e.account in ('available', 'held')
    """)
)
_RULE = Statement(text("select rule, version from members.points_rule where id = 1"))
_SET_RULE = Statement(
    text(
        "update members.points_rule set rule = cast(:rule as jsonb), version = version + 1"
        " where id = 1 and version = :version"
    )
)
_DUE = Statement(
    text(
        "select member_id from members.points_account where next_expiry_at <= :now order by next_expiry_at limit :size"
    )
)
_MOVE = Statement(text("update members.points_account set moved_to = :kept_id where member_id = :gone_id"))
_GROUP = Statement(
    text("""
        with recursive pointing as (
            select cast(:member_id as uuid) as id
            union
            select a.member_id from pointing p join members.points_account a on a.moved_to = p.id
        )
        select id from pointing
    """)
)
_lots = msgspec.json.Decoder(tuple[Lot, ...])


class PostgresPoints:
    """Implements `ports.members.points_store.PointsStore`."""

    async def lock(self, tx: Tx, member_id: MemberId) -> Purse:
        while True:
            row = await _LOCK.one(tx, member_id=member_id)
            if row is not None:
                return _purse(row)
            moved_to = await _MOVED_TO.value(tx, member_id=member_id)
            if moved_to is not None:
                member_id = MemberId(moved_to)
            else:
                await _OPEN.run(tx, member_id=member_id)

    async def available(self, tx: Tx, member_id: MemberId, now: datetime) -> int:
        return await _AVAILABLE.value(tx, member_id=member_id, now=now) or 0

    async def known(self, tx: Tx, key: str) -> bool:
        return bool(await _KNOWN.value(tx, key=key))

    async def book(self, tx: Tx, booking: Booking, entries: Sequence[Entry], after: Sequence[Purse]) -> bool:
        booked = await _BOOK.value(
            tx,
            id=booking.id,
            key=booking.key,
            member_id=booking.member_id,
            source=booking.source,
            words=booking.words,
            at=booking.at,
            by=booking.by,
            undoes=booking.undoes,
            **_entry_arrays(entries),
            **_purse_arrays(after),
        )
        return bool(booked)

    async def spent(self, tx: Tx, key: str) -> Spent | None:
        row = await _SPENT.one(tx, key=key)
        assert row is not None
        lots = _lots.decode(row["lots"])
        return Spent(lots, row["returned"]) if lots else None

    async def rule(self, tx: Tx) -> tuple[PointsRule, int]:
        row = await _RULE.one(tx)
        assert row is not None, "the migration wrote it"
        return msgspec.json.decode(row["rule"], type=PointsRule), row["version"]

    async def set_rule(self, tx: Tx, rule: PointsRule, version: int) -> bool:
        return await _SET_RULE.run(tx, rule=msgspec.json.encode(rule).decode(), version=version) == 1

    async def due(self, tx: Tx, now: datetime, limit: int) -> Sequence[MemberId]:
        return [MemberId(row["member_id"]) for row in await _DUE.all(tx, now=now, size=limit)]

    async def lock_both(self, tx: Tx, gone_id: MemberId, kept_id: MemberId) -> tuple[Purse, Purse]:
        for member_id in sorted((gone_id, kept_id)):
            await _OPEN.run(tx, member_id=member_id)
        while True:
            rows = {row["member_id"]: row for row in await _LOCK_BOTH.all(tx, member_ids=[gone_id, kept_id])}
            moved_to = rows[kept_id]["moved_to"]
            if moved_to is None:
                return _purse(rows[gone_id]), _purse(rows[kept_id])
            kept_id = MemberId(moved_to)

    async def move(self, tx: Tx, gone_id: MemberId, kept_id: MemberId | None) -> None:
        await _MOVE.run(tx, gone_id=gone_id, kept_id=kept_id)

    async def group(self, tx: Tx, member_id: MemberId) -> frozenset[MemberId]:
        return frozenset(MemberId(row["id"]) for row in await _GROUP.all(tx, member_id=member_id))


def _purse(row: asyncpg.Record) -> Purse:
    return Purse(MemberId(row["member_id"]), _lots.decode(row["lots"]), row["held"], row["owed"])


def _entry_arrays(entries: Sequence[Entry]) -> dict[str, list[Any]]:
    return {
        "accounts": [entry.account for entry in entries],
        "member_ids": [entry.member_id for entry in entries],
        "points": [entry.points for entry in entries],
        "untils": [entry.until for entry in entries],
        "origins": [entry.origin for entry in entries],
    }


def _purse_arrays(purses: Sequence[Purse]) -> dict[str, list[Any]]:
    return {
        "owner_ids": [purse.member_id for purse in purses],
        "available": [purse.available for purse in purses],
        "held": [purse.held for purse in purses],
        "owed": [purse.owed for purse in purses],
        "lots": [msgspec.json.encode(purse.lots).decode() for purse in purses],
        "next_expiries": [purse.lots[0].until if purse.lots else None for purse in purses],
    }


_ADD_HOLD = Statement(
    text(
        "insert into members.points_hold (order_id, member_id, owner_id, points, lots, state)"
        " values (:order_id, :member_id, :owner_id, :points, cast(:lots as jsonb), :state)"
        " on conflict (order_id) do nothing"
    )
)
_HOLD_COLUMNS = "order_id, member_id, owner_id, points, lots, state"
_FIND_HOLD = Statement(text(f"select {_HOLD_COLUMNS} from members.points_hold where order_id = :order_id"))
_OPEN_HOLDS = Statement(
    text(
        f"select {_HOLD_COLUMNS} from members.points_hold where member_id = :member_id and state = 'held'"
        " order by order_id"
    )
)
_SETTLE = Statement(text("update members.points_hold set state = :state where order_id = :order_id and state = 'held'"))
_GIVE = Statement(
    text(
        "update members.points_hold set member_id = :member_id, lots = cast(:lots as jsonb) where order_id = :order_id"
    )
)


class PostgresPointsHolds:
    """Implements `ports.members.points_store.HoldStore`."""

    async def add(self, tx: Tx, hold: Hold) -> bool:
        values = {**msgspec.structs.asdict(hold), "lots": msgspec.json.encode(hold.lots).decode()}
        return await _ADD_HOLD.run(tx, **values) == 1

    async def find(self, tx: Tx, order_id: OrderId) -> Hold | None:
        row = await _FIND_HOLD.one(tx, order_id=order_id)
        return _hold(row) if row else None

    async def settle(self, tx: Tx, order_id: OrderId, state: Literal["used", "released"]) -> None:
        await _SETTLE.run(tx, order_id=order_id, state=state)

    async def open(self, tx: Tx, member_id: MemberId) -> Sequence[Hold]:
        return [_hold(row) for row in await _OPEN_HOLDS.all(tx, member_id=member_id)]

    async def give(self, tx: Tx, order_id: OrderId, member_id: MemberId, lots: tuple[Lot, ...]) -> None:
        await _GIVE.run(tx, order_id=order_id, member_id=member_id, lots=msgspec.json.encode(lots).decode())


def _hold(row: asyncpg.Record) -> Hold:
    return Hold(**{**row, "lots": _lots.decode(row["lots"])})
