"""Orders of a flash sale over PostgreSQL: buyers, goods and orders of a whole batch in one statement each."""

from collections.abc import Mapping, Sequence

from sqlalchemy import text

from adapters.postgres.commerce_baskets import PostgresBaskets
from adapters.postgres.commerce_order_values import head_values, line_values
from adapters.postgres.members import BUYER_BESIDES, BUYER_COLUMNS, buyer_row
from adapters.postgres.sql import Statement
from ports.commerce.cart_store import SkuFacts
from ports.commerce.flash_store import BuyerKey
from ports.commerce.order_store import NewOrder
from ports.kernel import SkuId, Tx
from ports.members.api import BuyerRow

_BUYERS = Statement(
    text(f"""
        select w.member_id as wanted_member, w.address_id as wanted_address, {BUYER_COLUMNS}
        from unnest(cast(:member_ids as uuid[]), cast(:address_ids as uuid[])) as w (member_id, address_id)
        join members.member m on m.id = w.member_id
        join members.level l on l.code = m.level_code
        left join members.address a on a.id = coalesce(w.address_id, m.default_address_id) and a.member_id = m.id
        {BUYER_BESIDES}
    """)
)
_HEADS = """
    id uuid[], number text[], member_id uuid[], openid text[], client_key text[], source text[], title text[],
    quantity int[], goods_fen bigint[], discount_fen bigint[], freight_fen bigint[], payable_fen bigint[],
    saved_fen bigint[], derivation jsonb[], note text[], address_sealed bytea[], receiver_masked text[], region text[],
    phone_index bytea[], virtual_notice_at timestamptz[], placed_at timestamptz[], pay_by timestamptz[],
    activity text[], has_offers boolean[]
"""
_LINES = """
    line_ids uuid[], sku_ids uuid[], product_ids uuid[], kinds text[], titles text[], option_texts text[],
    image_urls text[], weights_g int[], units_fen bigint[], quantities int[], payables_fen bigint[], no_reason boolean[]
"""
_ENTRIES = "entry_id uuid[], entry_at timestamptz[], entry_text text[], entry_by text[]"
_ALL = [tuple(part.split()) for part in ",".join((_HEADS, _LINES, _ENTRIES)).split(",")]
_HEAD_NAMES = [part.split()[0] for part in _HEADS.split(",")]
_ARRAYS = ", ".join(f"cast(:{name} as {kind})" for name, kind in _ALL)
_NAMES = ", ".join(name for name, _ in _ALL)
# A batch without a row that is there already: tickets are decided under the lock of their pool.
_INSERT = Statement(
    text(f"""
        with given as materialized (select * from unnest({_ARRAYS}) as g ({_NAMES})),
        placed as (
            insert into commerce."order" ({", ".join(_HEAD_NAMES)}, status)
            select {", ".join(_HEAD_NAMES)}, 'pending_payment' from given
            returning id
        ), lined as (
            insert into commerce.order_line (
                id, order_id, position, sku_id, product_id, kind, title, option_text, image_url, weight_g, unit_fen,
                quantity, payable_fen, no_reason_return)
            select line_ids, id, 0, sku_ids, product_ids, kinds, titles, option_texts, image_urls, weights_g, units_fen,
                   quantities, payables_fen, no_reason
            from given
        ), told as (
            insert into commerce.order_timeline (id, order_id, at, text, by, is_internal)
            select entry_id, id, entry_at, entry_text, entry_by, false from given
        )
        select cast(count(*) as int) from placed
    """)
)
_LINE_NAMES = [part.split()[0] for part in _LINES.split(",")]


class PostgresFlashOrders:
    """Implements `ports.commerce.flash_store.FlashOrderStore`."""

    def __init__(self) -> None:
        self._baskets = PostgresBaskets()

    async def facts(self, tx: Tx, sku_id: SkuId) -> SkuFacts | None:
        return (await self._baskets.facts(tx, [sku_id])).get(sku_id)

    async def buyers(self, tx: Tx, keys: Sequence[BuyerKey]) -> Mapping[BuyerKey, BuyerRow]:
        rows = await _BUYERS.all(
            tx, member_ids=[member_id for member_id, _ in keys], address_ids=[address_id for _, address_id in keys]
        )
        return {(row["wanted_member"], row["wanted_address"]): buyer_row(row) for row in rows}

    async def insert(self, tx: Tx, orders: Sequence[NewOrder]) -> int:
        heads = [head_values(order) for order in orders]
        lines = [line_values(order) for order in orders]
        assert all(len(line["line_ids"]) == 1 for line in lines), "an order of a flash sale has one line"
        names = [name for name, _ in _ALL if name not in _LINE_NAMES]
        arrays = {name: [head[name] for head in heads] for name in names}
        arrays |= {name: [line[name][0] for line in lines] for name in _LINE_NAMES}
        placed: int = await _INSERT.value(tx, **arrays)
        return placed
