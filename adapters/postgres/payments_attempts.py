"""Payment attempts over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import AttemptId, Fen, OrderId, Tx
from ports.outside.pay import Trade
from ports.payments.api import Attempt, PaymentIntent
from ports.payments.store import LedgerEntry, PaidAttempt

# The last two columns of each statement that books: the lines of the entry, taken from two parallel arrays.
BOOK_LINES = (
    " lines as (insert into payments.ledger_line (entry_id, account, amount_fen, order_id)"
    " select entry.id, l.account, l.amount_fen, entry.order_id from entry,"
    " unnest(cast(:accounts as text[]), cast(:amounts as bigint[])) as l (account, amount_fen))"
)

_COLUMNS = (
    "id, order_id, openid, out_trade_no, amount_fen, description, state, expires_at, prepay_id, prepay_until, checks,"
    " purpose, contract_id"
)
# The update that changes nothing makes a concurrent insert wait for, and return, the row that was first.
_INTEND = Statement(
    text(
        "insert into payments.attempt (id, order_id, member_id, openid, out_trade_no, amount_fen, description, state,"
        " expires_at, check_at, created_at, purpose, contract_id)"
        " values (:id, :order_id, :member_id, :openid, :out_trade_no, :amount_fen, :description,"
        " 'created', :expires_at, :expires_at, :now, :purpose, :contract_id)"
        " on conflict (order_id, amount_fen, expires_at) where state in ('created', 'prepaid')"
        " do update set order_id = excluded.order_id"
        f" returning {_COLUMNS}"
    )
)
_READ = Statement(text(f"select {_COLUMNS} from payments.attempt where id = :id"))
_BY_NUMBER = Statement(text(f"select {_COLUMNS} from payments.attempt where out_trade_no = :number"))
_OF_ORDER = Statement(text(f"select {_COLUMNS} from payments.attempt where order_id = :order_id order by id"))
_PREPAID = Statement(
    text(
        "update payments.attempt set state = 'prepaid', prepay_id = :prepay_id, prepay_until = :prepay_until,"
        " check_at = :check_at where id = :id and state in ('created', 'prepaid')"
    )
)
_ASKED = Statement(
    text(
        "update payments.attempt set state = 'prepaid', check_at = :check_at where id = :id"
        " and state in ('created', 'prepaid')"
    )
)
_BEGIN_CLOSING = Statement(
    text(
        "update payments.attempt set state = 'closing', check_at = :now where order_id = :order_id"
        " and state in ('created', 'prepaid') returning id"
    )
)
_CLOSED = Statement(
    text(
        "update payments.attempt set state = 'closed', check_at = null where id = :id"
        " and state in ('created', 'prepaid', 'closing')"
    )
)
_PAID = Statement(
    text(
        "with paid as (update payments.attempt set state = 'paid', transaction_id = :transaction_id,"
        " paid_fen = :paid_fen, paid_at = :paid_at, fee_fen = :fee_fen, check_at = null"
        " where out_trade_no = :out_trade_no and state <> 'paid' returning id, order_id, amount_fen, purpose),"
        " entry as (insert into payments.ledger_entry (id, key, kind, reference, order_id, at)"
        " select :entry_id, 'payment:' || id, 'payment', :transaction_id, order_id, :at from paid"
        f" returning id, order_id),{BOOK_LINES} select id, order_id, amount_fen, purpose from paid"
    )
)
_KNOWN = Statement(text("select 1 from payments.attempt where out_trade_no = :out_trade_no"))
_CLAIM_DUE = Statement(
    text(
        "with due as (select id from payments.attempt where state in ('created', 'prepaid', 'closing')"
        " and check_at <= :now order by check_at limit :size for update skip locked)"
        " update payments.attempt a set check_at = :lease_until from due where a.id = due.id"
        f" returning {', '.join('a.' + name for name in _COLUMNS.split(', '))}"
    )
)
_CHECK_LATER = Statement(
    text(
        "update payments.attempt set checks = checks + 1, check_at = :check_at where id = :id"
        " and state in ('created', 'prepaid', 'closing')"
    )
)


class PostgresAttempts:
    """Implements `ports.payments.store.AttemptStore`."""

    async def intend(
        self, tx: Tx, attempt_id: AttemptId, out_trade_no: str, intent: PaymentIntent, now: datetime
    ) -> Attempt:
        row = await _INTEND.one(
            tx,
            id=attempt_id,
            order_id=intent.order_id,
            member_id=intent.member_id,
            openid=intent.openid,
            out_trade_no=out_trade_no,
            amount_fen=intent.amount_fen,
            description=intent.description,
            expires_at=intent.pay_by,
            now=now,
            purpose=intent.purpose,
            contract_id=intent.contract_id,
        )
        assert row is not None, "an insert or update always gives its row"
        return Attempt(**row)

    async def read(self, tx: Tx, attempt_id: AttemptId) -> Attempt | None:
        row = await _READ.one(tx, id=attempt_id)
        return Attempt(**row) if row else None

    async def by_number(self, tx: Tx, out_trade_no: str) -> Attempt | None:
        row = await _BY_NUMBER.one(tx, number=out_trade_no)
        return Attempt(**row) if row else None

    async def of_order(self, tx: Tx, order_id: OrderId) -> Sequence[Attempt]:
        return [Attempt(**row) for row in await _OF_ORDER.all(tx, order_id=order_id)]

    async def prepaid(self, tx: Tx, attempt: Attempt, check_at: datetime) -> bool:
        changed = await _PREPAID.run(
            tx, id=attempt.id, prepay_id=attempt.prepay_id, prepay_until=attempt.prepay_until, check_at=check_at
        )
        return bool(changed)

    async def begin_closing(self, tx: Tx, order_id: OrderId, now: datetime) -> Sequence[AttemptId]:
        return [row["id"] for row in await _BEGIN_CLOSING.all(tx, order_id=order_id, now=now)]

    async def closed(self, tx: Tx, attempt_id: AttemptId) -> bool:
        return bool(await _CLOSED.run(tx, id=attempt_id))

    async def asked(self, tx: Tx, attempt_id: AttemptId, check_at: datetime) -> bool:
        return bool(await _ASKED.run(tx, id=attempt_id, check_at=check_at))

    async def paid(self, tx: Tx, trade: Trade, fee_fen: Fen, entry: LedgerEntry) -> PaidAttempt | None:
        row = await _PAID.one(
            tx,
            out_trade_no=trade.out_trade_no,
            transaction_id=trade.transaction_id,
            paid_fen=trade.amount_fen,
            paid_at=trade.paid_at,
            fee_fen=fee_fen,
            **entry_values(entry),
        )
        return PaidAttempt(**row) if row else None

    async def known(self, tx: Tx, out_trade_no: str) -> bool:
        return await _KNOWN.value(tx, out_trade_no=out_trade_no) is not None

    async def claim_due(self, tx: Tx, now: datetime, lease_until: datetime, size: int) -> Sequence[Attempt]:
        return [Attempt(**row) for row in await _CLAIM_DUE.all(tx, now=now, lease_until=lease_until, size=size)]

    async def check_later(self, tx: Tx, attempt_id: AttemptId, check_at: datetime) -> None:
        await _CHECK_LATER.run(tx, id=attempt_id, check_at=check_at)


def entry_values(entry: LedgerEntry) -> dict[str, object]:
    """The values of `BOOK_LINES` and of the entry's own row."""
    return {
        "entry_id": entry.id,
        "at": entry.at,
        "accounts": [line.account for line in entry.lines],
        "amounts": [line.amount_fen for line in entry.lines],
    }
