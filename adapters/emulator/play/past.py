"""A past that never was: people, payments, refunds and parcels of a shop that was filled by a generator.

The shop tells what happened, and the emulator writes it into its books as if it had been there: later queries, refunds
and couriers find it. What is known already stays as it is, so that telling it twice counts once.
"""

import hashlib
import secrets
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import post
from litestar.params import JSONBody
from msgspec import Meta

from adapters.emulator.kdniao.desk import SHIPPERS
from adapters.emulator.play.people import Refusal, refuse
from adapters.emulator.wechat.shipping import FINISHED, REFUNDED, SHIPPED, TO_SHIP
from adapters.emulator.world import LiveWorld, World

Fen = Annotated[int, Meta(ge=1)]
Name = Annotated[str, Meta(min_length=1, max_length=128)]


class PastPerson(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    openid: Name
    unionid: Name
    device: Name
    nickname: Name
    phone: Name


class PastRefund(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    out_refund_no: Name
    refund_id: Name
    refund_fen: Fen
    reason: str
    refunded_at: datetime


class PastShipping(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What WeChat was told of parcels, as `shipping_list` items in its own words."""

    items: list[dict[str, Any]]
    is_split: bool
    is_finished: bool
    uploaded_at: datetime
    received_at: datetime | None = None


class PastOrder(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    out_trade_no: Name
    transaction_id: Name
    openid: Name
    amount_fen: Fen
    description: Name
    paid_at: datetime
    refunds: list[PastRefund] = []
    shipping: PastShipping | None = None


class PastTrace(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    at: datetime
    station: str
    location: str
    action: str


class PastParcel(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    logistic_code: Name
    shipper_code: Name
    order_code: Name
    sender: dict[str, str]
    receiver: dict[str, str]
    created_at: datetime
    traces: list[PastTrace] = []


class Past(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    people: list[PastPerson] = []
    orders: list[PastOrder] = []
    parcels: list[PastParcel] = []


class Held(msgspec.Struct, rename="camel"):
    """What the books now hold of the orders that were told."""

    order_count: int
    paid_fen: int
    refunded_fen: int


@post("/import", status_code=200)
async def import_past(data: JSONBody[Past], world: LiveWorld) -> Held | Refusal:
    """One commit for all of it. Refunds above the payment, strangers and unknown couriers are refused."""
    wrong = _fault(data, world)
    if wrong:
        return refuse(400, wrong)
    with world.db.transaction():
        for person in data.people:
            _write_person(world, person)
        for order in data.orders:
            _write_order(world, order)
        for parcel in data.parcels:
            _write_parcel(world, parcel)
    return _held(world, [order.out_trade_no for order in data.orders])


def _fault(data: Past, world: World) -> str:
    told = {person.openid for person in data.people}
    for order in data.orders:
        if sum(refund.refund_fen for refund in order.refunds) > order.amount_fen:
            return f"{order.out_trade_no} 的退款超过了付款"
        if order.openid not in told and not world.db.one("SELECT 1 FROM users WHERE openid = ?", order.openid):
            return f"{order.out_trade_no} 的付款人不存在"
    unknown = next((parcel for parcel in data.parcels if parcel.shipper_code not in SHIPPERS), None)
    return f"{unknown.logistic_code} 的快递公司不存在" if unknown else ""


def _write_person(world: World, person: PastPerson) -> None:
    world.db.run(
        "INSERT OR IGNORE INTO users (openid, unionid, device, nickname, phone) VALUES (?, ?, ?, ?, ?)",
        *(person.openid, person.unionid, person.device, person.nickname, person.phone),
    )


def _write_order(world: World, order: PastOrder) -> None:
    paid_at = order.paid_at.timestamp()
    refunded_fen = sum(refund.refund_fen for refund in order.refunds)
    # No request made it, so that no repeat of one can match.
    fingerprint = hashlib.sha256(order.out_trade_no.encode()).digest()
    added = world.db.run(
        "INSERT OR IGNORE INTO orders (out_trade_no, prepay_id, prepay_at, transaction_id, openid, description, attach,"
        " notify_url, total_fen, expires_at, fingerprint, state, created_at, paid_at, refunding_fen, refunded_fen)"
        " VALUES (?, ?, ?, ?, ?, ?, '', '', ?, ?, ?, ?, ?, ?, ?, ?)",
        *(order.out_trade_no, f"wx{secrets.token_hex(17)}", paid_at, order.transaction_id, order.openid),
        *(order.description, order.amount_fen, paid_at, fingerprint, "REFUND" if refunded_fen else "SUCCESS"),
        *(paid_at, paid_at, refunded_fen, refunded_fen),
    ).rowcount
    if not added:
        return
    for refund in order.refunds:
        at = refund.refunded_at.timestamp()
        world.db.run(
            "INSERT INTO refunds VALUES (?, ?, ?, ?, ?, ?, ?, '', ?, 'SUCCESS', ?, ?, ?)",
            *(refund.refund_id, refund.out_refund_no, order.out_trade_no, order.transaction_id, refund.refund_fen),
            *(order.amount_fen, refund.reason, fingerprint, at, at, at),
        )
    world.db.run("UPDATE account SET balance_fen = balance_fen + ?", order.amount_fen - refunded_fen)
    _write_shipment(world, order, is_refunded=refunded_fen == order.amount_fen)


def _write_shipment(world: World, order: PastOrder, *, is_refunded: bool) -> None:
    """Reminders of a past are not sent: they would all come at once."""
    paid_at, told = order.paid_at.timestamp(), order.shipping
    if told is None:
        world.db.run(
            "INSERT INTO shipments (transaction_id, order_state, reminded, paid_at) VALUES (?, ?, 1, ?)",
            *(order.transaction_id, REFUNDED if is_refunded else TO_SHIP, paid_at),
        )
        return
    state = FINISHED if told.received_at else SHIPPED if told.is_finished else TO_SHIP
    uploaded_at = told.uploaded_at.timestamp()
    received_at = told.received_at.timestamp() if told.received_at else None
    world.db.run(
        "INSERT INTO shipments (transaction_id, order_state, logistics_type, delivery_mode, finished, shipping_list,"
        " upload_at, shipped_at, confirmed_at, confirm_method, reminded, paid_at)"
        " VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
        *(order.transaction_id, REFUNDED if is_refunded else state, 2 if told.is_split else 1, told.is_finished),
        *(msgspec.json.encode(told.items).decode(), uploaded_at, uploaded_at if told.is_finished else None),
        *(received_at, 2 if received_at else None, paid_at),
    )


def _write_parcel(world: World, parcel: PastParcel) -> None:
    parties = (msgspec.json.encode(party).decode() for party in (parcel.sender, parcel.receiver))
    action = parcel.traces[-1].action if parcel.traces else "0"
    named = {"OrderCode": parcel.order_code, "ShipperCode": parcel.shipper_code, "LogisticCode": parcel.logistic_code}
    # The answer of the waybill call that never was: with it the parcel can be cancelled before it is collected.
    answer = msgspec.json.encode({"Success": True, "ResultCode": "100", "Reason": "成功", "Order": named}).decode()
    added = world.db.run(
        "INSERT OR IGNORE INTO parcels (logistic_code, shipper_code, order_code, state, state_ex, sender, receiver,"
        " answer, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *(parcel.logistic_code, parcel.shipper_code, parcel.order_code, action[0], action, *parties),
        *(answer, parcel.created_at.timestamp()),
    ).rowcount
    if not added:
        return
    world.tracks.add_subscriber(parcel.logistic_code, "101", ("", parcel.order_code))
    for trace in parcel.traces:
        world.db.run(
            "INSERT INTO traces (logistic_code, at, station, location, action) VALUES (?, ?, ?, ?, ?)",
            *(parcel.logistic_code, float(int(trace.at.timestamp())), trace.station, trace.location, trace.action),
        )


def _held(world: World, numbers: list[str]) -> Held:
    told = msgspec.json.encode(numbers).decode()
    row = world.db.one(
        "SELECT count(*), sum(total_fen), sum(refunded_fen) FROM orders"
        " WHERE out_trade_no IN (SELECT value FROM json_each(?)) AND paid_at IS NOT NULL",
        told,
    )
    assert row is not None
    return Held(row[0], row[1] or 0, row[2] or 0)


handlers = [import_past]
