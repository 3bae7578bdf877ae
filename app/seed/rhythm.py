"""When people buy what, over ninety days. Pure, from a seeded generator.

Days grow slowly, weekends are livelier, a promotion of three days doubles them; within a day there is a small peak
before noon and a large one in the evening. Whoever bought comes back when what they bought is used up, and the stage of
life decides what that is.
"""

import bisect
import itertools
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from app.seed.goods import Goods
from app.seed.people import Person, Stage

HOURS = (2, 1, 1, 1, 1, 2, 4, 7, 10, 14, 17, 15, 14, 13, 12, 12, 13, 13, 15, 20, 28, 31, 24, 10)
"""Weight of each hour of the day in China."""

WEEKDAYS = (0.92, 0.94, 0.96, 0.98, 1.06, 1.18, 1.14)
GROWTH = 0.5
"""The last day sells half as much again as the first."""

PROMO_DAYS = {24: 1.9, 25: 2.4, 26: 1.6, 27: 0.7, 23: 0.8}
"""Days before the end: the promotion, the wait before it and the lull after it."""

RETURN_PERCENT = 42
LIKES: dict[Stage, Mapping[str, int]] = {
    "expecting": {"孕产专区": 46, "妈妈护肤": 24, "寝居出行": 12, "婴童服饰": 8, "喂养": 5, "家居日用": 5},
    "newborn": {
        "尿裤湿巾": 32,
        "喂养": 20,
        "婴童服饰": 16,
        "洗护清洁": 12,
        "孕产专区": 10,
        "寝居出行": 6,
        "玩具早教": 4,
    },
    "baby": {"尿裤湿巾": 28, "辅食营养": 26, "玩具早教": 13, "洗护清洁": 12, "婴童服饰": 9, "喂养": 8, "寝居出行": 4},
    "toddler": {"辅食营养": 24, "玩具早教": 22, "尿裤湿巾": 16, "婴童服饰": 16, "洗护清洁": 12, "家居日用": 10},
    "child": {"玩具早教": 22, "婴童服饰": 20, "洗护清洁": 20, "家居日用": 18, "妈妈护肤": 14, "辅食营养": 6},
}
TOGETHER: dict[str, tuple[str, ...]] = {
    "喂养": ("喂养", "洗护清洁", "辅食营养"),
    "尿裤湿巾": ("尿裤湿巾", "尿裤湿巾", "洗护清洁", "辅食营养"),
    "洗护清洁": ("洗护清洁", "尿裤湿巾", "妈妈护肤"),
    "婴童服饰": ("婴童服饰", "婴童服饰", "寝居出行"),
    "孕产专区": ("孕产专区", "妈妈护肤", "喂养"),
    "玩具早教": ("玩具早教", "家居日用"),
    "寝居出行": ("寝居出行", "婴童服饰", "玩具早教", "家居日用"),
    "辅食营养": ("辅食营养", "辅食营养", "喂养", "尿裤湿巾"),
    "妈妈护肤": ("妈妈护肤", "妈妈护肤", "孕产专区"),
    "家居日用": ("家居日用", "洗护清洁"),
}
USED_UP = frozenset(("尿裤湿巾", "辅食营养", "洗护清洁"))
"""What is bought in twos and threes, and again a month later."""


class Basket(Struct, frozen=True):
    """`person` and the SKUs are places in their lists; a SKU is (product, place among its SKUs), with a quantity."""

    person: int
    at: datetime
    lines: tuple[tuple[int, int, int], ...]


class Crowd(Struct, frozen=True):
    people: Sequence[Person]
    goods: Sequence[Goods]
    released: Sequence[datetime]
    """When each of the goods went on sale."""


def baskets(crowd: Crowd, days: int, count: int, until: datetime, rng: random.Random) -> list[Basket]:
    """About `count` of them in time order; `until` is now, and the last day is as long as it has been so far."""
    shares = [_share(until - timedelta(days=days - 1 - day), days, day) for day in range(days)]
    chooser, bought, made = _Chooser(crowd, rng), _Regulars(), list[Basket]()
    scale = count / sum(shares)
    for day, share in enumerate(shares):
        date = until - timedelta(days=days - 1 - day)
        wanted = int(share * scale + rng.random())
        for at in sorted(_moment(date, rng) for _ in range(wanted)):
            if at >= until - timedelta(minutes=40):
                continue
            person = bought.back(at, rng) if rng.randrange(100) < RETURN_PERCENT else None
            basket = chooser.basket(chooser.anyone(at) if person is None else person, at)
            if basket is not None:
                bought.note(basket, chooser.is_used_up(basket), rng)
                made.append(basket)
    return made


def _share(date: datetime, days: int, day: int) -> float:
    left = days - 1 - day
    return WEEKDAYS[date.weekday()] * (1 + GROWTH * day / days) * PROMO_DAYS.get(left, 1.0)


def _moment(date: datetime, rng: random.Random) -> datetime:
    hour = rng.choices(range(24), HOURS)[0]
    return date.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60), microsecond=0)


class _Regulars:
    """Who will be back, and from when on."""

    def __init__(self) -> None:
        self._due: list[tuple[datetime, int]] = []

    def note(self, basket: Basket, is_used_up: bool, rng: random.Random) -> None:
        days = rng.gauss(26, 6) if is_used_up else rng.gauss(38, 14)
        bisect.insort(self._due, (basket.at + timedelta(days=max(3.0, days)), basket.person))

    def back(self, at: datetime, rng: random.Random) -> int | None:
        ready = bisect.bisect_right(self._due, (at, 1 << 30))
        return self._due.pop(rng.randrange(ready))[1] if ready else None


class _Chooser:
    def __init__(self, crowd: Crowd, rng: random.Random) -> None:
        self._crowd, self._rng = crowd, rng
        self._weights = list(itertools.accumulate(person.activity for person in crowd.people))
        self._shelves: dict[str, list[Goods]] = {}
        for one in crowd.goods:
            self._shelves.setdefault(one.shelf, []).append(one)

    def anyone(self, at: datetime) -> int:
        """By activity; whoever has not joined yet is looked for again, a few times."""
        for _ in range(20):
            place = bisect.bisect_left(self._weights, self._rng.random() * self._weights[-1])
            if self._crowd.people[place].joined_at < at:
                return place
        return 0

    def basket(self, person: int, at: datetime) -> Basket | None:
        """None: nothing that was on sale then."""
        rng, stage = self._rng, self._crowd.people[person].stage
        shelf = rng.choices(list(LIKES[stage]), list(LIKES[stage].values()))[0]
        shelves = [shelf]
        while len(shelves) < 4 and rng.random() < 0.46:
            shelves.append(rng.choice(TOGETHER[shelf]))
        lines: dict[tuple[int, int], int] = {}
        for name in shelves:
            chosen = self._one_of(name, at)
            if chosen is None or (chosen.is_virtual and lines):
                continue
            sku = rng.randrange(len(chosen.skus))
            lines[chosen.number, sku] = rng.choice((1, 1, 2, 2, 3)) if name in USED_UP else 1
            if chosen.is_virtual:
                break
        return Basket(person, at, tuple((*key, quantity) for key, quantity in lines.items())) if lines else None

    def is_used_up(self, basket: Basket) -> bool:
        return any(self._crowd.goods[number].shelf in USED_UP for number, _, _ in basket.lines)

    def _one_of(self, shelf: str, at: datetime) -> Goods | None:
        """What sells well is chosen more often, and dear things less."""
        on_sale = [one for one in self._shelves[shelf] if self._crowd.released[one.number] < at]
        if not on_sale:
            return None
        weights = [(3.0 if one.tag == "热卖" else 1.0) * (9_900 / one.skus[0].price_fen) ** 0.35 for one in on_sale]
        return self._rng.choices(on_sale, weights)[0]
