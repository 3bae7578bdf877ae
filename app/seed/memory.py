"""What the outer world must remember of the past: told to the emulator, whose bank and couriers then agree with us."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec

from app.keys import write_private
from app.runtime.errors import CannotStart
from app.seed.outside import Deal, PastBank, PastCouriers, PastWechat, Sent
from app.seed.people import Person
from app.seed.tracks import Stop
from ports.kernel import Fen
from ports.outside.courier import Contact

FILE = "seed-past.json"
"""Kept until it was told: a seed that is killed in between goes on from it."""

BATCH = 400
_MUNICIPALITIES = ("北京市", "上海市", "天津市", "重庆市")


RECEIVED_AFTER = timedelta(days=10)
"""WeChat confirms a receipt itself after so long."""


def remember(
    home: Path, people: Sequence[Person], world: tuple[PastBank, PastWechat, PastCouriers], now: datetime
) -> None:
    bank, wechat, couriers = world
    orders = [
        _order(deal, _shipping(deal.transaction_id or "", wechat, now))
        for deal in bank.deals.values()
        if deal.paid_at is not None
    ]
    under_way = [sent for number, sent in couriers.sent.items() if not _is_over(couriers.told.get(number, []))]
    past = {
        "people": [_person(person) for person in people],
        "orders": orders,
        "parcels": [_parcel(sent, couriers.told.get(sent.tracking_number, [])) for sent in under_way],
    }
    write_private(home / FILE, msgspec.json.encode(past))


def tell(home: Path, emulator_url: str) -> tuple[int, Fen, Fen]:
    """Payments, paid and refunded fen that the emulator now knows. Telling it again changes nothing."""
    try:
        past: dict[str, list[Any]] = msgspec.json.decode((home / FILE).read_bytes())
    except FileNotFoundError as error:
        raise CannotStart(f"{home / FILE} is gone: empty the database, and fill the shop anew") from error
    count = paid_fen = refunded_fen = 0
    with httpx.Client(base_url=emulator_url, timeout=60, trust_env=False) as client:
        for kind in ("people", "orders", "parcels"):
            for start in range(0, len(past[kind]), BATCH):
                held = _post(client, {kind: past[kind][start : start + BATCH]})
                count += held["orderCount"]
                paid_fen += held["paidFen"]
                refunded_fen += held["refundedFen"]
    return count, paid_fen, refunded_fen


def forget(home: Path) -> None:
    (home / FILE).unlink(missing_ok=True)


def _post(client: httpx.Client, body: Mapping[str, Any]) -> dict[str, int]:
    try:
        answer = client.post("/play/import", content=msgspec.json.encode(body))
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise CannotStart(f"the emulator did not take over the past of the shop: {error}") from error
    return msgspec.json.decode(answer.content, type=dict[str, int])


def _person(person: Person) -> dict[str, Any]:
    """`device`: who opens the shop with it is this member."""
    return {
        "openid": person.openid,
        "unionid": person.unionid,
        "device": f"member-{person.number}",
        "nickname": person.nickname,
        "phone": person.phone,
    }


def _order(deal: Deal, shipping: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "outTradeNo": deal.order.out_trade_no,
        "transactionId": deal.transaction_id,
        "openid": deal.order.openid,
        "amountFen": deal.order.amount_fen,
        "description": deal.order.description,
        "paidAt": deal.paid_at,
        "refunds": [
            {
                "outRefundNo": told.out_refund_no,
                "refundId": result.refund_id,
                "refundFen": told.refund_fen,
                "reason": told.reason,
                "refundedAt": result.refunded_at,
            }
            for told, result in deal.refunds
        ],
        "shipping": shipping,
    }


def _shipping(transaction_id: str, wechat: PastWechat, now: datetime) -> dict[str, Any] | None:
    told = wechat.uploads.get(transaction_id)
    if not told:
        return None
    items = [
        {
            "tracking_no": parcel.tracking_number,
            "express_company": parcel.courier_id,
            "goods_desc": parcel.goods,
            "upload_time": int(info.uploaded_at.timestamp()),
            "contact": {"consignor_contact": "", "receiver_contact": parcel.receiver_contact or ""},
        }
        for info in told
        for parcel in info.parcels
    ]
    is_finished, received_at = any(info.all_delivered for info in told), told[-1].uploaded_at + RECEIVED_AFTER
    return {
        "items": items,
        "isSplit": told[-1].split,
        "isFinished": is_finished,
        "uploadedAt": told[-1].uploaded_at,
        "receivedAt": received_at if is_finished and received_at < now else None,
    }


def _is_over(made: list[Stop]) -> bool:
    return bool(made) and made[-1].state == "signed"


def _parcel(sent: Sent, made: list[Stop]) -> dict[str, Any]:
    return {
        "logisticCode": sent.tracking_number,
        "shipperCode": sent.courier_code,
        "orderCode": sent.order_code,
        "sender": _party(sent.sender),
        "receiver": _party(sent.receiver),
        "createdAt": sent.at,
        "traces": [
            {"at": stop.trace.at, "station": stop.trace.text, "location": stop.trace.place or "", "action": stop.code}
            for stop in made
        ],
    }


def _party(contact: Contact) -> dict[str, str]:
    """As Kdniao writes it: the four municipalities without 市."""
    plain = contact.province.removesuffix("市") if contact.province in _MUNICIPALITIES else contact.province
    return {
        "Name": contact.name,
        "Mobile": contact.phone,
        "ProvinceName": plain,
        "CityName": contact.city,
        "ExpAreaName": contact.district,
        "Address": contact.detail,
    }
