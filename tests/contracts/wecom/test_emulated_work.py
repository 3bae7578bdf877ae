"""The adapter against the emulator: transfers, signatures and login of the sidebar, messages to staff."""

from typing import Any

import pytest
from msgspec.structs import replace

from adapters.system import SystemClock
from adapters.wecom.app import CorpApp
from adapters.wecom.callbacks import CorpCallbacks
from adapters.wecom.client import WecomClient
from adapters.wecom.groups import CorpGroups
from adapters.wecom.transfers import CorpTransfers
from ports.kernel import OutsideUnavailable
from ports.outside.wecom import Unassigned, WecomForbidden, WecomRefused
from ports.outside.wecom_app import (
    AppMessage,
    ContactGone,
    JsSignature,
    StaffLoginRefused,
    TransferFailed,
    WecomEvent,
)
from tests.contracts.emulator.shop import until
from tests.contracts.wecom.shop import Shop

HOOK = "/hooks/wecom"
URL = "http://127.0.0.1:8000/sidebar/?code=1&state=甲"


def transfers(shop: Shop) -> CorpTransfers:
    return CorpTransfers(shop.clients[0])


def app(shop: Shop, process: int = 0) -> CorpApp:
    return CorpApp(shop.clients[process])


async def waiting(shop: Shop) -> list[int]:
    answer = await shop.outside.http.get("/play/wecom/transfers")
    return [row["id"] for row in answer.json()["items"]]


async def events(shop: Shop, kind: type[Any], count: int) -> list[Any]:
    reader = CorpCallbacks(shop.outside.wecom_config(), SystemClock())

    def found() -> list[WecomEvent]:
        bodies = [reader.read(call.query, call.body).body for call in shop.outside.hooks.to(HOOK)]
        return [event for body in bodies if isinstance(event := reader.interpret(body), kind)]

    await until(lambda: len(found()) >= count)
    return found()


async def test_contacts_go_to_another_guide_after_a_day_unless_they_refuse(shop: Shop) -> None:
    await shop.outside.faults(timeScale=1)
    await shop.hire("lan", "bei")
    ids = [(await shop.befriend(f"phone-{number}", "lan"))["externalUserId"] for number in range(3)]
    stranger = "wm" + "x" * 30
    begun = await transfers(shop).start("lan", "bei", (*ids, stranger), "以后由北为您服务", has_left=False)
    assert begun == dict.fromkeys(ids, 0) | {stranger: 40096}
    again = await transfers(shop).start("lan", "bei", (ids[0],), None, has_left=False)
    assert again[ids[0]] != 0
    states = await transfers(shop).states("lan", "bei", has_left=False)
    assert {one.contact_id: (one.state, one.taken_at) for one in states} == dict.fromkeys(ids, ("waiting", None))
    first, second, _ = await waiting(shop)
    await shop.outside.in_wecom(f"transfers/{first}/finish")
    await shop.outside.in_wecom(f"transfers/{second}/refuse")
    found = {one.contact_id: one for one in await transfers(shop).states("lan", "bei", has_left=False)}
    assert [found[one].state for one in ids] == ["done", "refused", "waiting"]
    assert found[ids[0]].taken_at is not None
    assert ids[0] in await shop.contacts.contacts_of("bei")
    (gone,) = await events(shop, ContactGone, 1)
    assert (gone.user_id, gone.contact_id, gone.by_transfer, gone.by_contact) == ("lan", ids[0], True, False)
    (failed,) = await events(shop, TransferFailed, 1)
    assert (failed.contact_id, failed.reason) == (ids[1], "customer_refused")
    assert await transfers(shop).states("lan", "bei", has_left=True) == ()


async def test_contacts_of_who_has_left(shop: Shop) -> None:
    await shop.outside.faults(timeScale=1)
    await shop.hire("lan", "bei")
    contact_id = (await shop.befriend("phone-1", "lan"))["externalUserId"]
    made = await shop.outside.in_wecom("groups", owner="lan", name="福利群", devices=["phone-1"])
    with pytest.raises(WecomRefused) as caught:
        await transfers(shop).start("lan", "bei", (contact_id,), None, has_left=True)
    assert caught.value.errcode == 40097
    assert await transfers(shop).start_groups((made["chatId"],), "bei", has_left=True) == {made["chatId"]: 90500}
    await shop.outside.in_wecom("staff/lan/leave")
    (left,) = await transfers(shop).unassigned()
    assert left == Unassigned("lan", contact_id, left.left_at)
    assert await transfers(shop).start("lan", "bei", (contact_id,), "没有人读到", has_left=True) == {contact_id: 0}
    assert await transfers(shop).unassigned() == ()
    (transfer,) = await waiting(shop)
    await shop.outside.in_wecom(f"transfers/{transfer}/finish")
    (state,) = await transfers(shop).states("lan", "bei", has_left=True)
    assert state.state == "done"
    assert await transfers(shop).start_groups((made["chatId"], "wrNone"), "bei", has_left=True) == {"wrNone": 90501}
    assert (await CorpGroups(shop.clients[0]).one(made["chatId"])).owner == "bei"


async def test_a_transfer_whose_answer_was_lost_is_looked_for(shop: Shop) -> None:
    await shop.outside.faults(timeScale=1)
    await shop.hire("lan", "bei")
    contact_id = (await shop.befriend("phone-1", "lan"))["externalUserId"]
    await shop.contacts.guides()
    before = shop.outside.wire.requests
    shop.outside.wire.cut = "answer"
    with pytest.raises(OutsideUnavailable):
        await transfers(shop).start("lan", "bei", (contact_id,), None, has_left=False)
    shop.outside.wire.cut = None
    assert shop.outside.wire.requests == before + 1
    (state,) = await transfers(shop).states("lan", "bei", has_left=False)
    assert (state.contact_id, state.state) == (contact_id, "waiting")


async def verdict(shop: Shop, kind: str, one: JsSignature, url: str) -> int:
    page = {"kind": kind, "timestamp": one.timestamp, "nonce": one.nonce, "signature": one.signature, "url": url}
    return int((await shop.outside.in_wecom("js-config", **page))["errcode"])


async def test_the_client_believes_our_signatures_each_in_its_place(shop: Shop) -> None:
    before = shop.outside.wire.requests
    for process in (0, 1):
        signed = await app(shop, process).sign(URL + "#/contact")
        assert await verdict(shop, "corp", signed.corp, URL) == 0
        assert await verdict(shop, "agent", signed.agent, URL + "#/elsewhere") == 0
        assert await verdict(shop, "agent", signed.corp, URL) == 42012
        assert await verdict(shop, "corp", signed.corp, URL + "&more=1") == 40093
    # A token and two tickets for both processes.
    assert shop.outside.wire.requests == before + 3


async def test_the_ticket_survives_a_token_that_ended(shop: Shop) -> None:
    await shop.contacts.guides()
    await app(shop).staff_of((await shop.outside.in_wecom("login", userId=await hired(shop)))["code"])
    await shop.faults(tokenExpiredOnce=True)
    signed = await app(shop).sign(URL)
    assert await verdict(shop, "agent", signed.agent, URL) == 0


async def hired(shop: Shop) -> str:
    await shop.hire("lan")
    return "lan"


async def test_a_login_code_works_once(shop: Shop) -> None:
    user_id = await hired(shop)
    code = (await shop.outside.in_wecom("login", userId=user_id))["code"]
    assert await app(shop).staff_of(code) == "lan"
    for used in (code, "nonsense", ""):
        with pytest.raises(StaffLoginRefused):
            await app(shop, 1).staff_of(used)
    code = (await shop.outside.in_wecom("login", userId=user_id))["code"]
    before = shop.outside.wire.requests
    shop.outside.wire.cut = "answer"
    with pytest.raises(OutsideUnavailable):
        await app(shop).staff_of(code)
    shop.outside.wire.cut = None
    assert shop.outside.wire.requests == before + 1
    with pytest.raises(StaffLoginRefused):
        await app(shop).staff_of(code)


async def test_the_application_does_not_log_in_with_the_other_secret(shop: Shop) -> None:
    config = shop.outside.wecom_config()
    wrong = replace(config, agent_secret=config.contact_secret)
    client = WecomClient(wrong, shop.valkey, SystemClock(), shop.outside.wire)
    with pytest.raises(WecomForbidden):
        await CorpApp(client).staff_of("code")
    with pytest.raises(WecomForbidden):
        await CorpApp(client).sign(URL)
    await client.close()


async def inbox(shop: Shop, user_id: str) -> list[dict[str, Any]]:
    answer = await shop.outside.http.get("/play/wecom/inbox", params={"user": user_id})
    return [row["content"] for row in answer.json()["items"]]


async def test_a_message_to_staff_arrives_once_for_each_key(shop: Shop) -> None:
    await shop.hire("lan", "bei")
    message = AppMessage(("lan", "bei", "nobody"), "新客户", "小满妈妈 刚刚添加了您", URL, "contact:1")
    assert await app(shop).tell(message) == ("nobody",)
    assert await app(shop, 1).tell(message) == ("nobody",)
    (seen,) = await inbox(shop, "lan")
    assert (seen["kind"], seen["title"], seen["description"]) == ("textcard", "新客户", "小满妈妈 刚刚添加了您")
    await app(shop).tell(replace(message, key="contact:2"))
    assert len(await inbox(shop, "lan")) == len(await inbox(shop, "bei")) == 2
    assert await app(shop).tell(replace(message, user_ids=("nobody",))) == ("nobody",)
    shop.outside.wire.cut = "answer"
    with pytest.raises(OutsideUnavailable):
        await app(shop).tell(replace(message, key="contact:3"))
    shop.outside.wire.cut = None
    # Sent three times by us, and passed over twice by WeCom.
    assert len(await inbox(shop, "lan")) == 3
