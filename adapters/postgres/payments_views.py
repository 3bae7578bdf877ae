"""The money ledger as the admin reads it."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.kernel import Page, Tx
from ports.payments.views import AccountBalance, LedgerEntryView, LedgerLineView, MoneySummary, StuckRefund

ACCOUNT_TEXTS = {
    "asset:wechat_pay": "微信支付余额",
    "income:sales": "销售收款",
    "income:memberships": "会员费收款",
    "income:refunds": "销售退款",
    "liability:refunds_payable": "应退未退",
    "expense:payment_fee": "支付手续费",
}
KIND_TEXTS = {"payment": "收款", "refund_booked": "确认退款", "refund_paid": "退款到账"}

_LEDGER = Statement(
    text(
        "select e.id, e.at, e.kind, e.reference, (select json_agg(json_build_object('account', l.account,"
        " 'amountFen', l.amount_fen, 'accountText', '') order by l.id) from payments.ledger_line l"
        " where l.entry_id = e.id) as lines from payments.ledger_entry e"
        " where (cast(:before as uuid) is null or e.id < :before) and (cast(:account as text) is null or exists"
        " (select 1 from payments.ledger_line l where l.entry_id = e.id and l.account = :account))"
        " order by e.id desc limit :size"
    )
)
_SUMMARY = Statement(text("select account, sum(amount_fen) as fen from payments.ledger_line group by account"))
_STUCK_REFUNDS = Statement(
    text(
        "select r.id, r.out_refund_no, r.order_id, split_part(a.out_trade_no, 'T', 1) as order_number, a.purpose,"
        " r.amount_fen, r.reason, coalesce(r.problem, '') as problem, r.created_at as requested_at"
        " from payments.refund r join payments.attempt a on a.id = r.attempt_id"
        " where r.state = 'stuck' and (cast(:after as uuid) is null or r.id > :after) order by r.id limit :size"
    )
)
_lines = msgspec.json.Decoder(list[LedgerLineView])


class PostgresMoneyViews:
    """Implements `ports.payments.views.MoneyViews`."""

    async def ledger(self, tx: Tx, account: str | None, cursor: str | None, limit: int) -> Page[LedgerEntryView]:
        before = decode_cursor(cursor, UUID) if cursor else None
        rows = await _LEDGER.all(tx, before=before, account=account, size=limit + 1)
        items = [
            LedgerEntryView(
                id=row["id"],
                at=row["at"],
                kind=row["kind"],
                kind_text=KIND_TEXTS[row["kind"]],
                reference=row["reference"],
                lines=_worded(_lines.decode(row["lines"])),
            )
            for row in rows[:limit]
        ]
        return Page(items, encode_cursor(items[-1].id) if len(rows) > limit else None)

    async def summary(self, tx: Tx) -> MoneySummary:
        found = {row["account"]: int(row["fen"]) for row in await _SUMMARY.all(tx)}
        accounts = [AccountBalance(name, words, found.get(name, 0)) for name, words in ACCOUNT_TEXTS.items()]
        return MoneySummary(accounts, sum(found.values()))

    async def stuck_refunds(self, tx: Tx, cursor: str | None, limit: int) -> Page[StuckRefund]:
        after = decode_cursor(cursor, UUID) if cursor else None
        rows = await _STUCK_REFUNDS.all(tx, after=after, size=limit + 1)
        items = [StuckRefund(**row) for row in rows[:limit]]
        return Page(items, encode_cursor(items[-1].id) if len(rows) > limit else None)


def _worded(lines: Sequence[LedgerLineView]) -> list[LedgerLineView]:
    return [LedgerLineView(line.account, ACCOUNT_TEXTS[line.account], line.amount_fen) for line in lines]
