"""What the console's tab 企微 shows and does."""

from typing import Any

from tests.contracts.emulator.corp import Corp
from tests.contracts.emulator.shop import Shop

EC = "externalcontact"


async def shown(corp: Corp) -> dict[str, Any]:
    return dict((await corp.client.get("/play/wecom")).json())


async def test_one_camera_for_all_codes(corp: Corp) -> None:
    await corp.hire("lan")
    way = await corp.way("lan", state="s", remark="门店台卡")
    met = await corp.play("camera", device="", qr=way["qr_code"])
    assert met["device"].startswith("stranger-") and met["userId"] == "lan"
    chat_id = (await corp.play("groups", owner="lan", name="护肤群"))["chatId"]
    join = await corp.ok(f"{EC}/groupchat/add_join_way", {"scene": 2, "chat_id_list": [chat_id]})
    assert (await corp.play("camera", device=met["device"], qr=join["config_id"]))["chatId"] == chat_id
    await corp.play("camera", 404, device="", qr="nothing")
    page = await shown(corp)
    assert [one["device"] for one in page["people"]] == [met["device"]]
    assert [(one["standing"], one["state"]) for one in page["follows"]] == [("live", "s")]
    assert [one["device"] for one in page["groups"][0]["members"]] == [met["device"]]
    assert [(one["remark"], one["users"]) for one in page["ways"]] == [("门店台卡", ["lan"])]
    assert [(one["userid"], one["contactCount"]) for one in page["staff"]] == [("lan", 1)]


async def test_what_waits_for_somebody(corp: Corp) -> None:
    await corp.hire("lan", "mei")
    contact = await corp.friend("phone-1", "lan")
    made = await corp.ok(f"{EC}/add_msg_template", {"external_userid": [contact], "text": {"content": "上新"}})
    hands = {"handover_userid": "lan", "takeover_userid": "mei", "external_userid": [contact]}
    await corp.ok(f"{EC}/transfer_customer", hands)
    page = await shown(corp)
    assert [(one["msgid"], one["targetCount"]) for one in page["tasks"]] == [(made["msgid"], 1)]
    assert [one["takeover"] for one in page["transfers"]] == ["mei"]
    await corp.play(f"masses/{made['msgid']}/lan/confirm")
    page = await shown(corp)
    assert page["tasks"] == []
    assert [line["source"] for chat in page["chats"] for line in chat["lines"]] == ["mass"]


async def test_tags_by_the_form(corp: Corp) -> None:
    made = await corp.play("tags", group="肤质", tags="干性、油性")
    assert [tag["name"] for tag in made["tag"]] == ["干性", "油性"]
    await corp.play("tags", 409, group="肤质", tags="干性")


async def test_the_files_of_the_tab_are_served(shop: Shop) -> None:
    assert (await shop.client.get("/console/wecom.js")).status_code == 200
    assert "wecom.js" in (await shop.client.get("/console/console.js")).text
