"""What operators see of WeCom's contacts, over PostgreSQL. Joins `members`: who a contact is in the shop."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.community.views import (
    ContactFilter,
    ContactRowView,
    ContactView,
    CorpTagView,
    FollowView,
    GapView,
    GuideView,
    MirrorCounts,
    RunView,
)
from ports.crypto import FieldCipher
from ports.kernel import MemberId, Page, Tx

_STATE = "case when f.ended_at is null then 'active' when f.ended_by = 'contact' then 'lost' else 'deleted' end"
_GUIDE_NAME = "coalesce(nullif(g.name, ''), f.user_id)"
# The member of a contact, and whether they have ever opened the mini-program: only then is there an openid.
_MEMBER = """
    left join members.identity i on i.channel = 'wecom' and i.app = :corp_id and i.subject = c.contact_id
    left join members.member m on m.id = i.member_id and m.left_at is null
    left join members.level l on l.code = m.level_code
"""
_COUNTS = Statement(
    text("""
    select (select count(*) from community.guide where has_contacts) as guides,
           count(*) as contacts, coalesce(sum(p.pairs), 0)::int as pairs,
           count(*) filter (where c.unionid is not null) as with_unionid,
           count(*) filter (where m.openid is not null) as with_shop,
           (select count(*) from community.follow where ended_by = 'contact' and ended_at >= :since) as lost_in_week
    from (select contact_id, count(*) as pairs from community.follow where ended_at is null group by contact_id) p
    join community.contact c on c.contact_id = p.contact_id
    left join members.identity i on i.channel = 'wecom' and i.app = :corp_id and i.subject = c.contact_id
    left join members.member m on m.id = i.member_id
    """)
)
_RUNS = Statement(
    text("""
    select id, state, by, started_at, finished_at, resume_at, cardinality(guides) as guides,
           least(place, cardinality(guides)) as guides_done, calls, pairs, missing, extra, different, problem
    from community.comparison order by number desc limit :size
    """)
)
_GAPS = Statement(
    text("""
    select p.kind, coalesce(nullif(g.name, ''), p.user_id) as guide_name,
           coalesce(c.name, p.contact_id) as contact_name, p.detail
    from community.comparison_gap p left join community.guide g on g.user_id = p.user_id
    left join community.contact c on c.contact_id = p.contact_id
    where p.run_id = (select id from community.comparison where state = 'done' order by number desc limit 1)
    order by p.number limit :size
    """)
)
_GUIDES = Statement(
    text("""
    select g.user_id, coalesce(nullif(g.name, ''), g.user_id) as name, g.is_active, g.has_contacts,
           coalesce(p.contacts, 0)::int as contacts
    from community.guide g left join (
        select user_id, count(*) as contacts from community.follow where ended_at is null group by user_id
    ) p on p.user_id = g.user_id order by g.has_contacts desc, contacts desc, g.user_id
    """)
)
_TAGS = Statement(
    text("""
    select t.tag_id, t.name, p.name as group_name, coalesce(n.contacts, 0)::int as contacts
    from community.corp_tag t join community.corp_tag_group p on p.group_id = t.group_id left join (
        select x.tag_id, count(distinct x.contact_id) as contacts from community.follow_tag x
        join community.follow f on f.user_id = x.user_id and f.contact_id = x.contact_id and f.ended_at is null
        group by x.tag_id
    ) n on n.tag_id = t.tag_id
    where not t.is_gone and not p.is_gone order by p.sort desc, p.name, t.sort desc, t.name
    """)
)
_ROWS = Statement(
    text(f"""
    select f.user_id, {_GUIDE_NAME} as guide_name, f.contact_id, c.name, c.avatar_url, f.remark,
           coalesce((select array_agg(t.name order by t.sort desc, t.name) from community.follow_tag x
             join community.corp_tag t on t.tag_id = x.tag_id and not t.is_gone
             where x.user_id = f.user_id and x.contact_id = f.contact_id), '{{}}') as tags,
           f.added_at, f.add_way, {_STATE} as state, f.ended_at, m.id as member_id,
           case when m.openid is not null then l.name end as level_name
    from community.follow f join community.contact c on c.contact_id = f.contact_id
    left join community.guide g on g.user_id = f.user_id {_MEMBER}
    where (cast(:user_id as text) is null or f.user_id = :user_id)
      and (cast(:state as text) is null or {_STATE} = :state)
      and (cast(:tag_id as text) is null or exists (select from community.follow_tag x
           where x.user_id = f.user_id and x.contact_id = f.contact_id and x.tag_id = :tag_id))
      and (cast(:query as text) is null or c.name ilike :query or f.remark ilike :query)
      and (cast(:before_at as timestamptz) is null
           or (f.added_at, f.contact_id, f.user_id) < (:before_at, :before_contact, :before_user))
    order by f.added_at desc, f.contact_id desc, f.user_id desc limit :size
    """)
)
_CONTACT = Statement(
    text(f"""
    select c.contact_id, c.name, c.avatar_url, c.kind, c.gender, c.corp_name, c.unionid is not null as has_unionid,
           c.first_seen_at, c.read_at, m.id as member_id, m.openid is not null as has_shop,
           case when m.openid is not null then l.name end as level_name
    from community.contact c {_MEMBER} where c.contact_id = :contact_id
    """)
)
_FOLLOWS = Statement(
    text(f"""
    select f.user_id, {_GUIDE_NAME} as guide_name, f.remark, f.description, f.remark_company, f.sealed_phones,
           f.added_at, f.add_way, f.state as live_code_state, f.ended_at, f.ended_by
    from community.follow f left join community.guide g on g.user_id = f.user_id
    where f.contact_id = :contact_id order by f.ended_at is not null, f.added_at, f.user_id
    """)
)
_FOLLOW_TAGS = Statement(
    text("""
    select x.user_id, x.tag_id, coalesce(t.name, x.tag_id) as name, coalesce(p.name, '') as group_name
    from community.follow_tag x left join community.corp_tag t on t.tag_id = x.tag_id
    left join community.corp_tag_group p on p.group_id = t.group_id
    where x.contact_id = :contact_id and t.is_gone is distinct from true order by p.sort desc, t.sort desc, x.tag_id
    """)
)


class PostgresCommunityViews:
    """Implements `ports.community.views.CommunityViews`."""

    def __init__(self, cipher: FieldCipher, corp_id: str) -> None:
        self._cipher = cipher
        self._corp_id = corp_id

    async def counts(self, tx: Tx, since: datetime) -> MirrorCounts:
        row = await _COUNTS.one(tx, since=since, corp_id=self._corp_id)
        assert row is not None, "an aggregate without groups"
        return MirrorCounts(**row)

    async def runs(self, tx: Tx, limit: int) -> tuple[RunView, ...]:
        return tuple(RunView(**row) for row in await _RUNS.all(tx, size=limit))

    async def gaps(self, tx: Tx, limit: int) -> tuple[GapView, ...]:
        return tuple(GapView(**row) for row in await _GAPS.all(tx, size=limit))

    async def guides(self, tx: Tx) -> tuple[GuideView, ...]:
        return tuple(GuideView(**row) for row in await _GUIDES.all(tx))

    async def tags(self, tx: Tx) -> tuple[CorpTagView, ...]:
        return tuple(CorpTagView(**row) for row in await _TAGS.all(tx))

    async def contacts(self, tx: Tx, wanted: ContactFilter, cursor: str | None, limit: int) -> Page[ContactRowView]:
        before = decode_cursor(cursor, tuple[datetime, str, str]) if cursor else (None, None, None)
        found = await _ROWS.all(
            tx,
            corp_id=self._corp_id,
            user_id=wanted.user_id,
            tag_id=wanted.tag_id,
            state=wanted.state,
            query=_like(wanted.query) if wanted.query else None,
            before_at=before[0],
            before_contact=before[1],
            before_user=before[2],
            size=limit + 1,
        )
        items = [
            ContactRowView(**{**row, "tags": tuple(row["tags"]), "member_id": _member(row)}) for row in found[:limit]
        ]
        last = items[-1] if items else None
        place = (last.added_at, last.contact_id, last.user_id) if last else None
        return Page(items, encode_cursor(place) if place and len(found) > limit else None)

    async def contact(self, tx: Tx, contact_id: str) -> ContactView | None:
        row = await _CONTACT.one(tx, contact_id=contact_id, corp_id=self._corp_id)
        if row is None:
            return None
        tags = await _FOLLOW_TAGS.all(tx, contact_id=contact_id)
        follows = tuple(self._follow(each, tags) for each in await _FOLLOWS.all(tx, contact_id=contact_id))
        return ContactView(**{**row, "member_id": _member(row)}, follows=follows)

    def _follow(self, row: asyncpg.Record, tags: Sequence[asyncpg.Record]) -> FollowView:
        given = {name: row[name] for name in FollowView.__struct_fields__ if name not in ("phones", "tags")}
        opened = self._cipher.decrypt(row["sealed_phones"]) if row["sealed_phones"] else ""
        own = [tag for tag in tags if tag["user_id"] == row["user_id"]]
        return FollowView(
            **given,
            phones=tuple(masked(phone) for phone in opened.split("\n") if phone),
            tags=tuple(CorpTagView(tag["tag_id"], tag["name"], tag["group_name"], 0) for tag in own),
        )


def masked(phone: str) -> str:
    """Of any length, as guides write numbers down: its first three and last two characters at most."""
    return f"{phone[:3]}****{phone[-2:]}" if len(phone) >= 9 else "****"


def _member(row: asyncpg.Record) -> MemberId | None:
    return MemberId(row["member_id"]) if row["member_id"] else None


def _like(query: str) -> str:
    escaped = query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
