"""A shop that sells already gets levels: its prices stay, what members bought counts, their levels hold for a year."""

import asyncio
from uuid import UUID

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from app.settings import ROOT

REVISION = "0022"
BUYER, OTHER = UUID(int=1), UUID(int=2)
_MEMBERS = """
insert into members.member (id, openid, nickname, level_code, joined_at) values
    ($1, 'o1', '小禾', 'gold', now()), ($2, 'o2', '小满', 'bronze', now())
"""
_ORDER = """
insert into commerce."order" (id, number, member_id, openid, client_key, source, status, title, quantity, goods_fen,
    discount_fen, freight_fen, payable_fen, saved_fen, derivation, note, paid_fen, refunded_fen, paid_attempt_id,
    placed_at, pay_by, paid_at, ended_at)
select gen_random_uuid(), $1, $2, 'o1', $1, 'direct', $3, '连体衣', 1, $4, 0, 0, $4, 0, '{}', '', $4, $5,
       gen_random_uuid(), t.at, t.at, t.at, t.at from (select now() - make_interval(days => $6) as at) t
"""


@pytest.fixture
def alembic(empty_database_url: str) -> Config:
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("sqlalchemy.url", empty_database_url)
    return config


def _run(url: str, *statements: tuple[object, ...]) -> list[list[tuple[object, ...]]]:
    async def run() -> list[list[tuple[object, ...]]]:
        connection = await asyncpg.connect(url)
        try:
            return [[tuple(row) for row in await connection.fetch(*one)] for one in statements]
        finally:
            await connection.close()

    return asyncio.run(run())


def test_past_orders_count_and_prices_stay(alembic: Config, empty_database_url: str) -> None:
    before = ScriptDirectory.from_config(alembic).get_revision(REVISION).down_revision
    command.upgrade(alembic, str(before))
    _run(
        empty_database_url,
        (_MEMBERS, BUYER, OTHER),
        (_ORDER, "1", BUYER, "completed", 120_050, 20_000, 30),
        (_ORDER, "2", BUYER, "completed", 50_000, 0, 400),
        (_ORDER, "3", BUYER, "delivered", 70_000, 0, 2),
        (_ORDER, "4", OTHER, "completed", 99, 0, 2),
    )
    command.upgrade(alembic, REVISION)
    levels, members, entries, orders = _run(
        empty_database_url,
        ("select code, discount_percent, growth_from::int from members.level order by growth_from",),
        ("select id, growth::int, level_until > now() + interval '360 days' from members.member order by id",),
        ("select member_id, value::int, words from members.growth_entry order by value",),
        ("select count(*)::int, sum(growth)::int from members.growth_order",),
    )
    assert levels == [("bronze", 100, 0), ("silver", 98, 1000), ("gold", 95, 5000), ("diamond", 90, 15000)]
    # What is older than a year is known, and counts no more.
    assert members == [(BUYER, 1000, True), (OTHER, 0, None)]
    assert entries == [(BUYER, 500, "订单完成"), (BUYER, 1000, "订单完成")]
    assert orders == [(3, 1500)]


def test_a_new_shop_starts_with_up_to_twenty_percent_off(alembic: Config, empty_database_url: str) -> None:
    command.upgrade(alembic, REVISION)
    [levels] = _run(empty_database_url, ("select discount_percent from members.level order by growth_from",))
    assert levels == [(100,), (95,), (90,), (80,)]
