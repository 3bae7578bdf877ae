"""E-waybills: a number, a label to print, once per order code."""

from typing import Any

import msgspec

from adapters.emulator.database import Database
from adapters.emulator.kdniao.desk import SHIPPERS, KdniaoError, text
from adapters.emulator.kdniao.label import label_html
from adapters.emulator.kdniao.tracks import Tracks
from adapters.emulator.merchant import Papers
from adapters.emulator.wording import now, random_digits

# Head and number of random digits; invented, only shaped like the companies' own numbers.
_NUMBERS = {
    "SF": ("SF", 13),
    "ZTO": ("7", 13),
    "STO": ("77", 13),
    "YTO": ("YT", 13),
    "YD": ("43", 13),
    "JD": ("JD", 13),
    "JTSD": ("JT", 13),
    "EMS": ("11", 11),
    "YZPY": ("98", 11),
}
_PARTY_FIELDS = ("Name", "ProvinceName", "CityName", "Address")


class Waybills:
    def __init__(self, db: Database, papers: Papers, tracks: Tracks) -> None:
        self._db = db
        self._ebusiness_id = papers.merchant.kdniao_ebusiness_id
        self._tracks = tracks

    def order(self, data: dict[str, Any]) -> dict[str, Any]:
        """Answer 1007. A repeated order code gets 106 with the first answer's data and no second parcel."""
        order_code, shipper_code = text(data, "OrderCode"), text(data, "ShipperCode")
        known = self._db.one("SELECT * FROM parcels WHERE order_code = ? AND answer IS NOT NULL", order_code)
        if known:
            if known["cancelled"]:
                raise KdniaoError("105", "该订单号的电子面单已取消，请使用新的订单号")
            first: dict[str, Any] = msgspec.json.decode(known["answer"])
            return first | {"Success": False, "ResultCode": "106", "Reason": "该订单号已下单成功"}
        _check(data)
        head, digits = _NUMBERS.get(shipper_code, (shipper_code, 12))
        logistic_code = head + random_digits(digits)
        content: dict[str, Any] = {
            "Success": True,
            "ResultCode": "100",
            "Reason": "成功",
            "UniquerRequestNumber": order_code,
            "Order": {
                "OrderCode": order_code,
                "ShipperCode": shipper_code,
                "LogisticCode": logistic_code,
                "MarkDestination": f"{random_digits(3)}-{random_digits(2)} {random_digits(3)}",
                "SortingCode": random_digits(4),
                "PackageCode": random_digits(6),
                "PackageName": f"{text(data['Receiver'], 'CityName')}集散点",
                "OriginCode": random_digits(4),
                "OriginName": text(data["Sender"], "CityName"),
                "DestinatioCode": random_digits(4),
                "DestinatioName": text(data["Receiver"], "CityName"),
            },
            "SubCount": 0,
            "SubOrders": [],
            "SubPrintTemplates": [],
        }
        if text(data, "IsReturnPrintTemplate") == "1":
            content["PrintTemplate"] = label_html(data, content["Order"], SHIPPERS[shipper_code])
        with self._db.transaction():
            self._db.run(
                "INSERT INTO parcels (logistic_code, shipper_code, order_code, sender, receiver, answer, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(logistic_code, shipper_code, order_code, *_parties(data)),
                *(msgspec.json.encode(content).decode(), now()),
            )
            if text(data, "IsSubscribe") == "1":
                self._tracks.add_subscriber(logistic_code, "101", (text(data, "Callback", "CallBack"), order_code))
        return content

    def cancel(self, data: dict[str, Any]) -> dict[str, Any]:
        """Answer 1147; only before the courier collects. Cancelling twice is harmless."""
        parcel = self._db.one(
            "SELECT * FROM parcels WHERE order_code = ? AND answer IS NOT NULL", text(data, "OrderCode")
        )
        if parcel is None:
            raise KdniaoError("105", "电子面单不存在")
        number = text(data, "ExpNo", "LogisticCode")
        if text(data, "ShipperCode") != parcel["shipper_code"] or (number and number != parcel["logistic_code"]):
            raise KdniaoError("105", "快递公司或运单号与下单时不一致")
        if parcel["state"] != "0":
            raise KdniaoError("105", "快件已揽收，不能取消")
        self._db.run("UPDATE parcels SET cancelled = 1 WHERE logistic_code = ?", parcel["logistic_code"])
        return {"Success": True, "ResultCode": "100", "Reason": "成功"}


def _check(data: dict[str, Any]) -> None:
    for name in ("OrderCode", "ShipperCode", "PayType", "ExpType"):
        if not text(data, name):
            raise KdniaoError("101", f"缺少必要参数：{name}")
    if data["ShipperCode"] not in SHIPPERS:
        raise KdniaoError("110", "快递公司编码不存在")
    for role in ("Sender", "Receiver"):
        party = data.get(role)
        if not isinstance(party, dict):
            raise KdniaoError("101", f"缺少必要参数：{role}")
        missing = next((field for field in _PARTY_FIELDS if not text(party, field)), "")
        if missing or not text(party, "Mobile", "Tel"):
            raise KdniaoError("107" if missing == "Address" else "101", f"缺少必要参数：{role}.{missing or 'Mobile'}")
    goods = data.get("Commodity")
    if (
        not isinstance(goods, list)
        or not goods
        or not all(isinstance(item, dict) and text(item, "GoodsName") for item in goods)
    ):
        raise KdniaoError("101", "缺少必要参数：Commodity.GoodsName")


def _parties(data: dict[str, Any]) -> tuple[str, str]:
    return msgspec.json.encode(data["Sender"]).decode(), msgspec.json.encode(data["Receiver"]).decode()
