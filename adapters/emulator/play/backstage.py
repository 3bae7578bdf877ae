"""Player API of the console: couriers, the bank's books, deliveries, messages, switches."""

import sqlite3
from typing import Annotated, Any

import msgspec
from litestar import get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from adapters.emulator.faults import Faults
from adapters.emulator.kdniao.desk import SHIPPERS
from adapters.emulator.kdniao.tracks import MOVES
from adapters.emulator.play.people import Refusal, refuse
from adapters.emulator.wechat.messages import TEMPLATES
from adapters.emulator.wording import camel_row
from adapters.emulator.world import LiveWorld, World

PAGE_SIZE = 50
Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Search = Annotated[str, QueryParameter(max_length=64)]
Items = dict[str, list[dict[str, Any]]]


def _camel(row: sqlite3.Row) -> dict[str, Any]:
    return camel_row(dict(row))


@get("/orders")
async def list_orders(world: LiveWorld, limit: Limit = PAGE_SIZE, q: Search = "") -> Items:
    """Newest first; `q` finds by the start of the shop's order number."""
    rows = world.db.all(
        "SELECT o.out_trade_no, o.prepay_id, o.transaction_id, o.openid, u.nickname, u.device, o.description,"
        " o.total_fen, o.refunded_fen, o.state, o.created_at, o.expires_at, o.paid_at, o.refused_at,"
        " s.order_state AS shipping_state"
        " FROM orders o JOIN users u USING (openid) LEFT JOIN shipments s ON s.transaction_id = o.transaction_id"
        " WHERE ? = '' OR o.out_trade_no LIKE ? || '%' ORDER BY o.created_at DESC LIMIT ?",
        q,
        q,
        limit,
    )
    return {"items": [_camel(row) | {"refusal": _refusal(world, row["out_trade_no"])} for row in rows]}


def _refusal(world: World, out_trade_no: str) -> str:
    return world.orders.pay_refusal(world.orders.by_number(out_trade_no))


@post("/orders/{out_trade_no:str}/{action:str}", status_code=200)
async def act_on_order(
    out_trade_no: FromPath[str], action: FromPath[str], world: LiveWorld
) -> dict[str, Any] | Refusal:
    """`pay` and `refuse` for the payer, `receive` confirms the receipt in WeChat."""
    order = world.db.one("SELECT * FROM orders WHERE out_trade_no = ?", out_trade_no)
    if order is None or action not in ("pay", "refuse", "receive"):
        return refuse(404, "没有这个订单或动作")
    if action == "receive":
        done = bool(order["transaction_id"]) and world.shipping.confirm(order["transaction_id"], by_hand=True)
        return {"result": "ok"} if done else refuse(409, "订单还没有发货信息，不能确认收货")
    refusal = world.orders.pay_refusal(order)
    if refusal:
        return refuse(409, refusal)
    if action == "refuse":
        world.orders.refuse(order)
        return {"result": "cancel"}
    return {"result": "ok", "transactionId": world.orders.pay(order)}


@get("/refunds")
async def list_refunds(world: LiveWorld, limit: Limit = PAGE_SIZE) -> Items:
    rows = world.db.all(
        "SELECT refund_id, out_refund_no, out_trade_no, transaction_id, refund_fen, total_fen, reason, status,"
        " created_at, due_at, success_at FROM refunds ORDER BY created_at DESC LIMIT ?",
        limit,
    )
    return {"items": [_camel(row) for row in rows]}


@get("/notifies")
async def list_notifies(world: LiveWorld, limit: Limit = PAGE_SIZE, q: Search = "") -> Items:
    """Calls to the shop with their attempts, newest first; `q` is the exact subject (order, refund, parcel …)."""
    rows = world.db.all(
        "SELECT id, kind, event, subject, url, state, tries, created_at, next_at FROM deliveries"
        " WHERE ? = '' OR subject = ? ORDER BY id DESC LIMIT ?",
        q,
        q,
        limit,
    )
    items = []
    for row in rows:
        attempts = world.db.all(
            "SELECT at, status, took_ms, note FROM attempts WHERE delivery_id = ? ORDER BY id", row["id"]
        )
        shown = [_camel(attempt) for attempt in attempts]
        items.append(_camel(row) | {"attempts": shown})
    return {"items": items}


@post("/notifies/{delivery_id:int}/resend", status_code=200)
async def resend(delivery_id: FromPath[int], world: LiveWorld) -> dict[str, Any] | Refusal:
    if not await world.deliveries.resend(delivery_id):
        return refuse(404, "没有这条回调")
    row = world.db.one("SELECT state, tries FROM deliveries WHERE id = ?", delivery_id)
    assert row is not None
    return _camel(row)


@post("/push-check", status_code=200)
async def check_push_server(world: LiveWorld) -> dict[str, Any]:
    """The GET with `echostr` that the WeChat console sends when a shop saves its push address."""
    ok, note = await world.push.check_server()
    return {"ok": ok, "note": note}


@get("/messages")
async def list_messages(world: LiveWorld, limit: Limit = PAGE_SIZE) -> Items:
    """Subscribe messages as they arrived on people's phones."""
    rows = world.db.all(
        "SELECT m.id, m.openid, u.nickname, m.template_id, m.page, m.data, m.sent_at FROM messages m"
        " JOIN users u USING (openid) ORDER BY m.id DESC LIMIT ?",
        limit,
    )
    items = []
    for row in rows:
        title, words = TEMPLATES[world.messages.names[row["template_id"]]]
        data = msgspec.json.decode(row["data"])
        lines = [{"word": words[key], "value": value["value"]} for key, value in data.items()]
        items.append(_camel(row) | {"title": title, "lines": lines, "data": data})
    return {"items": items}


@get("/parcels")
async def list_parcels(world: LiveWorld, limit: Limit = PAGE_SIZE, q: Search = "") -> Items:
    """Newest first; `q` is the exact waybill number or order code."""
    rows = world.db.all(
        "SELECT logistic_code, shipper_code, order_code, state, state_ex, sender, receiver, cancelled, created_at"
        " FROM parcels WHERE ? = '' OR logistic_code = ? OR order_code = ? ORDER BY created_at DESC LIMIT ?",
        q,
        q,
        q,
        limit,
    )
    items = []
    for row in rows:
        parties = {role: msgspec.json.decode(row[role]) for role in ("sender", "receiver")}
        traces = [_camel(trace) for trace in world.tracks.traces(row["logistic_code"])]
        shipper = {"shipperName": SHIPPERS.get(row["shipper_code"], row["shipper_code"])}
        items.append(_camel(row) | parties | shipper | {"cancelled": bool(row["cancelled"]), "traces": traces})
    return {"items": items}


@post("/parcels/{logistic_code:str}/{move:str}", status_code=200)
async def act_on_parcel(
    logistic_code: FromPath[str], move: FromPath[str], world: LiveWorld
) -> dict[str, Any] | Refusal:
    """collect, move, arrive, deliver, locker, sign, lose, return, returned."""
    if move not in MOVES:
        return refuse(404, "没有这个动作")
    refusal = world.tracks.act(logistic_code, move)
    if refusal:
        return refuse(404 if world.tracks.parcel(logistic_code) is None else 409, refusal)
    parcel = world.tracks.parcel(logistic_code)
    assert parcel is not None
    return {"logisticCode": logistic_code, "state": parcel["state"], "stateEx": parcel["state_ex"]}


@get("/faults")
async def read_faults(world: LiveWorld) -> Faults:
    return world.faults.now


@put("/faults")
async def write_faults(data: JSONBody[Faults], world: LiveWorld) -> Faults:
    """Fields that are left out go back to their defaults."""
    world.faults.replace(data)
    return data


@get("/totals")
async def totals(world: LiveWorld) -> dict[str, int]:
    """The emulator's own truth about money, counted anew from its books at every call."""
    number = world.db.number
    return {
        "paidFen": number("SELECT sum(total_fen) FROM orders WHERE paid_at IS NOT NULL"),
        "paidCount": number("SELECT count(*) FROM orders WHERE paid_at IS NOT NULL"),
        "refundedFen": number("SELECT sum(refund_fen) FROM refunds WHERE status = 'SUCCESS'"),
        "refundCount": number("SELECT count(*) FROM refunds WHERE status = 'SUCCESS'"),
        "refundingFen": number("SELECT sum(refund_fen) FROM refunds WHERE status != 'SUCCESS'"),
        "refundingCount": number("SELECT count(*) FROM refunds WHERE status != 'SUCCESS'"),
        "balanceFen": number("SELECT balance_fen FROM account"),
        "orderCount": number("SELECT count(*) FROM orders"),
        "unpaidCount": number("SELECT count(*) FROM orders WHERE state = 'NOTPAY'"),
        "closedCount": number("SELECT count(*) FROM orders WHERE state = 'CLOSED'"),
        "userCount": number("SELECT count(*) FROM users"),
        "parcelCount": number("SELECT count(*) FROM parcels"),
        "messageCount": number("SELECT count(*) FROM messages"),
        "pendingNotifyCount": number("SELECT count(*) FROM deliveries WHERE state = 'pending'"),
    }


handlers = [
    *(list_orders, act_on_order, list_refunds, list_notifies, resend, check_push_server, list_messages),
    *(list_parcels, act_on_parcel, read_faults, write_faults, totals),
]
