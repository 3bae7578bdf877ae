"""Members in bulk: one statement for the members of a batch, one for their addresses."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.enrolment import EnrolledRow

# Whose openid has been merged into another member is that member. Whose unionid is somebody's already comes without it:
# the first login tells it again, and joins the two.
_ENROL = """
    insert into members.member (id, openid, unionid, nickname, phone_sealed, phone_index, level_code, joined_at)
    select g.id, g.openid, {unionid}, g.nickname, g.phone, g.index, g.level, g.joined
    from unnest(cast(:ids as uuid[]), cast(:openids as text[]), cast(:unionids as text[]),
        cast(:nicknames as text[]), cast(:phones as bytea[]), cast(:indexes as bytea[]),
        cast(:levels as text[]), cast(:joined as timestamptz[]))
        as g (id, openid, unionid, nickname, phone, index, level, joined)
    where not exists (select from members.identity i where i.channel = 'mini_program' and i.app = 'own'
        and i.subject = g.openid)
    on conflict do nothing returning openid
"""
_ENROL_WITH_UNIONID = Statement(text(_ENROL.format(unionid="g.unionid")))
_ENROL_WITHOUT = Statement(text(_ENROL.format(unionid="case when g.unionid is null then g.unionid end")))
_FIND = Statement(
    text("""
    select id, openid from members.member where openid = any(cast(:openids as text[]))
    union select member_id, subject from members.identity
    where channel = 'mini_program' and app = 'own' and subject = any(cast(:openids as text[]))
    """)
)
# The level that they bring stands for growth: without it the first review would take the level away.
_LEVELS = Statement(
    text("""
    with brought as (
        select m.id, l.growth_from from members.member m join members.level l on l.code = m.level_code
        where m.id = any(cast(:ids as uuid[])) and l.growth_from > 0
    ), booked as (
        insert into members.growth_entry (id, key, member_id, kind, value, at, counts_at, words)
        select gen_random_uuid(), 'enrolment:' || id, id, 'adjustment', growth_from, :now, :now, '原会员等级转入'
        from brought on conflict (key) do nothing
    )
    update members.member m set growth = b.growth_from, level_since = :now, level_until = :until
    from brought b where b.id = m.id
    """)
)
_ADDRESSES = Statement(
    text("""
    with added as (
        insert into members.address (id, member_id, sealed, tag, created_at)
        select * from unnest(cast(:ids as uuid[]), cast(:members as uuid[]), cast(:sealed as bytea[]),
            cast(:tags as text[]), cast(:created as timestamptz[]))
    )
    update members.member m set address_count = book.size, default_address_id = book.standard
    from (
        select b.member_id, count(*) as size, (array_agg(b.id) filter (where b.is_default))[1] as standard
        from unnest(cast(:ids as uuid[]), cast(:members as uuid[]), cast(:defaults as boolean[]))
             as b (id, member_id, is_default)
        group by b.member_id
    ) book
    where m.id = book.member_id
    """)
)


class PostgresEnrolmentStore:
    """Implements `ports.members.enrolment.EnrolmentStore`."""

    async def enrol(self, tx: Tx, rows: Sequence[EnrolledRow], held: tuple[datetime, datetime]) -> dict[str, MemberId]:
        given = {
            "ids": [row.id for row in rows],
            "openids": [row.openid for row in rows],
            "unionids": [row.unionid for row in rows],
            "nicknames": [row.nickname for row in rows],
            "phones": [row.phone_sealed for row in rows],
            "indexes": [row.phone_index for row in rows],
            "levels": [row.level_code for row in rows],
            "joined": [row.joined_at for row in rows],
        }
        new = {record["openid"] for record in await _ENROL_WITH_UNIONID.all(tx, **given)}
        if len(new) < len(rows):
            new |= {record["openid"] for record in await _ENROL_WITHOUT.all(tx, **given)}
        await _LEVELS.run(tx, ids=[row.id for row in rows if row.openid in new], now=held[0], until=held[1])
        found = await _FIND.all(tx, openids=given["openids"])
        own = [(row, address) for row in rows if row.openid in new for address in row.addresses]
        await _ADDRESSES.run(
            tx,
            ids=[address.id for _, address in own],
            members=[row.id for row, _ in own],
            sealed=[address.sealed for _, address in own],
            tags=[address.tag for _, address in own],
            defaults=[address.is_default for _, address in own],
            created=[row.joined_at for row, _ in own],
        )
        return {record["openid"]: MemberId(record["id"]) for record in found}
