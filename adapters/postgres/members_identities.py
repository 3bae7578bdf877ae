"""Identities over PostgreSQL."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.api import Contact
from ports.members.identities import Attaching, Known

_LOCK_NAMES = Statement(text("select pg_advisory_xact_lock(k.key) from unnest(cast(:keys as bigint[])) as k (key)"))
# Everybody is looked up as whom they became.
_KNOWN = Statement(
    text("""
    with own as (
        select i.member_id, i.unionid_disputed and i.unionid is not distinct from cast(:unionid as text) as is_disputed
        from members.identity i where i.channel = :channel and i.app = :app and i.subject = :subject
        union all
        select m.id, false from members.member m where :is_mini_program and m.openid = :subject
    ), named as (
        select i.member_id from members.identity i where i.unionid = :unionid and not i.unionid_disputed
        union
        select m.id from members.member m where m.unionid = :unionid
    ), final as (
        select distinct coalesce(m.merged_into, m.id) as id, n.is_own, n.is_disputed from (
            select member_id, true as is_own, is_disputed from own
            union all select member_id, false, false from named
        ) n join members.member m on m.id = n.member_id where m.left_at is null
    )
    select f.id, f.is_own, f.is_disputed, m.openid is not null or exists (select from members.identity i
        where i.member_id = f.id and i.channel = 'mini_program') as has_mini_program
    from final f join members.member m on m.id = f.id order by m.joined_at, m.id
    """)
)
_CREATE = Statement(
    text("""
    insert into members.member (id, openid, unionid, nickname, level_code, joined_at)
    values (:id, :openid, :unionid, :nickname, 'bronze', :now)
    """)
)
_ATTACH = Statement(
    text("""
    insert into members.identity as i
        (id, channel, app, subject, unionid, unionid_disputed, phone_index, member_id, first_seen_at)
    values (:id, :channel, :app, :subject, :unionid, :is_disputed, :phone_index, :member_id, :now)
    on conflict (channel, app, subject) do update set
        unionid_disputed = case when excluded.unionid is null then i.unionid_disputed
            when excluded.unionid = i.unionid then i.unionid_disputed or excluded.unionid_disputed
            else excluded.unionid_disputed end,
        unionid = coalesce(excluded.unionid, i.unionid),
        phone_index = coalesce(excluded.phone_index, i.phone_index),
        member_id = excluded.member_id
    """)
)
_SAME_PHONE = Statement(
    text("""
    with found as (
        select m.id from members.member m where m.phone_index = :phone_index
        union select i.member_id from members.identity i
        where i.phone_index = :phone_index
    )
    select distinct r.id, r.joined_at from found f join members.member m on m.id = f.id
    join members.member r on r.id = coalesce(m.merged_into, m.id)
    where r.left_at is null order by r.joined_at, r.id
    """)
)


class PostgresIdentities:
    """Implements `ports.members.identities.IdentityStore`."""

    async def lock_names(self, tx: Tx, names: Sequence[str]) -> None:
        # In one order, so that two who share both names never wait for each other.
        keys = sorted(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True) for name in names)
        await _LOCK_NAMES.all(tx, keys=keys)

    async def known(self, tx: Tx, contact: Contact) -> Known:
        rows = await _KNOWN.all(
            tx,
            channel=contact.channel,
            app=contact.app,
            subject=contact.subject,
            unionid=contact.unionid,
            is_mini_program=contact.channel == "mini_program",
        )
        own = next((row for row in rows if row["is_own"]), None)
        named = [row for row in rows if not row["is_own"]] if not (own and own["is_disputed"]) else []
        meant = [*([own] if own else []), *named]
        return Known(
            own=MemberId(own["id"]) if own else None,
            same_union=tuple(dict.fromkeys(MemberId(row["id"]) for row in named)),
            has_mini_program=any(row["has_mini_program"] for row in meant),
        )

    async def create(self, tx: Tx, member_id: MemberId, given: tuple[Contact, str], now: datetime) -> None:
        contact, nickname = given
        openid = contact.subject if contact.channel == "mini_program" else None
        await _CREATE.run(tx, id=member_id, openid=openid, unionid=contact.unionid, nickname=nickname, now=now)

    async def attach(self, tx: Tx, member_id: MemberId, contact: Contact, attaching: Attaching) -> None:
        await _ATTACH.run(
            tx,
            id=attaching.identity_id,
            channel=contact.channel,
            app=contact.app,
            subject=contact.subject,
            unionid=contact.unionid,
            is_disputed=attaching.is_disputed,
            phone_index=contact.phone_index,
            member_id=member_id,
            now=attaching.now,
        )

    async def same_phone(self, tx: Tx, phone_index: bytes) -> tuple[MemberId, ...]:
        return tuple(MemberId(row["id"]) for row in await _SAME_PHONE.all(tx, phone_index=phone_index))
