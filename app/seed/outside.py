"""The outer world of the past: a bank, WeChat and couriers that answer at once, and remember what they were told."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from app.seed.tracks import Stop
from ports.kernel import Clock, Fen
from ports.outside import courier, wechat
from ports.outside.courier import Contact, Track, Waybill, WaybillOrder, WaybillRefused
from ports.outside.pay import (
    ClientParams,
    ForgedNotice,
    Notice,
    PrepayOrder,
    RefundOrder,
    RefundResult,
    Trade,
    TradeNotFound,
    TradeState,
)
from ports.outside.wechat import LoginCodeInvalid, MessageRefused, ShippingInfo, ShippingStatus, SubscribeMessage

SHANGHAI = ZoneInfo("Asia/Shanghai")
_NUMBERS = {
    "SF": ("SF", 13),
    "ZTO": ("7", 13),
    "YTO": ("YT", 13),
    "DBL": ("DPK", 12),
    "JD": ("JD", 13),
    "YD": ("43", 13),
}


class Deal(Struct, frozen=True):
    """A payment as the bank knows it."""

    order: PrepayOrder
    is_closed: bool = False
    transaction_id: str | None = None
    paid_at: datetime | None = None
    refunds: tuple[tuple[RefundOrder, RefundResult], ...] = ()


class PastBank:
    """Implements `ports.outside.pay.PayGateway`; `pay` is what the payer does."""

    def __init__(self, clock: Clock, rng: random.Random) -> None:
        self._clock = clock
        self._rng = rng
        self.deals: dict[str, Deal] = {}

    async def prepay(self, order: PrepayOrder) -> str:
        self.deals.setdefault(order.out_trade_no, Deal(order))
        return order.out_trade_no

    def client_params(self, prepay_id: str) -> ClientParams:
        return ClientParams("", "", "", f"prepay_id={prepay_id}", "RSA", "")

    def pay(self, prepay_id: str) -> Trade:
        """The payer confirms the sheet."""
        deal, now = self.deals[prepay_id], self._clock.now()
        assert deal.paid_at is None and not deal.is_closed
        number = f"42000{_digits(self._rng, 5)}{now.astimezone(SHANGHAI):%Y%m%d}{_digits(self._rng, 10)}"
        self.deals[prepay_id] = replace(deal, transaction_id=number, paid_at=now)
        return self._trade(prepay_id)

    async def query(self, out_trade_no: str) -> Trade:
        if out_trade_no not in self.deals:
            raise TradeNotFound
        return self._trade(out_trade_no)

    async def close(self, out_trade_no: str) -> None:
        self.deals[out_trade_no] = replace(self.deals[out_trade_no], is_closed=True)

    async def refund(self, order: RefundOrder) -> RefundResult:
        deal, now = self.deals[order.out_trade_no], self._clock.now()
        known = next((result for told, result in deal.refunds if told.out_refund_no == order.out_refund_no), None)
        if known is not None:
            return known
        number = f"50{_digits(self._rng, 8)}{now.astimezone(SHANGHAI):%Y%m%d}{_digits(self._rng, 11)}"
        result = RefundResult(order.out_refund_no, "SUCCESS", number, now)
        self.deals[order.out_trade_no] = replace(deal, refunds=(*deal.refunds, (order, result)))
        return result

    async def query_refund(self, out_refund_no: str) -> RefundResult:
        for deal in self.deals.values():
            for _, result in deal.refunds:
                if result.out_refund_no == out_refund_no:
                    return result
        raise TradeNotFound

    async def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        raise ForgedNotice

    def reopen_notice(self, body: bytes) -> Notice:
        raise ForgedNotice

    def _trade(self, out_trade_no: str) -> Trade:
        deal = self.deals[out_trade_no]
        if deal.paid_at is None:
            return Trade(out_trade_no, "CLOSED" if deal.is_closed else "NOTPAY", None, None, None)
        state: TradeState = "REFUND" if deal.refunds else "SUCCESS"
        return Trade(out_trade_no, state, deal.order.amount_fen, deal.transaction_id, deal.paid_at)


class PastWechat:
    """Implements `ports.outside.wechat.MiniProgram`: nobody logs in, nobody gets messages, uploads are remembered."""

    def __init__(self) -> None:
        self.uploads: dict[str, list[ShippingInfo]] = {}

    async def login(self, code: str) -> wechat.WechatIdentity:
        raise LoginCodeInvalid

    async def phone_number(self, code: str) -> str:
        raise LoginCodeInvalid

    async def send(self, message: SubscribeMessage) -> None:
        raise MessageRefused

    async def upload_shipping(self, info: ShippingInfo) -> None:
        self.uploads.setdefault(info.transaction_id, []).append(info)

    async def shipping_status(self, transaction_id: str) -> ShippingStatus:
        told = self.uploads.get(transaction_id, [])
        numbers = tuple(parcel.tracking_number for info in told for parcel in info.parcels)
        is_complete = any(info.all_delivered for info in told)
        return ShippingStatus(numbers, is_complete, int(is_complete))

    async def code_image(self, scene: str, page: str) -> bytes:
        raise LoginCodeInvalid

    async def couriers(self) -> Sequence[tuple[str, str]]:
        return ()


class Sent(Struct, frozen=True):
    """A parcel as its courier knows it."""

    tracking_number: str
    courier_code: str
    order_code: str
    sender: Contact
    receiver: Contact
    at: datetime


class PastCouriers:
    """Implements `ports.outside.courier.CourierGateway`. `told` is what was told of each parcel on its way."""

    def __init__(self, clock: Clock, rng: random.Random) -> None:
        self._clock = clock
        self._rng = rng
        self.sent: dict[str, Sent] = {}
        self.told: dict[str, list[Stop]] = {}
        self._by_code: dict[str, Waybill] = {}

    def of_orders(self, order_codes: set[str]) -> list[Sent]:
        numbers = [self._by_code[code].tracking_number for code in sorted(order_codes) if code in self._by_code]
        return [self.sent[number] for number in numbers]

    async def order(self, waybill: WaybillOrder) -> Waybill:
        known = self._by_code.get(waybill.order_code)
        if known is not None:
            return known
        head, digits = _NUMBERS.get(waybill.courier_code, (waybill.courier_code, 12))
        number = head + _digits(self._rng, digits)
        self.sent[number] = Sent(
            *(number, waybill.courier_code, waybill.order_code, waybill.sender, waybill.receiver, self._clock.now())
        )
        mark = f"{_digits(self._rng, 3)}-{_digits(self._rng, 2)} {_digits(self._rng, 3)}"
        made = Waybill(number, mark, _digits(self._rng, 4), f"{waybill.receiver.city}集散点", "")
        self._by_code[waybill.order_code] = made
        return made

    async def cancel(self, courier_code: str, order_code: str, tracking_number: str) -> None:
        raise WaybillRefused

    async def subscribe(self, courier_code: str, tracking_number: str, phone_tail: str) -> None:
        """Nothing to promise: the seed tells the news itself."""

    async def track(self, courier_code: str, tracking_number: str, phone_tail: str) -> Track:
        return Track(courier_code, tracking_number, "none", ())

    def account(self) -> str:
        return ""

    def read_push(self, form: dict[str, str]) -> tuple[Track, ...]:
        raise courier.ForgedPush


def refunded_fen(deal: Deal) -> Fen:
    return sum(told.refund_fen for told, _ in deal.refunds)


def _digits(rng: random.Random, count: int) -> str:
    return f"{rng.randrange(10**count):0{count}d}"
