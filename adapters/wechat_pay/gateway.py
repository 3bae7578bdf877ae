"""WeChat Pay as `ports.outside.pay.PayGateway`: JSAPI orders, refunds, notices (D.4-D.9)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct

from adapters.wechat_pay.client import PayClient
from adapters.wechat_pay.keys import BadSignature, Sealed, new_nonce
from ports.kernel import Clock, Fen, OutsideUnavailable
from ports.outside.pay import (
    ClientParams,
    ForgedNotice,
    Notice,
    PrepayOrder,
    RefundOrder,
    RefundResult,
    Trade,
    TradeState,
)

CHINA = ZoneInfo("Asia/Shanghai")
DESCRIPTION_MAX = 127
REASON_BYTES_MAX = 80
_encode = msgspec.json.Encoder().encode


class _Prepaid(Struct, frozen=True):
    prepay_id: Annotated[str, Meta(min_length=1)]


class _TradeAmount(Struct, frozen=True):
    total: Fen


class _Transaction(Struct, frozen=True):
    """A transaction of a query or a notice; unpaid ones lack the last three (D.7)."""

    mchid: str
    out_trade_no: str
    trade_state: TradeState
    amount: _TradeAmount | None = None
    transaction_id: str | None = None
    success_time: datetime | None = None

    def trade(self) -> Trade:
        return Trade(
            out_trade_no=self.out_trade_no,
            state=self.trade_state,
            amount_fen=self.amount.total if self.amount else None,
            transaction_id=self.transaction_id or None,
            paid_at=self.success_time,
        )


RefundStatus = Literal["SUCCESS", "CLOSED", "PROCESSING", "ABNORMAL"]


class _RefundView(Struct, frozen=True):
    """Answers say `status`, notices say `refund_status` (D.9)."""

    out_refund_no: str
    refund_id: str
    status: RefundStatus | None = None
    refund_status: RefundStatus | None = None
    success_time: datetime | None = None

    def result(self) -> RefundResult:
        status = self.status or self.refund_status
        if status is None:
            raise msgspec.ValidationError("a refund without a status")
        return RefundResult(
            out_refund_no=self.out_refund_no,
            status=status,
            refund_id=self.refund_id,
            refunded_at=self.success_time,
        )


class _Envelope(Struct, frozen=True):
    id: Annotated[str, Meta(min_length=1, max_length=128)]
    event_type: Annotated[str, Meta(min_length=1, max_length=64)]
    resource: Sealed


class WechatPay:
    """Implements `ports.outside.pay.PayGateway`."""

    def __init__(self, client: PayClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    async def prepay(self, order: PrepayOrder) -> str:
        config = self._client.config
        body = {
            "appid": config.appid,
            "mchid": config.mchid,
            "description": order.description[:DESCRIPTION_MAX],
            "out_trade_no": order.out_trade_no,
            "time_expire": order.expires_at.astimezone(CHINA).isoformat(timespec="seconds"),
            "notify_url": f"{config.notify_url}/transactions",
            "amount": {"total": order.amount_fen, "currency": "CNY"},
            "payer": {"openid": order.openid},
        }
        answer = await self._client.request("POST", "/v3/pay/transactions/jsapi", _encode(body))
        return _decoded(answer, _Prepaid).prepay_id

    def client_params(self, prepay_id: str) -> ClientParams:
        appid, package = self._client.config.appid, f"prepay_id={prepay_id}"
        timestamp, nonce = str(int(self._clock.now().timestamp())), new_nonce()
        return ClientParams(
            app_id=appid,
            time_stamp=timestamp,
            nonce_str=nonce,
            package=package,
            sign_type="RSA",
            pay_sign=self._client.merchant.sign(f"{appid}\n{timestamp}\n{nonce}\n{package}\n"),
        )

    async def query(self, out_trade_no: str) -> Trade:
        path = f"/v3/pay/transactions/out-trade-no/{out_trade_no}?mchid={self._client.config.mchid}"
        return _decoded(await self._client.request("GET", path), _Transaction).trade()

    async def close(self, out_trade_no: str) -> None:
        path = f"/v3/pay/transactions/out-trade-no/{out_trade_no}/close"
        await self._client.request("POST", path, _encode({"mchid": self._client.config.mchid}))

    async def refund(self, order: RefundOrder) -> RefundResult:
        """Not repeated by itself: after a lost answer the caller asks first."""
        body = {
            "out_trade_no": order.out_trade_no,
            "out_refund_no": order.out_refund_no,
            "reason": _cut(order.reason, REASON_BYTES_MAX),
            "notify_url": f"{self._client.config.notify_url}/refunds",
            "amount": {"refund": order.refund_fen, "total": order.total_fen, "currency": "CNY"},
        }
        answer = await self._client.request("POST", "/v3/refund/domestic/refunds", _encode(body), repeatable=False)
        return _decoded(answer, _RefundView).result()

    async def query_refund(self, out_refund_no: str) -> RefundResult:
        answer = await self._client.request("GET", f"/v3/refund/domestic/refunds/{out_refund_no}")
        return _decoded(answer, _RefundView).result()

    async def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        try:
            await self._client.verify(headers, body)
        except BadSignature as error:
            raise ForgedNotice from error
        return self.reopen_notice(body)

    def reopen_notice(self, body: bytes) -> Notice:
        try:
            envelope = msgspec.json.decode(body, type=_Envelope)
            content = envelope.resource.open(self._client.config.apiv3_key)
            return self._notice(envelope, content)
        except (BadSignature, msgspec.MsgspecError) as error:
            raise ForgedNotice from error

    def _notice(self, envelope: _Envelope, content: bytes) -> Notice:
        # Routed by what it holds, not by its name alone: other products borrow TRANSACTION.SUCCESS (D.4).
        fields = msgspec.json.decode(content, type=dict[str, Any])
        if fields.get("mchid") != self._client.config.mchid:
            raise BadSignature("another merchant's notice")
        kind = envelope.event_type
        if kind.startswith("REFUND.") and "refund_status" in fields:
            refund = msgspec.json.decode(content, type=_RefundView).result()
            return Notice(id=envelope.id, kind=kind, refund=refund)
        if kind.startswith("TRANSACTION.") and "trade_state" in fields:
            return Notice(id=envelope.id, kind=kind, trade=msgspec.json.decode(content, type=_Transaction).trade())
        return Notice(id=envelope.id, kind=kind)


def _decoded[T](body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        raise OutsideUnavailable from error


def _cut(words: str, bytes_max: int) -> str:
    """WeChat Pay counts the reason in bytes."""
    return words.encode()[:bytes_max].decode(errors="ignore")
