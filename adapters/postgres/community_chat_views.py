"""What operators see of customer groups, over PostgreSQL. Joins `members`: who somebody is in the shop."""

from datetime import datetime

from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.community.chat_views import (
    ChatCounts,
    ChatDayView,
    ChatFilter,
    ChatGapView,
    ChatMemberView,
    ChatRowView,
    ChatRunView,
    ChatView,
    Presence,
)
from ports.kernel import Page, Tx

SIZES = {"small": (0, 49), "medium": (50, 199), "large": (200, 1_000_000)}
_ANY_SIZE = (0, 1_000_000)
_COUNTS = Statement(
    text("""
    with alive as (select chat_id, kind, state from community.chat where state <> 'dismissed')
    select (select count(*) from alive) as groups,
           (select count(*) from alive where kind = 'vip') as vip,
           (select count(*) from alive where kind = 'ordinary') as ordinary,
           (select count(*) from alive where state = 'owner_left') as owner_left,
           (select count(distinct m.subject) from community.chat_member m join alive using (chat_id)
            where m.left_at is null and not m.is_staff) as customers,
           (select count(*) from community.chat_member m join alive using (chat_id)
            where m.joined_at >= :since and not m.is_staff) as joined,
           (select count(*) from community.chat_member m join alive using (chat_id)
            where m.left_at >= :since and not m.is_staff) as left
    """)
)
_RUNS = Statement(
    text(f"""
    select {", ".join(ChatRunView.__struct_fields__)} from community.chat_comparison order by number desc limit :size
    """)
)
_GAPS = Statement(
    text("""
    select p.kind, p.chat_id, coalesce(c.name, '') as name, p.detail
    from community.chat_comparison_gap p left join community.chat c on c.chat_id = p.chat_id
    where p.run_number = (select number from community.chat_comparison where state = 'done'
                          order by number desc limit 1)
    order by p.place limit :size
    """)
)
_ROW = """
    select c.chat_id, c.name, c.owner, coalesce(nullif(g.name, ''), c.owner) as owner_name, c.kind, c.state, c.members,
           n.customers, n.joined, n.left, c.made_at, c.read_at, c.dismissed_at
"""
_JOINS = """
    left join community.guide g on g.user_id = c.owner
    cross join lateral (
        select count(*) filter (where m.left_at is null) as customers,
               count(*) filter (where m.joined_at >= :since) as joined,
               count(*) filter (where m.left_at >= :since) as left
        from community.chat_member m where m.chat_id = c.chat_id and not m.is_staff
    ) n
"""
_ROWS = Statement(
    text(f"""
    {_ROW} from (
        select * from community.chat
        where (cast(:owner as text) is null or owner = :owner)
          and (cast(:kind as text) is null or kind = :kind)
          and (cast(:state as text) is null or state = :state)
          and members between :least and :most
          and (cast(:query as text) is null or name ilike :query)
          and (cast(:before_at as timestamptz) is null or (made_at, chat_id) < (:before_at, :before_id))
        order by made_at desc, chat_id desc limit :size
    ) c {_JOINS}
    order by c.made_at desc, c.chat_id desc
    """)
)
_ONE = Statement(text(f"{_ROW}, c.notice from community.chat c {_JOINS} where c.chat_id = :chat_id"))
_DAYS = Statement(
    text("""
    select cast(d.day as date) as day,
           (select count(*) from community.chat_member m where m.chat_id = :chat_id and not m.is_staff
              and m.joined_at >= d.day at time zone 'Asia/Shanghai'
              and m.joined_at < (d.day + interval '1 day') at time zone 'Asia/Shanghai') as joined,
           (select count(*) from community.chat_member m where m.chat_id = :chat_id and not m.is_staff
              and m.left_at >= d.day at time zone 'Asia/Shanghai'
              and m.left_at < (d.day + interval '1 day') at time zone 'Asia/Shanghai') as left
    from generate_series(
        date_trunc('day', cast(:since as timestamptz) at time zone 'Asia/Shanghai'),
        date_trunc('day', cast(:until as timestamptz) at time zone 'Asia/Shanghai'), interval '1 day') d (day)
    order by d.day
    """)
)
# Who is a contact of a guide is known by the identity; of others WeCom tells the unionid alone, which members have too.
_MEMBERS = Statement(
    text("""
    select m.subject, m.is_staff, m.subject = c.owner as is_owner, m.subject = any (c.admins) as is_admin,
           coalesce(case when m.is_staff then nullif(g.name, '') end, nullif(m.name, ''), m.subject) as name,
           m.joined_at, m.left_at, m.join_scene,
           coalesce(nullif(by_staff.name, ''), by_contact.name, m.invited_by) as invited_by, m.state,
           exists (select from community.follow f where f.contact_id = m.subject and f.ended_at is null) as is_contact,
           p.id as member_id, case when p.openid is not null then l.name end as level_name
    from (
        select * from community.chat_member
        where chat_id = :chat_id and (left_at is not null) = :has_left
          and (cast(:before_at as timestamptz) is null or
               (is_staff, coalesce(left_at, joined_at), subject, joined_at)
               < (:before_staff, :before_at, :before_subject, :before_joined))
        order by is_staff desc, coalesce(left_at, joined_at) desc, subject desc, joined_at desc limit :size
    ) m
    join community.chat c on c.chat_id = m.chat_id
    left join community.guide g on m.is_staff and g.user_id = m.subject
    left join community.guide by_staff on by_staff.user_id = m.invited_by
    left join community.contact by_contact on by_contact.contact_id = m.invited_by
    left join members.identity i on i.channel = 'wecom' and i.app = :corp_id and i.subject = m.subject
    left join members.member p on not m.is_staff and p.left_at is null
        and p.id = coalesce(i.member_id, (select u.id from members.member u where u.unionid = m.unionid))
    left join members.level l on l.code = p.level_code
    order by m.is_staff desc, coalesce(m.left_at, m.joined_at) desc, m.subject desc, m.joined_at desc
    """)
)


class PostgresChatViews:
    """Implements `ports.community.chat_views.ChatViews`."""

    def __init__(self, corp_id: str) -> None:
        self._corp_id = corp_id

    async def counts(self, tx: Tx, since: datetime) -> ChatCounts:
        row = await _COUNTS.one(tx, since=since)
        assert row is not None, "an aggregate without groups"
        return ChatCounts(**row)

    async def run(self, tx: Tx) -> ChatRunView | None:
        return next(iter(await self.runs(tx, 1)), None)

    async def runs(self, tx: Tx, limit: int) -> tuple[ChatRunView, ...]:
        return tuple(ChatRunView(**row) for row in await _RUNS.all(tx, size=limit))

    async def gaps(self, tx: Tx, limit: int) -> tuple[ChatGapView, ...]:
        return tuple(ChatGapView(**row) for row in await _GAPS.all(tx, size=limit))

    async def chats(
        self, tx: Tx, wanted: ChatFilter, since: datetime, place: tuple[str | None, int]
    ) -> Page[ChatRowView]:
        cursor, limit = place
        before = decode_cursor(cursor, tuple[datetime, str]) if cursor else (None, None)
        least, most = SIZES[wanted.size] if wanted.size else _ANY_SIZE
        found = await _ROWS.all(
            tx,
            query=_like(wanted.query) if wanted.query else None,
            owner=wanted.owner,
            kind=wanted.kind,
            state=wanted.state,
            least=least,
            most=most,
            since=since,
            before_at=before[0],
            before_id=before[1],
            size=limit + 1,
        )
        items = [ChatRowView(**row) for row in found[:limit]]
        more = len(found) > limit
        return Page(items, encode_cursor((items[-1].made_at, items[-1].chat_id)) if more else None)

    async def chat(self, tx: Tx, chat_id: str, since: datetime, until: datetime) -> ChatView | None:
        row = await _ONE.one(tx, chat_id=chat_id, since=since)
        if row is None:
            return None
        days = await _DAYS.all(tx, chat_id=chat_id, since=since, until=until)
        return ChatView(**row, days=tuple(ChatDayView(**day) for day in days))

    async def members(
        self, tx: Tx, chat_id: str, presence: Presence, cursor: str | None, limit: int
    ) -> Page[ChatMemberView]:
        nothing = (None, None, None, None)
        before = decode_cursor(cursor, tuple[bool, datetime, str, datetime]) if cursor else nothing
        found = await _MEMBERS.all(
            tx,
            chat_id=chat_id,
            corp_id=self._corp_id,
            has_left=presence == "left",
            before_staff=before[0],
            before_at=before[1],
            before_subject=before[2],
            before_joined=before[3],
            size=limit + 1,
        )
        items = [ChatMemberView(**row) for row in found[:limit]]
        last = items[-1] if len(found) > limit else None
        place = (last.is_staff, last.left_at or last.joined_at, last.subject, last.joined_at) if last else None
        return Page(items, encode_cursor(place) if place else None)


def _like(query: str) -> str:
    escaped = query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
