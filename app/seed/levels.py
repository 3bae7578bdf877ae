"""Birthdays of some members, a correction of growth, and a level that the shop has set."""

import random
from datetime import date, timedelta

from msgspec.structs import replace

from app.seed.shop import Shop, side_by_side
from ports.kernel import MemberId
from ports.members.growth import GrowthRules
from ports.members.growth_store import Birthday

SEED = 20261128
OWNER = "店主"
TOLD_EVERY = 12
"""One member in so many has told a birthday."""
CELEBRATES_AT_ONCE = 3
EARLY_MINUTES = {"gold": 30, "diamond": 60}
BENEFITS: dict[str, tuple[str, ...]] = {
    "bronze": ("育儿顾问答疑",),
    "silver": ("育儿顾问答疑", "会员日专场"),
    "gold": ("会员日专场", "新品试用优先"),
    "diamond": ("会员日专场", "新品试用优先", "年度礼盒"),
}
"""What the invented shop does by hand for its members."""


async def club(shop: Shop, rng: random.Random) -> int:
    """How many birthdays are known."""
    services = shop.built.services
    shop.at(shop.now - timedelta(days=20))
    told = shop.members[::TOLD_EVERY]
    today = shop.now.date()

    async def tell(one: tuple[int, MemberId, Birthday]) -> None:
        _, member_id, birthday = one
        shop.at(shop.now - timedelta(days=20))
        await services.members.levels.shopper.set_birthday(member_id, birthday)

    days = [date(1986, 1, 1) + timedelta(days=rng.randrange(5000)) for _ in told]
    born = [Birthday(day.month, day.day, day.year if place % 3 else None) for place, day in enumerate(days)]
    born[:CELEBRATES_AT_ONCE] = [Birthday(today.month, today.day)] * min(CELEBRATES_AT_ONCE, len(born))
    await side_by_side(zip(range(len(told)), told, born, strict=True), tell)
    desk, owner = services.members.levels.desk, shop.actors[OWNER]
    shop.at(shop.now - timedelta(hours=30))
    known = await desk.rules(owner)
    levels = tuple(
        replace(
            level,
            benefits=BENEFITS[level.code],
            has_concierge=level.code == "diamond",
            early_access_minutes=EARLY_MINUTES.get(level.code, 0),
        )
        for level in known.levels
    )
    await desk.save(owner, GrowthRules(known.version, levels, known.weights))
    await desk.adjust(owner, shop.members[1], 300, "线下亲子活动到场")
    await desk.adjust(owner, shop.members[2], 80, "客诉补偿")
    standing = await desk.member(owner, shop.members[3])
    if standing.level_code != "gold":
        await desk.place(owner, shop.members[3], "gold", "内容合作达人")
    await shop.settle()
    return len(told)
