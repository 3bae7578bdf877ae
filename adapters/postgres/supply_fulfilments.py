"""Fulfilments over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import OrderId, Tx
from ports.supply.store import Fulfilment, FulfilmentLine, FulfilmentStatus, Receiver

_OPEN = Statement(
    text("""
        with opened as (
            insert into supply.fulfilment (id, order_id, order_number, warehouse_id, status, receiver, receiver_masked,
                                           phone_masked, province, city, region, note, paid_at, ship_by, on_hold)
            select f.id, cast(:order_id as uuid), cast(:order_number as text), f.warehouse_id, 'to_ship', :receiver,
                   :receiver_masked, :phone_masked, :province, :city, :region, :note, :paid_at, :ship_by, :on_hold
            from unnest(cast(:ids as uuid[]), cast(:warehouse_ids as uuid[])) as f (id, warehouse_id)
        ), lined as (
            insert into supply.fulfilment_line (fulfilment_id, line_id, order_id, sku_id, warehouse_id, title,
                                                option_text, image_url, weight_g, price_fen, quantity)
            select l.fulfilment_id, l.line_id, cast(:order_id as uuid), l.sku_id, l.warehouse_id, l.title,
                   l.option_text, l.image_url, l.weight_g, l.price_fen, l.quantity
            from unnest(cast(:fulfilment_ids as uuid[]), cast(:line_ids as uuid[]), cast(:sku_ids as uuid[]),
                        cast(:line_warehouse_ids as uuid[]), cast(:titles as text[]), cast(:option_texts as text[]),
                        cast(:image_urls as text[]), cast(:weights_g as int[]), cast(:prices_fen as bigint[]),
                        cast(:quantities as int[]))
                 as l (fulfilment_id, line_id, sku_id, warehouse_id, title, option_text, image_url, weight_g,
                       price_fen, quantity)
        )
        update supply.reservation set state = 'firm' where order_id = :order_id
    """)
)
_READ = Statement(
    text("""
        select id, order_id, order_number, warehouse_id, status, receiver, receiver_masked, phone_masked, province,
               city, region, note, paid_at, ship_by, on_hold
        from supply.fulfilment where id = :id
    """)
)
_LINES = Statement(
    text("""
        select fulfilment_id, line_id, order_id, sku_id, warehouse_id, title, option_text, image_url, weight_g,
               price_fen, quantity, withdrawn, claimed, shipped, returned
        from supply.fulfilment_line where order_id = :order_id order by line_id, fulfilment_id
    """)
)
_SAVE = Statement(
    text("""
        with changed as (
            update supply.fulfilment_line f
            set withdrawn = l.withdrawn, claimed = l.claimed, shipped = l.shipped, returned = l.returned
            from unnest(cast(:fulfilment_ids as uuid[]), cast(:line_ids as uuid[]), cast(:withdrawn as int[]),
                        cast(:claimed as int[]), cast(:shipped as int[]), cast(:returned as int[]))
                 as l (fulfilment_id, line_id, withdrawn, claimed, shipped, returned)
            where f.fulfilment_id = l.fulfilment_id and f.line_id = l.line_id
        )
        update supply.fulfilment f set status = s.status
        from unnest(cast(:ids as uuid[]), cast(:statuses as text[])) as s (id, status)
        where f.id = s.id and f.status <> s.status
    """)
)
_READDRESS = Statement(
    text("""
        update supply.fulfilment
        set receiver = :receiver, receiver_masked = :receiver_masked, phone_masked = :phone_masked,
            province = :province, city = :city, region = :region
        where order_id = :order_id and status = 'to_ship'
    """)
)
_LET_GO = Statement(
    text("update supply.fulfilment set on_hold = false, ship_by = :ship_by where order_id = :order_id and on_hold")
)


class PostgresFulfilments:
    """Implements `ports.supply.store.FulfilmentStore`."""

    async def open(self, tx: Tx, fulfilments: Sequence[Fulfilment], lines: Sequence[FulfilmentLine]) -> None:
        first = fulfilments[0]
        await _OPEN.run(
            tx,
            order_id=first.order_id,
            order_number=first.order_number,
            note=first.note,
            paid_at=first.paid_at,
            ship_by=first.ship_by,
            on_hold=first.on_hold,
            ids=[fulfilment.id for fulfilment in fulfilments],
            warehouse_ids=[fulfilment.warehouse_id for fulfilment in fulfilments],
            fulfilment_ids=[line.fulfilment_id for line in lines],
            line_ids=[line.line_id for line in lines],
            sku_ids=[line.sku_id for line in lines],
            line_warehouse_ids=[line.warehouse_id for line in lines],
            titles=[line.title for line in lines],
            option_texts=[line.option_text for line in lines],
            image_urls=[line.image_url for line in lines],
            weights_g=[line.weight_g for line in lines],
            prices_fen=[line.price_fen for line in lines],
            quantities=[line.quantity for line in lines],
            **_receiver(first.receiver),
        )

    async def read(self, tx: Tx, fulfilment_id: UUID) -> Fulfilment | None:
        row = await _READ.one(tx, id=fulfilment_id)
        if row is None:
            return None
        return Fulfilment(
            id=row["id"],
            order_id=row["order_id"],
            order_number=row["order_number"],
            warehouse_id=row["warehouse_id"],
            status=row["status"],
            receiver=Receiver(
                sealed=row["receiver"],
                masked=row["receiver_masked"],
                phone_masked=row["phone_masked"],
                province=row["province"],
                city=row["city"],
                region=row["region"],
            ),
            note=row["note"],
            paid_at=row["paid_at"],
            ship_by=row["ship_by"],
            on_hold=row["on_hold"],
        )

    async def lines(self, tx: Tx, order_id: OrderId) -> list[FulfilmentLine]:
        return [FulfilmentLine(**row) for row in await _LINES.all(tx, order_id=order_id)]

    async def save(
        self, tx: Tx, lines: Sequence[FulfilmentLine], statuses: Sequence[tuple[UUID, FulfilmentStatus]] = ()
    ) -> None:
        await _SAVE.run(
            tx,
            fulfilment_ids=[line.fulfilment_id for line in lines],
            line_ids=[line.line_id for line in lines],
            withdrawn=[line.withdrawn for line in lines],
            claimed=[line.claimed for line in lines],
            shipped=[line.shipped for line in lines],
            returned=[line.returned for line in lines],
            ids=[id_ for id_, _ in statuses],
            statuses=[status for _, status in statuses],
        )

    async def readdress(self, tx: Tx, order_id: OrderId, receiver: Receiver) -> None:
        await _READDRESS.run(tx, order_id=order_id, **_receiver(receiver))

    async def let_go(self, tx: Tx, order_id: OrderId, ship_by: datetime) -> None:
        await _LET_GO.run(tx, order_id=order_id, ship_by=ship_by)


def _receiver(receiver: Receiver) -> dict[str, bytes | str]:
    return {
        "receiver": receiver.sealed,
        "receiver_masked": receiver.masked,
        "phone_masked": receiver.phone_masked,
        "province": receiver.province,
        "city": receiver.city,
        "region": receiver.region,
    }
