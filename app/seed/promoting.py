"""What the invented shop sells with: campaigns and coupons, some of them in use for a while."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from app.seed.goods import Goods
from app.seed.shop import Shop
from domain.promotion.campaigns import CampaignDraft
from domain.promotion.coupon_desk import GrantWish, TemplateDraft
from ports.kernel import SkuId
from ports.promotion.rules import (
    AddOn,
    Bundle,
    BundlePart,
    CouponRule,
    Flash,
    Gift,
    NForPrice,
    Rule,
    Scope,
    SpendSave,
    SpendTier,
    Stage,
    TimedPrice,
)
from ports.promotion.store import ItemRow

OPERATOR = "运营"
EVERYWHERE = Scope()


class Plan(Struct, frozen=True):
    """A campaign from `since` to `until` days from now."""

    name: str
    rule: Rule
    since: float
    until: float
    items: tuple[ItemRow, ...] = ()
    stacks: tuple[Stage, ...] = ("coupon",)
    label: str = ""
    priority: int = 100
    opens_early: bool = False


class Ticket(Struct, frozen=True):
    """A coupon; `granted_to` levels had it from the first day on. `days` of validity from the claim."""

    name: str
    rule: CouponRule
    total: int
    days: int = 30
    per_member_max: int = 1
    is_listed: bool = True
    granted_to: tuple[str, ...] = ()
    channel: str = ""


class Promoting:
    def __init__(self, shop: Shop, goods: Sequence[Goods], leaves: Mapping[str, UUID]) -> None:
        self._shop = shop
        self._goods = {one.title: one for one in goods}
        self._leaves = leaves

    async def campaigns(self) -> int:
        """Publishes all; those of goods that this shop does not have are left out."""
        plans = [plan for plan in self._plans() if plan is not None]
        await self._publish(plans)
        return len(plans)

    async def _publish(self, plans: Sequence[Plan]) -> None:
        desk, actor = self._shop.built.modules.promotion.campaigns, self._shop.actors[OPERATOR]
        for plan in plans:
            draft = CampaignDraft(
                name=plan.name,
                label=plan.label,
                priority=plan.priority,
                stacks=plan.stacks,
                rule=plan.rule,
                items=plan.items,
                starts_at=self._day(plan.since),
                ends_at=self._day(plan.until),
                opens_early=plan.opens_early,
            )
            made = await desk.create(actor, draft)
            await desk.publish(actor, made.id)

    async def flash_sales(self) -> int:
        """One session that runs today, one for tomorrow: their units are set aside now."""
        found = [await self._flash("今日秒杀", -0.05, 0.6), await self._flash("明日秒杀", 0.9, 1.4)]
        plans = [plan for plan in found if plan is not None]
        await self._publish(plans)
        return len(plans)

    async def coupons(self) -> int:
        desk, actor = self._shop.built.modules.promotion.coupon_desk, self._shop.actors[OPERATOR]
        tickets = self._tickets()
        for ticket in tickets:
            made = await desk.create(actor, self._template(ticket))
            await desk.publish(actor, made.id)
            if ticket.channel:
                await desk.add_channel(actor, made.id, ticket.channel, None)
            if ticket.granted_to:
                await desk.grant(actor, made.id, GrantWish(f"{ticket.name}发放", ticket.granted_to, ()))
                await self._shop.settle()
        return len(tickets)

    def _plans(self) -> list[Plan | None]:
        wipes = self._scope("湿巾纸巾")
        return [
            Plan(
                "秋冬焕新满减",
                SpendSave(EVERYWHERE, (SpendTier(19_900, 2_000), SpendTier(39_900, 5_000))),
                -10,
                12,
            ),
            self._timed("本周限时价", -2, 5, (("婴儿软头勺两支装", 80, 60, 2), ("硅胶辅食碗套装", 80, 80, 2))),
            self._timed(
                "会员日专享价",
                -1,
                3,
                (("宽口径玻璃奶瓶", 75, 120, 1), ("PPSU 学饮杯", 75, 90, 1)),
                ("silver", "gold", "diamond"),
            ),
            self._early(self._timed("会员抢先价", 1, 6, (("吸管保温水杯", 85, 40, 2),))),
            Plan("湿巾任选 3 件", NForPrice(wipes, 3, 6_900), -3, 10, priority=20) if wipes else None,
            self._gift("满额赠软勺", 29_900, "婴儿软头勺两支装"),
            self._add_on("加价换购", 15_900, (("硅胶辅食碗套装", 50), ("PPSU 学饮杯", 60))),
            self._bundle("喂养三件套", ("宽口径玻璃奶瓶", "硅胶辅食碗套装", "婴儿软头勺两支装"), 80),
        ]

    def _tickets(self) -> list[Ticket]:
        wash, skin = self._scope("沐浴润肤"), self._scope("精华面霜")
        tickets = [
            Ticket("新人见面礼", CouponRule("amount", "shop", 1_000, 5_900, EVERYWHERE), 5_000),
            Ticket("满 199 减 25", CouponRule("amount", "shop", 2_500, 19_900, EVERYWHERE), 800, per_member_max=2),
            Ticket("免运费券", CouponRule("freight", "freight", 1_500, 0, EVERYWHERE), 2_000),
            Ticket(
                "金卡会员 88 折",
                CouponRule("percent", "shop", 88, 9_900, EVERYWHERE, cap_fen=4_000, is_exclusive=True),
                3_000,
                is_listed=False,
                granted_to=("gold", "diamond"),
            ),
            Ticket(
                "门店扫码礼",
                CouponRule("amount", "shop", 2_000, 9_900, EVERYWHERE),
                500,
                is_listed=False,
                channel="静安店收银台",
            ),
        ]
        if wash:
            tickets.append(Ticket("洗护满 129 减 20", CouponRule("amount", "category", 2_000, 12_900, wash), 600))
        if skin:
            tickets.append(
                Ticket("护肤 9 折券", CouponRule("percent", "category", 90, 0, skin, cap_fen=5_000), 600, days=14)
            )
        return tickets

    def _timed(
        self,
        name: str,
        since: float,
        until: float,
        of: tuple[tuple[str, int, int, int], ...],
        levels: tuple[str, ...] = (),
    ) -> Plan | None:
        """`of`: title, per cent of the list price, units, units per member."""
        items = tuple(
            ItemRow(self._sku(title), self._price(title) * percent // 100, quota, most)
            for title, percent, quota, most in of
            if title in self._goods
        )
        return Plan(name, TimedPrice(levels), since, until, items, stacks=("threshold", "coupon")) if items else None

    def _early(self, plan: Plan | None) -> Plan | None:
        return replace(plan, opens_early=True) if plan else None

    def _gift(self, name: str, min_fen: int, title: str) -> Plan | None:
        if title not in self._goods:
            return None
        return Plan(name, Gift(EVERYWHERE, min_fen), -2, 9, (ItemRow(self._sku(title), 0, 100, None),))

    def _add_on(self, name: str, min_fen: int, of: tuple[tuple[str, int], ...]) -> Plan | None:
        items = tuple(
            ItemRow(self._sku(title), self._price(title) * percent // 100, 80, 1)
            for title, percent in of
            if title in self._goods
        )
        return Plan(name, AddOn(EVERYWHERE, min_fen, 1), -1, 9, items, priority=40) if items else None

    async def _flash(self, name: str, since: float, until: float) -> Plan | None:
        """At most a quarter of what is free is set aside."""
        titles = [one for one in ("硅胶辅食碗套装", "PPSU 学饮杯", "婴儿软头勺两支装") if one in self._goods]
        built = self._shop.built
        async with built.services.uow.reading() as tx:
            stock = await built.modules.supply.api.free(tx, [self._sku(title) for title in titles])
        free = {one.sku_id: one.free for one in stock}
        items = tuple(
            ItemRow(self._sku(title), self._price(title) * 55 // 100 // 10 * 10, quota, 1)
            for title in titles
            if (quota := min(20, free.get(self._sku(title), 0) // 4)) > 0
        )
        return Plan(name, Flash(), since, until, items, stacks=(), label="秒杀") if items else None

    def _bundle(self, name: str, titles: tuple[str, ...], percent: int) -> Plan | None:
        if any(title not in self._goods for title in titles):
            return None
        price_fen = sum(self._price(title) for title in titles) * percent // 100 // 100 * 100
        parts = tuple(BundlePart(self._sku(title), 1) for title in titles)
        return Plan(name, Bundle(parts, price_fen), -1, 20, priority=10)

    def _template(self, ticket: Ticket) -> TemplateDraft:
        return TemplateDraft(
            name=ticket.name,
            rule=ticket.rule,
            total=ticket.total,
            per_member_max=ticket.per_member_max,
            claim_from=self._day(-12),
            claim_until=self._day(20),
            valid_from=None,
            valid_until=None,
            valid_days=ticket.days,
            returns_on_refund=True,
            is_listed=ticket.is_listed,
        )

    def _day(self, offset: float) -> datetime:
        return self._shop.now + timedelta(days=offset)

    def _sku(self, title: str) -> SkuId:
        return self._shop.skus[self._goods[title].number, 0]

    def _price(self, title: str) -> int:
        return self._goods[title].skus[0].price_fen

    def _scope(self, leaf: str) -> Scope | None:
        return Scope("categories", (self._leaves[leaf],)) if leaf in self._leaves else None
