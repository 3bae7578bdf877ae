"""What promotion keeps of a person, as the person is told (V9)."""

from collections.abc import Sequence

from sqlalchemy import text

from adapters.postgres.members_personal_data import section
from adapters.postgres.members_privacy import TREE
from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.personal_data import Section

_COUPONS = Statement(
    text(f"""
    select t.name, k.state, k.claimed_at, k.valid_from, k.valid_until
    from promotion.coupon k join promotion.coupon_template t on t.id = k.template_id
    where k.member_id in {TREE} order by k.claimed_at, k.id
    """)
)
_ACTIVITIES = Statement(
    text(f"""
    select '拼团' as kind, t.title, s.taken_at as at from promotion.seat s join promotion.team t on t.id = s.team_id
    where s.member_id in {TREE}
    union all
    select '发起砍价', c.name, b.opened_at from promotion.bargain b join promotion.campaign c on c.id = b.campaign_id
    where b.member_id in {TREE}
    union all
    select '帮人砍价', c.name, k.at from promotion.bargain_cut k join promotion.bargain b on b.id = k.bargain_id
    join promotion.campaign c on c.id = b.campaign_id where k.helper_id in {TREE} and b.member_id not in {TREE}
    union all
    select '秒杀', c.name, f.queued_at from promotion.flash_ticket f join promotion.campaign c on c.id = f.campaign_id
    where f.member_id in {TREE}
    order by 3
    """)
)
_STATES = {"held": "未使用", "locked": "下单中", "used": "已使用", "expired": "已过期", "revoked": "已收回"}


class PromotionPersonalData:
    """Implements `ports.members.personal_data.PersonalData`."""

    async def export(self, tx: Tx, member_id: MemberId) -> Sequence[Section]:
        coupons = [
            {
                "优惠券": row["name"],
                "状态": _STATES[row["state"]],
                "领取时间": row["claimed_at"],
                "生效时间": row["valid_from"],
                "失效时间": row["valid_until"],
            }
            for row in await _COUPONS.all(tx, member_id=member_id)
        ]
        activities = [
            {"参加": row["kind"], "活动": row["title"], "时间": row["at"]}
            for row in await _ACTIVITIES.all(tx, member_id=member_id)
        ]
        return section("优惠券", coupons), section("活动", activities)
