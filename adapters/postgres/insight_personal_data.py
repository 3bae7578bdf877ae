"""What insight keeps of a person, as the person is told (V9). It goes with `MemberLeft`."""

from collections.abc import Sequence

from sqlalchemy import text

from adapters.postgres.members_personal_data import section
from adapters.postgres.members_privacy import TREE
from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.personal_data import Section

_EVENTS = Statement(
    text(f"""
    select e.at as "时间", case e.kind when 'page' then '打开页面' when 'product_view' then '看商品'
             when 'product_leave' then '离开商品' when 'search' then '搜索' when 'cart_add' then '加入购物车'
             when 'cart_remove' then '移出购物车' when 'checkout_begin' then '开始结算' when 'ordered' then '下单'
             when 'paid' then '付款' when 'order_cancelled' then '取消订单' else '购物车未结算' end as "行为",
           p.title as "商品", e.words as "页面或搜索词", e.dwell_ms / 1000 as "停留秒数"
    from insight.event e left join commerce.product p on p.id = e.product_id
    where e.member_id in {TREE} order by e.at, e.id
    """)
)


class InsightPersonalData:
    """Implements `ports.members.personal_data.PersonalData`."""

    async def export(self, tx: Tx, member_id: MemberId) -> Sequence[Section]:
        rows = await _EVENTS.all(tx, member_id=member_id)
        return (section("浏览记录", [dict(row) for row in rows]),)
