"""Live codes and the twenty seconds after a scan."""

import asyncio
import io
from typing import Any

import pytest
from PIL import Image

from tests.contracts.emulator.corp import Corp
from tests.contracts.emulator.shop import Shop

EC = "externalcontact"


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(buffer, "PNG")
    return buffer.getvalue()


async def scanned(corp: Corp, **more: Any) -> dict[str, Any]:
    await corp.hire("lan")
    way = await corp.way("lan", state="s=1aB")
    met: dict[str, Any] = await corp.play("scan", device="phone-1", qr=way["qr_code"], **more)
    return met


async def welcome(corp: Corp, code: str, text: str = "欢迎") -> int:
    answer = await corp.post(f"{EC}/send_welcome_msg", {"welcome_code": code, "text": {"content": text}})
    return int(answer["errcode"])


async def test_a_scan_makes_a_contact_and_says_where_from(corp: Corp) -> None:
    met = await scanned(corp)
    (event,) = await corp.told(1)
    assert event["ChangeType"] == "add_external_contact"
    assert (event["UserID"], event["ExternalUserID"]) == ("lan", met["externalUserId"])
    assert (event["State"], event["WelcomeCode"]) == ("s=1aB", met["welcomeCode"])
    (follow,) = (await corp.get(f"{EC}/get", external_userid=met["externalUserId"]))["follow_user"]
    assert (follow["state"], follow["add_way"]) == ("s=1aB", 1)
    await corp.play("scan", 404, device="phone-2", qr="no-such-code")


async def test_several_guides_share_a_code(corp: Corp) -> None:
    await corp.hire("a", "b", "gone")
    way = await corp.way("a", "b", "gone")
    await corp.play("staff/gone/leave")
    met = [await corp.play("scan", device=f"phone-{n}", configId=way["config_id"]) for n in range(20)]
    assert {one["userId"] for one in met} == {"a", "b"}
    chosen = await corp.play("scan", device="phone-30", configId=way["config_id"], userId="b")
    assert chosen["userId"] == "b"


async def test_a_half_contact_is_confirmed_later(corp: Corp) -> None:
    met = await scanned(corp, isHalf=True)
    assert met["standing"] == "half"
    who = {"device": "phone-1", "userId": "lan"}
    await corp.play("confirm/pair", **who)
    events = await corp.told(2)
    assert sorted(event["ChangeType"] for event in events) == ["add_external_contact", "add_half_external_contact"]
    await corp.play("confirm/pair", 409, **who)


async def test_who_was_welcomed_as_half_a_contact_is_not_welcomed_again(corp: Corp) -> None:
    met = await scanned(corp, isHalf=True)
    assert await welcome(corp, met["welcomeCode"]) == 0
    assert (await corp.play("confirm/pair", device="phone-1", userId="lan"))["welcomeCode"] == ""
    events = {event["ChangeType"]: event for event in await corp.told(2)}
    assert "WelcomeCode" not in events["add_external_contact"]
    assert events["add_half_external_contact"]["WelcomeCode"] == met["welcomeCode"]


async def test_without_skipping_the_guide_has_to_agree(corp: Corp) -> None:
    await corp.hire("lan")
    way = await corp.way("lan", skip_verify=False)
    met = await corp.play("scan", device="phone-1", configId=way["config_id"])
    assert (met["standing"], met["welcomeCode"]) == ("asked", "")
    assert (await corp.get(f"{EC}/list", userid="lan"))["errcode"] == 84061
    await corp.play("confirm/pair", device="phone-1", userId="lan")
    (event,) = await corp.told(1)
    assert event["ChangeType"] == "add_external_contact" and event["WelcomeCode"]


async def test_the_welcome_arrives_once(corp: Corp) -> None:
    met = await scanned(corp)
    cover = await corp.upload(png(), type="image")
    assert cover["errcode"] == 0 and isinstance(cover["created_at"], str)
    card = {
        "title": "新人礼",
        "pic_media_id": cover["media_id"],
        "appid": corp.papers["appid"],
        "page": "pages/home.html",
    }
    link = {"title": "护肤手册", "url": "https://shop.example/guide", "desc": "看看"}
    message = {
        "welcome_code": met["welcomeCode"],
        "text": {"content": "您好，我是兰"},
        "attachments": [{"msgtype": "link", "link": link}, {"msgtype": "miniprogram", "miniprogram": card}],
    }
    await corp.ok(f"{EC}/send_welcome_msg", message)
    (line,) = await corp.chat("phone-1")
    assert (line["source"], line["userId"]) == ("welcome", "lan")
    assert [part["kind"] for part in line["parts"]] == ["text", "link", "miniprogram"]
    assert line["parts"][2]["page"] == "pages/home.html"
    assert await welcome(corp, met["welcomeCode"]) == 41051
    assert len(await corp.chat("phone-1")) == 1


async def test_late_invented_and_overtaken_welcomes(corp: Corp, shop: Shop) -> None:
    met = await scanned(corp)
    assert await welcome(corp, "invented") == 41050
    assert await welcome(corp, "") == 41049
    await shop.faults(wecom={"welcomeSeconds": 0})
    assert await welcome(corp, met["welcomeCode"]) == 41050
    await shop.faults()
    await corp.play("say", device="phone-1", userId="lan", text="在吗")
    assert await welcome(corp, met["welcomeCode"]) == 41051
    assert [line["source"] for line in await corp.chat("phone-1")] == ["contact"]


async def test_two_at_once(corp: Corp, shop: Shop) -> None:
    met = await scanned(corp)
    await corp.token()
    await shop.faults(wecom={"welcomeSendMs": 200})
    codes = await asyncio.gather(*(welcome(corp, met["welcomeCode"]) for _ in range(4)))
    assert sorted(codes) == [0, 41096, 41096, 41096]
    assert len(await corp.chat("phone-1")) == 1


async def test_an_administrators_welcome_leaves_no_code(corp: Corp, shop: Shop) -> None:
    await shop.faults(wecom={"adminWelcome": True})
    await scanned(corp)
    (event,) = await corp.told(1)
    assert "WelcomeCode" not in event


@pytest.mark.parametrize(
    ("attachments", "errcode"),
    [
        ([], 40063),
        ([{"msgtype": "link", "link": {"title": "t", "url": "https://x.example"}}] * 10, 41064),
        ([{"msgtype": "music"}], 41065),
        ([{"msgtype": "image", "image": {"media_id": "no"}}], 40007),
        (
            [
                {
                    "msgtype": "miniprogram",
                    "miniprogram": {"title": "t", "pic_media_id": "m", "appid": "wx0", "page": "p"},
                }
            ],
            40013,
        ),
    ],
)
async def test_a_wrong_welcome_does_not_use_the_code_up(corp: Corp, attachments: list[Any], errcode: int) -> None:
    met = await scanned(corp)
    body = {"welcome_code": met["welcomeCode"], "attachments": attachments}
    assert (await corp.post(f"{EC}/send_welcome_msg", body))["errcode"] == errcode
    assert await corp.chat("phone-1") == []
    assert await welcome(corp, met["welcomeCode"]) == 0


async def test_the_life_of_a_way(corp: Corp) -> None:
    await corp.hire("lan", "mei")
    way = await corp.way("lan", remark="门店", state="a")
    picture = await corp.client.get(way["qr_code"].removeprefix("http://emulator"))
    assert picture.content.startswith(b"\x89PNG")
    await corp.ok(f"{EC}/update_contact_way", {"config_id": way["config_id"], "user": ["mei"], "state": "b"})
    found = (await corp.ok(f"{EC}/get_contact_way", {"config_id": way["config_id"]}))["contact_way"]
    assert (found["user"], found["state"], found["remark"], found["type"]) == (["mei"], "b", "", 1)
    listed = await corp.ok(f"{EC}/list_contact_way", {"start_time": 0, "limit": 10})
    assert listed["contact_way"] == [{"config_id": way["config_id"]}]
    await corp.ok(f"{EC}/del_contact_way", {"config_id": way["config_id"]})
    assert (await corp.post(f"{EC}/get_contact_way", {"config_id": way["config_id"]}))["errcode"] == 41044
    await corp.play("scan", 404, device="phone-1", configId=way["config_id"])


@pytest.mark.parametrize(
    ("way", "errcode"),
    [
        ({"type": 3, "scene": 2, "user": ["lan"]}, 41039),
        ({"type": 1, "scene": 3, "user": ["lan"]}, 41040),
        ({"type": 1, "scene": 2, "style": 9, "user": ["lan"]}, 41042),
        ({"type": 1, "scene": 2, "user": ["lan", "mei"]}, 40058),
        ({"type": 1, "scene": 2, "user": ["nobody"]}, 41054),
        ({"type": 2, "scene": 2, "user": [f"u{n}" for n in range(101)]}, 41041),
        ({"type": 1, "scene": 2, "user": ["lan"], "state": "s" * 31}, 40058),
    ],
)
async def test_ways_that_are_refused(corp: Corp, way: dict[str, Any], errcode: int) -> None:
    await corp.hire("lan", "mei")
    assert (await corp.post(f"{EC}/add_contact_way", way))["errcode"] == errcode
    assert (await corp.ok(f"{EC}/list_contact_way", {}))["contact_way"] == []


async def test_pages_and_the_limit_of_ways(corp: Corp, shop: Shop) -> None:
    await corp.hire("lan")
    made = [(await corp.way("lan"))["config_id"] for _ in range(5)]
    seen, cursor = [], ""
    while True:
        page = await corp.ok(f"{EC}/list_contact_way", {"limit": 2, "cursor": cursor})
        seen += [one["config_id"] for one in page["contact_way"]]
        if not (cursor := page.get("next_cursor", "")):
            break
    assert seen == made
    await shop.faults(wecom={"waysMax": 5})
    asked = {"type": 1, "scene": 2, "user": ["lan"]}
    assert (await corp.post(f"{EC}/add_contact_way", asked))["errcode"] == 41045
