"""Who buys and what: the buyer, the address and the live goods, each page of a checkout in one statement."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import asyncpg
from sqlalchemy import text

from adapters.postgres.commerce_cart import line_arrays
from adapters.postgres.members import BUYER_COLUMNS, BUYER_FROM, buyer_row
from adapters.postgres.sql import Statement
from ports.commerce.cart_store import BasketRead, CartRead, CartRow, SkuFacts, WantedLine
from ports.kernel import MemberId, SkuId, Tx

_FACTS = """
    s.id as sku_id, p.id as product_id, p.title, array_to_string(s.option_values, ' ') as option_text,
    coalesce(s.image_url, p.cover_url) as image_url, s.price_fen, s.weight_g, p.kind, p.no_reason_return,
    s.limit_per_order, s.enabled and not s.removed and p.status = 'on_sale' as on_sale,
    (select path from commerce.category where id = p.category_id) as category_ids
"""
_LIVE = """
    cross join lateral (
        select coalesce(sum(t.on_hand - t.reserved), 0) as available,
               (array_agg(w.name order by t.on_hand - t.reserved desc, w.sort, w.id))[1] as warehouse_name,
               (array_agg(w.province order by t.on_hand - t.reserved desc, w.sort, w.id))[1] as warehouse_province
        from supply.stock t join supply.warehouse w on w.id = t.warehouse_id where t.sku_id = s.id
    ) live
"""
_CART = Statement(
    text(f"""
    select {BUYER_COLUMNS}, {_FACTS}, c.quantity, c.selected, live.*
    from {BUYER_FROM}
    left join (
        commerce.cart_line c join commerce.sku s on s.id = c.sku_id join commerce.product p on p.id = s.product_id
        {_LIVE}
    ) on c.member_id = m.id
    where m.id = :member_id order by c.added_at desc, c.sku_id
    """)
)
_TICKED = Statement(
    text(f"""
    select {BUYER_COLUMNS}, {_FACTS}, c.quantity
    from {BUYER_FROM}
    left join (
        commerce.cart_line c join commerce.sku s on s.id = c.sku_id join commerce.product p on p.id = s.product_id
    ) on c.member_id = m.id and c.selected
    where m.id = :member_id order by c.added_at, c.sku_id
    """)
)
_NAMED = Statement(
    text(f"""
    select {BUYER_COLUMNS}, {_FACTS}
    from {BUYER_FROM}
    left join (commerce.sku s join commerce.product p on p.id = s.product_id) on s.id = any(cast(:ids as uuid[]))
    where m.id = :member_id
    """)
)
_SKUS = Statement(
    text(f"""
    select {_FACTS} from commerce.sku s join commerce.product p on p.id = s.product_id
    where s.id = any(cast(:ids as uuid[]))
    """)
)
_PREVIEW = Statement(
    text(f"""
    select {_FACTS}, n.quantity, n.selected, live.*
    from unnest(cast(:ids as uuid[]), cast(:quantities as int[]), cast(:selected as boolean[]))
         with ordinality as n (sku_id, quantity, selected, place)
    join commerce.sku s on s.id = n.sku_id join commerce.product p on p.id = s.product_id {_LIVE}
    order by n.place
    """)
)
_FACT_FIELDS = SkuFacts.__struct_fields__


class PostgresBaskets:
    """Implements `ports.commerce.cart_store.BasketReads`."""

    async def cart(self, tx: Tx, member_id: MemberId) -> CartRead | None:
        found = await _CART.all(tx, member_id=member_id, address_id=None)
        if not found:
            return None
        return CartRead(buyer_row(found[0]), tuple(_row(row) for row in found if row["sku_id"] is not None))

    async def ticked(self, tx: Tx, member_id: MemberId, address_id: UUID | None) -> BasketRead | None:
        found = await _TICKED.all(tx, member_id=member_id, address_id=address_id)
        if not found:
            return None
        lines = [row for row in found if row["sku_id"] is not None]
        wants = tuple((row["sku_id"], row["quantity"]) for row in lines)
        return BasketRead(buyer_row(found[0]), wants, {row["sku_id"]: _facts(row) for row in lines})

    async def named(
        self, tx: Tx, member_id: MemberId, address_id: UUID | None, wants: Mapping[SkuId, int]
    ) -> BasketRead | None:
        found = await _NAMED.all(tx, member_id=member_id, address_id=address_id, ids=list(wants))
        if not found:
            return None
        facts = {row["sku_id"]: _facts(row) for row in found if row["sku_id"] is not None}
        return BasketRead(buyer_row(found[0]), tuple(wants.items()), facts)

    async def facts(self, tx: Tx, sku_ids: Sequence[SkuId]) -> dict[SkuId, SkuFacts]:
        return {row["sku_id"]: _facts(row) for row in await _SKUS.all(tx, ids=list(sku_ids))}

    async def preview(self, tx: Tx, lines: Sequence[WantedLine]) -> list[CartRow]:
        return [_row(row) for row in await _PREVIEW.all(tx, **line_arrays(lines))]


def _facts(row: asyncpg.Record) -> SkuFacts:
    return SkuFacts(**{name: row[name] for name in _FACT_FIELDS} | {"category_ids": tuple(row["category_ids"])})


def _row(row: asyncpg.Record) -> CartRow:
    return CartRow(
        sku=_facts(row),
        quantity=row["quantity"],
        selected=row["selected"],
        available=max(0, row["available"]),
        warehouse_name=row["warehouse_name"],
        warehouse_province=row["warehouse_province"],
    )
