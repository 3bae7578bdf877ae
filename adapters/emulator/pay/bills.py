"""Trade bills: yuan with two decimals, every value behind a back-tick, one summary at the end."""

import gzip
import hashlib
import secrets
import sqlite3
from datetime import datetime, timedelta
from typing import Any

from adapters.emulator.database import Database
from adapters.emulator.faults import FaultBoard
from adapters.emulator.merchant import Papers
from adapters.emulator.pay.errors import PayError, invalid_request
from adapters.emulator.wording import CHINA, courier_time, now

LINK_SECONDS = 300
FEE_RATE = "0.60%"
_HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,"
    "交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额"
)
_REFUND = "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态"
_TAIL = "商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
COLUMNS = {
    "ALL": f"{_HEAD},{_REFUND},{_TAIL}",
    "SUCCESS": f"{_HEAD},商品名称,商户数据包,手续费,费率,订单金额,费率备注",
    "REFUND": f"{_HEAD},退款申请时间,退款成功时间,{_REFUND},{_TAIL}",
}
_SUMMARY = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"


class Bills:
    """Bills are made on request; their links live for five virtual minutes and die with the process."""

    def __init__(self, db: Database, papers: Papers, faults: FaultBoard) -> None:
        self._db = db
        self._merchant = papers.merchant
        self._faults = faults
        self._files: dict[str, tuple[float, bytes]] = {}

    def trade(self, query: dict[str, str], origin: str) -> dict[str, Any]:
        """Answer of the trade bill call. Unlike the real one it also gives today's bill: a demo must reconcile."""
        kind = query.get("bill_type", "ALL")
        start = _day_start(query.get("bill_date", ""))
        if kind not in COLUMNS or query.get("tar_type", "GZIP") != "GZIP":
            raise invalid_request("账单类型或压缩类型不支持")
        if start.timestamp() > now():
            raise invalid_request("账单日期不合法")
        text = self._csv(kind, start.timestamp(), (start + timedelta(days=1)).timestamp())
        content = text.encode()
        token = secrets.token_hex(32)
        self._files = {key: file for key, file in self._files.items() if file[0] > now()}
        body = gzip.compress(content) if "tar_type" in query else content
        self._files[token] = (now() + max(1.0, self._faults.scaled(LINK_SECONDS)), body)
        digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        url = f"{origin}/v3/billdownload/file?token={token}"
        return {"hash_type": "SHA1", "hash_value": digest, "download_url": url}

    def download(self, token: str) -> bytes:
        expires_at, content = self._files.get(token, (0.0, b""))
        if expires_at < now():
            raise invalid_request("下载链接已失效，请重新申请账单")
        return content

    def _csv(self, kind: str, start: float, end: float) -> str:
        paid = (
            []
            if kind == "REFUND"
            else self._db.all(
                "SELECT *, paid_at AS at FROM orders WHERE paid_at >= ? AND paid_at < ? ORDER BY paid_at", start, end
            )
        )
        refunds = (
            []
            if kind == "SUCCESS"
            else self._db.all(
                "SELECT o.*, r.refund_id, r.out_refund_no, r.refund_fen, r.status, r.created_at AS at, r.success_at"
                " FROM"
                " refunds r JOIN orders o USING (out_trade_no) WHERE r.created_at >= ? AND r.created_at < ?"
                " ORDER BY r.created_at",
                start,
                end,
            )
        )
        if not paid and not refunds:
            raise PayError(400, "NO_STATEMENT_EXIST", "账单文件不存在")
        lines = [COLUMNS[kind]]
        lines += [_line(self._paid_values(kind, row)) for row in paid]
        lines += [_line(self._refund_values(kind, row)) for row in refunds]
        paid_fen = sum(row["total_fen"] for row in paid)
        refund_fen = sum(row["refund_fen"] for row in refunds)
        summary = [str(len(paid) + len(refunds)), _yuan(paid_fen), _yuan(refund_fen), "0.00", "0.00"]
        lines += [_SUMMARY, _line([*summary, _yuan(paid_fen), _yuan(refund_fen)])]
        return "\r\n".join(lines) + "\r\n"

    def _head(self, row: sqlite3.Row, state: str, settle_fen: int) -> list[str]:
        merchant = self._merchant
        names = [courier_time(row["at"]), merchant.appid, merchant.mchid, "0", "", row["transaction_id"]]
        return [*names, row["out_trade_no"], row["openid"], "JSAPI", state, "OTHERS", "CNY", _yuan(settle_fen), "0.00"]

    def _paid_values(self, kind: str, row: sqlite3.Row) -> list[str]:
        head = self._head(row, "SUCCESS", row["total_fen"])
        refund = ["0", "0", "0.00", "0.00", "", ""] if kind == "ALL" else []
        asked = ["0.00"] if kind == "ALL" else []
        goods = [row["description"], row["attach"], "0.00000", FEE_RATE, _yuan(row["total_fen"])]
        return [*head, *refund, *goods, *asked, ""]

    def _refund_values(self, kind: str, row: sqlite3.Row) -> list[str]:
        head = self._head(row, "REFUND", 0)
        done = courier_time(row["success_at"]) if row["success_at"] else ""
        times = [courier_time(row["at"]), done] if kind == "REFUND" else []
        amount = _yuan(row["refund_fen"])
        refund = [row["refund_id"], row["out_refund_no"], amount, "0.00", "ORIGINAL", row["status"]]
        return [*head, *times, *refund, row["description"], row["attach"], "0.00000", FEE_RATE, "0.00", amount, ""]


def _day_start(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=CHINA)
    except ValueError as error:
        raise invalid_request("账单日期格式不正确") from error


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _line(values: list[str]) -> str:
    return ",".join(f"`{value}" for value in values)
