"""A shop with check-ins, tasks, a lottery and a points shop, and short words for what members do there."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from app.prove.points_books import points_breaches
from domain.members.lottery import DrawWish
from domain.members.lottery_desk import LotteryDraft, PrizeDraft
from domain.members.lottery_draw import verified
from domain.members.match_desk import ByHand
from ports.governance.api import Actor
from ports.kernel import OperatorId
from ports.members.lottery_views import AdminLottery, DrawResult, LotteryPage
from ports.members.points import Earning
from ports.members.redeeming import AdminRedeemItem, RedeemItemRow, RedeemResult
from tests.flows.orders.conftest import Shop, Shopper

EDITOR = Actor(OperatorId(UUID(int=2)), "小顾", frozenset({"members.read", "members.write"}), "127.0.0.1")
CLERK = Actor(OperatorId(UUID(int=3)), "店员", frozenset({"members.serve"}), "127.0.0.1")
READER = Actor(OperatorId(UUID(int=4)), "小秦", frozenset({"members.read"}), "127.0.0.1")
JOINER = Actor(OperatorId(UUID(int=6)), "店长", frozenset({"members.merge"}), "127.0.0.1")
NOBODY = Actor(OperatorId(UUID(int=5)), "路人", frozenset(), "127.0.0.1")
_WIPE = """
    truncate members.check_in, members.task_done, members.task, members.award, members.lottery_draw,
        members.lottery_round, members.lottery_odds, members.lottery_prize, members.lottery, members.redeem_item,
        members.points_account, members.points_booking, members.points_hold, members.points_order,
        members.points_bonus, members.points_adjustment cascade
"""
_REWARDS = """
    update members.check_in_reward r set points = g.points
    from (values (1, 5), (2, 5), (3, 10), (4, 10), (5, 15), (6, 15), (7, 50)) as g (ordinal, points)
    where g.ordinal = r.ordinal
"""
_OFF = {
    "prizes given": """
        select p.position from members.lottery_prize p
        where p.won <> (select count(*) from members.lottery_draw d
                        where d.lottery_id = p.lottery_id and d.given = p.position)""",
    "units taken": """
        select i.id from members.redeem_item i
        where i.taken <> (select count(*) from members.award a where a.item_id = i.id and a.state <> 'cancelled')""",
    "draws counted": """
        select r.id from members.lottery_round r
        where r.draws <> (select count(*) from members.lottery_draw d where d.round_id = r.id)
           or r.draws <> (select coalesce(max(n), 0) from members.lottery_draw d where d.round_id = r.id)""",
    "prizes without an award": """
        select d.id from members.lottery_draw d
        join members.lottery_prize p on p.lottery_id = d.lottery_id and p.position = d.given
        where (p.kind in ('coupon', 'goods')) <> exists (select from members.award a where a.draw_id = d.id)""",
    "draws without their points": """
        select d.id from members.lottery_draw d
        where (d.cost_points > 0) <> exists (select from members.points_booking b where b.key = 'lottery_draw:' || d.id)
    """,
    "redemptions without their points": """
        select a.id from members.award a
        where a.source = 'shop'
          and not exists (select from members.points_booking b where b.key = 'redemption:' || a.id)
    """,
}


def prize(kind: str, name: str, odds_ppm: int, stock: int | None = None, **more: Any) -> PrizeDraft:
    return PrizeDraft(kind, name, more.get("points", 0), more.get("template_id"), odds_ppm, stock)  # type: ignore[arg-type]


THANKS = "谢谢参与"
HALF = (prize("points", "20 积分", 500_000, points=20), prize("thanks", THANKS, 500_000))


class Fair:
    """Everything that members play; `shop.clock` is the day."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.play = shop, shop.modules.members.play
        self.desk = self.play.lottery_desk

    async def wipe(self) -> None:
        await self.shop.rows(_WIPE)
        await self.shop.rows(_REWARDS)

    async def give(self, who: Shopper, points: int) -> None:
        async with self.shop.uow.begin() as tx:
            await self.shop.modules.members.points.book.earn(
                tx, Earning(uuid4().hex, who.id, points, "task", "完成任务")
            )

    async def points(self, who: Shopper) -> int:
        found = await self.shop.rows("select available from members.points_account where member_id = $1", who.id)
        return found[0][0] if found else 0

    async def lottery(self, prizes: Sequence[PrizeDraft] = HALF, **more: Any) -> AdminLottery:
        """Published, and running for ten days."""
        now = self.shop.clock.now()
        draft = LotteryDraft(
            name="周末抽奖",
            words="",
            starts_at=more.get("starts_at", now - timedelta(hours=1)),
            ends_at=more.get("ends_at", now + timedelta(days=10)),
            cost_points=more.get("cost", 10),
            free_per_day=more.get("free", 1),
            draws_per_day_max=more.get("draws", 5),
            prizes=tuple(prizes),
        )
        made = await self.desk.create(EDITOR, draft)
        return await self.desk.publish(EDITOR, made.id)

    async def seen(self, lottery_id: UUID, who: Shopper | None = None) -> LotteryPage:
        return await self.play.lotteries.page(who.id if who else None, lottery_id)

    async def draw(self, who: Shopper, lottery_id: UUID, key: str = "", **more: str) -> DrawResult:
        """As the phone does: it looks first, and takes a nonce of its own."""
        commitment = more.get("commitment")
        if commitment is None:
            seen = await self.seen(lottery_id, who)
            commitment = seen.round.commitment if seen.round else "0" * 64
        wish = DrawWish(key or uuid4().hex, more.get("nonce", uuid4().hex), commitment)
        return await self.play.lotteries.draw(who.id, lottery_id, wish)

    async def item(self, **more: Any) -> AdminRedeemItem:
        row = RedeemItemRow(
            id=UUID(int=0),
            name=more.get("name", "有机棉口水巾"),
            words="",
            image_url="",
            kind="coupon" if more.get("template_id") else "goods",
            template_id=more.get("template_id"),
            points=more.get("points", 100),
            stock=more.get("stock", 5),
            taken=0,
            per_member_max=more.get("per_member_max"),
            is_enabled=more.get("is_enabled", True),
            sort=0,
            version=0,
        )
        return await self.play.redeem_desk.create(EDITOR, row)

    async def redeem(self, who: Shopper, item_id: UUID, key: str = "") -> RedeemResult:
        return await self.play.redeeming.redeem(who.id, item_id, key or uuid4().hex)

    async def merge(self, gone: Shopper, kept: Shopper) -> UUID:
        """An operator finds that they are one person; its id. Whoever came first is kept."""
        done = await self.shop.modules.members.identities.matches.merge_by_hand(
            JOINER, ByHand(gone.id, kept.id, "核实")
        )
        assert await self.shop.rows("select merged_into from members.member where id = $1", gone.id) == [(kept.id,)]
        return done.merge.id

    async def part(self, merge_id: UUID) -> None:
        await self.shop.modules.members.identities.matches.undo(JOINER, merge_id, "弄错了")

    async def assert_books_agree(self) -> None:
        await self.shop.settle()
        off = {name: found for name, sql in _OFF.items() if (found := await self.shop.rows(sql))}
        assert off == {}
        assert await points_breaches(await self.shop.built.database.pool()) == []
        closed = await self.shop.rows(
            "select lottery_id, number from members.lottery_round where closed_at is not null"
        )
        for lottery_id, number in closed:
            assert verified(await self.play.lotteries.record(None, lottery_id, number)) == []
        told = await self.shop.rows("select count(*) from members.lottery_round where closed_at is null and seed <> ''")
        assert told == [(0,)], "the seed of an open round is nowhere to be read"
