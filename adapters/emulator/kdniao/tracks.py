"""Parcels on their way: traces, queries, and full-history pushes to who subscribed."""

import sqlite3
from typing import Any
from urllib.parse import urlencode

import msgspec

from adapters.emulator.crypto import kdniao_sign
from adapters.emulator.database import Database
from adapters.emulator.deliveries import Channel, Deliveries, Delivery, Envelope
from adapters.emulator.faults import FaultBoard, happens, within_a_second
from adapters.emulator.kdniao.desk import SHIPPERS, KdniaoError, text
from adapters.emulator.merchant import Papers
from adapters.emulator.wire import Answer
from adapters.emulator.wording import courier_time, now

LADDER_SECONDS = (60, 180, 600)
ANSWER_SECONDS = 10.0
DETAILED_TYPES = ("102", "8001", "8002")

# What a courier does: (State, StateEx and Action, text); {from} and {to} are cities, {shipper} the company.
MOVES: dict[str, tuple[str, str, str]] = {
    "collect": ("1", "1", "【{from}】{shipper} 已收取快件"),
    "move": ("2", "2", "【{from}】快件已发出，下一站【{to}转运中心】"),
    "arrive": ("2", "201", "快件到达【{to}转运中心】"),
    "deliver": ("2", "202", "【{to}】快件派送中，派送员 小禾，请保持电话畅通"),
    "locker": ("2", "211", "【{to}】快件已放入智能快递柜，请及时取件"),
    "sign": ("3", "301", "【{to}】您的快件已签收，感谢使用{shipper}"),
    "lose": ("4", "403", "快件超过时限没有更新，{shipper}正在核查"),
    "return": ("4", "404", "【{to}】收件人拒收，快件退回中"),
    "returned": ("4", "406", "【{from}】退回件已由寄件人签收"),
}


class Tracks:
    def __init__(
        self, db: Database, papers: Papers, faults: FaultBoard, deliveries: Deliveries, hooks_url: str
    ) -> None:
        self._db = db
        self._merchant = papers.merchant
        self._faults = faults
        self._deliveries = deliveries
        self._default_url = f"{hooks_url}/hooks/kdniao"
        deliveries.open_channel("kdniao", Channel(LADDER_SECONDS, ANSWER_SECONDS, self._envelope, _accepted))

    def parcel(self, logistic_code: str) -> sqlite3.Row | None:
        """None for a number that no call ever mentioned."""
        return self._db.one("SELECT * FROM parcels WHERE logistic_code = ?", logistic_code)

    def query(self, data: dict[str, Any], request_type: str) -> dict[str, Any]:
        """Answer 1002, 8001 and 8002: the whole history in ascending time."""
        shipper_code, logistic_code = text(data, "ShipperCode"), text(data, "LogisticCode")
        if not logistic_code or (not shipper_code and request_type != "8002"):
            raise KdniaoError("101", "缺少必要参数")
        parcel = self.parcel(logistic_code)
        if parcel is None:
            head = {"OrderCode": text(data, "OrderCode"), "ShipperCode": shipper_code, "LogisticCode": logistic_code}
            return head | {"Success": True, "Reason": "暂无轨迹信息", "State": "0", "Traces": []}
        if parcel["shipper_code"] == "SF" and not _knows_phone(parcel, text(data, "CustomerName")):
            raise KdniaoError("105", "顺丰查询需要在CustomerName中填写寄件人或收件人手机号后四位")
        return self._history(parcel, text(data, "OrderCode") or parcel["order_code"], request_type in DETAILED_TYPES)

    def subscribe(self, data: dict[str, Any], request_type: str) -> dict[str, Any]:
        """Answer 1008 (pushes 101) and 8008 (pushes 102). Numbers may come from outside our own e-waybills."""
        shipper_code, logistic_code = text(data, "ShipperCode"), text(data, "LogisticCode")
        if not logistic_code or not shipper_code:
            raise KdniaoError("101", "缺少必要参数")
        if shipper_code not in SHIPPERS:
            raise KdniaoError("110", "快递公司编码不存在")
        with self._db.transaction():
            self._db.run(
                "INSERT OR IGNORE INTO parcels (logistic_code, shipper_code, order_code, sender, receiver, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                *(logistic_code, shipper_code, text(data, "OrderCode")),
                *(_party(data.get("Sender")), _party(data.get("Receiver")), now()),
            )
            fresh = self.add_subscriber(
                logistic_code,
                "102" if request_type == "8008" else "101",
                (text(data, "Callback", "CallBack"), text(data, "OrderCode")),
            )
        parcel = self.parcel(logistic_code)
        assert parcel is not None
        if parcel["state"] != "0":
            self.push(logistic_code)
        return {
            "UpdateTime": courier_time(now()),
            "Success": True,
            "Reason": "" if fresh else "重复订阅",
            "ShipperCode": shipper_code,
            "LogisticCode": logistic_code,
        }

    def add_subscriber(self, logistic_code: str, push_type: str, subscriber: tuple[str, str]) -> bool:
        """`subscriber` is (Callback, OrderCode). False when it was already there."""
        callback, order_code = subscriber
        return bool(
            self._db.run(
                "INSERT OR IGNORE INTO subscriptions VALUES (?, ?, ?, ?)",
                logistic_code,
                callback,
                push_type,
                order_code,
            ).rowcount
        )

    def act(self, logistic_code: str, move: str) -> str:
        """A courier does something. Returns the refusal in Chinese, or empty when the trace was added and pushed."""
        parcel = self.parcel(logistic_code)
        if parcel is None:
            return "没有这个运单"
        if parcel["cancelled"]:
            return "运单已取消"
        if parcel["state"] == "3" or parcel["state_ex"] == "406":
            return "运单已经结束，不能再有动作"
        if (move == "collect") != (parcel["state"] == "0"):
            return "请先揽收" if parcel["state"] == "0" else "运单已经揽收"
        state, state_ex, words = MOVES[move]
        sender, receiver = msgspec.json.decode(parcel["sender"]), msgspec.json.decode(parcel["receiver"])
        start = text(sender, "CityName") or "始发地"
        end = text(receiver, "CityName") or "目的地"
        shipper = SHIPPERS.get(parcel["shipper_code"], parcel["shipper_code"])
        station = words.format_map({"from": start, "to": end, "shipper": shipper})
        latest = self._db.one("SELECT max(at) AS at FROM traces WHERE logistic_code = ?", logistic_code)
        # Kdniao counts in whole seconds; two actions in one second must still sort.
        at = max(float(int(now())), ((latest["at"] if latest else None) or 0.0) + 1)
        location = start if move in ("collect", "move", "returned") else end
        with self._db.transaction():
            self._db.run(
                "INSERT INTO traces (logistic_code, at, station, location, action) VALUES (?, ?, ?, ?, ?)",
                logistic_code,
                at,
                station,
                location,
                state_ex,
            )
            self._db.run(
                "UPDATE parcels SET state = ?, state_ex = ? WHERE logistic_code = ?", state, state_ex, logistic_code
            )
        self.push(logistic_code)
        return ""

    def push(self, logistic_code: str) -> None:
        """Send the full history to every subscriber; the receiver replaces what it had."""
        parcel = self.parcel(logistic_code)
        assert parcel is not None
        faults = self._faults.now.kdniao
        for row in self._db.all("SELECT * FROM subscriptions WHERE logistic_code = ?", logistic_code):
            push_type, callback = row["push_type"], row["callback"]
            item = self._history(parcel, row["order_code"], push_type in DETAILED_TYPES)
            # The two pushes differ in the casing of this field; shops meet both.
            item |= {"EBusinessID": self._merchant.kdniao_ebusiness_id}
            item |= {"Callback" if push_type == "102" else "CallBack": callback}
            url = callback if callback.startswith(("http://", "https://")) else self._default_url
            written = self._deliveries.write("kdniao", (push_type, logistic_code), url, msgspec.json.encode(item))
            if happens(faults.drop_push_rate):
                self._deliveries.drop(written)
                continue
            self._deliveries.send(written)
            if happens(faults.duplicate_push_rate):
                self._deliveries.repeat(written, within_a_second())

    def traces(self, logistic_code: str) -> list[sqlite3.Row]:
        return self._db.all("SELECT * FROM traces WHERE logistic_code = ? ORDER BY at, id", logistic_code)

    def _history(self, parcel: sqlite3.Row, order_code: str, detailed: bool) -> dict[str, Any]:
        traces: list[dict[str, Any]] = []
        rows = self.traces(parcel["logistic_code"])
        for row in rows:
            trace = {"AcceptTime": courier_time(row["at"]), "AcceptStation": row["station"], "Remark": ""}
            traces.append(trace | ({"Location": row["location"], "Action": row["action"]} if detailed else {}))
        content = {
            "OrderCode": order_code,
            "ShipperCode": parcel["shipper_code"],
            "LogisticCode": parcel["logistic_code"],
            "Success": True,
            "Reason": "" if rows else "暂无轨迹信息",
            "State": parcel["state"],
            "Traces": traces,
        }
        if detailed:
            content |= {"StateEx": parcel["state_ex"], "Location": rows[-1]["location"] if rows else ""}
        return content

    def _envelope(self, delivery: Delivery) -> Envelope:
        data = {
            "EBusinessID": self._merchant.kdniao_ebusiness_id,
            "PushTime": courier_time(now()),
            "Count": "1",
            "Data": [msgspec.Raw(delivery.payload)],
        }
        raw = msgspec.json.encode(data).decode()
        form = {
            "RequestData": raw,
            "RequestType": delivery.event,
            "DataSign": kdniao_sign(raw, self._merchant.kdniao_app_key),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
        return Envelope(headers, urlencode(form).encode())


def _accepted(answer: Answer) -> bool:
    if answer.status != 200:
        return False
    try:
        content = msgspec.json.decode(answer.body)
    except msgspec.DecodeError:
        return False
    return isinstance(content, dict) and content.get("Success") is True


def _party(value: Any) -> str:
    return msgspec.json.encode(value if isinstance(value, dict) else {}).decode()


def _knows_phone(parcel: sqlite3.Row, last_four: str) -> bool:
    parties = [msgspec.json.decode(parcel["sender"]), msgspec.json.decode(parcel["receiver"])]
    phones = [text(party, "Mobile", "Tel") for party in parties]
    return not any(phones) or (len(last_four) >= 4 and any(phone.endswith(last_four[-4:]) for phone in phones))
