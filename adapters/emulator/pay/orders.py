"""Orders: placed by the shop, paid or refused by a person, closed by the shop."""

import hashlib
import secrets
import sqlite3
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from adapters.emulator.crypto import rsa_verified
from adapters.emulator.database import Database
from adapters.emulator.merchant import Papers
from adapters.emulator.pay.errors import PayError, invalid_request, param_error
from adapters.emulator.pay.notices import Notices
from adapters.emulator.wording import china_time, day_stamp, now, random_digits, second_stamp

PREPAY_SECONDS = 2 * 3600
EXPIRE_SECONDS_MIN = 60
EXPIRE_SECONDS_MAX = 90 * 86400
UNPAID_SECONDS_MAX = 7 * 86400
STATE_WORDS = {"SUCCESS": "支付成功", "REFUND": "转入退款", "NOTPAY": "订单未支付", "CLOSED": "订单已关闭"}


class Amount(msgspec.Struct):
    total: Annotated[int, Meta(ge=1)]
    currency: Literal["CNY"] = "CNY"


class Payer(msgspec.Struct):
    openid: Annotated[str, Meta(min_length=1, max_length=128)]


class PlaceOrder(msgspec.Struct):
    """The fields that the emulator acts on; others are kept in the fingerprint only."""

    appid: str
    mchid: str
    description: Annotated[str, Meta(min_length=1, max_length=127)]
    out_trade_no: Annotated[str, Meta(pattern=r"^[0-9A-Za-z_\-|*]{6,32}$")]
    notify_url: Annotated[str, Meta(pattern=r"^https?://[^?]+$", max_length=255)]
    amount: Amount
    payer: Payer
    time_expire: str = ""
    attach: Annotated[str, Meta(max_length=128)] = ""


class PaySheet(msgspec.Struct, rename="camel"):
    """The parameters of wx.requestPayment as the page passed them on."""

    prepay_id: str
    pay_sign: str
    time_stamp: str
    nonce_str: str
    device: str = ""


class Orders:
    def __init__(self, db: Database, papers: Papers, notices: Notices) -> None:
        self._db = db
        self._papers = papers
        self._notices = notices

    def place(self, body: bytes) -> str:
        """The prepay id. The same parameters give the same answer; changed ones are refused."""
        try:
            request = msgspec.json.decode(body, type=PlaceOrder)
            fingerprint = canonical_digest(body)
        except msgspec.DecodeError as error:
            raise param_error(f"输入源“{error}”不符合规则") from error
        merchant, at = self._papers.merchant, now()
        if request.mchid != merchant.mchid or request.appid != merchant.appid:
            raise PayError(400, "APPID_MCHID_NOT_MATCH", "商户号mchid与appid不匹配，请绑定后调用")
        known = self._db.one("SELECT * FROM orders WHERE out_trade_no = ?", request.out_trade_no)
        if known:
            return self._place_again(known, fingerprint)
        if not self._db.one("SELECT 1 FROM users WHERE openid = ?", request.payer.openid):
            raise param_error("无效的openid")
        prepay_id = _prepay_id(at)
        self._db.run(
            "INSERT INTO orders (out_trade_no, prepay_id, prepay_at, openid, description, attach, notify_url,"
            " total_fen, expires_at, fingerprint, state, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'NOTPAY', ?)",
            *(request.out_trade_no, prepay_id, at, request.payer.openid, request.description, request.attach),
            *(request.notify_url, request.amount.total, _expires_at(request.time_expire, at), fingerprint, at),
        )
        return prepay_id

    def _place_again(self, order: sqlite3.Row, fingerprint: bytes) -> str:
        at = now()
        if order["state"] == "CLOSED":
            raise PayError(400, "ORDER_CLOSED", "该订单已关闭，请重新下单")
        if order["state"] != "NOTPAY":
            raise PayError(400, "ORDERPAID", "该订单已支付")
        if order["fingerprint"] != fingerprint:
            raise invalid_request("请求重入时，参数与首次请求时不一致，请核对参数后再试")
        if at > order["expires_at"]:
            raise invalid_request("订单已过期，请使用新的商户订单号下单")
        if at < order["prepay_at"] + PREPAY_SECONDS:
            return str(order["prepay_id"])
        prepay_id = _prepay_id(at)
        self._db.run(
            "UPDATE orders SET prepay_id = ?, prepay_at = ? WHERE out_trade_no = ?",
            prepay_id,
            at,
            order["out_trade_no"],
        )
        return prepay_id

    def by_number(self, out_trade_no: str) -> sqlite3.Row:
        order = self._db.one("SELECT * FROM orders WHERE out_trade_no = ?", out_trade_no)
        if order is None:
            raise PayError(404, "ORDER_NOT_EXIST", "订单不存在")
        return order

    def by_transaction(self, transaction_id: str) -> sqlite3.Row:
        order = self._db.one("SELECT * FROM orders WHERE transaction_id = ?", transaction_id)
        if order is None:
            raise PayError(404, "ORDER_NOT_EXIST", "订单不存在")
        return order

    def by_prepay(self, prepay_id: str) -> sqlite3.Row | None:
        """None for an id that was never issued or has been replaced by a newer one."""
        return self._db.one("SELECT * FROM orders WHERE prepay_id = ?", prepay_id)

    def close(self, out_trade_no: str) -> None:
        """Closing twice is harmless; a paid order cannot be closed."""
        order = self.by_number(out_trade_no)
        if order["state"] in ("SUCCESS", "REFUND"):
            raise PayError(400, "ORDERPAID", "该订单已支付，不能关闭")
        self._db.run("UPDATE orders SET state = 'CLOSED' WHERE out_trade_no = ?", out_trade_no)

    def sheet_refusal(self, sheet: PaySheet, order: sqlite3.Row | None) -> str:
        """Why WeChat would not open or finish the payment sheet; empty when it would."""
        lines = (self._papers.merchant.appid, sheet.time_stamp, sheet.nonce_str, f"prepay_id={sheet.prepay_id}")
        message = "".join(f"{line}\n" for line in lines).encode()
        if not rsa_verified(self._papers.merchant_public_key, message, sheet.pay_sign):
            return "支付验证签名失败"
        if order is None:
            return "订单信息已失效，请重新下单"
        if sheet.device and not self._is_payer(sheet.device, order["openid"]):
            return "当前微信用户与下单用户不一致"
        return self.pay_refusal(order)

    def pay_refusal(self, order: sqlite3.Row) -> str:
        """Why this order cannot be paid now; empty when it can."""
        at = now()
        if order["state"] == "CLOSED":
            return "订单已关闭"
        if order["state"] != "NOTPAY":
            return "订单已支付"
        if at > order["expires_at"]:
            return "订单已超过支付时限"
        if at > order["prepay_at"] + PREPAY_SECONDS:
            return "订单信息已失效，请重新下单"
        return ""

    def pay(self, order: sqlite3.Row) -> str:
        """Take the money: order, balance, shipment and notice are one commit. Returns the transaction id."""
        assert not self.pay_refusal(order)
        at = now()
        transaction_id = f"42000{random_digits(5)}{day_stamp(at)}{random_digits(10)}"
        with self._db.transaction():
            self._db.run(
                "UPDATE orders SET state = 'SUCCESS', transaction_id = ?, paid_at = ?, refused_at = NULL"
                " WHERE out_trade_no = ?",
                transaction_id,
                at,
                order["out_trade_no"],
            )
            self._db.run("UPDATE account SET balance_fen = balance_fen + ?", order["total_fen"])
            self._db.run(
                "INSERT INTO shipments (transaction_id, order_state, paid_at) VALUES (?, 1, ?)", transaction_id, at
            )
            paid = self.by_number(order["out_trade_no"])
            notice = self._notices.write(
                "TRANSACTION.SUCCESS", order["out_trade_no"], order["notify_url"], self.transaction(paid)
            )
        self._notices.release(notice)
        return transaction_id

    def refuse(self, order: sqlite3.Row) -> None:
        """The person closed the sheet; the order stays payable."""
        self._db.run("UPDATE orders SET refused_at = ? WHERE out_trade_no = ?", now(), order["out_trade_no"])

    def transaction(self, order: sqlite3.Row) -> dict[str, Any]:
        """The order as queries and notices show it; unpaid orders lack transaction id, payer and time."""
        merchant, total_fen = self._papers.merchant, order["total_fen"]
        content: dict[str, Any] = {
            "appid": merchant.appid,
            "mchid": merchant.mchid,
            "out_trade_no": order["out_trade_no"],
            "trade_state": order["state"],
            "trade_state_desc": STATE_WORDS[order["state"]],
            "amount": {"total": total_fen, "currency": "CNY"},
            "promotion_detail": [],
        }
        if order["transaction_id"]:
            content |= {
                "transaction_id": order["transaction_id"],
                "trade_type": "JSAPI",
                "bank_type": "OTHERS",
                "attach": order["attach"],
                "success_time": china_time(order["paid_at"]),
                "payer": {"openid": order["openid"]},
            }
            content["amount"] |= {"payer_total": total_fen, "payer_currency": "CNY"}
        return content

    def _is_payer(self, device: str, openid: str) -> bool:
        user = self._db.one("SELECT openid FROM users WHERE device = ?", device)
        return user is not None and user["openid"] == openid


def canonical_digest(body: bytes) -> bytes:
    """A digest of JSON content that does not depend on key order or spacing."""
    return hashlib.sha256(msgspec.json.encode(msgspec.json.decode(body), order="deterministic")).digest()


def _prepay_id(at: float) -> str:
    return f"wx{second_stamp(at)}{secrets.token_hex(10)}"


def _expires_at(time_expire: str, at: float) -> float:
    """Between one minute and 90 days from now; seven days when the shop names none."""
    if not time_expire:
        return at + UNPAID_SECONDS_MAX
    try:
        moment = datetime.fromisoformat(time_expire)
    except ValueError as error:
        raise param_error("time_expire格式错误，应为rfc3339标准格式") from error
    if moment.tzinfo is None:
        raise param_error("time_expire格式错误，缺少时区")
    return min(max(moment.timestamp(), at + EXPIRE_SECONDS_MIN), at + EXPIRE_SECONDS_MAX)
