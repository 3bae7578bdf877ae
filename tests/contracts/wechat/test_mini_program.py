"""The mini-program adapter against the emulator: one token for all, codes that burn, values that fit."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from redis.asyncio import Redis

from adapters.wechat.client import WechatClient
from adapters.wechat.mini_program import WechatMiniProgram
from ports.kernel import Invalid, OutsideUnavailable
from ports.outside.wechat import (
    LoginCodeInvalid,
    MessageField,
    MessageRefused,
    ShippedParcel,
    ShippingInfo,
    ShippingNotReady,
    SubscribeMessage,
)
from tests.emulated import Emulated


class Shop:
    """Two processes of one shop: each has its own client, both share a Valkey."""

    def __init__(self, outside: Emulated, valkey: Redis) -> None:
        self.outside = outside
        self.valkey = valkey
        self.clients = [WechatClient(outside.wechat_config(), valkey, outside.wire) for _ in range(2)]
        self.first, self.second = (WechatMiniProgram(client) for client in self.clients)


@pytest.fixture
async def shop(outside: Emulated, valkey_url: str) -> AsyncIterator[Shop]:
    valkey = Redis.from_url(valkey_url)
    await valkey.flushdb()
    world = Shop(outside, valkey)
    yield world
    for client in world.clients:
        await client.close()
    await valkey.aclose()


async def test_a_login_code_works_once(shop: Shop) -> None:
    person = await shop.outside.login()
    identity = await shop.first.login(person["code"])
    assert identity.openid == person["openid"]
    assert identity.session_key
    for code in (person["code"], "nonsense", ""):
        with pytest.raises(LoginCodeInvalid):
            await shop.first.login(code)


async def test_a_lost_login_answer_is_not_asked_for_again(shop: Shop) -> None:
    person = await shop.outside.login()
    shop.outside.wire.cut = "answer"
    before = shop.outside.wire.requests
    with pytest.raises(OutsideUnavailable):
        await shop.first.login(person["code"])
    assert shop.outside.wire.requests == before + 1


async def test_the_phone_number_has_a_code_of_its_own(shop: Shop) -> None:
    person = await shop.outside.login()
    with pytest.raises(LoginCodeInvalid):
        await shop.first.phone_number(person["code"])
    code = (await shop.outside.http.post("/play/wx/phone", json={"device": "phone-1"})).json()["code"]
    number = await shop.first.phone_number(code)
    assert number.isdecimal() and len(number) == 11
    with pytest.raises(LoginCodeInvalid):
        await shop.first.phone_number(code)


async def test_all_processes_share_one_token(shop: Shop) -> None:
    before = shop.outside.wire.requests
    await asyncio.gather(*(client.couriers() for client in (shop.first, shop.second) for _ in range(4)))
    assert shop.outside.wire.requests == before + 8 + 1


async def test_a_refused_token_is_renewed_once_for_all(shop: Shop) -> None:
    await shop.first.couriers()
    await shop.second.couriers()
    await shop.outside.faults(wechat={"tokenExpiredOnce": True})
    before = shop.outside.wire.requests
    assert dict(await shop.first.couriers())["SF"] == "顺丰速运"
    assert shop.outside.wire.requests == before + 3
    assert await shop.second.couriers()
    assert shop.outside.wire.requests == before + 5


async def test_without_valkey_the_shop_still_gets_a_token(outside: Emulated) -> None:
    client = WechatClient(outside.wechat_config(), Redis(host="127.0.0.1", port=1), outside.wire)
    assert await WechatMiniProgram(client).couriers()
    await client.close()


async def test_a_wrong_secret_is_our_fault_and_never_the_shoppers(outside: Emulated, shop: Shop) -> None:
    await shop.valkey.flushdb()
    client = WechatClient(replace(outside.wechat_config(), app_secret="wrong"), shop.valkey, outside.wire)
    with pytest.raises(OutsideUnavailable):
        await WechatMiniProgram(client).couriers()
    with pytest.raises(OutsideUnavailable):
        await WechatMiniProgram(client).login((await outside.login())["code"])
    await client.close()


def _message(shop: Shop, openid: str) -> SubscribeMessage:
    return SubscribeMessage(
        openid=openid,
        template_id=shop.outside.papers["subscribe_templates"]["order_shipped"],
        page="pages/order/detail?id=1",
        fields=(
            MessageField("character_string1", "202511200000000001"),
            MessageField("thing2", "婴儿柔湿巾\n八十抽装加厚升级款家庭囤货装二十四包等 3 件商品"),
            MessageField("thing3", "顺丰速运"),
            MessageField("character_string4", "SF1234567890"),
            MessageField("time5", "2025-11-20 10:00"),
        ),
    )


async def test_a_message_arrives_cut_to_its_limits_and_only_with_a_grant(shop: Shop) -> None:
    openid = (await shop.outside.login())["openid"]
    message = _message(shop, openid)
    with pytest.raises(MessageRefused, match="43101"):
        await shop.first.send(message)
    choice = {"device": "phone-1", "templateIds": [message.template_id], "accept": True}
    (await shop.outside.http.post("/play/wx/subscribe", json=choice)).raise_for_status()
    await shop.first.send(message)
    (row,) = (await shop.outside.http.get("/play/messages")).json()["items"]
    assert row["data"]["thing2"]["value"] == "婴儿柔湿巾 八十抽装加厚升级款家庭囤货…"
    with pytest.raises(MessageRefused):
        await shop.first.send(message)


async def test_a_code_image_is_told_from_a_refusal_by_its_type(shop: Shop) -> None:
    assert (await shop.first.code_image("s=abc", "/pages/home/index"))[:2] == b"\xff\xd8"
    for scene in ("", "中文", "x" * 33, "a%20b"):
        with pytest.raises(Invalid):
            await shop.first.code_image(scene, "pages/home/index")


async def test_a_payment_that_wechat_does_not_know_yet(shop: Shop) -> None:
    parcel = ShippedParcel("SF1234567890", "SF", "婴儿柔湿巾", "138****5678")
    info = ShippingInfo("4200000000000000000000000000", "o1", False, (parcel,), True, datetime.now(UTC))
    with pytest.raises(ShippingNotReady):
        await shop.first.upload_shipping(info)
    with pytest.raises(ShippingNotReady):
        await shop.first.shipping_status(info.transaction_id)


async def test_busy_and_broken_answers_are_unavailable(shop: Shop) -> None:
    await shop.first.couriers()
    await shop.outside.faults(wechat={"busyRate": 1})
    with pytest.raises(OutsideUnavailable):
        await shop.first.couriers()
    await shop.outside.faults(wechat={"quotaExceeded": True})
    with pytest.raises(OutsideUnavailable):
        await shop.second.couriers()
