"""How much of WeCom's limits is used, and how long a block lasts, against a WeCom by script (C.1)."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from adapters.wecom.budgets import CorpBudgets
from adapters.wecom.client import Call
from ports.outside.wecom import (
    WecomThrottled,
)
from tests.contracts.wecom.canned import CONFIG, Office

READ = Call("externalcontact/get", repeatable=True)
API = READ.api


@pytest.mark.parametrize("errcode", [45009, 45011, 45033])
async def test_throttled_for_as_long_as_the_limit_that_we_used_up(office: Office, errcode: int) -> None:
    office.corp.says(API, {"errcode": errcode, "errmsg": "api freq out of limit"})

    async def seconds(call: Call) -> int:
        with pytest.raises(WecomThrottled) as caught:
            await office.client.get(call, {})
        return caught.value.seconds

    assert await seconds(READ) == 60
    # Many in this hour, but far from its limit.
    key = f"wecom:calls:{CONFIG.corp_id}:hour:202511201000"
    await office.valkey.hset(key, API, "60000")
    assert await seconds(READ) == 60
    await office.valkey.hset(key, API, "149000")
    assert await seconds(READ) == 3600
    # The block goes on in the next hour, when we have hardly called.
    office.clock.at += timedelta(minutes=40)
    assert await seconds(READ) == 3600
    office.clock.at += timedelta(minutes=60)
    assert await seconds(READ) == 60
    office.corp.says("get_jsapi_ticket", {"errcode": errcode, "errmsg": ""})
    assert await seconds(Call("get_jsapi_ticket", repeatable=True, by="agent")) == 3600


async def test_a_limit_of_a_day_blocks_until_midnight_in_china(office: Office) -> None:
    client = office.process(app_messages_per_day=100)
    office.corp.says("message/send", {"errcode": 45009, "errmsg": ""})
    call = Call("message/send", repeatable=True, by="agent", people=99)
    with pytest.raises(WecomThrottled) as caught:
        await client.post(call, {})
    # 10:30:30 in China.
    assert caught.value.seconds == 13 * 3600 + 29 * 60 + 30 + 1
    assert [(one.used, one.allowed) for one in await client.budgets.budgets() if one.window == "day"] == [(99, 100)]


async def test_a_throttled_token_is_no_wrong_secret(office: Office) -> None:
    office.corp.says("gettoken", {"errcode": 45009, "errmsg": ""})
    with pytest.raises(WecomThrottled):
        await office.client.get(READ, {})


async def test_budgets_tell_what_was_used_the_tightest_first(office: Office) -> None:
    for _ in range(3):
        await office.client.get(READ, {})
    await office.client.get(Call("get_jsapi_ticket", repeatable=True, by="agent"), {})
    found = [(one.name, one.window, one.used, one.allowed) for one in await office.client.budgets.budgets()]
    assert found == [
        ("get_jsapi_ticket", "hour", 1, 400),
        ("externalcontact/get", "minute", 3, 10_000),
        ("gettoken", "minute", 2, 10_000),
        ("externalcontact/get", "hour", 3, 150_000),
        ("gettoken", "hour", 2, 150_000),
    ]
    resets = {one.window: one.resets_at for one in await office.client.budgets.budgets()}
    assert resets["minute"] == datetime(2025, 11, 20, 2, 31, tzinfo=UTC)
    assert resets["hour"] == datetime(2025, 11, 20, 3, 0, tzinfo=UTC)
    office.clock.at += timedelta(minutes=1)
    assert {one.window for one in await office.client.budgets.budgets()} == {"hour"}


async def test_repeats_count_too(office: Office) -> None:
    office.corp.says(API, {"errcode": -1, "errmsg": "busy"}, {"errcode": -1, "errmsg": "busy"}, {"errcode": 0})
    await office.client.get(READ, {})
    (used,) = [one.used for one in await office.client.budgets.budgets() if (one.name, one.window) == (API, "minute")]
    assert used == 3


async def test_counting_holds_nobody_up(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    async def swallow(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    server = await asyncio.start_server(swallow, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    budgets = CorpBudgets(CONFIG, Redis(host="127.0.0.1", port=port), office.clock)
    start = time.monotonic()
    for _ in range(50):
        await budgets.count(API)
    assert time.monotonic() - start < 2
    server.close()
