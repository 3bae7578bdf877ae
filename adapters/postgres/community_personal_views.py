"""Personal guides as operators and members see them. Reads members: who somebody is, and how they were told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.community.personal_guides import GuideCard, PersonalGuideView
from ports.kernel import MemberId, Page, Tx

_IS_CONTACT = """
    exists (select from members.identity i join community.follow f on f.contact_id = i.subject and f.ended_at is null
            where i.channel = 'wecom' and i.app = :corp_id and i.member_id = p.member_id and f.user_id = p.guide)
"""
_VIEW = f"""
    select p.id, p.member_id, m.nickname, l.name as level_name, p.guide as user_id,
           coalesce(nullif(g.name, ''), p.guide) as guide_name,
           coalesce(g.is_active and g.has_contacts, false) as is_serving, {_IS_CONTACT} as is_contact,
           p.how, p.reason, p.since, p.ended_at, p.ended_why, p.told,
           case when t.state is not null then t.state when cast(:has_template as boolean) then 'untold'
                else 'no_template' end as told_member, t.reason as told_member_why
    from community.personal_guides p join members.member m on m.id = p.member_id
    join members.level l on l.code = m.level_code left join community.guide g on g.user_id = p.guide
    left join members.message t on t.key = 'guide_assigned:' || p.id
"""
_ALL = Statement(
    text(f"""
    {_VIEW}
    where (p.ended_at is not null) = cast(:is_past as boolean)
      and (cast(:user_id as text) is null or p.guide = :user_id)
      and (cast(:before_at as timestamptz) is null or (p.since, p.id) < (:before_at, :before_id))
    order by p.since desc, p.id desc limit :size
    """)
)
_OF_MEMBER = Statement(text(f"{_VIEW} where p.member_id = :member_id and p.ended_at is null"))
_CARD = Statement(
    text(f"""
    select coalesce(nullif(g.name, ''), p.guide) as name, g.avatar_url, c.qr_url, {_IS_CONTACT} as is_contact, p.since
    from community.personal_guides p left join community.guide g on g.user_id = p.guide
    left join community.personal_codes k on k.guide = p.guide
    left join community.live_code c on c.id = k.live_code_id and c.state = 'active'
    where p.member_id = :member_id and p.ended_at is null
    """)
)


class PostgresPersonalGuideViews:
    """Implements `ports.community.personal_guides.PersonalGuideViews`."""

    def __init__(self, corp_id: str, *, has_template: bool) -> None:
        """`has_template`: members can be told in WeChat."""
        self._corp_id = corp_id
        self._has_template = has_template

    async def all(
        self, tx: Tx, user_id: str | None, is_past: bool, cursor: str | None, limit: int
    ) -> Page[PersonalGuideView]:
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        rows = await _ALL.all(
            tx,
            corp_id=self._corp_id,
            has_template=self._has_template,
            user_id=user_id,
            is_past=is_past,
            before_at=before[0],
            before_id=before[1],
            size=limit + 1,
        )
        items = [PersonalGuideView(**row) for row in rows[:limit]]
        return Page(items, encode_cursor((items[-1].since, items[-1].id)) if len(rows) > limit else None)

    async def of_member(self, tx: Tx, member_id: MemberId) -> PersonalGuideView | None:
        row = await _OF_MEMBER.one(tx, corp_id=self._corp_id, has_template=self._has_template, member_id=member_id)
        return PersonalGuideView(**row) if row else None

    async def card(self, tx: Tx, member_id: MemberId) -> GuideCard | None:
        row = await _CARD.one(tx, corp_id=self._corp_id, member_id=member_id)
        return GuideCard(**row) if row else None
