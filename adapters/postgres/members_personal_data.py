"""What members keep of a person, as the person is told (V9)."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import text

from adapters.postgres.members_privacy import TREE
from adapters.postgres.sql import Statement
from ports.crypto import FieldCipher
from ports.kernel import MemberId, Tx
from ports.members.personal_data import Section

_PROFILE = Statement(
    text(f"""
    select m.nickname, m.avatar_url, m.phone_sealed, m.joined_at, l.name as level_name
    from members.member m join members.level l on l.code = m.level_code where m.id in {TREE} order by m.joined_at, m.id
    """)
)
_IDENTITIES = Statement(
    text(f"""
    select channel, subject, unionid, first_seen_at from members.identity
    where member_id in {TREE} order by first_seen_at, id
    """)
)
_FOLLOWING = Statement(
    text(f"""
    select c.what, c.at from members.official_change c
    join members.identity i on i.channel = 'official_account' and i.app = c.appid and i.subject = c.openid
    where i.member_id in {TREE} order by c.at, c.id
    """)
)
_ADDRESSES = Statement(
    text(f"select sealed, tag, created_at from members.address where member_id in {TREE} order by created_at, id")
)
_CONSENTS = Statement(
    text(f"select kind, is_given, version, at from members.consent where member_id in {TREE} order by at, id")
)
_MESSAGES = Statement(
    text(f"select fields, state, created_at from members.message where member_id in {TREE} order by created_at, id")
)
_CHANNELS = {"mini_program": "小程序", "official_account": "公众号", "wecom": "企业微信"}
_KINDS = {"privacy": "隐私政策", "marketing": "营销信息"}
_STATES = {"sent": "已发送", "refused": "被拒收", "no_grant": "未订阅，没有发送"}
_ADDRESS = ("姓名", "电话", "省", "市", "区", "详细地址")


def section(name: str, items: Sequence[dict[str, Any]]) -> Section:
    return Section(name, msgspec.json.encode(items).decode(), len(items))


class MembersPersonalData:
    """Implements `ports.members.personal_data.PersonalData`."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    async def export(self, tx: Tx, member_id: MemberId) -> Sequence[Section]:
        profile = [
            {
                "昵称": row["nickname"],
                "头像": row["avatar_url"],
                "手机号": self._cipher.decrypt(row["phone_sealed"]) if row["phone_sealed"] else None,
                "等级": row["level_name"],
                "加入时间": row["joined_at"],
            }
            for row in await _PROFILE.all(tx, member_id=member_id)
        ]
        identities = [
            {
                "来自": _CHANNELS[row["channel"]],
                "标识": row["subject"],
                "unionid": row["unionid"],
                "首次出现": row["first_seen_at"],
            }
            for row in await _IDENTITIES.all(tx, member_id=member_id)
        ]
        following = [
            {"事项": "关注" if row["what"] == "followed" else "取消关注", "时间": row["at"]}
            for row in await _FOLLOWING.all(tx, member_id=member_id)
        ]
        addresses = [
            dict(zip(_ADDRESS, self._cipher.decrypt(row["sealed"]).split("\n", 5), strict=True))
            | {"标签": row["tag"], "保存时间": row["created_at"]}
            for row in await _ADDRESSES.all(tx, member_id=member_id)
        ]
        consents = [
            {
                "事项": _KINDS[row["kind"]],
                "决定": "同意" if row["is_given"] else "撤回",
                "版本": row["version"],
                "时间": row["at"],
            }
            for row in await _CONSENTS.all(tx, member_id=member_id)
        ]
        messages = [
            {
                "内容": [value for _, value in msgspec.json.decode(row["fields"])],
                "状态": _STATES.get(row["state"], "处理中"),
                "时间": row["created_at"],
            }
            for row in await _MESSAGES.all(tx, member_id=member_id)
        ]
        return (
            section("会员资料", profile),
            section("登录身份", identities),
            section("公众号关注记录", following),
            section("收货地址", addresses),
            section("授权记录", consents),
            section("服务通知", messages),
        )
