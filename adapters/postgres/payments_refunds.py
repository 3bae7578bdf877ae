"""Refunds over PostgreSQL: never more than was paid."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from adapters.postgres.payments_attempts import BOOK_LINES, entry_values
from adapters.postgres.sql import Statement
from ports.kernel import RefundId, Tx
from ports.payments.api import RefundRequest
from ports.payments.store import LedgerEntry, Refund

# `picked` locks an attempt that has enough left and `booked` claims it; both see the newest version of the row, so that
# concurrent refunds queue up and the last one that does not fit finds nothing.
_BOOK = Statement(
    text(
        "with picked as (select a.id from payments.attempt a where a.order_id = :order_id and a.state = 'paid'"
        " and (cast(:attempt_id as uuid) is null or a.id = :attempt_id)"
        " and a.paid_fen - a.booked_fen >= :amount_fen"
        " and not exists (select 1 from payments.refund r where r.key = :key)"
        " order by a.paid_at, a.id limit 1 for update),"
        " made as (insert into payments.refund (id, key, attempt_id, order_id, out_refund_no, amount_fen, reason,"
        " state, created_at) select :id, :key, id, :order_id, :out_refund_no, :amount_fen, :reason, 'requested', :at"
        " from picked on conflict (key) do nothing returning id, attempt_id, order_id, amount_fen),"
        " booked as (update payments.attempt a set booked_fen = a.booked_fen + made.amount_fen from made"
        " where a.id = made.attempt_id),"
        " entry as (insert into payments.ledger_entry (id, key, kind, reference, order_id, at)"
        " select :entry_id, 'refund_booked:' || id, 'refund_booked', :out_refund_no, order_id, :at from made"
        f" returning id, order_id),{BOOK_LINES} select id from made"
    )
)
_BY_KEY = Statement(text("select id from payments.refund where key = :key"))
_SELECT = (
    "select r.id, r.key, r.attempt_id, r.order_id, r.out_refund_no, a.out_trade_no, r.amount_fen, r.reason, r.state,"
    " r.checks, a.paid_fen as total_fen, a.fee_fen, a.refunded_fen, a.purpose"
    " from payments.refund r join payments.attempt a on a.id = r.attempt_id"
)
_READ = Statement(text(f"{_SELECT} where r.id = :id"))
_LOCK_ATTEMPT = Statement(
    text(
        "select 1 from payments.attempt where id ="
        " (select attempt_id from payments.refund where out_refund_no = :out_refund_no) for update"
    )
)
_LOCK = Statement(text(f"{_SELECT} where r.out_refund_no = :out_refund_no for update of r"))
_SENT = Statement(
    text(
        "update payments.refund set state = 'sent', check_at = :check_at where id = :id"
        " and state in ('requested', 'sent')"
    )
)
_SUCCEEDED = Statement(
    text(
        "with done as (update payments.refund set state = 'succeeded', problem = null, check_at = null,"
        " wechat_refund_id = :wechat_refund_id, finished_at = :at where id = :id"
        " returning id, attempt_id, order_id, out_refund_no, amount_fen),"
        " given as (update payments.attempt a set refunded_fen = a.refunded_fen + done.amount_fen from done"
        " where a.id = done.attempt_id),"
        " entry as (insert into payments.ledger_entry (id, key, kind, reference, order_id, at)"
        " select :entry_id, 'refund_paid:' || id, 'refund_paid', out_refund_no, order_id, :at from done"
        f" returning id, order_id),{BOOK_LINES} select id from done"
    )
)
_STUCK = Statement(
    text(
        "update payments.refund set state = 'stuck', problem = :problem, check_at = :check_at where id = :id"
        " and state in ('requested', 'sent')"
    )
)
_REQUESTED_AGAIN = Statement(
    text("update payments.refund set state = 'sent', check_at = null where id = :id and state = 'stuck'")
)
_CLAIM_DUE = Statement(
    text(
        "with due as (select id from payments.refund where check_at <= :now order by check_at limit :size"
        " for update skip locked), leased as (update payments.refund r set check_at = :lease_until from due"
        f" where r.id = due.id) {_SELECT} where r.id in (select id from due)"
    )
)
_CHECK_LATER = Statement(
    text(
        "update payments.refund set checks = checks + 1, check_at = :check_at where id = :id"
        " and state in ('sent', 'stuck')"
    )
)


class PostgresRefunds:
    """Implements `ports.payments.store.RefundStore`."""

    async def book(
        self, tx: Tx, refund_id: RefundId, out_refund_no: str, request: RefundRequest, entry: LedgerEntry
    ) -> RefundId | None:
        found: RefundId | None = await _BOOK.value(
            tx,
            id=refund_id,
            out_refund_no=out_refund_no,
            key=request.key,
            order_id=request.order_id,
            attempt_id=request.attempt_id,
            amount_fen=request.amount_fen,
            reason=request.reason,
            **entry_values(entry),
        )
        return found

    async def by_key(self, tx: Tx, key: str) -> RefundId | None:
        found: RefundId | None = await _BY_KEY.value(tx, key=key)
        return found

    async def read(self, tx: Tx, refund_id: RefundId) -> Refund | None:
        row = await _READ.one(tx, id=refund_id)
        return Refund(**row) if row else None

    async def lock(self, tx: Tx, out_refund_no: str) -> Refund | None:
        await _LOCK_ATTEMPT.run(tx, out_refund_no=out_refund_no)
        row = await _LOCK.one(tx, out_refund_no=out_refund_no)
        return Refund(**row) if row else None

    async def sent(self, tx: Tx, refund_id: RefundId, check_at: datetime) -> None:
        await _SENT.run(tx, id=refund_id, check_at=check_at)

    async def succeeded(self, tx: Tx, refund: Refund, wechat_refund_id: str, entry: LedgerEntry) -> None:
        await _SUCCEEDED.run(tx, id=refund.id, wechat_refund_id=wechat_refund_id, **entry_values(entry))

    async def stuck(self, tx: Tx, refund_id: RefundId, problem: str, check_at: datetime | None) -> bool:
        return bool(await _STUCK.run(tx, id=refund_id, problem=problem, check_at=check_at))

    async def requested_again(self, tx: Tx, refund_id: RefundId) -> bool:
        return bool(await _REQUESTED_AGAIN.run(tx, id=refund_id))

    async def claim_due(self, tx: Tx, now: datetime, lease_until: datetime, size: int) -> Sequence[Refund]:
        return [Refund(**row) for row in await _CLAIM_DUE.all(tx, now=now, lease_until=lease_until, size=size)]

    async def check_later(self, tx: Tx, refund_id: RefundId, check_at: datetime) -> None:
        await _CHECK_LATER.run(tx, id=refund_id, check_at=check_at)
