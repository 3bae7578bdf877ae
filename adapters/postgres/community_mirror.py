"""The mirror of WeCom's contacts over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.store import Departure, Known, Pair, Read
from ports.kernel import Tx
from ports.outside.wecom import ContactFacts, CorpTagGroup, FollowFacts, StaffFacts

_SAVE_STAFF = Statement(
    text("""
    insert into community.guide (user_id, name, avatar_url, is_active, has_contacts, first_seen_at)
    values (:user_id, :name, :avatar_url, :is_active, false, :now)
    on conflict (user_id) do update set name = excluded.name, avatar_url = excluded.avatar_url,
        is_active = excluded.is_active
    """)
)
_STAFF_LEFT = Statement(text("update community.guide set is_active = false where user_id = :user_id"))
_WORKING = Statement(
    text("""
    select user_id from community.guide where user_id = any (cast(:user_ids as text[])) and is_active and has_contacts
    """)
)
_GUIDES_ARE = Statement(
    text("""
    with given as (
        insert into community.guide (user_id, first_seen_at)
        select g.user_id, cast(:now as timestamptz) from unnest(cast(:user_ids as text[])) g (user_id) order by 1
        on conflict (user_id) do update set has_contacts = true where not guide.has_contacts
    )
    update community.guide g set has_contacts = false
    where g.has_contacts and g.user_id <> all (cast(:user_ids as text[]))
    """)
)
# One writer of all tags at a time, and none with a reading that is older than the last one.
_TAGS_READ = Statement(
    text("""
    insert into community.tags_read as r (read_at) values (:read_at)
    on conflict (id) do update set read_at = excluded.read_at where r.read_at < excluded.read_at
    """)
)
_SAVE_GROUPS = Statement(
    text("""
    with given as (
        select * from unnest(cast(:ids as text[]), cast(:names as text[]), cast(:sorts as int[])) g (id, name, sort)
    ), kept as (
        insert into community.corp_tag_group as t (group_id, name, sort, is_gone)
        select id, name, sort, false from given
        on conflict (group_id) do update set name = excluded.name, sort = excluded.sort, is_gone = false
          where (t.name, t.sort, t.is_gone) is distinct from (excluded.name, excluded.sort, false) returning 1
    ), gone as (
        update community.corp_tag_group set is_gone = true where not is_gone and group_id not in (select id from given)
        returning 1
    )
    select (select count(*) from kept) + (select count(*) from gone)
    """)
)
_SAVE_TAGS = Statement(
    text("""
    with given as (
        select * from unnest(cast(:ids as text[]), cast(:groups as text[]), cast(:names as text[]),
                             cast(:sorts as int[])) g (id, group_id, name, sort)
    ), kept as (
        insert into community.corp_tag as t (tag_id, group_id, name, sort, is_gone)
        select id, group_id, name, sort, false from given
        on conflict (tag_id) do update
          set group_id = excluded.group_id, name = excluded.name, sort = excluded.sort, is_gone = false
          where (t.group_id, t.name, t.sort, t.is_gone)
                is distinct from (excluded.group_id, excluded.name, excluded.sort, false)
        returning 1
    ), gone as (
        update community.corp_tag set is_gone = true where not is_gone and tag_id not in (select id from given)
        returning 1
    )
    select (select count(*) from kept) + (select count(*) from gone)
    """)
)
_LOCK = Statement(text("select pg_advisory_xact_lock(hashtextextended('community.contact:' || :contact_id, 0))"))
_KNOWN = "select f.user_id, f.contact_id, f.digest, f.ended_at is null as is_active, f.read_at from community.follow f"
_KNOWN_PAIRS = Statement(
    text(f"""
    {_KNOWN} join unnest(cast(:user_ids as text[]), cast(:contact_ids as text[])) p (user_id, contact_id)
      on p.user_id = f.user_id and p.contact_id = f.contact_id
    """)
)
_KNOWN_OF = Statement(text(f"{_KNOWN} where f.contact_id = :contact_id order by f.user_id"))
_SAVE_CONTACTS = Statement(
    text("""
    insert into community.contact as t
        (contact_id, name, avatar_url, kind, gender, unionid, corp_name, first_seen_at, read_at)
    select g.contact_id, g.name, g.avatar_url, g.kind, g.gender, g.unionid, g.corp_name, g.read_at, g.read_at
    from unnest(cast(:contact_id as text[]), cast(:name as text[]), cast(:avatar_url as text[]),
                cast(:kind as smallint[]), cast(:gender as smallint[]), cast(:unionid as text[]),
                cast(:corp_name as text[]), cast(:read_at as timestamptz[]))
         g (contact_id, name, avatar_url, kind, gender, unionid, corp_name, read_at)
    on conflict (contact_id) do update set name = excluded.name, avatar_url = excluded.avatar_url,
        kind = excluded.kind, gender = excluded.gender, unionid = coalesce(excluded.unionid, t.unionid),
        corp_name = excluded.corp_name, read_at = excluded.read_at
    where t.read_at < excluded.read_at
    """)
)
# Of somebody who has left nothing is written down until WeCom's own copy is cleared.
_SAVE_FOLLOWS = Statement(
    text("""
    with given as (
        select * from unnest(cast(:user_id as text[]), cast(:contact_id as text[]), cast(:remark as text[]),
            cast(:description as text[]), cast(:remark_company as text[]), cast(:sealed_phones as bytea[]),
            cast(:added_at as timestamptz[]), cast(:add_way as smallint[]), cast(:state as text[]),
            cast(:digest as bytea[]), cast(:read_at as timestamptz[]))
          g (user_id, contact_id, remark, description, remark_company, sealed_phones, added_at, add_way, state, digest,
             read_at)
    )
    insert into community.follow as t (user_id, contact_id, remark, description, remark_company, sealed_phones,
        added_at, add_way, state, digest, first_seen_at, read_at)
    select g.user_id, g.contact_id, case when w.state is null then g.remark else '' end,
        case when w.state is null then g.description else '' end,
        case when w.state is null then g.remark_company else '' end,
        case when w.state is null then g.sealed_phones end, g.added_at, g.add_way, g.state, g.digest, g.read_at,
        g.read_at
    from given g left join community.leaver_contact w
      on w.user_id = g.user_id and w.contact_id = g.contact_id and w.state in ('waiting', 'refused')
    on conflict (user_id, contact_id) do update set remark = excluded.remark, description = excluded.description,
        remark_company = excluded.remark_company, sealed_phones = excluded.sealed_phones,
        added_at = excluded.added_at, add_way = excluded.add_way, state = excluded.state, digest = excluded.digest,
        read_at = excluded.read_at, ended_at = null, ended_by = null
    where t.read_at < excluded.read_at
    returning user_id, contact_id
    """)
)
_DROP_TAGS = Statement(
    text("""
    delete from community.follow_tag t
    using unnest(cast(:user_ids as text[]), cast(:contact_ids as text[])) p (user_id, contact_id)
    where t.user_id = p.user_id and t.contact_id = p.contact_id
    """)
)
_GIVE_TAGS = Statement(
    text("""
    insert into community.follow_tag (user_id, contact_id, tag_id)
    select * from unnest(cast(:user_ids as text[]), cast(:contact_ids as text[]), cast(:tag_ids as text[]))
    on conflict do nothing
    """)
)
_END = Statement(
    text("""
    update community.follow f set ended_at = coalesce(f.ended_at, d.at), ended_by = d.ended_by,
        read_at = greatest(f.read_at, d.at)
    from unnest(cast(:user_ids as text[]), cast(:contact_ids as text[]), cast(:ended_by as text[]),
                cast(:at as timestamptz[])) d (user_id, contact_id, ended_by, at)
    where f.user_id = d.user_id and f.contact_id = d.contact_id
      and ((f.ended_at is null and f.read_at <= d.at)
           or (f.ended_by in ('unknown', 'comparison') and d.ended_by in ('contact', 'guide', 'transfer')))
    returning f.user_id, f.contact_id
    """)
)


class PostgresMirror:
    """Implements `ports.community.store.Mirror`."""

    async def save_staff(self, tx: Tx, staff: StaffFacts, now: datetime) -> None:
        await _SAVE_STAFF.run(tx, now=now, **msgspec.structs.asdict(staff))

    async def staff_left(self, tx: Tx, user_id: str) -> None:
        await _STAFF_LEFT.run(tx, user_id=user_id)

    async def working(self, tx: Tx, user_ids: Sequence[str]) -> frozenset[str]:
        return frozenset(row["user_id"] for row in await _WORKING.all(tx, user_ids=list(user_ids)))

    async def guides_are(self, tx: Tx, user_ids: Sequence[str], now: datetime) -> None:
        await _GUIDES_ARE.run(tx, user_ids=list(user_ids), now=now)

    async def save_tags(self, tx: Tx, groups: Sequence[CorpTagGroup], read_at: datetime) -> int:
        if not await _TAGS_READ.run(tx, read_at=read_at):
            return 0
        changed: int = await _SAVE_GROUPS.value(
            tx,
            ids=[group.group_id for group in groups],
            names=[group.name for group in groups],
            sorts=[group.order for group in groups],
        )
        tags = [(group.group_id, tag) for group in groups for tag in group.tags]
        changed += await _SAVE_TAGS.value(
            tx,
            ids=[tag.tag_id for _, tag in tags],
            groups=[group_id for group_id, _ in tags],
            names=[tag.name for _, tag in tags],
            sorts=[tag.order for _, tag in tags],
        )
        return changed

    async def lock_contact(self, tx: Tx, contact_id: str) -> None:
        await _LOCK.value(tx, contact_id=contact_id)

    async def known(self, tx: Tx, pairs: Sequence[Pair]) -> dict[Pair, Known]:
        rows = await _KNOWN_PAIRS.all(tx, **_columns(pairs))
        return {known.pair: known for known in map(_known, rows)}

    async def known_of(self, tx: Tx, contact_id: str) -> tuple[Known, ...]:
        return tuple(map(_known, await _KNOWN_OF.all(tx, contact_id=contact_id)))

    async def save(self, tx: Tx, rows: Sequence[Read]) -> None:
        if not rows:
            return
        newest = {row.contact.contact_id: row for row in sorted(rows, key=lambda row: row.read_at)}
        await _SAVE_CONTACTS.run(tx, **_contact_columns(list(newest.values())))
        written = {_pair(row) for row in await _SAVE_FOLLOWS.all(tx, **_follow_columns(rows))}
        await _DROP_TAGS.run(tx, **_columns(sorted(written)))
        tags = [(row.pair, tag_id) for row in rows if row.pair in written for tag_id in row.follow.tag_ids]
        if tags:
            await _GIVE_TAGS.run(tx, **_columns([pair for pair, _ in tags]), tag_ids=[tag_id for _, tag_id in tags])

    async def end(self, tx: Tx, departures: Sequence[Departure]) -> tuple[Pair, ...]:
        if not departures:
            return ()
        rows = await _END.all(
            tx,
            **_columns([departure.pair for departure in departures]),
            ended_by=[departure.ended_by for departure in departures],
            at=[departure.at for departure in departures],
        )
        return tuple(_pair(row) for row in rows)


def _columns(pairs: Sequence[Pair]) -> dict[str, list[str]]:
    return {"user_ids": [pair.user_id for pair in pairs], "contact_ids": [pair.contact_id for pair in pairs]}


def _contact_columns(rows: Sequence[Read]) -> dict[str, list[object]]:
    columns: dict[str, list[object]] = {
        name: [getattr(row.contact, name) for row in rows] for name in ContactFacts.__struct_fields__
    }
    return columns | {"read_at": [row.read_at for row in rows]}


def _follow_columns(rows: Sequence[Read]) -> dict[str, list[object]]:
    names = [name for name in FollowFacts.__struct_fields__ if name not in ("remark_phones", "tag_ids")]
    columns: dict[str, list[object]] = {name: [getattr(row.follow, name) for row in rows] for name in names}
    own = ("digest", "sealed_phones", "read_at")
    columns |= {name: [getattr(row, name) for row in rows] for name in own}
    return columns | {"contact_id": [row.contact.contact_id for row in rows]}


def _pair(row: asyncpg.Record) -> Pair:
    return Pair(row["user_id"], row["contact_id"])


def _known(row: asyncpg.Record) -> Known:
    return Known(_pair(row), row["digest"], row["is_active"], row["read_at"])
