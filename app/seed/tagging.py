"""Tags of the invented shop: what some members told of their children, a few tags by hand, and the nights so far."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.seed.people import Person, Stage
from app.seed.promoting import OPERATOR
from app.seed.shop import Shop, side_by_side
from domain.members.shanghai_days import day_of
from ports.kernel import MemberId
from ports.members.devices import Device

NIGHTS = 14
TOLD_PERCENT = 30
MONTHS: dict[Stage, tuple[int, int]] = {"newborn": (0, 2), "baby": (3, 12), "toddler": (13, 36), "child": (37, 96)}
SEEN_PERCENT = 85
SEEN_WITH: tuple[tuple[Device, int], ...] = (
    (Device("android", "mini_program"), 41),
    (Device("ios", "mini_program"), 33),
    (Device("harmony", "mini_program"), 13),
    (Device("windows", "mini_program"), 3),
    (Device("android", "wechat"), 4),
    (Device("ios", "browser"), 3),
    (Device("mac", "browser"), 2),
    (Device("other", "browser"), 1),
)
"""A kind of device, and about how many of a hundred have it."""
BY_HAND = (
    ("试吃官", "愿意试新品并认真反馈，每月挑十位寄新品。", 9),
    ("高龄孕妈", "三十五岁以后怀孕，推荐时避开刺激性成分。", 5),
    ("投诉过", "有过投诉并已安抚，接待时请先看售后记录。", 4),
)


class Tagging:
    """`nights` looks at the time as the stories go on; `finish` comes after them."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._tags = shop.built.modules.members.tags
        # Events mark whom they concern, and everybody is computed at once at the end: nobody looks at tags before.
        self._tags.kick.is_followed = True
        self._last: date | None = None

    async def nights(self, at: datetime) -> None:
        """The night before this moment, if it is one of the last ones and was not run."""
        if day_of(at) == self._last or at < self._shop.now - timedelta(days=NIGHTS):
            return
        self._last = day_of(at)
        await self._tags.night.run(at)

    async def finish(self, crowd: Sequence[Person], dice: random.Random) -> int:
        """How many tags there are in use."""
        shop = self._shop
        told = [
            (member_id, child)
            for person, member_id in zip(crowd, shop.members, strict=True)
            if dice.randrange(100) < TOLD_PERCENT
            for child in (_child(person, day_of(shop.now), dice),)
        ]

        async def tell(one: tuple[MemberId, tuple[date | None, date | None]]) -> None:
            await self._tags.children.add(one[0], *one[1])

        await side_by_side(told, tell)
        await self._by_hand(dice)
        await self._devices(dice)
        await self._tags.desk.compute_due()
        pool = await shop.built.database.pool()
        # The present day's night has run before all of this: what is shown is of now.
        await pool.execute("delete from members.tag_run where day = $1", day_of(shop.now))
        await self._tags.night.run(shop.now)
        return int(await pool.fetchval("select count(distinct tag_id) from members.tag_size"))

    async def _devices(self, dice: random.Random) -> None:
        """What most members were last seen with."""
        kinds, weights = [device for device, _ in SEEN_WITH], [weight for _, weight in SEEN_WITH]
        seen = [
            (member_id, dice.choices(kinds, weights)[0])
            for member_id in self._shop.members
            if dice.randrange(100) < SEEN_PERCENT
        ]

        async def see(one: tuple[MemberId, Device]) -> None:
            await self._tags.devices.seen(*one)

        await side_by_side(seen, see)

    async def _by_hand(self, dice: random.Random) -> None:
        shop = self._shop
        actor = shop.actors[OPERATOR]
        for name, definition, count in BY_HAND:
            tag = await self._tags.manual.create(actor, name, definition)
            for member_id in dice.sample(shop.members, min(count, len(shop.members))):
                await self._tags.manual.give(actor, member_id, tag.id)


def _child(person: Person, today: date, dice: random.Random) -> tuple[date | None, date | None]:
    """The day that it is expected on, or the month that it was born in."""
    if person.stage == "expecting":
        return today + timedelta(days=dice.randrange(5, 250)), None
    low, high = MONTHS[person.stage]
    months = today.year * 12 + today.month - 1 - dice.randint(low, high)
    year, month = divmod(months, 12)
    return None, date(year, month + 1, 1)
