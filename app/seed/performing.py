"""What guides have sent in the invented shop, who came through it, and which of the last weeks' orders are theirs."""

import random
from datetime import timedelta
from typing import Any

from app.seed.promoting import OPERATOR
from app.seed.shop import Shop
from app.seed.wecom import GUIDES
from ports.commerce.api import OrderPaid
from ports.community.personal_guides import HandoverRules
from ports.community.touches import NewTouch, TouchKind
from ports.kernel import MemberId, OrderId

DICE = 20261129
DAYS = 30
SHARE_PERCENT = 45
KINDS: tuple[TouchKind, ...] = ("script", "script", "welcome", "mass_message")
THRESHOLD_FEN = 120_000
_ORDERS = """
    select a.order_id, o.number, o.title, a.member_id, a.paid_at, a.paid_fen
    from community.attributed_orders a join commerce."order" o on o.id = a.order_id
    where a.paid_at >= $1 and a.rule = 'none' order by a.paid_at, a.order_id
"""

_GUIDE = "insert into community.guide (user_id, name, first_seen_at) values ($1, $2, $3) on conflict do nothing"


class Performing:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._own = shop.built.modules.community.performance
        self._dice = random.Random(DICE)  # noqa: S311 - the same guides everywhere

    async def run(self) -> tuple[int, int]:
        """How many touches were sent, and how many orders came of them."""
        shop = self._shop
        await self._guides()
        pool = await shop.built.database.pool()
        rows = await pool.fetch(_ORDERS, shop.now - timedelta(days=DAYS))
        won = [row for row in rows if self._dice.randrange(100) < SHARE_PERCENT]
        for place, row in enumerate(won):
            await self._came_through(place, row)
        unopened = len(won) // 2
        for place in range(unopened):
            await self._send(f"seed:quiet:{place}", self._dice.randint(1, DAYS * 24))
        shop.at(shop.now)
        return len(won) + unopened, len(won)

    async def _guides(self) -> None:
        """As the first comparison will find them; and the shop hands its best customers over to two of them."""
        shop = self._shop
        pool = await shop.built.database.pool()
        rows = [(user_id, name, shop.now) for user_id, name in GUIDES.items()]
        await pool.executemany(_GUIDE, rows)
        rules = HandoverRules(is_on=True, spend_fen=THRESHOLD_FEN, guides=tuple(GUIDES)[:2])
        await self._own.rule_books.save_handover(shop.actors[OPERATOR], rules, 0)

    async def _came_through(self, place: int, row: Any) -> None:
        shop = self._shop
        before = timedelta(hours=self._dice.randint(1, 50), minutes=self._dice.randint(0, 59))
        shop.at(row["paid_at"] - before)
        code = await self._issue(f"seed:won:{place}")
        shop.at(row["paid_at"] - before * self._dice.uniform(0.02, 0.9))
        await self._own.touches.open(MemberId(row["member_id"]), code)
        pool = await shop.built.database.pool()
        await pool.execute("delete from community.attributed_orders where order_id = $1", row["order_id"])
        member_id = MemberId(row["member_id"])
        event = OrderPaid(
            OrderId(row["order_id"]), row["number"], member_id, row["paid_fen"], row["title"], row["paid_at"]
        )
        async with shop.built.services.uow.begin() as tx:
            await self._own.attribution.on_order_paid(tx, event)

    async def _send(self, cause: str, hours_ago: int) -> None:
        self._shop.at(self._shop.now - timedelta(hours=hours_ago))
        await self._issue(cause)

    async def _issue(self, cause: str) -> str:
        new = NewTouch(self._dice.choice(KINDS), cause, self._dice.choice(list(GUIDES)))
        async with self._shop.built.services.uow.begin() as tx:
            return (await self._own.touches.issue(tx, new)).code
