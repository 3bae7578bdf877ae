"""Where the players of `siyu prove promotions` play.

A `Player` stands for kinds of promotion: it opens their campaigns, does one thing at a time as a shopper, and names
what must hold afterwards.
"""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.prove.goods import Goods
from app.prove.shopper import Answered, Shopper
from app.wiring import Built


@dataclass
class Visitor:
    """A shopper with an address and the dice of this one."""

    shopper: Shopper
    address_id: str
    dice: random.Random


@dataclass
class Scene:
    """`told` counts what happened, by name; `unexpected` are answers that no shopper should see."""

    built: Built
    goods: list[Goods]
    dice: random.Random
    told: Counter[str] = field(default_factory=Counter)
    unexpected: Counter[str] = field(default_factory=Counter)

    def note(self, what: str, answer: Answered | None = None) -> None:
        """What happened; for a refusal with its code."""
        if answer is None or answer.status_code < 400:
            self.told[what] += 1
            return
        code = str(answer.json().get("code", answer.status_code))
        self.told[f"{what}: {code}"] += 1
        if not code.startswith(("promotion.", "supply.", "commerce.", "members.")):
            self.unexpected[f"{what}: {code}"] += 1


class Player(Protocol):
    """One kind of thing that shoppers and operators do. Everything goes over HTTP but what an operator sets up."""

    name: str
    weight: int
    """How often it is this one's turn, beside the others."""

    async def open(self, scene: Scene) -> None:
        """Campaigns, coupons: once, before the shoppers come."""

    async def act(self, scene: Scene, visitor: Visitor) -> None:
        """One thing that a shopper does, whole or broken off. Raises GaveUp."""

    async def tend(self, scene: Scene) -> None:
        """What the operator does now and then while the shop runs."""

    async def off(self, pool: Any) -> Mapping[str, int]:
        """What must not be once all is quiet, and how often it is. `pool` is asyncpg's."""


def random_goods(scene: Scene, dice: random.Random, count_max: int) -> dict[Goods, int]:
    """Some of them, with a quantity each."""
    picked = dice.sample(scene.goods, dice.randint(1, min(count_max, len(scene.goods))))
    return {goods: dice.choice([1, 1, 2, 3]) for goods in picked}
