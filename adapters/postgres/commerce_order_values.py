"""A new order as the parameters of the statement that writes it."""

from typing import Any

import msgspec

from ports.commerce.order_store import NewOrder


def head_values(order: NewOrder) -> dict[str, Any]:
    basket, receiver = order.basket, order.receiver
    return {
        "id": order.id,
        "number": order.number,
        "member_id": order.member_id,
        "openid": order.openid,
        "client_key": order.client_key,
        "source": order.source,
        "title": basket.lines[0].title,
        "quantity": sum(line.quantity for line in basket.lines),
        "goods_fen": basket.totals.goods_fen,
        "discount_fen": basket.totals.discount_fen,
        "freight_fen": basket.totals.freight_fen,
        "payable_fen": basket.totals.payable_fen,
        "saved_fen": basket.totals.saved_fen,
        "derivation": msgspec.json.encode(basket.derivation).decode(),
        "note": order.note,
        "address_sealed": receiver.sealed if receiver else None,
        "receiver_masked": receiver.masked if receiver else None,
        "region": receiver.region if receiver else None,
        "phone_index": receiver.phone_index if receiver else None,
        "virtual_notice_at": order.virtual_notice_at,
        "placed_at": order.placed_at,
        "pay_by": order.pay_by,
        "activity": order.activity,
        "has_offers": order.has_offers,
        "points": basket.points.used if basket.points else 0,
        "entry_id": order.entry.id,
        "entry_at": order.entry.at,
        "entry_text": order.entry.text,
        "entry_by": order.entry.by,
    }


def line_values(order: NewOrder) -> dict[str, list[Any]]:
    lines = order.basket.lines
    return {
        "line_ids": [line.line_id for line in lines],
        "sku_ids": [line.sku_id for line in lines],
        "bought_ids": [line.sku_id for line in lines if not line.is_gift],
        "product_ids": [line.product_id for line in lines],
        "kinds": [line.kind for line in lines],
        "titles": [line.title for line in lines],
        "option_texts": [line.option_text for line in lines],
        "image_urls": [line.image_url for line in lines],
        "weights_g": [line.weight_g for line in lines],
        "units_fen": [line.unit_fen for line in lines],
        "quantities": [line.quantity for line in lines],
        "payables_fen": [line.payable_fen for line in lines],
        "no_reason": [line.no_reason_return for line in lines],
        "line_points": [line.points for line in lines],
    }
