"""The money ledger, its balances, and stuck refunds."""

from typing import Literal
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody

from app.http.bodies import Body, Cursor, Limit, Line
from app.http.context import AnyRequest, actor, services
from ports.kernel import Page, RefundId
from ports.payments.views import LedgerEntryView, MoneySummary, StuckRefund

Account = Literal[
    "asset:wechat_pay",
    "income:sales",
    "income:memberships",
    "income:refunds",
    "liability:refunds_payable",
    "expense:payment_fee",
]


class ResendRefund(Body, frozen=True):
    reason: Line


@get("/money/ledger", operation_id="listLedger")
async def list_ledger(
    request: AnyRequest, account: FromQuery[Account | None] = None, cursor: Cursor = None, limit: Limit = 20
) -> Page[LedgerEntryView]:
    return await services(request).money_desk.ledger(actor(request), account, cursor, limit)


@get("/money/summary", operation_id="readMoneySummary")
async def read_summary(request: AnyRequest) -> MoneySummary:
    return await services(request).money_desk.summary(actor(request))


@get("/refunds/stuck", operation_id="listStuckRefunds")
async def list_stuck_refunds(request: AnyRequest, cursor: Cursor = None, limit: Limit = 20) -> Page[StuckRefund]:
    return await services(request).money_desk.stuck_refunds(actor(request), cursor, limit)


@post("/refunds/{refund_id:uuid}/resend", operation_id="resendRefund", status_code=204)
async def resend_refund(request: AnyRequest, refund_id: FromPath[UUID], data: JSONBody[ResendRefund]) -> None:
    await services(request).money_desk.resend_refund(actor(request), RefundId(refund_id), data.reason)


ROUTES = [list_ledger, read_summary, list_stuck_refunds, resend_refund]
