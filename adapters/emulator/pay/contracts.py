"""Contracts to collect later 委托代扣 at WeChat Pay: signed by a person, announced, deducted, ended by either.

The days between announcement and deduction are not enforced: the shop's clock may be a test's own. That a deduction
was announced, for at least its amount and once, is.
"""

import sqlite3
from functools import partial
from typing import Any

import msgspec

from adapters.emulator.database import Database
from adapters.emulator.deliveries import Channel, Deliveries, Delivery, Envelope
from adapters.emulator.faults import FaultBoard, happens, within_a_second
from adapters.emulator.merchant import Papers
from adapters.emulator.pay.v2_seal import Fault, Fields, V2Seal
from adapters.emulator.timers import Timers
from adapters.emulator.wire import Answer
from adapters.emulator.wording import courier_time, day_stamp, now, random_digits, second_stamp

DEDUCT_SECONDS = 2.0
FREE_OF_NOTICE_SECONDS = 12 * 3600
"""A contract that was just signed may be used at once."""
LADDER_SECONDS = (10, 10, 10, 30, 30, 30, *([300] * 20))
NEEDED = ("plan_id", "contract_code", "request_serial", "contract_display_account", "notify_url", "timestamp")


class Contracts:
    def __init__(
        self, db: Database, papers: Papers, board: tuple[FaultBoard, Timers], deliveries: Deliveries, ended_url: str
    ) -> None:
        self._db = db
        self._merchant = papers.merchant
        self._faults, self._timers = board
        self._deliveries = deliveries
        self._ended_url = ended_url
        self.seal = V2Seal(papers)
        deliveries.open_channel("papay", Channel(LADDER_SECONDS, 5.0, self._envelope, _accepted))

    def start(self) -> None:
        for row in self._db.all("SELECT out_trade_no FROM deductions WHERE state = 'ACCEPT'"):
            self._timers.after(0, partial(self._deduct, row["out_trade_no"]))

    def signing_refusal(self, extra: Fields) -> str:
        """Why WeChat would not show the contract; empty when it would."""
        try:
            self.seal.check(extra)
        except Fault as fault:
            return fault.words
        if any(not extra.get(name) for name in NEEDED) or extra["plan_id"] != self._merchant.papay_plan_id:
            return "签约参数不完整或模板不存在"
        code = extra["contract_code"]
        if len(code) > 32 or not (code.isascii() and code.isalnum()):
            return "签约协议号格式不正确"
        known = self._db.one("SELECT 1 FROM contracts WHERE contract_code = ?", code)
        return "该协议号已经使用，请重新发起签约" if known else ""

    def sign(self, openid: str, extra: Fields) -> str:
        """The person consents. Returns WeChat's id of the contract."""
        assert not self.signing_refusal(extra)
        at = now()
        contract_id = f"Wx{day_stamp(at)}{random_digits(18)}"
        with self._db.transaction():
            self._db.run(
                "INSERT INTO contracts (contract_code, contract_id, openid, display_account, notify_url, state,"
                " signed_at) VALUES (?, ?, ?, ?, ?, 'SIGNED', ?)",
                *(extra["contract_code"], contract_id, openid, extra["contract_display_account"]),
                *(extra["notify_url"], at),
            )
            notice = self._write_change(extra["contract_code"], "ADD", extra["notify_url"], at)
        self._release(notice)
        return contract_id

    def by_code(self, code: str) -> sqlite3.Row:
        row = self._db.one("SELECT * FROM contracts WHERE contract_code = ?", code)
        if row is None:
            raise Fault("CONTRACT_NOT_EXIST", "签约协议不存在")
        return row

    def end(self, code: str, mode: int) -> None:
        """`mode` 2: by the person, 3: by the shop."""
        contract = self.by_code(code)
        if contract["state"] != "SIGNED":
            raise Fault("CONTRACT_ALREADY_TERMINATED", "协议已解约")
        at = now()
        with self._db.transaction():
            self._db.run(
                "UPDATE contracts SET state = 'ENDED', ended_at = ?, ended_mode = ? WHERE contract_code = ?",
                *(at, mode, code),
            )
            notice = self._write_change(code, "DELETE", self._ended_url, at)
        self._release(notice)

    def query(self, code: str) -> Fields:
        row = self.by_code(code)
        answer = self._facts(row) | {
            "result_code": "SUCCESS",
            "contract_display_account": row["display_account"],
            "contract_state": "0" if row["state"] == "SIGNED" else "1",
            "contract_signed_time": courier_time(row["signed_at"]),
        }
        if row["ended_at"]:
            answer["contract_terminated_time"] = courier_time(row["ended_at"])
            answer["contract_termination_mode"] = str(row["ended_mode"])
        return answer

    def announce(self, contract_id: str, amount_fen: int) -> None:
        row = self._db.one("SELECT * FROM contracts WHERE contract_id = ?", contract_id)
        if row is None or row["state"] != "SIGNED":
            raise Fault("CONTRACT_NOT_EXIST", "签约协议不存在或已解约")
        self._db.run("UPDATE contracts SET announced_fen = ? WHERE contract_id = ?", amount_fen, contract_id)

    def apply(self, fields: Fields) -> None:
        """Accepted under its number once; the same number again changes nothing."""
        number, total = fields.get("out_trade_no", ""), fields.get("total_fee", "")
        if not number or not total.isdecimal() or int(total) < 1 or not fields.get("notify_url"):
            raise Fault("PARAM_ERROR", "参数错误")
        if (known := self._db.one("SELECT * FROM deductions WHERE out_trade_no = ?", number)) is not None:
            if known["total_fen"] != int(total):
                raise Fault("OUT_TRADE_NO_USED", "商户订单号重复")
            return
        row = self._db.one("SELECT * FROM contracts WHERE contract_id = ?", fields.get("contract_id", ""))
        if row is None or row["state"] != "SIGNED":
            raise Fault("CONTRACT_NOT_EXIST", "签约协议不存在或已解约")
        is_new = now() - row["signed_at"] < FREE_OF_NOTICE_SECONDS
        if not is_new and (row["announced_fen"] or 0) < int(total):
            raise Fault("RULE_LIMIT", "扣费前需要先下发扣费通知")
        with self._db.transaction():
            self._db.run(
                "INSERT INTO deductions (out_trade_no, contract_id, openid, description, notify_url, total_fen, state,"
                " created_at) VALUES (?, ?, ?, ?, ?, ?, 'ACCEPT', ?)",
                *(number, row["contract_id"], row["openid"], fields.get("body", ""), fields["notify_url"]),
                *(int(total), now()),
            )
        self._timers.after(self._faults.scaled(DEDUCT_SECONDS), partial(self._deduct, number))

    def deduction(self, number: str) -> Fields:
        row = self._db.one("SELECT * FROM deductions WHERE out_trade_no = ?", number)
        if row is None:
            raise Fault("ORDERNOTEXIST", "订单不存在")
        return self._result(row) | {"result_code": "SUCCESS"}

    async def _deduct(self, number: str) -> None:
        row = self._db.one("SELECT * FROM deductions WHERE out_trade_no = ? AND state = 'ACCEPT'", number)
        if row is None:
            return
        contract = self._db.one("SELECT * FROM contracts WHERE contract_id = ?", row["contract_id"])
        assert contract is not None
        reason = "账户余额不足" if contract["is_broke"] else ""
        if contract["state"] != "SIGNED":
            reason = "用户已解约"
        with self._db.transaction():
            notice = self._refuse(row, reason) if reason else self._take(row)
        self._release(notice)

    def _refuse(self, row: sqlite3.Row, reason: str) -> int:
        number = row["out_trade_no"]
        self._db.run("UPDATE deductions SET state = 'PAY_FAIL', reason = ? WHERE out_trade_no = ?", reason, number)
        return self._write_result(number)

    def _take(self, row: sqlite3.Row) -> int:
        """The money is an order like any other from here on: queries, refunds and bills know it."""
        at, number = now(), row["out_trade_no"]
        transaction_id = f"42000{random_digits(5)}{day_stamp(at)}{random_digits(10)}"
        self._db.run(
            "UPDATE deductions SET state = 'SUCCESS', transaction_id = ?, paid_at = ? WHERE out_trade_no = ?",
            *(transaction_id, at, number),
        )
        self._db.run("UPDATE contracts SET announced_fen = NULL WHERE contract_id = ?", row["contract_id"])
        self._db.run(
            "INSERT INTO orders (out_trade_no, prepay_id, prepay_at, transaction_id, openid, description, attach,"
            " notify_url, total_fen, expires_at, fingerprint, state, created_at, paid_at)"
            " VALUES (?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, 'SUCCESS', ?, ?)",
            *(number, f"pap{number}", at, transaction_id, row["openid"], row["description"], row["notify_url"]),
            *(row["total_fen"], at, b"", row["created_at"], at),
        )
        self._db.run("UPDATE account SET balance_fen = balance_fen + ?", row["total_fen"])
        return self._write_result(number)

    def _facts(self, row: sqlite3.Row) -> Fields:
        return {
            "contract_code": row["contract_code"],
            "contract_id": row["contract_id"],
            "plan_id": self._merchant.papay_plan_id,
            "openid": row["openid"],
        }

    def _result(self, row: sqlite3.Row) -> Fields:
        fields = {
            "out_trade_no": row["out_trade_no"],
            "contract_id": row["contract_id"],
            "openid": row["openid"],
            "trade_type": "PAP",
            "trade_state": row["state"],
            "trade_state_desc": row["reason"] or "",
            "total_fee": str(row["total_fen"]),
        }
        if row["transaction_id"]:
            paid = {"transaction_id": row["transaction_id"], "time_end": second_stamp(row["paid_at"])}
            return fields | paid | {"cash_fee": str(row["total_fen"]), "bank_type": "OTHERS"}
        return fields

    def _write_change(self, code: str, change: str, url: str, at: float) -> int:
        row = self.by_code(code)
        fields = self._facts(row) | {"change_type": change, "operate_time": courier_time(at), "result_code": "SUCCESS"}
        return self._write(f"CONTRACT.{change}", code, url, fields)

    def _write_result(self, number: str) -> int:
        row = self._db.one("SELECT * FROM deductions WHERE out_trade_no = ?", number)
        assert row is not None
        fields: dict[str, Any] = self._result(row)
        if row["state"] == "SUCCESS":
            fields["result_code"] = "SUCCESS"
        else:
            fields |= {"result_code": "FAIL", "err_code": "NOTENOUGH", "err_code_des": row["reason"]}
        return self._write("DEDUCTION", number, row["notify_url"], fields)

    def _write(self, event: str, subject: str, url: str, fields: Fields) -> int:
        late_seconds = self._faults.now.pay.late_notify_ms / 1000
        return self._deliveries.write("papay", (event, subject), url, msgspec.json.encode(fields), late_seconds)

    def _release(self, delivery_id: int) -> None:
        faults = self._faults.now.pay
        if happens(faults.drop_notify_rate):
            self._deliveries.drop(delivery_id)
            return
        late_seconds = faults.late_notify_ms / 1000
        self._deliveries.send(delivery_id, late_seconds)
        if happens(faults.duplicate_notify_rate):
            self._deliveries.repeat(delivery_id, late_seconds + within_a_second())

    def _envelope(self, delivery: Delivery) -> Envelope:
        body = self.seal.answer(msgspec.json.decode(delivery.payload, type=dict[str, str]))
        return Envelope({"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0"}, body)


def _accepted(answer: Answer) -> bool:
    return answer.status == 200 and b"SUCCESS" in answer.body
