"""The adapter against the emulator: tokens that end, limits, lost answers."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from adapters.system import SystemClock
from adapters.wecom.client import WecomClient
from adapters.wecom.contacts import CorpContacts
from ports.kernel import OutsideUnavailable
from ports.outside.wecom import (
    LiveCode,
    WecomForbidden,
    WecomThrottled,
)
from tests.contracts.wecom.shop import Shop

CODE = LiveCode(("lan",), "way-1", "门店甲", True)


async def test_all_processes_share_one_token_for_each_secret(shop: Shop) -> None:
    await shop.hire("lan")
    before = shop.outside.wire.requests
    await asyncio.gather(*(one.guides() for one in (shop.contacts, shop.other) for _ in range(4)))
    assert shop.outside.wire.requests == before + 8 + 1
    # The address book is the application's.
    assert (await shop.contacts.staff("lan")).name == "导购lan"
    assert shop.outside.wire.requests == before + 8 + 1 + 2


@pytest.mark.parametrize("switch", ["tokenExpiredOnce", "tokenInvalidOnce"])
async def test_a_token_that_ends_in_the_midst_of_a_batch(shop: Shop, switch: str) -> None:
    await shop.hire("lan")
    for number in range(12):
        await shop.befriend(f"phone-{number}", "lan")
    ids = await shop.contacts.contacts_of("lan")
    await shop.other.guides()
    await shop.faults(**{switch: True})
    before = shop.outside.wire.requests
    readers = [one for _ in range(6) for one in (shop.contacts, shop.other)]
    found = await asyncio.gather(*(one.contact(ids[number]) for number, one in enumerate(readers)))
    assert [detail.contact.contact_id for detail in found] == list(ids)
    calls = shop.outside.wire.requests - before
    # One new token; a call that had the old one in hand is said twice, and no call more often.
    assert 12 + 2 <= calls <= 24 + 1


async def test_limits_and_trouble(shop: Shop) -> None:
    await shop.hire("lan")
    await shop.contacts.guides()
    await shop.faults(quotaExceeded=True)
    before = shop.outside.wire.requests
    with pytest.raises(WecomThrottled) as caught:
        await shop.contacts.guides()
    assert (caught.value.seconds, shop.outside.wire.requests) == (60, before + 1)
    await shop.faults(busyRate=1)
    with pytest.raises(OutsideUnavailable):
        await shop.contacts.guides()
    assert shop.outside.wire.requests == before + 1 + 3
    with pytest.raises(OutsideUnavailable):
        await shop.codes.add(CODE)
    assert shop.outside.wire.requests == before + 1 + 3 + 1
    await shop.faults(error5xxRate=1)
    with pytest.raises(OutsideUnavailable):
        await shop.contacts.guides()
    await shop.faults()
    # Busy and broken ones count for the breaker, but seven are not eight.
    assert await shop.contacts.guides() == ("lan",)


async def test_a_minute_that_is_used_up(shop: Shop) -> None:
    await shop.hire("lan")
    await shop.faults(callsPerMinute=3)
    for _ in range(3):
        await shop.contacts.guides()
    with pytest.raises(WecomThrottled):
        await shop.contacts.guides()
    (used,) = [
        one.used
        for one in await shop.clients[1].budgets.budgets()
        if (one.name, one.window) == ("externalcontact/get_follow_user_list", "hour")
    ]
    assert used == 4


async def test_our_address_and_our_rights(shop: Shop) -> None:
    await shop.faults(untrustedIp=True)
    with pytest.raises(WecomForbidden) as caught:
        await shop.contacts.guides()
    assert caught.value.errcode == 60020
    await shop.faults()
    config = shop.outside.wecom_config()
    wrong = WecomClient(replace(config, contact_secret="wrong"), shop.valkey, SystemClock(), shop.outside.wire)
    with pytest.raises(WecomForbidden) as caught:
        await CorpContacts(wrong).guides()
    assert caught.value.errcode == 40001
    await wrong.close()
    await shop.faults(agentNotCallable=True)
    # A corporation without a secret of 客户联系, whose application may not do its work either.
    only_agent = replace(config, contact_secret=config.agent_secret)
    agent = WecomClient(only_agent, shop.valkey, SystemClock(), shop.outside.wire)
    with pytest.raises(WecomForbidden) as caught:
        await CorpContacts(agent).guides()
    assert caught.value.errcode == 48002
    await agent.close()


async def test_a_lost_answer_is_looked_for_and_not_asked_for_again(shop: Shop) -> None:
    await shop.hire("lan")
    await shop.contacts.guides()
    start = datetime.now(UTC) - timedelta(seconds=2)
    shop.outside.wire.cut = "answer"
    before = shop.outside.wire.requests
    with pytest.raises(OutsideUnavailable):
        await shop.codes.add(CODE)
    assert shop.outside.wire.requests == before + 1
    shop.outside.wire.cut = None
    # The work was done all the same, once.
    (config_id,) = await shop.codes.between(start, datetime.now(UTC) + timedelta(seconds=2))
    assert (await shop.codes.one(config_id)).code == CODE


async def test_what_is_harmless_is_repeated_after_a_lost_answer(shop: Shop) -> None:
    await shop.hire("lan")
    contact_id = (await shop.befriend("phone-1", "lan"))["externalUserId"]
    group = await shop.tags.add("等级", ("金卡",))
    before = shop.outside.wire.requests
    shop.outside.wire.cut = "answer"
    with pytest.raises(OutsideUnavailable):
        await shop.contacts.mark("lan", contact_id, (group.tags[0].tag_id,), ())
    assert shop.outside.wire.requests == before + 3
    shop.outside.wire.cut = None
    (known,) = (await shop.contacts.contact(contact_id)).follows
    assert known.tag_ids == (group.tags[0].tag_id,)
