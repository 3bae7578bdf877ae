"""The outer world as the order flows need it: a bank, a courier and WeChat, played by the test."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from ports.kernel import OutsideUnavailable, refuse_in_transaction
from ports.outside.courier import Track, Waybill, WaybillOrder
from ports.outside.pay import (
    ClientParams,
    ForgedNotice,
    Notice,
    PayRefused,
    PrepayOrder,
    RefundOrder,
    RefundResult,
    Trade,
    TradeNotFound,
)
from ports.outside.wechat import ShippingInfo, SubscribeMessage, WechatIdentity

PAID_AT = datetime(2025, 11, 20, 2, 5, tzinfo=UTC)


class HandBank:
    """WeChat Pay played by the test: trades by number, refunds that succeed when they are asked for again."""

    def __init__(self) -> None:
        self.paid_at = PAID_AT
        self.trades: dict[str, Trade] = {}
        self.asked: dict[str, PrepayOrder] = {}
        self.refunds: dict[str, RefundOrder] = {}
        self.is_away = False
        self.refund_status = "SUCCESS"

    def _answer(self) -> None:
        refuse_in_transaction()
        if self.is_away:
            raise OutsideUnavailable

    def pay(self, out_trade_no: str, amount_fen: int | None = None) -> Trade:
        """The shopper pays; the shop learns it by notice or query."""
        amount = self.asked[out_trade_no].amount_fen if amount_fen is None else amount_fen
        self.trades[out_trade_no] = Trade(out_trade_no, "SUCCESS", amount, f"4200{secrets.token_hex(8)}", self.paid_at)
        return self.trades[out_trade_no]

    async def prepay(self, order: PrepayOrder) -> str:
        self._answer()
        self.asked[order.out_trade_no] = order
        self.trades.setdefault(order.out_trade_no, Trade(order.out_trade_no, "NOTPAY", None, None, None))
        return f"prepay_{order.out_trade_no}"

    def client_params(self, prepay_id: str) -> ClientParams:
        return ClientParams("wx1", "1763604000", "n", f"prepay_id={prepay_id}", "RSA", "sign")

    async def query(self, out_trade_no: str) -> Trade:
        self._answer()
        if out_trade_no not in self.trades:
            raise TradeNotFound
        return self.trades[out_trade_no]

    async def close(self, out_trade_no: str) -> None:
        self._answer()
        if self.trades[out_trade_no].state == "SUCCESS":
            raise PayRefused
        self.trades[out_trade_no] = Trade(out_trade_no, "CLOSED", None, None, None)

    async def refund(self, order: RefundOrder) -> RefundResult:
        self._answer()
        self.refunds[order.out_refund_no] = order
        return self._refund(order.out_refund_no)

    async def query_refund(self, out_refund_no: str) -> RefundResult:
        self._answer()
        if out_refund_no not in self.refunds:
            raise TradeNotFound
        return self._refund(out_refund_no)

    def read_notice(self, headers: dict[str, str], body: bytes, *, check_time: bool = True) -> Notice:
        raise ForgedNotice

    def _refund(self, number: str) -> RefundResult:
        return RefundResult(number, self.refund_status, f"5030{number[-6:]}", PAID_AT)  # type: ignore[arg-type]


class HandCourier:
    def __init__(self) -> None:
        self.tracks: dict[str, Track] = {}

    async def order(self, waybill: WaybillOrder) -> Waybill:
        refuse_in_transaction()
        return Waybill(f"SF{secrets.randbelow(10**13):013d}", "755W", "12", "南山", "<html></html>")

    async def cancel(self, courier_code: str, order_code: str, tracking_number: str) -> None:
        refuse_in_transaction()

    async def subscribe(self, courier_code: str, tracking_number: str, phone_tail: str) -> None:
        refuse_in_transaction()

    async def track(self, courier_code: str, tracking_number: str, phone_tail: str) -> Track:
        refuse_in_transaction()
        return self.tracks.get(tracking_number, Track(courier_code, tracking_number, "none", ()))

    def account(self) -> str:
        return "1000000"

    def read_push(self, form: dict[str, str]) -> tuple[Track, ...]:
        return ()


class QuietWechat:
    """Lets everybody in, and takes what it is told."""

    def __init__(self) -> None:
        self.uploads: list[ShippingInfo] = []
        self.messages: list[SubscribeMessage] = []
        self.trouble: Exception | None = None

    async def login(self, code: str) -> WechatIdentity:
        return WechatIdentity(f"openid-{code}", None, "key")

    async def phone_number(self, code: str) -> str:
        return "16000001234"

    async def send(self, message: SubscribeMessage) -> None:
        refuse_in_transaction()
        self.messages.append(message)
        if self.trouble is not None:
            raise self.trouble

    async def upload_shipping(self, info: ShippingInfo) -> None:
        refuse_in_transaction()
        self.uploads.append(info)

    async def code_image(self, scene: str, page: str) -> bytes:
        return b""

    async def couriers(self) -> Sequence[tuple[str, str]]:
        return ()
