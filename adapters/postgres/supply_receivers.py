"""Receivers of fulfilments that are to be forgotten, over PostgreSQL."""

from collections.abc import Sequence

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import OrderId, Tx

_ERASE = Statement(
    text("""
    with due as (
        select id from supply.fulfilment where order_id = any(cast(:order_ids as uuid[])) order by id for update
    )
    update supply.fulfilment f set receiver = :erased, receiver_masked = '已注销', phone_masked = '', note = ''
    from due where f.id = due.id
    """)
)


class PostgresReceivers:
    """Implements `ports.supply.receivers.ReceiverStore`."""

    async def erase(self, tx: Tx, order_ids: Sequence[OrderId], erased: bytes) -> int:
        return await _ERASE.run(tx, order_ids=list(order_ids), erased=erased)
