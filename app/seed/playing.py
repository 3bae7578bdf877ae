"""What members of the invented shop play: check-ins, six tasks, a lottery that has run for days, a points shop."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid5

from app.seed.promoting import OPERATOR
from app.seed.shop import Shop
from domain.members.lottery import DrawWish
from domain.members.lottery_desk import LotteryDraft, PrizeDraft
from ports.kernel import DomainError, MemberId
from ports.members.redeeming import RedeemItemRow
from ports.members.tasks import TaskRow

DAYS, PEOPLE = 6, 24
TASKS = (
    TaskRow("share_goods", "分享好物给朋友", "在商品页点分享，发给朋友或群", "share", 100, "day", 1, True, 1, 0),
    TaskRow("first_order", "完成第一笔订单", "收货并完成后自动到账", "first_order", 200, "once", 1, True, 2, 0),
    TaskRow(
        "bind_phone", "绑定手机号", "在「我的」里绑定，方便门店认出您", "profile_complete", 50, "once", 1, True, 3, 0
    ),
    TaskRow("allow_message", "订阅发货提醒", "下单后允许发送一次提醒", "subscribe_message", 30, "once", 1, True, 4, 0),
    TaskRow("browse_home", "逛逛今天的新品", "去首页看看今天上新", "browse", 10, "day", 1, True, 5, 0),
    TaskRow("review_goods", "写一条评价", "收货后写下用过的感受", "review", 30, "total", 50, True, 6, 0),
)
LOTTERY = "禾日抽奖"
_NONCES = UUID("0192b7a0-0000-7000-8000-000000000023")


class Playing:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._play = shop.built.modules.members.play
        self._actor = shop.actors[OPERATOR]

    async def run(self) -> str:
        """What there is now, in words."""
        members = self._shop.members[:PEOPLE]
        self._shop.at(self._shop.now - timedelta(days=DAYS + 1))
        for task in TASKS:
            await self._play.tasks.put(self._actor, task)
        coupon = await self._template("满 199 减 25")
        items = await self._items(coupon)
        lottery_id = await self._lottery(coupon)
        draws = 0
        for days_ago in range(DAYS, -1, -1):
            self._shop.at(self._shop.now - timedelta(days=days_ago, minutes=30))
            draws += await self._day(members, lottery_id, days_ago)
            await self._shop.settle()
        await self._redeem(members, items[0])
        self._shop.at(self._shop.now)
        await self._play.lotteries.turn_due()
        await self._shop.settle()
        return f"{len(TASKS)} tasks, {draws} draws, {len(items)} redeemable"

    async def _day(self, members: Sequence[MemberId], lottery_id: UUID, days_ago: int) -> int:
        """Some come every day, some now and then."""
        draws = 0
        for place, member_id in enumerate(members):
            if (place + days_ago) % (1 + place % 4) or (days_ago == 0 and place % 2):
                continue
            await self._play.check_ins.check_in(member_id)
            if place % 3 == days_ago % 3:
                await self._play.tasks.claim(member_id, "share_goods", f"seed-share-{days_ago}-{place}")
            page = await self._play.lotteries.page(member_id, lottery_id)
            if place % 2 == 0 and page.round is not None:
                name = f"{days_ago}-{place}"
                wish = DrawWish(f"seed-draw-{name}", uuid5(_NONCES, name).hex, page.round.commitment)
                await self._play.lotteries.draw(member_id, lottery_id, wish)
                draws += 1
        return draws

    async def _redeem(self, members: Sequence[MemberId], item_id: UUID) -> None:
        self._shop.at(self._shop.now - timedelta(hours=3))
        for place, member_id in enumerate(members[:6]):
            try:
                await self._play.redeeming.redeem(member_id, item_id, f"seed-redeem-{place}")
            except DomainError as refusal:
                self._shop.refusals[f"redeem: {refusal.code}"] += 1

    async def _lottery(self, coupon: UUID | None) -> UUID:
        prizes = [
            PrizeDraft("goods", "木质牙胶", 0, None, 5_000, 20),
            PrizeDraft("coupon", "满 199 减 25 券", 0, coupon, 45_000, 200) if coupon else None,
            PrizeDraft("points", "88 积分", 88, None, 50_000, 300),
            PrizeDraft("points", "20 积分", 20, None, 200_000, None),
            PrizeDraft("points", "5 积分", 5, None, 400_000, None),
        ]
        known = [prize for prize in prizes if prize is not None]
        rest = 1_000_000 - sum(prize.odds_ppm for prize in known)
        desk, now = self._play.lottery_desk, self._shop.now
        draft = LotteryDraft(
            name=LOTTERY,
            words="每天一次免费机会，之后每次 20 积分，每天最多 5 次。奖品数量和概率如下，抽完的奖品改为「谢谢参与」。",
            starts_at=now - timedelta(days=DAYS, hours=20),
            ends_at=now + timedelta(days=14),
            cost_points=20,
            free_per_day=1,
            draws_per_day_max=5,
            prizes=(*known, PrizeDraft("thanks", "谢谢参与", 0, None, rest, None)),
        )
        made = await desk.create(self._actor, draft)
        await desk.publish(self._actor, made.id)
        return made.id

    async def _items(self, coupon: UUID | None) -> list[UUID]:
        pictures = await self._pictures()
        plans = [
            ("有机棉口水巾两条装", "到门店领取", 300, 60, 2, None),
            ("宝宝指甲剪套装", "到门店领取", 500, 40, 1, None),
            ("孕期记录手账", "随下一次订单寄出", 800, 25, 1, None),
            ("满 199 减 25 优惠券", "兑换后放入卡包，30 天内有效", 200, 300, 3, coupon),
            ("亲子摄影体验一次", "凭兑换码到店预约", 6_000, 5, 1, None),
        ]
        made = []
        for place, (name, words, points, stock, most, template_id) in enumerate(plans):
            item = RedeemItemRow(
                id=UUID(int=0),
                name=name,
                words=words,
                image_url=pictures[place % len(pictures)] if pictures else "",
                kind="coupon" if template_id else "goods",
                template_id=template_id,
                points=points,
                stock=stock,
                taken=0,
                per_member_max=most,
                is_enabled=True,
                sort=place + 1,
                version=0,
            )
            made.append((await self._play.redeem_desk.create(self._actor, item)).id)
        return made

    async def _template(self, name: str) -> UUID | None:
        desk = self._shop.built.modules.promotion.coupon_desk
        found = await desk.page(self._actor, ("published", name), None, 1)
        return found.items[0].id if found.items else None

    async def _pictures(self) -> list[str]:
        """Covers of goods that look like what is handed out."""
        pool = await self._shop.built.database.pool()
        rows = await pool.fetch(
            "select cover_url from commerce.product where status = 'on_sale' and kind = 'physical'"
            " order by price_fen, id limit 5"
        )
        return [row["cover_url"] for row in rows]
