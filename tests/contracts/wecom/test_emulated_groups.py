"""The adapter against the emulator: groups, their codes, mass messages that wait for a guide."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.system import SystemClock
from adapters.wecom.callbacks import CorpCallbacks
from adapters.wecom.groups import CorpGroups
from adapters.wecom.mass import CorpMassMessages
from ports.kernel import OutsideUnavailable
from ports.outside.wecom import CodeWayUnknown, LinkPart, TextPart, WecomRefused
from ports.outside.wecom_app import GroupChanged
from ports.outside.wecom_groups import GroupPage, GroupRow, JoinCode, MassMessage, MassTask
from tests.contracts.emulator.shop import until
from tests.contracts.wecom.shop import Shop

HOOK = "/hooks/wecom"


def groups(shop: Shop) -> CorpGroups:
    return CorpGroups(shop.clients[0])


def mass(shop: Shop) -> CorpMassMessages:
    return CorpMassMessages(shop.clients[0])


async def make(shop: Shop, owner: str, *devices: str) -> dict[str, str]:
    return await shop.outside.in_wecom("groups", owner=owner, name="暖禾福利群", devices=list(devices))


async def test_a_group_and_who_is_in_it(shop: Shop) -> None:
    await shop.hire("lan", "bei")
    made = await make(shop, "lan", "phone-1")
    chat_id = made["chatId"]
    assert await groups(shop).page((), None) == GroupPage((GroupRow(chat_id, "normal"),), None)
    assert (await groups(shop).page(("bei",), None)).items == ()
    found = await groups(shop).one(chat_id)
    assert (found.name, found.owner, found.notice) == ("暖禾福利群", "lan", "")
    staff, guest = sorted(found.members, key=lambda one: not one.is_staff)
    assert (staff.subject, staff.name) == ("lan", "导购lan")
    assert guest.unionid and guest.name and (guest.join_scene, guest.invited_by) == (1, "lan")
    await shop.outside.in_wecom(f"groups/{chat_id}/join", device="phone-2", scene=2)
    assert (await groups(shop).one(chat_id)).version != found.version
    assert await groups(shop).chat_of(made["openGId"]) == chat_id
    assert await groups(shop).chat_of("tGunknown") is None
    await shop.outside.in_wecom("staff/lan/leave")
    assert (await groups(shop).page((), None)).items == (GroupRow(chat_id, "owner_left"),)
    await shop.faults(ownersWithoutFilterMax=0)
    with pytest.raises(WecomRefused) as caught:
        await groups(shop).page((), None)
    assert caught.value.errcode == 81017


async def test_what_happens_to_a_group_is_heard(shop: Shop) -> None:
    await shop.hire("lan", "bei")
    chat_id = (await make(shop, "lan"))["chatId"]
    for device in ("phone-1", "phone-2"):
        await shop.outside.in_wecom(f"groups/{chat_id}/join", device=device)
    await shop.outside.in_wecom(f"groups/{chat_id}/leave", device="phone-1")
    await shop.outside.in_wecom(f"groups/{chat_id}/rename", name="老友群")
    await shop.outside.in_wecom(f"groups/{chat_id}/notice", notice="周五上新")
    await shop.outside.in_wecom(f"groups/{chat_id}/owner", userId="bei")
    await shop.outside.in_wecom(f"groups/{chat_id}/dismiss")
    await until(lambda: len(shop.outside.hooks.to(HOOK)) >= 8)
    reader = CorpCallbacks(shop.outside.wecom_config(), SystemClock())
    messages = [reader.read(call.query, call.body) for call in shop.outside.hooks.to(HOOK)]
    # Two who joined and one who left within a second are three facts: the versions tell them apart.
    assert len({message.dedup_key for message in messages}) == 8
    events = [reader.interpret(message.body) for message in messages]
    assert {event.chat_id for event in events if isinstance(event, GroupChanged)} == {chat_id}
    assert sorted(event.what for event in events if isinstance(event, GroupChanged)) == sorted(
        ["made", "members", "members", "members", "name", "notice", "owner", "dismissed"]
    )
    with pytest.raises(WecomRefused) as caught:
        await groups(shop).one(chat_id)
    assert caught.value.errcode == 49008


async def test_a_join_code_from_its_making_to_its_end(shop: Shop) -> None:
    await shop.hire("lan")
    chat_id = (await make(shop, "lan"))["chatId"]
    code = JoinCode((chat_id,), "s1", "门店甲", True, "暖禾福利群", 3)
    config_id = await groups(shop).add_join_code(code)
    found, picture = await groups(shop).join_code(config_id)
    assert found == code and picture.startswith("http")
    joined = await shop.outside.in_wecom("groups/scan", device="phone-1", qr=picture)
    assert joined["chatId"] == chat_id
    (guest,) = [one for one in (await groups(shop).one(chat_id)).members if not one.is_staff]
    assert (guest.join_scene, guest.state) == (3, "s1")
    plain = JoinCode((chat_id,), "s2", "", False)
    await groups(shop).change_join_code(config_id, plain)
    assert (await groups(shop).join_code(config_id))[0] == plain
    await groups(shop).delete_join_code(config_id)
    with pytest.raises(CodeWayUnknown):
        await groups(shop).join_code(config_id)
    with pytest.raises(CodeWayUnknown):
        await groups(shop).delete_join_code(config_id)


async def test_a_mass_message_goes_out_when_the_guide_says_so(shop: Shop) -> None:
    await shop.hire("lan")
    await shop.faults(massDispatchSeconds=0)
    ids = [(await shop.befriend(f"phone-{number}", "lan"))["externalUserId"] for number in range(3)]
    parts = (TextPart("周五上新"), LinkPart("去看看", "https://shop.example/new"))
    made = await mass(shop).add(MassMessage("lan", parts, contact_ids=(*ids, "wm" + "x" * 30)))
    assert made.failed == ("wm" + "x" * 30,)
    assert await mass(shop).tasks(made.message_id) == (MassTask("lan", False, None),)
    results = await mass(shop).results(made.message_id, "lan")
    assert {one.contact_id: one.state for one in results} == dict.fromkeys(ids, "unsent")
    await shop.outside.in_wecom("delete-guide/pair", device="phone-2", userId="lan")
    await shop.outside.in_wecom(f"masses/{made.message_id}/lan/confirm")
    (task,) = await mass(shop).tasks(made.message_id)
    assert task.is_sent and task.sent_at is not None
    results = await mass(shop).results(made.message_id, "lan")
    expected = {ids[0]: "sent", ids[1]: "sent", ids[2]: "not_a_friend"}
    assert {one.contact_id: one.state for one in results} == expected


async def test_a_mass_message_whose_answer_was_lost_is_found(shop: Shop) -> None:
    await shop.hire("lan")
    await shop.faults(massDispatchSeconds=0)
    contact_id = (await shop.befriend("phone-1", "lan"))["externalUserId"]
    start = datetime.now(UTC) - timedelta(seconds=2)
    await shop.contacts.guides()
    before = shop.outside.wire.requests
    shop.outside.wire.cut = "answer"
    with pytest.raises(OutsideUnavailable):
        await mass(shop).add(MassMessage("lan", (TextPart("周五上新 #k1"),), contact_ids=(contact_id,)))
    shop.outside.wire.cut = None
    assert shop.outside.wire.requests == before + 1
    end = datetime.now(UTC) + timedelta(seconds=2)
    (row,) = await mass(shop).between(start, end, to_groups=False)
    assert row.text == "周五上新 #k1"
    assert await mass(shop).between(start, end, to_groups=True) == ()
    assert len(await mass(shop).tasks(row.message_id)) == 1


async def test_reminders_are_three_and_a_cancelled_message_is_over(shop: Shop) -> None:
    await shop.hire("lan")
    contact_id = (await shop.befriend("phone-1", "lan"))["externalUserId"]
    # Of a virtual day.
    await shop.outside.faults(timeScale=1, wecom={"massDispatchSeconds": 0})
    made = await mass(shop).add(MassMessage("lan", (TextPart("上新"),), contact_ids=(contact_id,)))
    for _ in range(3):
        await mass(shop).remind(made.message_id)
    with pytest.raises(WecomRefused) as caught:
        await mass(shop).remind(made.message_id)
    assert caught.value.errcode == 41094
    await mass(shop).cancel(made.message_id)
    await mass(shop).cancel(made.message_id)
    with pytest.raises(WecomRefused):
        await mass(shop).remind(made.message_id)
    with pytest.raises(WecomRefused):
        await mass(shop).cancel("no-such-message")


async def test_tasks_are_not_there_at_once(shop: Shop) -> None:
    await shop.hire("lan")
    chat_id = (await make(shop, "lan"))["chatId"]
    await shop.outside.faults(timeScale=1, wecom={"massDispatchSeconds": 60})
    made = await mass(shop).add(MassMessage("lan", (TextPart("上新"),), chat_ids=(chat_id,)))
    for call in (mass(shop).tasks(made.message_id), mass(shop).results(made.message_id, "lan")):
        with pytest.raises(WecomRefused) as caught:
            await call
        assert caught.value.errcode == 41063
    await shop.faults(massDispatchSeconds=0)
    (result,) = await mass(shop).results(made.message_id, "lan")
    assert (result.chat_id, result.contact_id, result.state) == (chat_id, None, "unsent")


async def test_a_cancelled_message_reaches_nobody_and_a_sent_one_stays(shop: Shop) -> None:
    """What a withdrawal goes by: the tasks that are read after it."""
    await shop.hire("lan")
    await shop.faults(massDispatchSeconds=0)
    chat_id = (await make(shop, "lan"))["chatId"]
    first = await mass(shop).add(MassMessage("lan", (TextPart("上新"),), chat_ids=(chat_id,)))
    await mass(shop).cancel(first.message_id)
    with pytest.raises(AssertionError, match="已经发送或取消"):
        await shop.outside.in_wecom(f"masses/{first.message_id}/lan/confirm")
    assert await mass(shop).tasks(first.message_id) == (MassTask("lan", False, None),)
    (result,) = await mass(shop).results(first.message_id, "lan")
    assert (result.chat_id, result.state) == (chat_id, "unsent")

    second = await mass(shop).add(MassMessage("lan", (TextPart("晚安"),), chat_ids=(chat_id,)))
    await shop.outside.in_wecom(f"masses/{second.message_id}/lan/confirm")
    await mass(shop).cancel(second.message_id)
    (task,) = await mass(shop).tasks(second.message_id)
    (result,) = await mass(shop).results(second.message_id, "lan")
    assert task.is_sent and result.state == "sent"
