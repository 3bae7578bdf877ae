"""Refunds: accepted at once, finished a little later, told to the shop."""

import sqlite3
from functools import partial
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from adapters.emulator.database import Database
from adapters.emulator.faults import FaultBoard, happens
from adapters.emulator.merchant import Papers
from adapters.emulator.pay.errors import PayError, invalid_request, param_error
from adapters.emulator.pay.notices import Notices
from adapters.emulator.pay.orders import Orders, canonical_digest
from adapters.emulator.timers import Timers
from adapters.emulator.wording import china_time, day_stamp, now, random_digits

PARTIAL_MAX = 50
REFUND_WITHIN_SECONDS = 365 * 86400
RECEIVED_BY = "支付用户零钱"


class RefundAmount(msgspec.Struct):
    refund: Annotated[int, Meta(ge=1)]
    total: Annotated[int, Meta(ge=1)]
    currency: Literal["CNY"]


class ApplyRefund(msgspec.Struct):
    out_refund_no: Annotated[str, Meta(pattern=r"^[0-9A-Za-z_\-|*@]{1,64}$")]
    amount: RefundAmount
    transaction_id: str = ""
    out_trade_no: str = ""
    reason: Annotated[str, Meta(max_length=80)] = ""
    notify_url: Annotated[str, Meta(pattern=r"^(https?://[^?]+)?$", max_length=256)] = ""


class RefundTerms(msgspec.Struct, frozen=True):
    """How long a refund stays PROCESSING, in seconds before the time scale."""

    processing_seconds: float


class Refunds:
    def __init__(self, db: Database, papers: Papers, orders: Orders, notices: Notices, terms: RefundTerms) -> None:
        self._db = db
        self._papers = papers
        self._orders = orders
        self._notices = notices
        self._terms = terms
        self._clock: tuple[FaultBoard, Timers] | None = None

    def start(self, faults: FaultBoard, timers: Timers) -> None:
        """Take up the refunds that were on their way when the emulator last stopped."""
        self._clock = (faults, timers)
        for row in self._db.all("SELECT refund_id, due_at FROM refunds WHERE status = 'PROCESSING'"):
            timers.after(max(0.0, row["due_at"] - now()), partial(self._finish, row["refund_id"]))

    def apply(self, body: bytes) -> dict[str, Any]:
        """Accept a refund, or answer a repeated number with the refund it already names."""
        try:
            request = msgspec.json.decode(body, type=ApplyRefund)
        except msgspec.DecodeError as error:
            raise param_error(f"输入源“{error}”不符合规则") from error
        fingerprint = canonical_digest(body)
        known = self._db.one("SELECT * FROM refunds WHERE out_refund_no = ?", request.out_refund_no)
        if known:
            if known["fingerprint"] != fingerprint:
                raise invalid_request("请求重入时，参数与首次请求时不一致，请核对参数后再试")
            return self.view(known)
        order = self._refundable(request)
        assert self._clock is not None
        faults, timers = self._clock
        at, delay_seconds = now(), faults.scaled(self._terms.processing_seconds)
        refund_id = f"50{random_digits(8)}{day_stamp(at)}{random_digits(11)}"
        with self._db.transaction():
            self._db.run(
                "INSERT INTO refunds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'PROCESSING', ?, ?, NULL)",
                *(refund_id, request.out_refund_no, order["out_trade_no"], order["transaction_id"]),
                *(request.amount.refund, order["total_fen"], request.reason, request.notify_url, fingerprint),
                *(at, at + delay_seconds),
            )
            self._db.run(
                "UPDATE orders SET refunding_fen = refunding_fen + ? WHERE out_trade_no = ?",
                request.amount.refund,
                order["out_trade_no"],
            )
            self._db.run("UPDATE account SET balance_fen = balance_fen - ?", request.amount.refund)
        timers.after(delay_seconds, partial(self._finish, refund_id))
        return self.query(request.out_refund_no)

    def _refundable(self, request: ApplyRefund) -> sqlite3.Row:
        if bool(request.transaction_id) == bool(request.out_trade_no):
            raise param_error("transaction_id与out_trade_no必须且只能填写一个")
        try:
            order = (
                self._orders.by_transaction(request.transaction_id)
                if request.transaction_id
                else self._orders.by_number(request.out_trade_no)
            )
        except PayError as error:
            raise PayError(404, "RESOURCE_NOT_EXISTS", "订单不存在") from error
        if order["state"] not in ("SUCCESS", "REFUND"):
            raise invalid_request("订单未支付，不能退款")
        if request.amount.total != order["total_fen"]:
            raise invalid_request("订单金额或退款金额与之前请求不一致，请核实后再试")
        if order["refunding_fen"] + request.amount.refund > order["total_fen"]:
            raise invalid_request("申请退款金额大于订单可退金额")
        if now() > order["paid_at"] + REFUND_WITHIN_SECONDS:
            raise invalid_request("订单已超过可退款的最大期限")
        if self._db.number("SELECT count(*) FROM refunds WHERE out_trade_no = ?", order["out_trade_no"]) >= PARTIAL_MAX:
            raise invalid_request("一笔订单最多支持50次部分退款")
        if self._db.number("SELECT balance_fen FROM account") < request.amount.refund:
            raise PayError(403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起")
        return order

    def query(self, out_refund_no: str) -> dict[str, Any]:
        refund = self._db.one("SELECT * FROM refunds WHERE out_refund_no = ?", out_refund_no)
        if refund is None:
            raise PayError(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
        return self.view(refund)

    def settle_abnormal(self, refund_id: str) -> dict[str, Any]:
        """The merchant sends an abnormal refund to another account; it then succeeds."""
        refund = self._db.one("SELECT * FROM refunds WHERE refund_id = ?", refund_id)
        if refund is None:
            raise PayError(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
        if refund["status"] != "ABNORMAL":
            raise invalid_request("退款单状态不是退款异常")
        self._close(refund, "SUCCESS")
        return self.query(refund["out_refund_no"])

    async def _finish(self, refund_id: str) -> None:
        refund = self._db.one("SELECT * FROM refunds WHERE refund_id = ?", refund_id)
        if refund is None or refund["status"] != "PROCESSING":
            return
        assert self._clock is not None
        abnormal = happens(self._clock[0].now.pay.refund_abnormal_rate)
        self._close(refund, "ABNORMAL" if abnormal else "SUCCESS")

    def _close(self, refund: sqlite3.Row, status: str) -> None:
        notice = None
        with self._db.transaction():
            success_at = now() if status == "SUCCESS" else None
            self._db.run(
                "UPDATE refunds SET status = ?, success_at = ? WHERE refund_id = ?",
                status,
                success_at,
                refund["refund_id"],
            )
            if status == "SUCCESS":
                self._db.run(
                    "UPDATE orders SET refunded_fen = refunded_fen + ?, state = 'REFUND' WHERE out_trade_no = ?",
                    refund["refund_fen"],
                    refund["out_trade_no"],
                )
                self._db.run(
                    "UPDATE shipments SET order_state = 5 WHERE transaction_id = ? AND EXISTS (SELECT 1 FROM orders o"
                    " WHERE o.transaction_id = shipments.transaction_id AND o.refunded_fen = o.total_fen)",
                    refund["transaction_id"],
                )
            if refund["notify_url"]:
                resource = self._resource(refund, status, success_at)
                notice = self._notices.write(
                    f"REFUND.{status}", refund["out_refund_no"], refund["notify_url"], resource
                )
        if notice is not None:
            self._notices.release(notice)

    def _resource(self, refund: sqlite3.Row, status: str, success_at: float | None) -> dict[str, Any]:
        content: dict[str, Any] = {
            "mchid": self._papers.merchant.mchid,
            "transaction_id": refund["transaction_id"],
            "out_trade_no": refund["out_trade_no"],
            "refund_id": refund["refund_id"],
            "out_refund_no": refund["out_refund_no"],
            "refund_status": status,
            "user_received_account": RECEIVED_BY,
            "amount": {
                "total": refund["total_fen"],
                "refund": refund["refund_fen"],
                "payer_total": refund["total_fen"],
                "payer_refund": refund["refund_fen"],
            },
        }
        if success_at is not None:
            content["success_time"] = china_time(success_at)
        return content

    def view(self, refund: sqlite3.Row) -> dict[str, Any]:
        """The refund as the query shows it: `status` here, `refund_status` in the notice."""
        refund_fen, total_fen = refund["refund_fen"], refund["total_fen"]
        content: dict[str, Any] = {
            "refund_id": refund["refund_id"],
            "out_refund_no": refund["out_refund_no"],
            "transaction_id": refund["transaction_id"],
            "out_trade_no": refund["out_trade_no"],
            "channel": "ORIGINAL",
            "user_received_account": RECEIVED_BY,
            "create_time": china_time(refund["created_at"]),
            "status": refund["status"],
            "funds_account": "AVAILABLE",
            "amount": {
                "total": total_fen,
                "refund": refund_fen,
                "payer_total": total_fen,
                "payer_refund": refund_fen,
                "settlement_total": total_fen,
                "settlement_refund": refund_fen,
                "discount_refund": 0,
                "currency": "CNY",
                "from": [],
                "refund_fee": 0,
            },
            "promotion_detail": [],
        }
        if refund["success_at"]:
            content["success_time"] = china_time(refund["success_at"])
        return content
