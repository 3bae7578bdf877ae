"""What the emulator's people do, as our callback address hears it: verified, told apart, and told twice."""

from collections.abc import Callable

import pytest

from adapters.system import SystemClock
from adapters.tencent.crypt import MessageCipher, signature
from adapters.wecom.callbacks import CorpCallbacks
from ports.outside.wecom import LiveCode
from ports.outside.wecom_app import (
    ContactAdded,
    ContactEdited,
    ContactGone,
    ForgedCallback,
    StaffChanged,
    TagsChanged,
    WecomCallback,
    WecomEvent,
)
from tests.contracts.emulator.shop import Received, until
from tests.contracts.wecom.canned import StandingClock
from tests.contracts.wecom.shop import Shop

HOOK = "/hooks/wecom"


def callbacks(shop: Shop) -> CorpCallbacks:
    return CorpCallbacks(shop.outside.wecom_config(), SystemClock())


async def heard(shop: Shop, count: int) -> list[Received]:
    await until(lambda: len(shop.outside.hooks.to(HOOK)) >= count)
    return shop.outside.hooks.to(HOOK)


async def told(shop: Shop, count: int) -> list[tuple[WecomCallback, WecomEvent | None]]:
    reader = callbacks(shop)
    messages = [reader.read(call.query, call.body) for call in await heard(shop, count)]
    return [(message, reader.interpret(message.body)) for message in messages]


async def test_the_console_checks_our_address(shop: Shop) -> None:
    reader = callbacks(shop)
    shop.outside.hooks.answer = lambda call: (200, reader.echo(call.query).encode())
    assert (await shop.outside.in_wecom("callback-check"))["ok"] is True
    shop.outside.hooks.answer = lambda call: (200, f'"{reader.echo(call.query)}"'.encode())
    assert (await shop.outside.in_wecom("callback-check"))["ok"] is False


async def test_what_people_do_is_heard(shop: Shop) -> None:
    await shop.hire("lan", "bei")
    made = await shop.codes.add(code_of("lan"))
    met = await shop.outside.in_wecom("scan", device="phone-1", qr=made.qr_url)
    contact_id = met["externalUserId"]
    await shop.outside.in_wecom("note", device="phone-1", userId="lan", remark="小满妈妈")
    await shop.outside.in_wecom("delete-guide/pair", device="phone-1", userId="lan")
    await shop.outside.in_wecom("add", device="phone-2", userId="bei")
    await shop.outside.in_wecom("delete-contact/pair", device="phone-2", userId="bei")
    await shop.outside.in_wecom("staff/bei/rename", name="北")
    await shop.outside.in_wecom("staff/bei/leave")
    found = await told(shop, 7)
    assert len({message.dedup_key for message, _ in found}) == 7
    events = [event for _, event in sorted(found, key=lambda pair: pair[0].body)]
    by_kind = {type(event): event for event in events}
    added = [event for event in events if isinstance(event, ContactAdded)]
    first = next(event for event in added if event.user_id == "lan")
    assert (first.contact_id, first.state, first.welcome_code) == (contact_id, "way-1", met["welcomeCode"])
    edited = by_kind[ContactEdited]
    assert isinstance(edited, ContactEdited) and (edited.user_id, edited.contact_id) == ("lan", contact_id)
    gone = {event.user_id: event for event in events if isinstance(event, ContactGone)}
    assert gone["lan"].by_contact and not gone["bei"].by_contact and not gone["bei"].by_transfer
    staff = [event for event in events if isinstance(event, StaffChanged)]
    assert sorted((event.user_id, event.has_left) for event in staff) == [("bei", False), ("bei", True)]


def code_of(*user_ids: str) -> LiveCode:
    return LiveCode(user_ids, "way-1", "", True)


async def test_a_contact_that_is_only_half_one(shop: Shop) -> None:
    await shop.hire("lan")
    made = await shop.codes.add(code_of("lan"))
    await shop.outside.in_wecom("scan", device="phone-1", qr=made.qr_url, isHalf=True)
    await heard(shop, 1)
    await shop.outside.in_wecom("confirm/pair", device="phone-1", userId="lan")
    events = [event for _, event in await told(shop, 2)]
    assert [isinstance(event, ContactAdded) and event.is_half for event in events] == [True, False]


async def test_what_the_interface_changes_is_told_to_nobody_and_what_the_console_does_is(shop: Shop) -> None:
    await shop.tags.add("等级", ("金卡",))
    await shop.outside.in_wecom("tags", group="尺码", tags=["大"])
    events = [event for _, event in await told(shop, 2)]
    assert [(event.is_group, event.what) for event in events if isinstance(event, TagsChanged)] == [
        (True, "create"),
        (False, "create"),
    ]


async def test_two_contacts_of_one_second_are_two_and_a_repeat_is_none(shop: Shop) -> None:
    await shop.hire("lan")
    await shop.faults(duplicatePushRate=1)
    for number in range(3):
        await shop.befriend(f"phone-{number}", "lan")
    found = await told(shop, 6)
    assert len(found) == 6
    assert len({message.dedup_key for message, _ in found}) == 3


async def test_a_call_that_we_did_not_answer_comes_again_as_the_same(shop: Shop) -> None:
    await shop.hire("lan")
    shop.outside.hooks.answer = lambda call: (500, b"")
    await shop.befriend("phone-1", "lan")
    found = await told(shop, 3)
    assert len(found) == 3 and len({message.dedup_key for message, _ in found}) == 1


def another_receiver(shop: Shop, call: Received) -> tuple[dict[str, str], bytes]:
    """Rightly signed, with our key, but for another corporation inside."""
    config = shop.outside.wecom_config()
    cipher = MessageCipher(config.callback_aes_key, "ww0000000000000000").encrypt(b"<xml></xml>")
    signed = signature(config.callback_token, call.query["timestamp"], call.query["nonce"], cipher)
    return call.query | {"msg_signature": signed}, f"<xml><Encrypt>{cipher}</Encrypt></xml>".encode()


def another_body(_: Shop, call: Received) -> tuple[dict[str, str], bytes]:
    return call.query, call.body.replace(b"<Encrypt><![CDATA[", b"<Encrypt><![CDATA[AAAA")


def another_time(_: Shop, call: Received) -> tuple[dict[str, str], bytes]:
    return call.query | {"timestamp": str(int(call.query["timestamp"]) + 1)}, call.body


def unsigned(_: Shop, call: Received) -> tuple[dict[str, str], bytes]:
    return call.query | {"msg_signature": ""}, call.body


@pytest.mark.parametrize("forge", [another_receiver, another_body, another_time, unsigned])
async def test_forgeries(shop: Shop, forge: Callable[[Shop, Received], tuple[dict[str, str], bytes]]) -> None:
    await shop.hire("lan")
    await shop.befriend("phone-1", "lan")
    (call,) = await heard(shop, 1)
    with pytest.raises(ForgedCallback):
        callbacks(shop).read(*forge(shop, call))
    assert callbacks(shop).read(call.query, call.body).kind == "change_external_contact/add_external_contact"


async def test_an_old_one_that_somebody_kept_is_refused(shop: Shop) -> None:
    await shop.hire("lan")
    await shop.befriend("phone-1", "lan")
    (call,) = await heard(shop, 1)
    with pytest.raises(ForgedCallback):
        CorpCallbacks(shop.outside.wecom_config(), StandingClock()).read(call.query, call.body)
