"""How far a seed came, so that one that was killed leaves no half shop behind.

`begun`: a shop in this state is emptied and filled anew. `played`: all stands but what the emulator has to be told.
`done`: it is left alone.
"""

from typing import Any, Literal

import asyncpg

Phase = Literal["empty", "begun", "played", "done", "foreign"]
"""`foreign`: somebody's shop, which no seed has made."""

KEPT = (
    *("members.level", "members.growth_settings", "members.check_in_reward", "members.points_rule"),
    *("members.subscription_plan", "members.subscription_rules", "governance.audit_head", "kernel.seed_phase"),
    "insight.setting",
)
"""What the migrations filled, and the mark itself."""


async def phase_of(pool: asyncpg.Pool) -> Phase:
    reached = {row["name"] for row in await pool.fetch("select name from kernel.seed_phase")}
    for phase in ("done", "played", "begun"):
        if phase in reached:
            return phase
    used = await pool.fetchval(
        "select exists (select from commerce.product) or exists (select from members.member)"
        " or exists (select from governance.operator)"
    )
    return "foreign" if used else "empty"


async def reach(pool: asyncpg.Pool, phase: Phase) -> None:
    """Durable, with all that was committed before it."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("set local synchronous_commit = on")
        await connection.execute(
            "insert into kernel.seed_phase (name, reached_at) values ($1, now()) on conflict (name) do nothing", phase
        )


async def empty(pool: asyncpg.Pool) -> None:
    """Only ever called on a shop whose filling had begun and not ended: nothing in it was made by people."""
    tables: list[Any] = await pool.fetch(
        "select format('%I.%I', schemaname, tablename) as name from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema', 'public')"
    )
    names = [row["name"] for row in tables if row["name"] not in KEPT]
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(f"truncate {', '.join(names)}")
        await connection.execute("update governance.audit_head set hash = $1, place = 0", bytes(32))
        await connection.execute("delete from kernel.seed_phase")
