"""Lotteries over PostgreSQL: the rows that decide."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.lottery import DrawRow, DrawsToday, LotteryRow, PrizeRow, RoundRow, Share

LOTTERY = """id, name, words, state, starts_at, ends_at, cost_points, free_per_day, draws_per_day_max, odds_version,
    version"""
ROUND = "id, lottery_id, number, day, odds_version, commitment, seed_sealed, seed, draws, opened_at, closed_at"
DRAW = """id, lottery_id, round_id, n, member_id, origin_id, client_key, nonce, pseudonym, roll, rolled, given,
    cost_points, at"""
_PRIZE = "position, kind, name, points, template_id, odds_ppm, stock, won"
_INSERT = Statement(
    text(f"""
    insert into members.lottery ({LOTTERY})
    values (:id, :name, :words, :state, :starts_at, :ends_at, :cost_points, :free_per_day, :draws_per_day_max,
            :odds_version, :version)
    """)
)
_SAVE = Statement(
    text("""
    update members.lottery set name = :name, words = :words, state = :state, starts_at = :starts_at,
        ends_at = :ends_at, cost_points = :cost_points, free_per_day = :free_per_day,
        draws_per_day_max = :draws_per_day_max, odds_version = :odds_version, version = :version
    where id = :id
    """)
)
_REMOVE_PRIZES = Statement(text("delete from members.lottery_prize where lottery_id = :lottery_id"))
_ADD_PRIZES = Statement(
    text("""
    insert into members.lottery_prize (lottery_id, position, kind, name, points, template_id, odds_ppm, stock)
    select :lottery_id, p.position, p.kind, p.name, p.points, p.template_id, p.odds_ppm, p.stock
    from jsonb_to_recordset(cast(:prizes as jsonb)) as p
        (position int, kind text, name text, points int, template_id uuid, odds_ppm int, stock int)
    """)
)
_ADJUST = Statement(
    text("""
    update members.lottery_prize t set odds_ppm = p.odds_ppm, stock = p.stock
    from jsonb_to_recordset(cast(:prizes as jsonb)) as p (position int, odds_ppm int, stock int)
    where t.lottery_id = :lottery_id and t.position = p.position
    """)
)
_GET = Statement(text(f"select {LOTTERY} from members.lottery where id = :id"))
_LOCK = Statement(text(f"select {LOTTERY} from members.lottery where id = :id for no key update"))
_PRIZES = Statement(
    text(f"select {_PRIZE} from members.lottery_prize where lottery_id = :lottery_id order by position")
)
_TAKE = Statement(
    text("""
    update members.lottery_prize set won = won + 1
    where lottery_id = :lottery_id and position = :position and (stock is null or won < stock)
    """)
)
_PUBLISH = Statement(
    text("""
    insert into members.lottery_odds (lottery_id, version, shares, at)
    values (:lottery_id, :version, cast(:shares as jsonb), :at)
    """)
)
_ODDS = Statement(
    text("select version, cast(shares as text) as shares from members.lottery_odds where lottery_id = :lottery_id")
)
_OPEN_ROUND = Statement(
    text(f"select {ROUND} from members.lottery_round where lottery_id = :lottery_id and closed_at is null")
)
_LAST_NUMBER = Statement(
    text("select coalesce(max(number), 0) from members.lottery_round where lottery_id = :lottery_id")
)
_ADD_ROUND = Statement(
    text(f"""
    insert into members.lottery_round ({ROUND})
    values (:id, :lottery_id, :number, :day, :odds_version, :commitment, :seed_sealed, :seed, :draws, :opened_at,
            :closed_at)
    """)
)
_CLOSE_ROUND = Statement(
    text("update members.lottery_round set seed = :seed, closed_at = :at where id = :id and closed_at is null")
)
_STALE = Statement(
    text("""
    select l.id from members.lottery l
    left join members.lottery_round r on r.lottery_id = l.id and r.closed_at is null
    where (r.id is not null and (l.state = 'ended' or l.ends_at <= :now or r.day < :today))
       or (r.id is null and l.state = 'published' and l.starts_at <= :now and l.ends_at > :now)
    order by l.id limit :size
    """)
)
_DRAW_OF = Statement(
    text(f"""
    select {DRAW} from members.lottery_draw
    where client_key = :client_key and (member_id = :member_id or origin_id = :member_id)
    order by origin_id = :member_id desc limit 1
    """)
)
_TODAY = Statement(
    text("""
    select cast(count(*) as int) as draws, cast(count(*) filter (where d.cost_points = 0) as int) as free
    from members.lottery_draw d join members.lottery_round r on r.id = d.round_id
    where d.member_id = :member_id and d.lottery_id = :lottery_id and r.day = :day
    """)
)
_ADD_DRAW = Statement(
    text(f"""
    with counted as (
        update members.lottery_round set draws = draws + 1
        where id = :round_id and draws = :n - 1 and closed_at is null returning id
    )
    insert into members.lottery_draw ({DRAW})
    select :id, :lottery_id, c.id, :n, :member_id, :origin_id, :client_key, :nonce, :pseudonym, :roll, :rolled, :given,
           :cost_points, :at
    from counted c
    """)
)
_shares = msgspec.json.Decoder(tuple[Share, ...])


class PostgresLotteries:
    """Implements `ports.members.lottery.LotteryStore`."""

    async def insert(self, tx: Tx, row: LotteryRow, prizes: Sequence[PrizeRow]) -> None:
        await _INSERT.run(tx, **msgspec.structs.asdict(row))
        await _ADD_PRIZES.run(tx, lottery_id=row.id, prizes=_json(prizes))

    async def save(self, tx: Tx, row: LotteryRow) -> None:
        await _SAVE.run(tx, **msgspec.structs.asdict(row))

    async def put_prizes(self, tx: Tx, lottery_id: UUID, prizes: Sequence[PrizeRow]) -> None:
        await _REMOVE_PRIZES.run(tx, lottery_id=lottery_id)
        await _ADD_PRIZES.run(tx, lottery_id=lottery_id, prizes=_json(prizes))

    async def adjust(self, tx: Tx, lottery_id: UUID, prizes: Sequence[PrizeRow]) -> None:
        await _ADJUST.run(tx, lottery_id=lottery_id, prizes=_json(prizes))

    async def get(self, tx: Tx, lottery_id: UUID) -> LotteryRow | None:
        row = await _GET.one(tx, id=lottery_id)
        return LotteryRow(**row) if row else None

    async def lock(self, tx: Tx, lottery_id: UUID) -> LotteryRow | None:
        row = await _LOCK.one(tx, id=lottery_id)
        return LotteryRow(**row) if row else None

    async def prizes(self, tx: Tx, lottery_id: UUID) -> Sequence[PrizeRow]:
        return [PrizeRow(**row) for row in await _PRIZES.all(tx, lottery_id=lottery_id)]

    async def take(self, tx: Tx, lottery_id: UUID, position: int) -> bool:
        return await _TAKE.run(tx, lottery_id=lottery_id, position=position) == 1

    async def publish_odds(self, tx: Tx, row: LotteryRow, shares: Sequence[Share], at: datetime) -> None:
        await _PUBLISH.run(tx, lottery_id=row.id, version=row.odds_version, shares=_json(shares), at=at)

    async def odds(self, tx: Tx, lottery_id: UUID) -> dict[int, tuple[Share, ...]]:
        rows = await _ODDS.all(tx, lottery_id=lottery_id)
        return {row["version"]: _shares.decode(row["shares"]) for row in rows}

    async def open_round(self, tx: Tx, lottery_id: UUID) -> RoundRow | None:
        row = await _OPEN_ROUND.one(tx, lottery_id=lottery_id)
        return RoundRow(**row) if row else None

    async def last_number(self, tx: Tx, lottery_id: UUID) -> int:
        number: int = await _LAST_NUMBER.value(tx, lottery_id=lottery_id)
        return number

    async def add_round(self, tx: Tx, row: RoundRow) -> None:
        await _ADD_ROUND.run(tx, **msgspec.structs.asdict(row))

    async def close_round(self, tx: Tx, round_id: UUID, seed: str, at: datetime) -> None:
        await _CLOSE_ROUND.run(tx, id=round_id, seed=seed, at=at)

    async def stale(self, tx: Tx, now: datetime, today: date, limit: int) -> Sequence[UUID]:
        return [row["id"] for row in await _STALE.all(tx, now=now, today=today, size=limit)]

    async def draw_of(self, tx: Tx, member_id: MemberId, client_key: str) -> DrawRow | None:
        row = await _DRAW_OF.one(tx, member_id=member_id, client_key=client_key)
        return DrawRow(**row) if row else None

    async def today(self, tx: Tx, lottery_id: UUID, member_id: MemberId, day: date) -> DrawsToday:
        row = await _TODAY.one(tx, lottery_id=lottery_id, member_id=member_id, day=day)
        assert row is not None
        return DrawsToday(**row)

    async def add_draw(self, tx: Tx, row: DrawRow) -> None:
        added = await _ADD_DRAW.run(tx, **msgspec.structs.asdict(row))
        assert added == 1, "the lottery is locked, and its round is open"


def _json(rows: Sequence[Any]) -> str:
    return msgspec.json.encode(rows).decode()
