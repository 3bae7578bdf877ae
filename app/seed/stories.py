"""What becomes of each basket: paid or not, shipped when, kept or sent back. Pure, from a seeded generator.

A story is a list of steps with their times. What lies after now is not played: so the last days are open, as they are
in any shop.
"""

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from app.seed.goods import Goods
from app.seed.people import Person
from app.seed.rhythm import Basket

Ending = Literal["kept", "unpaid", "cancelled", "refund_unshipped", "returned", "refund_shipped", "refused"]
Move = Literal[
    "place",
    "prepay",
    "pay",
    "cancel",
    "expire",
    "close",
    "ship",
    "ship_rest",
    "travel",
    "sign",
    "confirm",
    "complete",
    "ask_refund",
    "ask_return",
    "decide",
    "refuse",
    "send_back",
    "receive",
]
ENDINGS: dict[Ending, int] = {
    "kept": 842,
    "unpaid": 48,
    "cancelled": 26,
    "refund_unshipped": 30,
    "returned": 34,
    "refund_shipped": 14,
    "refused": 6,
}
SHIFTS = ((time(9, 30), time(10, 30)), (time(15, 0), time(16, 0)))
"""What is paid before the first leaves from the second on."""

SWEEPS: frozenset[Move] = frozenset(("expire", "close", "complete"))
"""Steps that concern whatever is due by then, in all stories."""

FORGOTTEN = 2
"""Orders that nobody has shipped in time."""

TROUBLED = 2
"""Parcels under way that the courier cannot deliver."""


class Step(Struct, frozen=True, order=True):
    at: datetime
    place: int
    move: Move


class Story(Struct, frozen=True):
    """`signed_at` is planned; `has_trouble`: the parcel gets stuck on its way."""

    number: int
    basket: Basket
    ending: Ending
    note: str
    steps: tuple[Step, ...]
    signed_at: datetime
    has_trouble: bool = False


_NOTES = (
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "请放快递柜",
    "送人用，麻烦包装好一点",
    "周末送",
    "孩子在睡觉，请勿敲门",
    "尽快发，谢谢",
)


def stories(
    baskets: Sequence[Basket], world: tuple[Sequence[Person], Sequence[Goods]], now: datetime, rng: random.Random
) -> list[Story]:
    told = [_story(number, basket, world, now, rng) for number, basket in enumerate(baskets)]
    lately = [s for s in told if s.ending == "kept" and timedelta(days=2.1) < now - s.basket.at < timedelta(days=3.5)]
    for story in [s for s in lately if any(step.move == "ship" for step in s.steps)][:FORGOTTEN]:
        told[story.number] = replace(story, steps=tuple(s for s in story.steps if s.move in ("place", "pay")))
    under_way = [s for s in told if any(step.move == "travel" for step in s.steps) and s.signed_at > now]
    for story in under_way[:TROUBLED]:
        steps = tuple(step for step in story.steps if step.move not in ("sign", "confirm", "complete"))
        told[story.number] = replace(story, steps=steps, has_trouble=True)
    return told


def fresh_baskets(people: Sequence[Person], goods: Sequence[Goods], now: datetime, rng: random.Random) -> list[Basket]:
    """The last hours, so that there is something to pay and something to ship whenever the shop is filled."""
    made = []
    for minutes in (300, 236, 171, 122, 74, 26, 21, 14, 9, 4):
        one = rng.choice([one for one in goods if not one.is_virtual])
        lines = ((one.number, rng.randrange(len(one.skus)), 1),)
        made.append(Basket(rng.randrange(len(people)), now - timedelta(minutes=minutes), lines))
    return made


def _story(
    number: int,
    basket: Basket,
    world: tuple[Sequence[Person], Sequence[Goods]],
    now: datetime,
    rng: random.Random,
) -> Story:
    people, goods = world
    is_virtual = goods[basket.lines[0][0]].is_virtual
    ending = rng.choices(list(ENDINGS), list(ENDINGS.values()))[0]
    if is_virtual and ending not in ("unpaid", "cancelled"):
        ending = "kept"
    if now - basket.at < timedelta(minutes=28):
        ending = "unpaid"
    elif timedelta(days=2.5) < now - basket.at < timedelta(days=6) and rng.random() < 0.22 and not is_virtual:
        # Requests are open for days only; some of them should be seen.
        ending = rng.choice(("returned", "refund_shipped"))
    elif now - basket.at < timedelta(hours=6):
        ending = "kept"
    plan = _Plan(basket.at, rng)
    province = people[basket.person].addresses[0].province
    signed_at = plan.play(ending, province, now, is_virtual=is_virtual)
    return Story(number, basket, ending, rng.choice(_NOTES), tuple(sorted(plan.steps)), signed_at)


class _Plan:
    def __init__(self, at: datetime, rng: random.Random) -> None:
        self._rng = rng
        self._at = at
        self.steps: list[Step] = []
        self._add("place", at)

    def play(self, ending: Ending, province: str, now: datetime, *, is_virtual: bool) -> datetime:
        """Adds the steps; when the goods arrive."""
        rng, placed = self._rng, self._at
        if ending == "unpaid":
            if rng.random() < 0.6:
                self._add("prepay", placed + timedelta(seconds=rng.randrange(5, 90)))
            self._add("expire", placed + timedelta(minutes=16))
            self._add("close", placed + timedelta(minutes=30, seconds=rng.randrange(8, 20)))
            return placed
        if ending == "cancelled":
            self._add("cancel", placed + timedelta(minutes=rng.randrange(2, 14)))
            return placed
        paid = placed + timedelta(seconds=rng.randrange(20, 240))
        self._add("pay", paid)
        if is_virtual:
            self._add("complete", paid + timedelta(days=7, minutes=rng.randrange(1, 6)))
            return paid
        shipped = _shift_after(paid, rng)
        if ending == "refund_unshipped":
            self._add("ask_refund", paid + (shipped - paid) * rng.uniform(0.1, 0.8))
            return shipped
        return self._send(ending, shipped, province, now)

    def _send(self, ending: Ending, shipped: datetime, province: str, now: datetime) -> datetime:
        rng = self._rng
        self._add("ship", shipped)
        near = province in ("浙江省", "上海市", "江苏省", "广东省")
        signed = _by_day(shipped + timedelta(hours=rng.uniform(20, 38) if near else rng.uniform(40, 84)), rng)
        if signed > now > shipped + timedelta(hours=3):
            self._add("travel", now - timedelta(minutes=rng.randrange(4, 60)))
        # Where two warehouses send, the second may need a day more.
        self._add("ship_rest", min(shipped + timedelta(hours=22), signed - timedelta(hours=4)))
        self._add("sign", signed)
        if ending == "kept":
            self._keep(signed)
        elif ending == "returned":
            asked = _by_day(signed + timedelta(hours=rng.uniform(4, 80)), rng)
            self._add("ask_return", asked)
            self._add("decide", asked + timedelta(hours=rng.uniform(2, 8)))
            self._add("send_back", asked + timedelta(hours=rng.uniform(12, 30)))
            self._add("receive", asked + timedelta(hours=rng.uniform(62, 100)))
            self._add("complete", signed + timedelta(days=7, minutes=4))
        else:
            asked = _by_day(signed + timedelta(hours=rng.uniform(2, 30)), rng)
            self._add("ask_refund", asked)
            self._add("decide" if ending == "refund_shipped" else "refuse", asked + timedelta(hours=rng.uniform(4, 40)))
            self._add("complete", signed + timedelta(days=7, minutes=4))
        return signed

    def _keep(self, signed: datetime) -> None:
        if self._rng.random() < 0.55:
            self._add("confirm", _by_day(signed + timedelta(hours=self._rng.uniform(1, 60)), self._rng))
        else:
            self._add("complete", signed + timedelta(days=7, minutes=self._rng.randrange(1, 6)))

    def _add(self, move: Move, at: datetime) -> None:
        if move == "complete":
            at = at.replace(minute=59, second=50)
        self.steps.append(Step(at, len(self.steps), move))


def _shift_after(paid: datetime, rng: random.Random) -> datetime:
    """The next time at which the warehouse sends; a few parcels wait a day or two longer."""
    late_days = rng.choices((0, 1, 2), (93, 5, 2))[0]
    for days in range(3):
        date = (paid + timedelta(days=days)).date()
        for until, start in SHIFTS:
            if paid <= datetime.combine(date, until, paid.tzinfo):
                leaves = datetime.combine(date, start, paid.tzinfo) + timedelta(days=late_days)
                return leaves + timedelta(minutes=rng.randrange(50), seconds=rng.randrange(60))
    raise AssertionError("there is a shift every day")


def _by_day(at: datetime, rng: random.Random) -> datetime:
    """Between nine in the morning and nine in the evening."""
    if 9 <= at.hour < 21:
        return at
    later = at + timedelta(days=1 if at.hour >= 21 else 0)
    return later.replace(hour=9, minute=rng.randrange(60))
