"""Tags kept alike in the shop and in WeCom, over PostgreSQL. Joins `members`: which member a contact is."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.store import Pair
from ports.community.tag_links import Direction, Pull, Push, TagLink, TagLinkView
from ports.kernel import MemberId, Tx

_COLUMNS = ", ".join(TagLink.__struct_fields__)
_INSERT = Statement(
    text(f"""
    insert into community.tag_link ({_COLUMNS}) values ({", ".join(f":{name}" for name in TagLink.__struct_fields__)})
    on conflict do nothing
    """)
)
_ONE = Statement(text(f"select {_COLUMNS} from community.tag_link where id = :id"))
_SAVE = Statement(
    text("""
    update community.tag_link set state = :state, problem = :problem, wecom_tag_id = :wecom_tag_id
    where id = :id and not exists (
        select from community.tag_link o where o.id <> :id and o.wecom_tag_id = cast(:wecom_tag_id as text))
    """)
)
_DELETE = Statement(text("delete from community.tag_link where id = :id"))
# The shop's word and WeCom's for every contact: a tag of WeCom that is gone is no difference.
_SIDES = """
    select l.id as link_id, l.direction, l.shop_tag_id, l.wecom_tag_id, f.user_id, f.contact_id, i.member_id,
           coalesce(l.shop_tag_id = any (s.tags) or l.shop_tag_id = any (s.manual), false) as in_shop,
           x.tag_id is not null as in_wecom
    from community.tag_link l join community.corp_tag t on t.tag_id = l.wecom_tag_id and not t.is_gone
    cross join community.follow f
    join members.identity i on i.channel = 'wecom' and i.app = :corp_id and i.subject = f.contact_id
    join members.member m on m.id = i.member_id and m.left_at is null
    left join members.member_tag_set s on s.member_id = i.member_id
    left join community.follow_tag x
        on x.user_id = f.user_id and x.contact_id = f.contact_id and x.tag_id = l.wecom_tag_id
    where l.state = 'active' and f.ended_at is null
"""
_PUSHES = Statement(
    text(f"""
    with due as (
        select user_id, contact_id,
               coalesce(array_agg(wecom_tag_id order by wecom_tag_id) filter (where in_shop), '{{}}') as add,
               coalesce(array_agg(wecom_tag_id order by wecom_tag_id) filter (where in_wecom), '{{}}') as remove
        from ({_SIDES} and l.direction = 'to_wecom') d
        where in_shop <> in_wecom and not exists (
            select from community.tag_push p
            where p.user_id = d.user_id and p.contact_id = d.contact_id and p.tried_at > :again_before)
        group by user_id, contact_id order by user_id, contact_id limit :size
    ), tried as (
        insert into community.tag_push as p (user_id, contact_id, tried_at)
        select user_id, contact_id, :now from due
        on conflict (user_id, contact_id) do update set tried_at = excluded.tried_at where p.tried_at <= :again_before
        returning user_id, contact_id
    )
    select d.* from due d join tried t on t.user_id = d.user_id and t.contact_id = d.contact_id
    """)
)
# A member with two contacts has what one of them has.
_PULLED = f"""
    select link_id, member_id, shop_tag_id, bool_or(in_wecom) as has
    from ({_SIDES} and l.direction = 'from_wecom') d
    group by link_id, member_id, shop_tag_id having bool_or(in_wecom) <> bool_or(in_shop)
"""
_PULLS = Statement(text(f"{_PULLED} order by member_id, shop_tag_id limit :size"))
_ALL = Statement(
    text(f"""
    select l.id, l.shop_tag_id, l.name, l.direction, coalesce(nullif(l.group_name, ''), g.name, '') as group_name,
           t.name as wecom_tag_name, case when t.is_gone then 'failed' else l.state end as state,
           case when t.is_gone then '标签在企业微信中已被删除' else l.problem end as problem, l.made_at, l.made_by,
           (coalesce(p.pairs, 0) + coalesce(q.members, 0))::int as differing
    from community.tag_link l left join community.corp_tag t on t.tag_id = l.wecom_tag_id
    left join community.corp_tag_group g on g.group_id = t.group_id
    left join (select link_id, count(*) as pairs from ({_SIDES} and l.direction = 'to_wecom') d
               where in_shop <> in_wecom group by link_id) p on p.link_id = l.id
    left join (select link_id, count(*) as members from ({_PULLED}) d group by link_id) q on q.link_id = l.id
    order by l.made_at desc, l.id desc
    """)
)
_NEEDED = Statement(
    text("select exists (select from community.tag_link where direction = :direction and state = 'active')")
)
_OF_WECOM = Statement(
    text("select tag_id from community.corp_tag where tag_id = any (cast(:tag_ids as text[])) and not is_gone")
)


class PostgresTagLinks:
    """Implements `ports.community.tag_links.TagLinkStore`."""

    def __init__(self, corp_id: str) -> None:
        self._corp_id = corp_id

    async def insert(self, tx: Tx, link: TagLink) -> bool:
        return await _INSERT.run(tx, **msgspec.structs.asdict(link)) == 1

    async def one(self, tx: Tx, link_id: UUID) -> TagLink | None:
        row = await _ONE.one(tx, id=link_id)
        return TagLink(**row) if row else None

    async def save(self, tx: Tx, link: TagLink) -> bool:
        given = {"state": link.state, "problem": link.problem, "wecom_tag_id": link.wecom_tag_id}
        return await _SAVE.run(tx, id=link.id, **given) == 1

    async def delete(self, tx: Tx, link_id: UUID) -> None:
        await _DELETE.run(tx, id=link_id)

    async def all(self, tx: Tx) -> tuple[TagLinkView, ...]:
        return tuple(TagLinkView(**row) for row in await _ALL.all(tx, corp_id=self._corp_id))

    async def is_needed(self, tx: Tx, direction: Direction) -> bool:
        return bool(await _NEEDED.value(tx, direction=direction))

    async def pushes(self, tx: Tx, now: datetime, again_before: datetime, limit: int) -> tuple[Push, ...]:
        rows = await _PUSHES.all(tx, corp_id=self._corp_id, now=now, again_before=again_before, size=limit)
        return tuple(
            Push(Pair(row["user_id"], row["contact_id"]), tuple(row["add"]), tuple(row["remove"])) for row in rows
        )

    async def pulls(self, tx: Tx, limit: int) -> tuple[Pull, ...]:
        rows = await _PULLS.all(tx, corp_id=self._corp_id, size=limit)
        return tuple(Pull(row["link_id"], MemberId(row["member_id"]), row["shop_tag_id"], row["has"]) for row in rows)

    async def tags_of_wecom(self, tx: Tx, tag_ids: Sequence[str]) -> frozenset[str]:
        return frozenset(row["tag_id"] for row in await _OF_WECOM.all(tx, tag_ids=list(tag_ids)))
