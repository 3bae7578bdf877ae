"""Shipping information: money stays frozen until the parcel is reported and the receipt confirmed."""

import re
import sqlite3
from datetime import datetime
from typing import Any

import msgspec

from adapters.emulator.database import Database
from adapters.emulator.faults import FaultBoard
from adapters.emulator.merchant import Papers
from adapters.emulator.wechat.couriers import COURIERS
from adapters.emulator.wechat.errors import WechatError
from adapters.emulator.wechat.push import MessagePush
from adapters.emulator.wording import now

REMIND_WORDS = "您有订单已超过48小时未发货，请尽快处理"
REMIND_SECONDS = 48 * 3600
AUTO_CONFIRM_SECONDS = 10 * 86400
PARCELS_MAX = 15
SWEEP_ROWS_MAX = 20
TO_SHIP, SHIPPED, CONFIRMED, FINISHED, REFUNDED = 1, 2, 3, 4, 5
_MASKED = re.compile(r"[+\d\-]*\*+[\d\-*]*\d{0,4}")
_UPLOAD_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,3}(Z|[+-]\d\d:\d\d)")


class OrderKey(msgspec.Struct):
    order_number_type: int
    transaction_id: str = ""
    mchid: str = ""
    out_trade_no: str = ""


class Contact(msgspec.Struct):
    consignor_contact: str = ""
    receiver_contact: str = ""


class ShippingItem(msgspec.Struct):
    item_desc: str
    tracking_no: str = ""
    express_company: str = ""
    contact: Contact | None = None


class Payer(msgspec.Struct):
    openid: str


class UploadShipping(msgspec.Struct):
    order_key: OrderKey
    logistics_type: int
    delivery_mode: int
    shipping_list: list[ShippingItem]
    upload_time: str
    payer: Payer
    is_all_delivered: bool = False


class FindOrder(msgspec.Struct):
    transaction_id: str = ""
    merchant_id: str = ""
    merchant_trade_no: str = ""
    received_time: int = 0


_JOINED = (
    "SELECT o.*, s.order_state, s.logistics_type, s.delivery_mode, s.finished, s.reship_used, s.shipping_list,"
    " s.upload_at, s.shipped_at, s.confirmed_at, s.confirm_asked FROM shipments s"
    " JOIN orders o ON o.transaction_id = s.transaction_id"
)


class Shipping:
    def __init__(self, db: Database, papers: Papers, push: MessagePush, sync_seconds: float) -> None:
        self._db = db
        self._mchid = papers.merchant.mchid
        self._push = push
        self._sync_seconds = sync_seconds

    def upload(self, request: UploadShipping, faults: FaultBoard) -> None:
        """Report parcels of one payment; see the codes of WechatError for the refusals."""
        key = request.order_key
        order = self._find(key.transaction_id if key.order_number_type == 2 else "", key.mchid, key.out_trade_no)
        if now() < order["paid_at"] + faults.scaled(self._sync_seconds):
            raise WechatError(10060001, "支付单不存在")
        upload_at = _checked(request)
        if request.payer.openid != order["openid"]:
            raise WechatError(40003, "invalid openid")
        if order["order_state"] not in (TO_SHIP, SHIPPED):
            raise WechatError(10060004, "支付单处于不可发货的状态")
        if upload_at <= order["upload_at"]:
            raise WechatError(268485216, "上传时间非法，必须晚于上次上传时间")
        mode = (request.logistics_type, request.delivery_mode)
        is_change = bool(order["upload_at"]) and mode != (order["logistics_type"], order["delivery_mode"])
        is_reship = bool(order["finished"]) or is_change
        if is_reship and order["reship_used"]:
            raise WechatError(10060003, "支付单已使用重新发货机会")
        finished = request.delivery_mode == 1 or request.is_all_delivered
        named = {(item.tracking_no, item.express_company) for item in request.shipping_list}
        known = [] if is_reship else msgspec.json.decode(order["shipping_list"])
        # A parcel that is named again is the same parcel.
        items = [item for item in known if (item["tracking_no"], item["express_company"]) not in named]
        items += [_stored(item, request.upload_time) for item in request.shipping_list]
        if len(items) > PARCELS_MAX:
            raise WechatError(10060005, "物流单数超过上限")
        at = now()
        with self._db.transaction():
            self._db.run(
                "UPDATE shipments SET order_state = ?, logistics_type = ?, delivery_mode = ?, finished = ?,"
                " reship_used = ?, shipping_list = ?, upload_at = ?, shipped_at = ? WHERE transaction_id = ?",
                *(SHIPPED if finished else TO_SHIP, *mode, finished, is_reship or order["reship_used"]),
                *(msgspec.json.encode(items).decode(), upload_at, at if finished else None, order["transaction_id"]),
            )
        if finished and not order["finished"]:
            estimate = int(at + faults.scaled(AUTO_CONFIRM_SECONDS))
            self._settlement(order, {"shipped_time": int(at), "estimated_settlement_time": estimate})

    def confirm(self, transaction_id: str, by_hand: bool) -> bool:
        """The person (or the deadline) confirms the receipt and the money is set free. False when not shipped."""
        order = self._find(transaction_id, "", "")
        at = now()
        done = self._db.run(
            "UPDATE shipments SET order_state = ?, confirmed_at = ?, confirm_method = ?"
            " WHERE transaction_id = ? AND order_state = ?",
            *(FINISHED, at, 2 if by_hand else 1, transaction_id, SHIPPED),
        ).rowcount
        if done:
            fields = {"confirm_receive_method": 2 if by_hand else 1, "confirm_receive_time": int(at)}
            shipped = {"shipped_time": int(order["shipped_at"])}
            self._settlement(order, shipped | fields | {"settlement_time": int(at)})
        return bool(done)

    def ask_confirmation(self, request: FindOrder) -> None:
        """Couriers reported the arrival; the person is asked once to confirm."""
        order = self._find(request.transaction_id, request.merchant_id, request.merchant_trade_no)
        if order["order_state"] != SHIPPED or order["logistics_type"] != 1:
            raise WechatError(10060004, "支付单处于不可提醒收货的状态")
        if order["confirm_asked"]:
            raise WechatError(10060026, "支付单已提醒收货，不能重复提醒")
        if request.received_time < int(order["shipped_at"]):
            raise WechatError(40097, "invalid args: received_time")
        self._db.run("UPDATE shipments SET confirm_asked = 1 WHERE transaction_id = ?", order["transaction_id"])

    def get(self, request: FindOrder) -> dict[str, Any]:
        return self._view(self._find(request.transaction_id, request.merchant_id, request.merchant_trade_no))

    def list(self, state: int | None, after: str, page_size: int) -> tuple[list[dict[str, Any]], str, bool]:
        """Orders by transaction id after `after`: (orders, last index, has more)."""
        size = max(1, min(page_size, 100))
        rows = self._db.all(
            f"{_JOINED} WHERE s.transaction_id > ? AND (? IS NULL OR s.order_state = ?)"
            " ORDER BY s.transaction_id LIMIT ?",
            after,
            state,
            state,
            size + 1,
        )
        page = rows[:size]
        return [self._view(row) for row in page], page[-1]["transaction_id"] if page else after, len(rows) > size

    def sweep(self, faults: FaultBoard) -> None:
        """What time alone brings: reminders after 48 hours unshipped, confirmation after ten days."""
        unshipped = self._db.all(
            f"{_JOINED} WHERE s.order_state = 1 AND s.reminded = 0 AND s.paid_at < ? LIMIT ?",
            now() - max(1.0, faults.scaled(REMIND_SECONDS)),
            SWEEP_ROWS_MAX,
        )
        has_shipped = self._db.one("SELECT 1 FROM shipments WHERE shipped_at IS NOT NULL LIMIT 1") is not None
        for order in unshipped if has_shipped else []:
            self._db.run("UPDATE shipments SET reminded = 1 WHERE transaction_id = ?", order["transaction_id"])
            self._push.emit("trade_manage_remind_shipping", "", self._keys(order) | {"msg": REMIND_WORDS})
        due = self._db.all(
            "SELECT transaction_id FROM shipments WHERE order_state = 2 AND shipped_at < ? LIMIT ?",
            now() - max(1.0, faults.scaled(AUTO_CONFIRM_SECONDS)),
            SWEEP_ROWS_MAX,
        )
        for row in due:
            self.confirm(row["transaction_id"], by_hand=False)

    def _find(self, transaction_id: str, mchid: str, out_trade_no: str) -> sqlite3.Row:
        if transaction_id:
            row = self._db.one(f"{_JOINED} WHERE s.transaction_id = ?", transaction_id)
        else:
            row = self._db.one(f"{_JOINED} WHERE o.out_trade_no = ?", out_trade_no) if mchid == self._mchid else None
        if row is None:
            raise WechatError(10060001, "支付单不存在")
        return row

    def _keys(self, order: sqlite3.Row) -> dict[str, Any]:
        return {
            "transaction_id": order["transaction_id"],
            "merchant_id": self._mchid,
            "sub_merchant_id": "",
            "merchant_trade_no": order["out_trade_no"],
            "pay_time": int(order["paid_at"]),
        }

    def _settlement(self, order: sqlite3.Row, fields: dict[str, Any]) -> None:
        self._push.emit("trade_manage_order_settlement", order["openid"], self._keys(order) | fields)

    def _view(self, order: sqlite3.Row) -> dict[str, Any]:
        items = msgspec.json.decode(order["shipping_list"])
        count = 0 if not order["finished"] else 2 if order["reship_used"] else 1
        return {
            "transaction_id": order["transaction_id"],
            "merchant_id": self._mchid,
            "sub_merchant_id": "",
            "merchant_trade_no": order["out_trade_no"],
            "description": order["description"],
            "paid_amount": order["total_fen"],
            "openid": order["openid"],
            "trade_create_time": int(order["created_at"]),
            "pay_time": int(order["paid_at"]),
            "order_state": order["order_state"],
            "in_complaint": False,
            "shipping": {
                "delivery_mode": order["delivery_mode"],
                "logistics_type": order["logistics_type"],
                "finish_shipping": bool(order["finished"]),
                "goods_desc": items[0]["goods_desc"] if items else "",
                "finish_shipping_count": count,
                "shipping_list": items,
            },
        }


def _checked(request: UploadShipping) -> float:
    """The upload time in Unix seconds; raises 40097 or 268485216 for a field that breaks its rule."""
    wrong = (
        (request.logistics_type not in (1, 2, 3, 4), "logistics_type"),
        (request.delivery_mode not in (1, 2), "delivery_mode"),
        (not 1 <= len(request.shipping_list) <= (PARCELS_MAX if request.delivery_mode == 2 else 1), "shipping_list"),
        (request.delivery_mode == 2 and request.logistics_type != 1, "delivery_mode"),
    )
    for is_wrong, field in wrong:
        if is_wrong:
            raise WechatError(40097, f"invalid args: {field}")
    for item in request.shipping_list:
        if not 1 <= len(item.item_desc) <= 120:
            raise WechatError(40097, "invalid args: item_desc")
        if request.logistics_type == 1:
            _check_parcel(item)
    if not _UPLOAD_TIME.fullmatch(request.upload_time):
        raise WechatError(268485216, "上传时间非法，请使用 RFC 3339 格式并带毫秒")
    return datetime.fromisoformat(request.upload_time).timestamp()


def _check_parcel(item: ShippingItem) -> None:
    if not 1 <= len(item.tracking_no) <= 128 or item.express_company not in COURIERS:
        raise WechatError(40097, "invalid args: tracking_no or express_company")
    contact = item.contact or Contact()
    numbers = [number for number in (contact.consignor_contact, contact.receiver_contact) if number]
    if item.express_company == "SF" and not numbers:
        raise WechatError(40097, "invalid args: contact is required for SF")
    if any(not _MASKED.fullmatch(number) for number in numbers):
        raise WechatError(40097, "invalid args: contact must be masked")


def _stored(item: ShippingItem, upload_time: str) -> dict[str, Any]:
    return {
        "tracking_no": item.tracking_no,
        "express_company": item.express_company,
        "goods_desc": item.item_desc,
        "upload_time": int(datetime.fromisoformat(upload_time).timestamp()),
        "contact": msgspec.to_builtins(item.contact or Contact()),
    }
