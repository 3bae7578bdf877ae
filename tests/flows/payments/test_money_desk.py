"""The admin's money pages over real entries."""

import pytest

from adapters.postgres.payments_refunds import PostgresRefunds
from adapters.postgres.payments_views import PostgresMoneyViews
from domain.payments.money_desk import MoneyDesk
from domain.payments.refunds import RefundNotStuck
from ports.governance.api import Actor, AuditEntry, PermissionMissing
from ports.kernel import NotFound, OperatorId, RefundId, Tx
from tests.flows.payments.conftest import Till


class Notebook:
    """Stands for governance: keeps what it is told."""

    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []

    async def record(self, tx: Tx, entry: AuditEntry) -> None:
        del tx
        self.entries.append(entry)


def _actor(till: Till, *permissions: str) -> Actor:
    return Actor(OperatorId(till.ids.new()), "小张", frozenset(permissions), "127.0.0.1")


async def test_ledger_and_summary_agree(till: Till) -> None:
    desk = MoneyDesk(till.uow, PostgresMoneyViews(), PostgresRefunds(), Notebook())
    reader = _actor(till, "money.read")
    attempt_id = await till.paid(9900)
    order_id = (await till.attempt(attempt_id))["order_id"]
    await till.refund(order_id, 3000, "a")
    await till.run_jobs()
    await till.deliver("refunds", 1)
    summary = await desk.summary(reader)
    assert summary.sum_fen == 0
    balances = {row.account: row.balance_fen for row in summary.accounts}
    assert balances == await till.balances() | {"income:memberships": 0}
    first = await desk.ledger(reader, None, None, 2)
    assert [entry.kind_text for entry in first.items] == ["退款到账", "确认退款"]
    second = await desk.ledger(reader, None, first.next_cursor, 2)
    assert [entry.kind_text for entry in second.items] == ["收款"]
    assert second.next_cursor is None
    assert [(line.account_text, line.amount_fen) for line in second.items[0].lines] == [
        ("微信支付余额", 9841),
        ("支付手续费", 59),
        ("销售收款", -9900),
    ]
    assert len((await desk.ledger(reader, "asset:wechat_pay", None, 10)).items) == 2
    with pytest.raises(PermissionMissing):
        await desk.summary(_actor(till, "orders.read"))


async def test_only_a_stuck_refund_is_sent_again(till: Till) -> None:
    notebook = Notebook()
    desk = MoneyDesk(till.uow, PostgresMoneyViews(), PostgresRefunds(), notebook)
    operator = _actor(till, "after_sale.write")
    await till.faults(refundAbnormalRate=1)
    attempt_id = await till.paid(9900)
    order_id = (await till.attempt(attempt_id))["order_id"]
    refund_id = await till.refund(order_id, 3000, "a")
    for unready in (refund_id, RefundId(till.ids.new())):
        with pytest.raises((RefundNotStuck, NotFound)):
            await desk.resend_refund(operator, unready, "用户换了银行卡")
    assert notebook.entries == []
    await till.run_jobs()
    await till.deliver("refunds", 1)
    assert (await till.refund_row(refund_id))["state"] == "stuck"
    await desk.resend_refund(operator, refund_id, "用户换了银行卡")
    assert (await till.refund_row(refund_id))["state"] == "sent"
    assert [entry.action for entry in notebook.entries] == ["refunds.resend"]
