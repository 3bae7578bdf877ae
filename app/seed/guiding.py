"""What guides of the invented shop work with: scripts, coupons to grant, and customers who were looking around."""

import random
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid5

from app.seed.promoting import OPERATOR
from app.seed.shop import Shop, side_by_side
from ports.community.scripts import (
    Anyone,
    BirthdayNear,
    CartLeftAlone,
    CouponEnding,
    OrderDelivered,
    QuietFor,
    ScriptRules,
    StageReached,
    ViewedOften,
)
from ports.community.sidebar_store import AllowanceRule
from ports.governance.api import Actor
from ports.insight.events import NewEvent
from ports.kernel import MemberId, ProductId

LOOKERS, DAYS = 400, 6
"""Members of the seed whom guides may know (`app.seed.wecom`)."""
GRANTABLE = ("新人见面礼", "满 199 减 25", "满 399 减 60")
SCRIPTS = (
    ScriptRules(
        "购物车提醒",
        CartLeftAlone(),
        "{称呼}，您选的{商品}等 {件数} 件还在购物车里，尺码和用法有拿不准的地方可以直接问我",
        "product",
        90,
    ),
    ScriptRules(
        "看过多次",
        ViewedOften(3),
        "{称呼}，看您这几天在了解{商品}，我把老客的使用感受整理了一下，需要的话发给您",
        "product",
        80,
    ),
    ScriptRules("优惠券快到期", CouponEnding(3), "{称呼}，您的「{优惠券}」还有 {天数} 天到期，别浪费了", "home", 75),
    ScriptRules(
        "签收关怀", OrderDelivered(7), "{称呼}，{商品}收到了吗，第一次用之前建议先清洗一遍，有问题随时找我", "none", 70
    ),
    ScriptRules(
        "孕晚期待产提醒",
        StageReached("pregnancy_weeks", 28, 40),
        "{称呼}，现在{阶段}了，待产包可以准备起来了，我按科室的清单给您列一份",
        "home",
        65,
    ),
    ScriptRules(
        "添加辅食",
        StageReached("child_months", 6, 8),
        "{称呼}，{阶段}可以慢慢加辅食了，第一口怎么加我发您一份说明",
        "home",
        60,
    ),
    ScriptRules("生日祝福", BirthdayNear(3), "{称呼}，{生日}是您的生日，提前祝您和宝宝平平安安", "none", 55),
    ScriptRules("久未下单", QuietFor(45), "{称呼}，有 {天数} 天没见了，最近宝宝换尺码了吗", "home", 40),
    ScriptRules("日常问候", Anyone(), "{称呼}，我是暖禾的导购，宝宝用品上的问题可以随时问我", "none", 5),
)
GIVEN = frozenset({"community.read", "community.write", "after_sale.write"})
REFUND_MAX_FEN = 5_000
_EVENTS = UUID("0192b7a0-0000-7000-8000-000000000034")


class Guiding:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._side = shop.built.modules.community.sidebar
        known = shop.actors[OPERATOR]
        self._actor = Actor(known.id, known.name, known.permissions | GIVEN, known.ip)

    async def run(self, rng: random.Random) -> str:
        """What there is now, in words."""
        for rules in SCRIPTS:
            await self._side.script_desk.create(self._actor, rules)
        await self._side.allowances.set_rule(self._actor, AllowanceRule("", 60, 150_000, 0, REFUND_MAX_FEN))
        pool = await self._shop.built.database.pool()
        templates = await pool.fetch(
            "select id from promotion.coupon_template where name = any($1) and state = 'published'", list(GRANTABLE)
        )
        await self._side.allowances.set_templates(self._actor, [row["id"] for row in templates])
        products = [
            ProductId(row["id"])
            for row in await pool.fetch(
                "select id from commerce.product where status = 'on_sale' order by sold_count desc, id limit 60"
            )
        ]
        members = self._shop.members[:LOOKERS]
        planned = [(member_id, self._looked(place, products, rng)) for place, member_id in enumerate(members)]
        await side_by_side(planned, self._tell)
        return f"{len(SCRIPTS)} scripts, {sum(len(visits) for _, visits in planned)} visits"

    def _looked(self, place: int, products: Sequence[ProductId], rng: random.Random) -> list[list[NewEvent]]:
        """Visits of the last days, the oldest first."""
        visits = []
        for day in sorted(rng.sample(range(DAYS), rng.randint(1, 3)), reverse=True):
            at = self._shop.now - timedelta(days=day, minutes=rng.randint(40, 600))
            favourite, events = rng.choice(products), [self._event((place, day, 0), "page", at, text="home")]
            for step in range(1, rng.randint(2, 5)):
                at += timedelta(seconds=rng.randint(15, 120))
                product_id = favourite if rng.random() < 0.5 else rng.choice(products)
                view = self._event((place, day, step), "product_view", at, product_id=product_id)
                at += timedelta(seconds=rng.randint(5, 90))
                dwell_ms = int((at - view.at).total_seconds() * 1000)
                leave = self._event(
                    (place, day, step + 100),
                    "product_leave",
                    at,
                    product_id=product_id,
                    view_id=view.id,
                    dwell_ms=dwell_ms,
                )
                events += [view, leave]
            visits.append(events)
        return visits

    def _event(self, name: tuple[int, int, int], kind: str, at: object, **more: object) -> NewEvent:
        return NewEvent(uuid5(_EVENTS, ":".join(map(str, name))), kind, at, **more)  # type: ignore[arg-type]

    async def _tell(self, planned: tuple[MemberId, list[list[NewEvent]]]) -> None:
        member_id, visits = planned
        self._shop.at(self._shop.now - timedelta(days=DAYS + 1))
        await self._shop.built.services.identity.consent(member_id, "2026-11")
        for events in visits:
            self._shop.at(events[-1].at)
            await self._shop.built.modules.insight.intake.report(member_id, events[-1].at, events)
