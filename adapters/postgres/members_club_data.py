"""What members keep of a person beside the account: points, growth, play, paid membership, family, tags (V9)."""

from collections.abc import Sequence

from sqlalchemy import text

from adapters.postgres.members_devices import DEVICE_FIGURES
from adapters.postgres.members_personal_data import section
from adapters.postgres.members_privacy import TREE
from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.personal_data import Section

_SECTIONS = {
    "积分明细": f"""
        select b.at as "时间", b.words as "说明", sum(e.points) as "积分"
        from members.points_entry e join members.points_booking b on b.id = e.booking_id
        where e.member_id in {TREE} group by b.id order by b.at, b.id
    """,
    "成长值明细": f"""
        select at as "时间", words as "说明", value as "成长值" from members.growth_entry
        where member_id in {TREE} order by at, id
    """,
    "生日": f"""
        select birthday_year as "年", birthday_month as "月", birthday_day as "日" from members.member
        where id in {TREE} and birthday_month is not null
    """,
    "设备": f"""
        select {DEVICE_FIGURES["device_system"]} as "系统", {DEVICE_FIGURES["device_client"]} as "访问方式",
               m.device_seen_at as "时间"
        from members.member m where m.id in {TREE} and m.device_system is not null
    """,
    "孩子": f"""
        select due_on as "预产期", born_month as "出生月份" from members.child
        where member_id in {TREE} order by created_at, id
    """,
    "签到": f"""
        select day as "日期", streak as "连续天数", points as "积分" from members.check_in
        where member_id in {TREE} order by day
    """,
    "抽奖": f"""
        select d.at as "时间", l.name as "活动", d.cost_points as "花费积分" from members.lottery_draw d
        join members.lottery l on l.id = d.lottery_id where d.member_id in {TREE} order by d.at, d.id
    """,
    "奖品与兑换": f"""
        select at as "时间", name as "名称", points as "花费积分", code as "兑换码" from members.award
        where member_id in {TREE} order by at, id
    """,
    "付费会员": f"""
        select p.starts_at as "开始", p.ends_at as "结束", to_char(p.paid_fen / 100.0, 'FM9999999990.00') as "实付元"
        from members.subscription_period p join members.subscription s on s.id = p.subscription_id
        where s.member_id in {TREE} order by p.starts_at, p.no
    """,
    "商家标记的标签": f"""
        select t.name as "标签", g.added_at as "时间" from members.member_manual_tag g
        join members.manual_tag t on t.id = g.tag_id where g.member_id in {TREE} order by g.added_at
    """,
}
_READS = {name: Statement(text(sql)) for name, sql in _SECTIONS.items()}
_FORGET = [
    Statement(text(f"delete from members.{table} where member_id in {TREE}"))
    for table in ("child", "member_manual_tag", "member_tag_set", "tag_due")
]
_NO_BIRTHDAY_NOR_DEVICE = Statement(
    text(f"""
    update members.member set birthday_month = null, birthday_day = null, birthday_year = null,
        device_system = null, device_client = null, device_seen_at = null
    where id in {TREE} and (birthday_month is not null or device_system is not null)
    """)
)


class ClubPersonalData:
    """Implements `ports.members.personal_data.PersonalData` and `Leaver`.

    Ledgers stay when somebody leaves: they name nobody, and the books of all others rest on them.
    """

    async def export(self, tx: Tx, member_id: MemberId) -> Sequence[Section]:
        found = {name: await read.all(tx, member_id=member_id) for name, read in _READS.items()}
        return [section(name, [dict(row) for row in rows]) for name, rows in found.items()]

    async def leave(self, tx: Tx, member_id: MemberId) -> None:
        for forget in (*_FORGET, _NO_BIRTHDAY_NOR_DEVICE):
            await forget.run(tx, member_id=member_id)
