"""The profile of a member, over PostgreSQL: what stands beside the figures."""

from datetime import date

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.crypto import FieldCipher, mask_phone
from ports.kernel import MemberId, Tx
from ports.members.tag_store import ManualTag
from ports.members.tag_views import HeldManualTag, MonthSpend, ProfileRow

_ROW = Statement(
    text("""
    select m.nickname, m.avatar_url, m.phone_sealed, l.name as level_name, m.joined_at, s.computed_at
    from members.member m join members.level l on l.code = m.level_code
    left join members.member_tag_set s on s.member_id = m.id where m.id = :member_id
    """)
)
_MANUAL = Statement(
    text("""
    select t.id, t.name, t.definition, t.is_retired, t.created_by, t.created_at, h.added_by, h.added_at
    from members.member_manual_tag h join members.manual_tag t on t.id = h.tag_id
    where h.member_id = :member_id order by h.added_at, t.id
    """)
)
_MONTHS = Statement(
    text("""
    with months as (
        select date_trunc('month', cast(:today as timestamp)) - make_interval(months => n) as begins
        from generate_series(0, 11) n
    )
    select to_char(m.begins, 'YYYY-MM') as month, count(o.id) as orders,
           cast(coalesce(sum(o.paid_fen - o.refunded_fen), 0) as bigint) as spent_fen
    from months m left join commerce."order" o on o.member_id = :member_id and o.paid_at is not null
      and o.paid_at >= m.begins at time zone 'Asia/Shanghai'
      and o.paid_at < (m.begins + interval '1 month') at time zone 'Asia/Shanghai'
    group by m.begins order by m.begins
    """)
)


class PostgresProfileViews:
    """Implements `ports.members.tag_views.ProfileViews`."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    async def row(self, tx: Tx, member_id: MemberId) -> ProfileRow | None:
        row = await _ROW.one(tx, member_id=member_id)
        if row is None:
            return None
        sealed = row["phone_sealed"]
        return ProfileRow(
            nickname=row["nickname"],
            avatar_url=row["avatar_url"],
            phone_masked=mask_phone(self._cipher.decrypt(sealed)) if sealed else None,
            level_name=row["level_name"],
            joined_at=row["joined_at"],
            computed_at=row["computed_at"],
        )

    async def manual_tags(self, tx: Tx, member_id: MemberId) -> list[HeldManualTag]:
        names = ManualTag.__struct_fields__
        return [
            HeldManualTag(ManualTag(**{name: row[name] for name in names}), row["added_by"], row["added_at"])
            for row in await _MANUAL.all(tx, member_id=member_id)
        ]

    async def months(self, tx: Tx, member_id: MemberId, today: date) -> tuple[MonthSpend, ...]:
        return tuple(MonthSpend(**row) for row in await _MONTHS.all(tx, member_id=member_id, today=today))
