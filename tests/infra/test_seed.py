"""Filling a shop: it adds up, it happens once, and one that was killed on the way is filled anew."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from msgspec.structs import replace

from app.prove.bargains import off_bargains
from app.seed import phases
from app.seed.run import SMALL, Seeding
from app.settings import Settings


@pytest.fixture
def own(settings: Settings, fresh_database_url: str, tmp_path: Path) -> Settings:
    """A shop of this test's own."""
    return replace(settings, database_url=fresh_database_url, home=tmp_path, storage_folder=tmp_path / "storage")


@asynccontextmanager
async def looking(settings: Settings) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(settings.database_url, min_size=1, max_size=2) as pool:
        yield pool


async def figures(settings: Settings) -> dict[str, Any]:
    async with looking(settings) as pool:
        row = await pool.fetchrow(
            'select (select count(*) from commerce."order") as orders,'
            " (select count(*) from members.member) as members,"
            " (select count(*) from commerce.product) as products,"
            " (select count(*) from commerce.banner) as banners,"
            " (select count(*) from governance.operator where totp_enabled) as with_totp"
        )
    assert row is not None
    return dict(row)


async def test_a_small_shop_adds_up_and_is_filled_once(own: Settings) -> None:
    said: list[str] = []
    findings = await Seeding(own, SMALL, said.append).run()
    assert findings is not None
    assert findings.wrong == ()
    assert findings.figures["parked"] == 0 and findings.figures["payments"] > 20
    assert {"completed", "shipped", "paid", "pending_payment"} <= set(findings.states)
    async with looking(own) as pool:
        assert await off_bargains(pool) == {}
        states = {row["state"] for row in await pool.fetch("select state from promotion.bargain")}
    assert states == {"open", "floor", "bought", "expired"}
    filled = await figures(own)
    assert (filled["members"], filled["products"], filled["banners"], filled["with_totp"]) == (40, 20, 4, 1)
    assert await Seeding(own, SMALL, said.append).run() is None
    assert await figures(own) == filled


async def test_a_filling_that_was_killed_starts_anew(own: Settings) -> None:
    async with looking(own) as pool:
        await phases.reach(pool, "begun")
        await pool.execute(
            "insert into members.member (id, openid, nickname, level_code, joined_at)"
            " values (gen_random_uuid(), 'half', '半个', 'bronze', now())"
        )
    findings = await Seeding(own, SMALL, lambda line: None).run()
    assert findings is not None and findings.wrong == ()
    assert findings.figures["members"] == SMALL.members


async def test_somebody_elses_shop_is_left_alone(own: Settings) -> None:
    async with looking(own) as pool:
        await pool.execute(
            "insert into members.member (id, openid, nickname, level_code, joined_at)"
            " values (gen_random_uuid(), 'real', '真人', 'bronze', now())"
        )
    assert await Seeding(own, SMALL, lambda line: None).run() is None
    assert (await figures(own))["members"] == 1
