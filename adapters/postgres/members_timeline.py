"""One timeline of everything that has to do with a member.

`_SOURCES` is what to extend: a select of one member's rows (`:member_id`) with the columns id, kind, at, title, text,
target_id. A page reads no more of each source than it shows.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Page, Tx
from ports.members.tag_views import TimelineItem

_YUAN = "to_char({} / 100.0, 'FM999999990.00')"
# WeChat's words for how somebody came to follow (B.1); whatever else it says is left out.
_SCENE = """
    case f.scene when 'ADD_SCENE_SEARCH' then '搜索公众号' when 'ADD_SCENE_QR_CODE' then '扫描二维码'
        when 'ADD_SCENE_PROFILE_CARD' then '名片分享' when 'ADD_SCENE_PROFILE_LINK' then '图文页内的公众号名称'
        when 'ADD_SCENE_PROFILE_ITEM' then '图文页右上角菜单' when 'ADD_SCENE_PAID' then '支付后关注'
        when 'ADD_SCENE_WXA' then '小程序' when 'ADD_SCENE_ACCOUNT_MIGRATION' then '公众号迁移' end
"""
_SOURCES = (
    """
    select b.id, 'points', b.at, case when sum(e.points) > 0 then '获得积分' else '使用积分' end,
           to_char(sum(e.points), 'FMSG999999990') || ' · ' || b.words, cast(null as uuid)
    from members.points_entry e join members.points_booking b on b.id = e.booking_id
    where e.member_id = :member_id group by b.id having sum(e.points) <> 0
    """,
    """
    select c.id, 'level', c.at, case when c.from_code = c.to_code then '等级保留' else '等级变化' end, c.words,
           cast(null as uuid)
    from members.level_change c where c.member_id = :member_id
    """,
    """
    select m.id, 'member' as kind, m.joined_at as at, '成为会员' as title, '' as text, cast(null as uuid) as target_id
    from members.member m where m.id = :member_id
    """,
    f"""
    select o.id, 'order', o.placed_at, '下单', o.title || ' · 应付 ' || {_YUAN.format("o.payable_fen")} || ' 元', o.id
    from commerce."order" o where o.member_id = :member_id
    """,
    f"""
    select o.id, 'payment', o.paid_at, '付款', '实付 ' || {_YUAN.format("o.paid_fen")} || ' 元', o.id
    from commerce."order" o where o.member_id = :member_id and o.paid_at is not null
    """,
    """
    select o.id, 'ended', o.ended_at, case o.status when 'completed' then '订单完成' when 'closed' then '订单关闭'
           else '订单取消' end, o.title, o.id
    from commerce."order" o where o.member_id = :member_id and o.ended_at is not null
    """,
    f"""
    select a.id, 'after_sale', a.applied_at, '申请售后', case a.kind
           when 'refund_only' then '仅退款' else '退货退款' end
           || ' ' || {_YUAN.format("a.refund_fen")} || ' 元', a.id
    from commerce.after_sale a where a.member_id = :member_id
    """,
    f"""
    select a.id, 'refund', a.refunded_at, '退款到账', {_YUAN.format("a.refund_fen")} || ' 元', a.id
    from commerce.after_sale a where a.member_id = :member_id and a.refunded_at is not null
    """,
    """
    select e.id, 'coupon', e.at, case e.kind when 'claim' then '领取优惠券' when 'redeem' then '使用优惠券'
           when 'return' then '优惠券退回' when 'expire' then '优惠券过期' else '优惠券被收回' end, t.name,
           cast(null as uuid)
    from promotion.coupon k join promotion.coupon_entry e on e.coupon_id = k.id
    join promotion.coupon_template t on t.id = k.template_id
    where k.member_id = :member_id and e.kind in ('claim', 'redeem', 'return', 'expire', 'revoke')
    """,
    """
    select b.id, 'bargain', b.opened_at, '发起砍价',
           '从 ' || to_char(b.start_fen / 100.0, 'FM999999990.00') || ' 元砍到 '
           || to_char(b.price_fen / 100.0, 'FM999999990.00') || ' 元', cast(null as uuid)
    from promotion.bargain b where b.member_id = :member_id
    """,
    f"""
    select c.id, 'official', c.at, case c.what when 'followed' then '关注公众号' else '取消关注公众号' end,
           concat_ws(' · ', case when c.what = 'followed' and c.at = f.followed_at then {_SCENE} end,
                     case when c.is_found then '核对时发现' end), cast(null as uuid)
    from members.identity i join members.official_change c on c.appid = i.app and c.openid = i.subject
    join members.official_follower f on f.appid = c.appid and f.openid = c.openid
    where i.channel = 'official_account' and i.member_id = :member_id
    """,
    """
    select cast(md5(cast(h.tag_id as text) || h.member_id) as uuid), 'tag', h.added_at, '加了标签',
           t.name || ' · ' || h.added_by,
           cast(null as uuid)
    from members.member_manual_tag h join members.manual_tag t on t.id = h.tag_id where h.member_id = :member_id
    """,
)
_PIECE = """(
    select * from ({source}) as s (id, kind, at, title, text, target_id)
    where cast(:before_at as timestamptz) is null or (s.at, s.kind, s.id) < (:before_at, :before_kind, :before_id)
    order by s.at desc, s.kind desc, s.id desc limit :size
)"""
_PAGE = Statement(
    text(
        " union all ".join(_PIECE.format(source=source) for source in _SOURCES)
        + " order by at desc, kind desc, id desc limit :size"
    )
)


class PostgresMemberTimeline:
    """Implements `ports.members.tag_views.MemberTimeline`."""

    async def page(self, tx: Tx, member_id: MemberId, cursor: str | None, limit: int) -> Page[TimelineItem]:
        before = decode_cursor(cursor, tuple[datetime, str, UUID]) if cursor else (None, None, None)
        rows = await _PAGE.all(
            tx, member_id=member_id, before_at=before[0], before_kind=before[1], before_id=before[2], size=limit + 1
        )
        items = [TimelineItem(**row) for row in rows[:limit]]
        last = items[-1] if items else None
        return Page(items, encode_cursor((last.at, last.kind, last.id)) if last and len(rows) > limit else None)
