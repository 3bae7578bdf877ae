"""Guides, their customers and what these did lately, for the measurement of the radar: made by the database."""

import hashlib
import secrets

import asyncpg
from msgspec import Struct

from app.wiring import Built

GUIDES = 50
_PEOPLE = (
    """
    insert into community.guide (user_id, name, first_seen_at)
    select 'guide-' || n, '导购' || n, now() from generate_series(0, $1::int - 1) n
    """,
    """
    insert into community.contact (contact_id, name, kind, gender, first_seen_at, read_at)
    select 'wm-' || n, '客户' || n, 1, 2, now(), now() from public.bench_member
    """,
    """
    insert into community.follow (user_id, contact_id, remark, description, remark_company, added_at, add_way, state,
                                  digest, first_seen_at, read_at)
    select 'guide-' || (n % $1::int), 'wm-' || n, '', '', '', now(), 1, '', '\\x00', now(), now()
    from public.bench_member
    """,
    """
    insert into members.identity (id, channel, app, subject, member_id, first_seen_at)
    select gen_random_uuid(), 'wecom', $1, 'wm-' || n, id, now() from public.bench_member
    """,
)
_EVENTS = """
insert into insight.event (member_id, id, at, kind, product_id, dwell_ms)
select m.id, gen_random_uuid(), now() - make_interval(secs => 60 + random() * 20 * 86400), 'product_view',
       p.product_id, 20000
from (select i, 1 + cast(floor(power(random(), 1.5) * $2::int) as int) as place from generate_series(1, $1::int) i) r
join public.bench_member m on m.n = r.place
join public.bench_product p on p.n = 1 + r.i % (select count(*) from public.bench_product)
"""
_PRESENCE = """
insert into insight.presence (member_id, last_at, checked_at)
select member_id, max(at), max(at) from insight.event group by member_id
"""
_TABLES = (
    *("community.contact", "community.follow", "members.identity", "members.member", "insight.event"),
    "insight.presence",
)


class GuideToken(Struct, frozen=True):
    user_id: str
    token: str


async def guides_and_customers(built: Built, database_url: str, corp_id: str, events: int) -> list[GuideToken]:
    """Every member of `public.bench_member` is a contact of one guide; `events` are spread over twenty days."""
    connection = await asyncpg.connect(database_url, command_timeout=7200)
    try:
        await connection.execute("set synchronous_commit = off")
        for statement, given in zip(_PEOPLE, ((GUIDES,), (), (GUIDES,), (corp_id,)), strict=True):
            await connection.execute(statement, *given)
        for days in (0, 30):
            await connection.execute("select insight.make_month(now() - make_interval(days => $1))", days)
        members = await connection.fetchval("select count(*) from public.bench_member")
        await connection.execute(_EVENTS, events, members)
        await connection.execute(_PRESENCE)
        for table in _TABLES:
            await connection.execute(f"vacuum analyze {table}")
        tokens = [GuideToken(f"guide-{n}", secrets.token_urlsafe(24)) for n in range(GUIDES)]
        await connection.executemany(
            "insert into community.guide_session (token_hash, user_id, created_at, expires_at)"
            " values ($1, $2, now(), now() + interval '1 day')",
            [(hashlib.sha256(one.token.encode()).digest(), one.user_id) for one in tokens],
        )
        return tokens
    finally:
        await connection.close()


async def active_shoppers(database_url: str, count: int) -> list[str]:
    """Tokens of so many of the members."""
    connection = await asyncpg.connect(database_url)
    try:
        rows = await connection.fetch("select id from public.bench_member order by random() limit $1", count)
        tokens = [secrets.token_urlsafe(24) for _ in rows]
        await connection.execute(
            "update members.member set privacy_version = '2026-11' where id = any($1)", [row["id"] for row in rows]
        )
        await connection.executemany(
            "insert into members.session (token_hash, member_id, created_at, expires_at)"
            " values ($1, $2, now(), now() + interval '1 day')",
            [(hashlib.sha256(token.encode()).digest(), row["id"]) for token, row in zip(tokens, rows, strict=True)],
        )
        return tokens
    finally:
        await connection.close()
