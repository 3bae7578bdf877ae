"""The figures at the end: our tables, and the outside's own truth."""

import asyncpg
import httpx
from msgspec import Struct

from tests.browser.conftest import Shop

_BALANCES = "select account, sum(amount_fen)::bigint from payments.ledger_line group by account"
_STOCK = """
select p.title, array_to_string(k.option_values, ' ') as options, w.name as site, s.on_hand, s.reserved
from supply.stock s join commerce.sku k on k.id = s.sku_id join commerce.product p on p.id = k.product_id
join supply.warehouse w on w.id = s.warehouse_id
"""
_UNEQUAL = """
select s.sku_id, s.on_hand, s.reserved from supply.stock s
left join (
  select sku_id, warehouse_id, sum(on_hand_delta) as on_hand, sum(reserved_delta) as reserved
  from supply.stock_move group by 1, 2
) m using (sku_id, warehouse_id)
where s.on_hand <> coalesce(m.on_hand, 0) or s.reserved <> coalesce(m.reserved, 0) or s.reserved > s.on_hand
"""


class Books(Struct, frozen=True):
    """`units`: (on hand, reserved) by title, options and warehouse; `wechat`: the emulator's totals."""

    balances: dict[str, int]
    units: dict[tuple[str, str, str], tuple[int, int]]
    unequal_stock: list[str]
    wechat: dict[str, int]

    @property
    def ledger_sum_fen(self) -> int:
        return sum(self.balances.values())


async def read_books(shop: Shop) -> Books:
    connection = await asyncpg.connect(shop.world.settings.database_url)
    try:
        balances = await connection.fetch(_BALANCES)
        stock, unequal = await connection.fetch(_STOCK), await connection.fetch(_UNEQUAL)
    finally:
        await connection.close()
    async with httpx.AsyncClient(base_url=shop.emulator_url) as emulator:
        wechat = (await emulator.get("/play/totals")).json()
    return Books(
        balances={row[0]: row[1] for row in balances},
        units={(row["title"], row["options"], row["site"]): (row["on_hand"], row["reserved"]) for row in stock},
        unequal_stock=[str(dict(row)) for row in unequal],
        wechat=wechat,
    )
