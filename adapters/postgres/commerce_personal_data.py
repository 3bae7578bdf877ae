"""What commerce and payments keep of a person, as the person is told (V9)."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import text

from adapters.postgres.members_personal_data import section
from adapters.postgres.members_privacy import TREE
from adapters.postgres.sql import Statement
from ports.crypto import FieldCipher
from ports.kernel import Fen, MemberId, Tx
from ports.members.api import PostalAddress
from ports.members.personal_data import Section

_ORDERS = Statement(
    text(f"""
    select o.number, o.status, o.note, o.address_sealed, o.goods_fen, o.discount_fen, o.freight_fen, o.payable_fen,
           o.paid_fen, o.refunded_fen, o.placed_at, o.paid_at, o.ended_at,
           (select json_agg(json_build_object('商品', l.title, '规格', l.option_text, '数量', l.quantity,
                '实付元', l.payable_fen / 100.0) order by l.position)
            from commerce.order_line l where l.order_id = o.id) as lines
    from commerce."order" o where o.member_id in {TREE} order by o.placed_at, o.id
    """)
)
_AFTER_SALES = Statement(
    text(f"""
    select s.number, o.number as order_number, s.status, s.description, s.image_urls, s.refund_fen, s.applied_at
    from commerce.after_sale s join commerce."order" o on o.id = s.order_id
    where s.member_id in {TREE} order by s.applied_at, s.id
    """)
)
_FAVOURITES = Statement(
    text(f"""
    select distinct p.title, min(f.created_at) as at from commerce.favourite f
    join commerce.product p on p.id = f.product_id where f.member_id in {TREE} group by p.id, p.title order by 2
    """)
)
_CART = Statement(
    text("""
    select p.title, array_to_string(s.option_values, ' ') as options, c.quantity, c.added_at from commerce.cart_line c
    join commerce.sku s on s.id = c.sku_id join commerce.product p on p.id = s.product_id
    where c.member_id = :member_id order by c.added_at, c.sku_id
    """)
)
_PAYMENTS = Statement(
    text(f"""
    select o.number, a.out_trade_no, a.transaction_id, a.paid_fen, a.refunded_fen, a.paid_at
    from payments.attempt a join commerce."order" o on o.id = a.order_id
    where o.member_id in {TREE} and a.state = 'paid' order by a.paid_at, a.id
    """)
)
_STATUS = {
    "pending_payment": "待付款",
    "paid": "待发货",
    "partly_shipped": "部分发货",
    "shipped": "已发货",
    "delivered": "已签收",
    "completed": "已完成",
    "cancelled": "已取消",
    "closed": "已关闭",
}
_AFTER_SALE_STATUS = {
    "applied": "待处理",
    "approved": "已同意",
    "awaiting_return": "待退货",
    "returning": "退货中",
    "refunding": "退款中",
    "refunded": "已退款",
    "rejected": "已拒绝",
    "cancelled": "已撤销",
    "escalated": "平台介入",
}
_address = msgspec.json.Decoder(PostalAddress)


class CommercePersonalData:
    """Implements `ports.members.personal_data.PersonalData`."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    async def export(self, tx: Tx, member_id: MemberId) -> Sequence[Section]:
        orders = [self._order(row) for row in await _ORDERS.all(tx, member_id=member_id)]
        after_sales = [
            {
                "售后单号": row["number"],
                "订单号": row["order_number"],
                "状态": _AFTER_SALE_STATUS[row["status"]],
                "说明": row["description"],
                "凭证": list(row["image_urls"]),
                "退款元": yuan(row["refund_fen"]),
                "申请时间": row["applied_at"],
            }
            for row in await _AFTER_SALES.all(tx, member_id=member_id)
        ]
        favourites = [
            {"商品": row["title"], "收藏时间": row["at"]} for row in await _FAVOURITES.all(tx, member_id=member_id)
        ]
        cart = [
            {"商品": row["title"], "规格": row["options"], "数量": row["quantity"], "加入时间": row["added_at"]}
            for row in await _CART.all(tx, member_id=member_id)
        ]
        payments = [
            {
                "订单号": row["number"],
                "商户单号": row["out_trade_no"],
                "微信支付单号": row["transaction_id"],
                "付款元": yuan(row["paid_fen"]),
                "已退元": yuan(row["refunded_fen"]),
                "付款时间": row["paid_at"],
            }
            for row in await _PAYMENTS.all(tx, member_id=member_id)
        ]
        return (
            section("订单", orders),
            section("售后", after_sales),
            section("付款记录", payments),
            section("收藏", favourites),
            section("购物车", cart),
        )

    def _order(self, row: Any) -> dict[str, Any]:
        sealed = row["address_sealed"]
        receiver = _address.decode(self._cipher.decrypt(sealed)) if sealed else None
        return {
            "订单号": row["number"],
            "状态": _STATUS[row["status"]],
            "商品": msgspec.json.decode(row["lines"] or "[]"),
            "收货人": msgspec.structs.asdict(receiver) if receiver else None,
            "备注": row["note"],
            "商品金额元": yuan(row["goods_fen"]),
            "优惠元": yuan(row["discount_fen"]),
            "运费元": yuan(row["freight_fen"]),
            "应付元": yuan(row["payable_fen"]),
            "实付元": yuan(row["paid_fen"]),
            "已退元": yuan(row["refunded_fen"]),
            "下单时间": row["placed_at"],
            "付款时间": row["paid_at"],
            "结束时间": row["ended_at"],
        }


def yuan(fen: Fen) -> str:
    """12.00"""
    return f"{fen // 100}.{fen % 100:02d}"
