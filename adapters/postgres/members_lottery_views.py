"""Lotteries as they are looked at: rounds, records, a member's own draws, figures."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.members_lottery import DRAW, LOTTERY, ROUND
from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Page, Tx
from ports.members.lottery import DrawRow, LotteryRow, LotteryState, RoundRow
from ports.members.lottery_views import AdminLotteryBrief, DrawView, LotteryFigures

_RUNNING = Statement(
    text(f"""
    select {LOTTERY} from members.lottery
    where state = 'published' and starts_at <= :now and ends_at > :now order by ends_at, id limit :size
    """)
)
_ROUNDS = Statement(
    text(f"""
    select {ROUND} from members.lottery_round
    where lottery_id = :lottery_id and (cast(:before as int) is null or number < :before)
    order by number desc limit :size
    """)
)
_ROUND = Statement(
    text(f"select {ROUND} from members.lottery_round where lottery_id = :lottery_id and number = :number")
)
_DRAWS = Statement(text(f"select {DRAW} from members.lottery_draw where round_id = :round_id order by n"))
_WON_BEFORE = Statement(
    text("""
    select d.given, cast(count(*) as int) as won
    from members.lottery_round r join members.lottery_draw d on d.round_id = r.id
    where r.lottery_id = :lottery_id and r.number < :number group by d.given
    """)
)
_MINE = Statement(
    text("""
    select d.id, d.round_id, r.number, d.n, d.nonce, d.roll, d.given as position, p.kind, p.name,
           d.rolled <> d.given as fell_back, d.cost_points, d.at
    from members.lottery_draw d join members.lottery_round r on r.id = d.round_id
    join members.lottery_prize p on p.lottery_id = d.lottery_id and p.position = d.given
    where d.lottery_id = :lottery_id and d.member_id = :member_id and (cast(:before as uuid) is null or d.id < :before)
    order by d.id desc limit :size
    """)
)
_NUMBER_OF = Statement(text("select number from members.lottery_round where id = :round_id"))
_BRIEFS = Statement(
    text("""
    select l.id, l.name, l.state, '' as state_text, l.starts_at, l.ends_at,
           (select coalesce(cast(sum(r.draws) as int), 0) from members.lottery_round r where r.lottery_id = l.id)
               as draws,
           (select cast(count(distinct d.member_id) as int) from members.lottery_draw d where d.lottery_id = l.id)
               as members
    from members.lottery l
    where (cast(:state as text) is null or l.state = :state) and (cast(:before as uuid) is null or l.id < :before)
    order by l.id desc limit :size
    """)
)
_TOTALS = Statement(
    text("""
    select cast(count(*) as int) as draws, cast(count(distinct member_id) as int) as members,
           coalesce(cast(sum(cost_points) as bigint), 0) as points_spent
    from members.lottery_draw where lottery_id = :lottery_id
    """)
)
_BY_VERSION = Statement(
    text("""
    select odds_version, cast(sum(draws) as int) as draws from members.lottery_round
    where lottery_id = :lottery_id group by odds_version
    """)
)
_ROLLED = Statement(
    text("""
    select rolled, cast(count(*) as int) as times from members.lottery_draw
    where lottery_id = :lottery_id group by rolled
    """)
)


class PostgresLotteryViews:
    """Implements `ports.members.lottery_views.LotteryViews`."""

    async def running(self, tx: Tx, now: datetime, limit: int) -> Sequence[LotteryRow]:
        return [LotteryRow(**row) for row in await _RUNNING.all(tx, now=now, size=limit)]

    async def rounds(self, tx: Tx, lottery_id: UUID, cursor: str | None, limit: int) -> Page[RoundRow]:
        before = decode_cursor(cursor, int) if cursor else None
        rows = await _ROUNDS.all(tx, lottery_id=lottery_id, before=before, size=limit + 1)
        items = [RoundRow(**row) for row in rows[:limit]]
        return Page(items, encode_cursor(items[-1].number) if len(rows) > limit else None)

    async def round(self, tx: Tx, lottery_id: UUID, number: int) -> RoundRow | None:
        row = await _ROUND.one(tx, lottery_id=lottery_id, number=number)
        return RoundRow(**row) if row else None

    async def draws(self, tx: Tx, round_id: UUID) -> Sequence[DrawRow]:
        return [DrawRow(**row) for row in await _DRAWS.all(tx, round_id=round_id)]

    async def won_before(self, tx: Tx, lottery_id: UUID, number: int) -> dict[int, int]:
        rows = await _WON_BEFORE.all(tx, lottery_id=lottery_id, number=number)
        return {row["given"]: row["won"] for row in rows}

    async def mine(
        self, tx: Tx, lottery_id: UUID, member_id: MemberId, cursor: str | None, limit: int
    ) -> Page[DrawView]:
        before = decode_cursor(cursor, UUID) if cursor else None
        rows = await _MINE.all(tx, lottery_id=lottery_id, member_id=member_id, before=before, size=limit + 1)
        items = [DrawView(**row) for row in rows[:limit]]
        return Page(items, encode_cursor(items[-1].id) if len(rows) > limit else None)

    async def number_of(self, tx: Tx, round_id: UUID) -> int:
        number: int = await _NUMBER_OF.value(tx, round_id=round_id)
        return number

    async def briefs(
        self, tx: Tx, state: LotteryState | None, cursor: str | None, limit: int
    ) -> Page[AdminLotteryBrief]:
        before = decode_cursor(cursor, UUID) if cursor else None
        rows = await _BRIEFS.all(tx, state=state, before=before, size=limit + 1)
        items = [AdminLotteryBrief(**row) for row in rows[:limit]]
        return Page(items, encode_cursor(items[-1].id) if len(rows) > limit else None)

    async def figures(self, tx: Tx, lottery_id: UUID) -> LotteryFigures:
        totals = await _TOTALS.one(tx, lottery_id=lottery_id)
        assert totals is not None
        by_version = {row["odds_version"]: row["draws"] for row in await _BY_VERSION.all(tx, lottery_id=lottery_id)}
        rolled = {row["rolled"]: row["times"] for row in await _ROLLED.all(tx, lottery_id=lottery_id)}
        return LotteryFigures(**totals, by_version=by_version, rolled=rolled)
