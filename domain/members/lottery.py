"""Drawing in a lottery, looking at it, and the record that anybody can verify (M4)."""

import hashlib
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.members.lottery_draw import given, roll, rolled
from domain.members.lottery_pages import GUEST, Asker, brief, draw_text, draw_view, page, record, round_brief
from domain.members.lottery_rounds import LotteryRounds, turns
from domain.members.lottery_rules import (
    NONCE,
    DrawsUsedUp,
    LotteryNotFound,
    RoundOver,
    cost,
    draws_left,
    running_problem,
    shares_of,
)
from domain.members.play_awards import Awards, NewAward
from domain.members.shanghai_days import day_of
from ports.crypto import FieldCipher
from ports.kernel import Clock, Ids, Invalid, MemberId, Page, Rng, Tx, UnitOfWork
from ports.members.lottery import DrawRow, DrawsToday, LotteryRow, LotteryStore, PrizeRow, RoundRow
from ports.members.lottery_views import (
    DrawResult,
    DrawView,
    LotteryBrief,
    LotteryPage,
    LotteryViews,
    RoundBrief,
    RoundRecord,
)
from ports.members.play import AwardKind, ClientKeyReused, PlayMembers
from ports.members.points import Earning, PointsLedger, Spending

LISTED_MAX = 20
TURN_BATCH_MAX = 100


class DrawWish(Struct, frozen=True):
    """`client_key`: the same one gets the same draw. `commitment`: of the round that the phone has seen."""

    client_key: str
    nonce: str
    commitment: str


class Lotteries:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[PlayMembers, LotteryStore, LotteryViews],
        books: tuple[PointsLedger, Awards],
        cipher: FieldCipher,
        system: tuple[Clock, Ids, Rng],
    ) -> None:
        self._uow = uow
        self._members, self._store, self._views = stores
        self._ledger, self._awards = books
        self._clock, self._ids, rng = system
        self._rounds = LotteryRounds(self._store, cipher, (self._ids, rng))

    async def running(self) -> list[LotteryBrief]:
        async with self._uow.reading() as tx:
            return [brief(row) for row in await self._views.running(tx, self._clock.now(), LISTED_MAX)]

    async def page(self, member_id: MemberId | None, lottery_id: UUID) -> LotteryPage:
        """Opens the round of a new day if nobody has yet: what is shown is committed to. Raises LotteryNotFound."""
        async with self._uow.reading() as tx:
            row = await self._published(tx, lottery_id)
            current = await self._store.open_round(tx, lottery_id)
        if turns(row, current, self._clock.now()):
            await self._turn(lottery_id)
        async with self._uow.reading() as tx:
            row = await self._published(tx, lottery_id)
            return await self._page(tx, row, await self._now_is(tx, member_id))

    async def draw(self, member_id: MemberId, lottery_id: UUID, wish: DrawWish) -> DrawResult:
        """Raises LotteryNotFound, LotteryNotRunning, DrawsUsedUp, PointsShort, RoundOver, ClientKeyReused, Invalid."""
        if not NONCE.fullmatch(wish.nonce):
            raise Invalid("随机串由 8 到 64 个字母、数字、下划线和短横组成", field="nonce")
        async with self._uow.begin() as tx:
            who = await self._members.hold(tx, member_id)
            if (made := await self._store.draw_of(tx, who, wish.client_key)) is not None:
                if made.lottery_id != lottery_id:
                    raise ClientKeyReused
                return await self._result(tx, made, is_new=False)
            row = await self._store.lock(tx, lottery_id)
            if row is None or row.state == "draft":
                raise LotteryNotFound
            # Read now that the lottery is ours: it says which round the draw is in, and rounds do not go back.
            now = self._clock.now()
            if problem := running_problem(row, now):
                raise problem
            current = await self._rounds.current(tx, row, now)
            assert current is not None, "the lottery runs"
            if current.commitment == wish.commitment:
                draw = await self._draw(tx, (row, current), who, wish)
                return await self._result(tx, draw, is_new=True)
            # A round that was turned is kept: this transaction commits, and then the phone is asked to look again.
        raise RoundOver

    async def _draw(self, tx: Tx, place: tuple[LotteryRow, RoundRow], who: MemberId, wish: DrawWish) -> DrawRow:
        row, current = place
        today = await self._store.today(tx, row.id, who, current.day)
        if draws_left(row, today) == 0:
            raise DrawsUsedUp
        assert current.seed is None
        prizes = await self._store.prizes(tx, row.id)
        n = current.draws + 1
        number = roll(self._rounds.opened_seed(current), str(current.id), n, wish.nonce)
        position = rolled([prize.odds_ppm for prize in prizes], number)
        # The atomic statement decides, and the rule that the record is verified by says the same.
        final = position if await self._store.take(tx, row.id, position) else len(prizes) - 1
        assert final == given(shares_of(prizes), [prize.won for prize in prizes], position)
        if final != position:
            await self._store.take(tx, row.id, final)
        draw_id = self._ids.new()
        draw = DrawRow(
            id=draw_id,
            lottery_id=row.id,
            round_id=current.id,
            n=n,
            member_id=who,
            origin_id=who,
            client_key=wish.client_key,
            nonce=wish.nonce,
            pseudonym=pseudonym(current.id, who),
            roll=number,
            rolled=position,
            given=final,
            cost_points=cost(row, today),
            at=self._clock.now(),
        )
        await self._store.add_draw(tx, draw)
        await self._book(tx, row, draw, prizes[final])
        return draw

    async def _book(self, tx: Tx, row: LotteryRow, draw: DrawRow, prize: PrizeRow) -> None:
        who = draw.member_id
        if draw.cost_points:
            words = f"抽奖：{row.name}"
            await self._ledger.spend(tx, Spending(f"lottery_draw:{draw.id}", who, draw.cost_points, "lottery", words))
        if prize.kind == "points":
            words = f"抽奖奖品：{prize.name}"
            await self._ledger.earn(tx, Earning(f"lottery_prize:{draw.id}", who, prize.points, "lottery", words))
        elif prize.kind in ("coupon", "goods"):
            kind: AwardKind = "coupon" if prize.kind == "coupon" else "goods"
            award = NewAward("lottery", draw.id, f"draw:{draw.id}", kind, prize.name, prize.template_id)
            await self._awards.add(tx, who, award)

    async def mine(self, member_id: MemberId, lottery_id: UUID, cursor: str | None, limit: int) -> Page[DrawView]:
        async with self._uow.reading() as tx:
            who = await self._members.now_is(tx, member_id)
            return await self._views.mine(tx, lottery_id, who, cursor, limit)

    async def rounds(self, lottery_id: UUID, cursor: str | None, limit: int) -> Page[RoundBrief]:
        """Raises LotteryNotFound."""
        async with self._uow.reading() as tx:
            await self._published(tx, lottery_id)
            found = await self._views.rounds(tx, lottery_id, cursor, limit)
        return Page([round_brief(row) for row in found.items], found.next_cursor)

    async def record(self, member_id: MemberId | None, lottery_id: UUID, number: int) -> RoundRecord:
        """Raises LotteryNotFound."""
        async with self._uow.reading() as tx:
            await self._published(tx, lottery_id)
            row = await self._views.round(tx, lottery_id, number)
            if row is None:
                raise LotteryNotFound("没有找到这一轮抽奖")
            shares = (await self._store.odds(tx, lottery_id))[row.odds_version]
            won_before = await self._views.won_before(tx, lottery_id, number)
            draws = await self._views.draws(tx, row.id)
            me = await self._members.now_is(tx, member_id) if member_id else None
        if row.closed_at is None:
            # Draws may have come between the two reads: the record of an open round is of as many as it lists.
            row = replace(row, draws=len(draws))
        return record(row, shares, won_before, draws, me)

    async def turn_due(self) -> int:
        """Sweep: closes rounds that are over and opens those of the day."""
        now = self._clock.now()
        async with self._uow.reading() as tx:
            due = await self._store.stale(tx, now, day_of(now), TURN_BATCH_MAX)
        for lottery_id in due:
            await self._turn(lottery_id)
        return len(due)

    async def _turn(self, lottery_id: UUID) -> None:
        async with self._uow.begin() as tx:
            row = await self._store.lock(tx, lottery_id)
            if row is not None and row.state != "draft":
                await self._rounds.current(tx, row, self._clock.now())

    async def _published(self, tx: Tx, lottery_id: UUID) -> LotteryRow:
        row = await self._store.get(tx, lottery_id)
        if row is None or row.odds_version == 0:
            raise LotteryNotFound
        return row

    async def _now_is(self, tx: Tx, member_id: MemberId | None) -> MemberId | None:
        return await self._members.now_is(tx, member_id) if member_id else None

    async def _result(self, tx: Tx, draw: DrawRow, *, is_new: bool) -> DrawResult:
        row = await self._published(tx, draw.lottery_id)
        prizes = await self._store.prizes(tx, row.id)
        number = await self._views.number_of(tx, draw.round_id)
        shown = draw_view(draw, prizes[draw.given], number)
        return tx.answered(
            DrawResult(is_new, draw_text(draw, prizes), shown, await self._page(tx, row, draw.member_id))
        )

    async def _page(self, tx: Tx, row: LotteryRow, who: MemberId | None) -> LotteryPage:
        now = self._clock.now()
        asker = GUEST
        if who is not None:
            today: DrawsToday = await self._store.today(tx, row.id, who, day_of(now))
            asker = Asker(who, today, await self._ledger.available(tx, who))
        current = await self._store.open_round(tx, row.id) if running_problem(row, now) is None else None
        return page(row, await self._store.prizes(tx, row.id), current, asker, now)


def pseudonym(round_id: UUID, member_id: MemberId) -> str:
    """The same for the same person within a round, and for nobody to follow from one round to the next."""
    return hashlib.sha256(round_id.bytes + member_id.bytes).hexdigest()[:8]
