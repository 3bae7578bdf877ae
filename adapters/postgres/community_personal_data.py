"""What the community keeps of what a person has written, as the person is told (V9)."""

from collections.abc import Sequence

from sqlalchemy import text

from adapters.postgres.members_personal_data import section
from adapters.postgres.members_privacy import TREE
from adapters.postgres.sql import Statement
from ports.community.ugc_words import state_text
from ports.kernel import MemberId, Tx
from ports.members.personal_data import Section

_UGC = Statement(
    text(f"""
    select u.kind, u.state, u.stars, u.body, u.is_anonymous, u.made_at, u.reply,
        array(select p.url from community.ugc_picture p where p.ugc_id = u.id order by p.place) as pictures
    from community.ugc u where u.member_id in {TREE} order by u.made_at, u.id
    """)
)
_SAID = Statement(
    text(f"""
    select '觉得有用' as what, v.at, '' as words from community.ugc_vote v where v.member_id in {TREE}
    union all
    select '举报', r.at, r.words from community.ugc_report r where r.member_id in {TREE}
    order by 2
    """)
)
_KINDS = {"review": "评价", "follow_up": "追评", "post": "晒单"}


class CommunityPersonalData:
    """Implements `ports.members.personal_data.PersonalData`."""

    async def export(self, tx: Tx, member_id: MemberId) -> Sequence[Section]:
        written = [
            {
                "类型": _KINDS[row["kind"]],
                "状态": state_text(row["state"]),
                "星级": row["stars"],
                "内容": row["body"],
                "图片": list(row["pictures"]),
                "匿名": row["is_anonymous"],
                "商家回复": row["reply"],
                "时间": row["made_at"],
            }
            for row in await _UGC.all(tx, member_id=member_id)
        ]
        said = [
            {"操作": row["what"], "说明": row["words"], "时间": row["at"]}
            for row in await _SAID.all(tx, member_id=member_id)
        ]
        return section("评价与晒单", written), section("对评价与晒单的反馈", said)
