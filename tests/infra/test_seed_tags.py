"""The tags of the seeded shop against figures that plain SQL finds in the orders, written apart from the catalogue."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from msgspec.structs import replace

from app.seed.run import SMALL, Seeding
from app.settings import Settings
from domain.members.tag_catalogue import CATALOGUE

IDS = {tag.code: tag.id for family in CATALOGUE.families for tag in family.tags}
FAMILIES = (
    "recency",
    "rfm_r",
    "rfm_f",
    "rfm_m",
    "rfm",
    "birthday_month",
    "birthday",
    "birthday_told",
    "device_system",
    "device_client",
    "device_known",
)
COMPARED = {number for code, number in IDS.items() if code.split(".")[0] in FAMILIES}
# Paid, and not wholly given back: what a person would call a purchase.
_BOUGHT = """
    with bought as (
        select member_id, (paid_at + interval '8 hours')::date as day, paid_fen - refunded_fen as fen
        from commerce."order" where paid_at is not null and refunded_fen < paid_fen
          and status <> 'cancelled'
    ), today as (select ($1::timestamptz at time zone 'Asia/Shanghai')::date as day)
"""
_RECENCY = f"""
    {_BOUGHT}
    select member_id, (select day from today) - max(day) as days from bought group by member_id
"""
_YEAR = f"""
    {_BOUGHT}
    select member_id, count(*) as orders, sum(fen) as fen from bought
    where day > (select day from today) - 365 group by member_id
"""

_OWN_ROWS = """
    select id, birthday_month as month, device_system as system, device_client as client,
           extract(month from $1::timestamptz at time zone 'Asia/Shanghai')::int as now
    from members.member
"""


def place(value: int, steps: tuple[int, ...]) -> int:
    """1 for values up to the first step, and so on."""
    return 1 + sum(value > step for step in steps)


@asynccontextmanager
async def looking(settings: Settings) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(settings.database_url, min_size=1, max_size=2) as pool:
        yield pool


async def test_recency_frequency_and_rfm_are_what_plain_sql_finds(
    settings: Settings, fresh_database_url: str, tmp_path: Path
) -> None:
    own = replace(settings, database_url=fresh_database_url, home=tmp_path, storage_folder=tmp_path / "storage")
    findings = await Seeding(own, SMALL, lambda line: None).run()
    assert findings is not None and findings.wrong == ()
    async with looking(own) as pool:
        run = await pool.fetchrow("select * from members.tag_run order by day desc limit 1")
        assert run is not None and run["state"] == "done" and run["off"] == 0
        sets = {row["member_id"]: set(row["tags"]) for row in await pool.fetch("select * from members.member_tag_set")}
        assert len(sets) == SMALL.members
        recency = {row["member_id"]: row["days"] for row in await pool.fetch(_RECENCY, run["started_at"])}
        year = {row["member_id"]: (row["orders"], row["fen"]) for row in await pool.fetch(_YEAR, run["started_at"])}
        own = {row["id"]: row for row in await pool.fetch(_OWN_ROWS, run["started_at"])}
        nights = await pool.fetchval("select count(*) from members.tag_run where state = 'done'")
        manual = await pool.fetchval("select count(*) from members.member_tag_set where manual <> '{}'")
    assert len(recency) > 10 and nights > 5 and manual > 3
    for member_id, tags in sets.items():
        expected = set()
        if member_id in recency:
            days, (orders, fen) = recency[member_id], year.get(member_id, (0, 0))
            expected = {
                IDS[f"recency.{place(days, (7, 15, 30, 60, 90, 180, 365))}"],
                IDS[f"rfm_r.{place(days, (15, 30, 60, 120))}"],
                IDS[f"rfm_f.{place(orders, (1, 2, 5, 9))}"],
                IDS[f"rfm_m.{place(fen, (19_999, 49_999, 99_999, 299_999))}"],
                IDS[f"rfm.{segment(days <= 60, orders >= 3, fen >= 50_000)}"],
            }
        row = own[member_id]
        codes = birthday(row["month"], row["now"]) | device(row["system"], row["client"])
        expected |= {IDS[code] for code in codes}
        assert tags & COMPARED == expected, member_id
    assert sum(row["month"] is not None for row in own.values()) > 3
    assert len({row["system"] for row in own.values()}) > 3


def segment(recent: bool, frequent: bool, rich: bool) -> int:
    """The eight of 重要价值, 重要发展, 重要保持, 重要挽留, and the same four of 一般."""
    return 1 + (not frequent) + 2 * (not recent) + 4 * (not rich)


def birthday(month: int | None, now: int) -> set[str]:
    """Codes of the tags of somebody born in this month, in the month `now`."""
    if month is None:
        return {"birthday_told.none"}
    near = {"birthday.this_month"} if month == now else {"birthday.next_month"} if month == now % 12 + 1 else set()
    return {f"birthday_month.{month}"} | near


def device(system: str | None, client: str | None) -> set[str]:
    return {f"device_system.{system}", f"device_client.{client}"} if system else {"device_known.none"}
