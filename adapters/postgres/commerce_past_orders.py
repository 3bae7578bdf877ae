"""Past orders as a promotion's simulation reads them: by the time they were paid, in pages."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.members import LEVEL_COLUMNS, level_of
from adapters.postgres.sql import Statement
from ports.commerce.simulation_views import PastLine, PastOrder, Reach
from ports.kernel import MemberId, OrderId, Tx

_REACH = Statement(
    text("""
    select (select count(*) from commerce."order" where paid_at >= :since and paid_at < :until) as orders,
           (select min(paid_at) from (select paid_at from commerce."order" where paid_at >= :since and paid_at < :until
                                      order by paid_at desc limit :size) newest) as begin
    """)
)
# Lists of categories as they are now: a scope is meant for the shop of today.
_PAGE = Statement(
    text(f"""
    select o.id, o.member_id, o.paid_at, o.region, o.freight_fen, {LEVEL_COLUMNS},
           (select json_agg(json_build_object(
                'id', n.id, 'skuId', n.sku_id, 'productId', n.product_id, 'kind', n.kind, 'title', n.title,
                'optionText', n.option_text, 'unitFen', n.unit_fen, 'quantity', n.quantity, 'payableFen', n.payable_fen,
                'weightG', n.weight_g, 'costFen', s.cost_fen, 'categoryIds', coalesce(c.path, '{{}}'))
                order by n.position)
            from commerce.order_line n left join commerce.sku s on s.id = n.sku_id
            left join commerce.product p on p.id = n.product_id left join commerce.category c on c.id = p.category_id
            where n.order_id = o.id) as lines
    from commerce."order" o join members.member m on m.id = o.member_id join members.level l on l.code = m.level_code
    where o.paid_at >= :at and o.paid_at < :until
      and (cast(:id as uuid) is null or (o.paid_at, o.id) > (cast(:at as timestamptz), cast(:id as uuid)))
    order by o.paid_at, o.id limit :size
    """)
)
_lines = msgspec.json.Decoder(tuple[PastLine, ...])


class PostgresPastOrders:
    """Implements `ports.commerce.simulation_views.PastOrders`."""

    async def reach(self, tx: Tx, span: tuple[datetime, datetime], limit: int) -> Reach:
        row = await _REACH.one(tx, since=span[0], until=span[1], size=limit)
        assert row is not None
        return Reach(**row)

    async def page(
        self, tx: Tx, after: tuple[datetime, UUID | None], until: datetime, limit: int
    ) -> Sequence[PastOrder]:
        rows = await _PAGE.all(tx, at=after[0], id=after[1], until=until, size=limit)
        return [
            PastOrder(
                id=OrderId(row["id"]),
                member_id=MemberId(row["member_id"]),
                paid_at=row["paid_at"],
                region=row["region"],
                freight_fen=row["freight_fen"],
                level=level_of(row),
                lines=_lines.decode(row["lines"]),
            )
            for row in rows
        ]
