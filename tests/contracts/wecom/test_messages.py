"""Welcome and mass messages: what is written, and what is never said twice (C.7)."""

from datetime import UTC, datetime

import httpx
import pytest
from redis.asyncio import Redis

from adapters.wecom.mass import CorpMassMessages
from adapters.wecom.messages import card_page, cut
from adapters.wecom.welcome import CorpWelcome
from ports.kernel import Invalid, OutsideUnavailable
from ports.outside.wecom import (
    CardPart,
    LinkPart,
    MessagePart,
    PicturePart,
    TextPart,
    WecomRefused,
    WelcomeCodeGone,
)
from ports.outside.wecom_groups import (
    ListedMassMessage,
    MadeMassMessage,
    MassMessage,
    MassTask,
    SendResult,
)
from tests.contracts.wecom.canned import CONFIG, Office

AT = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)
STAMP = int(AT.timestamp())
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 20
WELCOME = "externalcontact/send_welcome_msg"
MASS = "externalcontact/add_msg_template"
PARTS: tuple[MessagePart, ...] = (
    TextPart("欢迎来到暖禾"),
    LinkPart("新人礼", "https://shop.example/gift", "https://shop.example/gift.png", "领十元券"),
    CardPart("逛逛小店", "/pages/home/index?from=lan", PNG),
    PicturePart(JPEG),
)


def files(office: Office) -> list[str]:
    return [request.content.decode(errors="replace") for request in office.corp.calls("media/upload")]


def uploads(office: Office) -> None:
    count = iter(range(1, 100))
    office.corp.says("media/upload", lambda _: {"type": "image", "media_id": f"M{next(count)}", "created_at": "1"})


async def test_a_welcome_of_all_kinds(office: Office) -> None:
    uploads(office)
    await CorpWelcome(office.client).send("W1", PARTS)
    card = {
        "title": "逛逛小店",
        "pic_media_id": "M1",
        "appid": CONFIG.card_appid,
        "page": "pages/home/index.html?from=lan",
    }
    link = {
        "title": "新人礼",
        "url": "https://shop.example/gift",
        "picurl": "https://shop.example/gift.png",
        "desc": "领十元券",
    }
    assert office.corp.body(WELCOME) == {
        "welcome_code": "W1",
        "text": {"content": "欢迎来到暖禾"},
        "attachments": [
            {"msgtype": "link", "link": link},
            {"msgtype": "miniprogram", "miniprogram": card},
            {"msgtype": "image", "image": {"media_id": "M2"}},
        ],
    }
    first, second = files(office)
    assert 'name="media"; filename="picture.png"' in first and "Content-Type: image/png" in first
    assert 'filename="picture.jpg"' in second and "Content-Type: image/jpeg" in second
    assert office.corp.calls("media/upload")[0].url.params["type"] == "image"


async def test_a_picture_is_uploaded_once_for_all(office: Office) -> None:
    uploads(office)
    for client in (office.client, office.process()):
        await CorpWelcome(client).send("W1", (PicturePart(PNG),))
    assert len(files(office)) == 1
    (key,) = [key async for key in office.valkey.scan_iter("wecom:media:*")]
    assert 2 * 86_400 - 10 < await office.valkey.ttl(key) <= 2 * 86_400


async def test_a_media_id_that_wecom_has_forgotten_is_made_anew_once(office: Office) -> None:
    uploads(office)
    welcome = CorpWelcome(office.client)
    await welcome.send("W1", (PicturePart(PNG),))
    office.corp.says(WELCOME, {"errcode": 40007, "errmsg": "invalid media_id"}, {"errcode": 0})
    await welcome.send("W2", (PicturePart(PNG),))
    assert office.corp.body(WELCOME)["attachments"][0]["image"]["media_id"] == "M2"
    office.corp.says(WELCOME, {"errcode": 40007, "errmsg": "invalid media_id"})
    before = len(office.corp.calls(WELCOME))
    with pytest.raises(WecomRefused):
        await welcome.send("W3", (PicturePart(PNG),))
    assert len(office.corp.calls(WELCOME)) == before + 2


async def test_without_a_cache_each_message_uploads(office: Office) -> None:
    uploads(office)
    client = office.process()
    client.valkey = Redis(host="127.0.0.1", port=1)
    for code in ("W1", "W2"):
        await CorpWelcome(client).send(code, (PicturePart(PNG),))
    assert len(files(office)) == 2


@pytest.mark.parametrize("errcode", [41050, 41051, 41096])
async def test_a_welcome_code_that_is_gone(office: Office, errcode: int) -> None:
    office.corp.says(WELCOME, {"errcode": errcode, "errmsg": ""})
    with pytest.raises(WelcomeCodeGone):
        await CorpWelcome(office.client).send("W1", (TextPart("您好"),))
    assert len(office.corp.calls(WELCOME)) == 1


@pytest.mark.parametrize("api", [WELCOME, MASS])
async def test_messages_are_never_said_twice(office: Office, api: str) -> None:
    for lost in (httpx.ReadTimeout("late"), {"errcode": -1, "errmsg": "busy"}, 502):
        office.corp.says(api, lost, {"errcode": 0, "msgid": "m1"})
        before = len(office.corp.calls(api))
        with pytest.raises(OutsideUnavailable):
            if api == WELCOME:
                await CorpWelcome(office.client).send("W1", (TextPart("您好"),))
            else:
                message = MassMessage("lan", (TextPart("您好"),), contact_ids=("wmA",))
                await CorpMassMessages(office.client).add(message)
        assert len(office.corp.calls(api)) == before + 1


@pytest.mark.parametrize("parts", [(), (TextPart("a"), TextPart("b")), (LinkPart("t", "https://a.example"),) * 10])
async def test_what_no_message_may_be(office: Office, parts: tuple[MessagePart, ...]) -> None:
    with pytest.raises(Invalid):
        await CorpWelcome(office.client).send("W1", parts)
    assert office.corp.requests == []


def test_pages_and_titles_as_wecom_takes_them() -> None:
    assert card_page("/pages/a/b") == "pages/a/b.html"
    assert card_page("pages/a/b.html?x=1&y=?") == "pages/a/b.html?x=1&y=?"
    assert cut("暖" * 21, 64) == "暖" * 21
    assert cut("暖" * 22, 64) == "暖" * 20 + "…"
    assert len(cut("😀" * 40, 64).encode()) <= 64


async def test_mass_messages_name_their_receivers(office: Office) -> None:
    mass = CorpMassMessages(office.client)
    office.corp.says(MASS, {"errcode": 0, "fail_list": ["wmB"], "msgid": "m1"})
    to_contacts = MassMessage("lan", (TextPart("上新"),), contact_ids=("wmA", "wmB"))
    assert await mass.add(to_contacts) == MadeMassMessage("m1", ("wmB",))
    body = {"sender": "lan", "chat_type": "single", "external_userid": ["wmA", "wmB"], "text": {"content": "上新"}}
    assert office.corp.body(MASS) == body
    office.corp.says(MASS, {"errcode": 0, "msgid": "m2"})
    assert await mass.add(MassMessage("lan", (TextPart("上新"),), chat_ids=("wrA",))) == MadeMassMessage("m2", ())
    assert office.corp.body(MASS)["chat_id_list"] == ["wrA"] and office.corp.body(MASS)["chat_type"] == "group"
    before = len(office.corp.requests)
    for wrong in (
        MassMessage("lan", (TextPart("上新"),)),
        MassMessage("lan", (TextPart("上新"),), contact_ids=("wmA",), chat_ids=("wrA",)),
        MassMessage("lan", (TextPart("上新"),), contact_ids=("wmA",) * 10_001),
        MassMessage("lan", (TextPart("上新"),), chat_ids=("wrA",) * 2_001),
    ):
        with pytest.raises(Invalid):
            await mass.add(wrong)
    assert len(office.corp.requests) == before


async def test_mass_messages_are_found_and_followed(office: Office) -> None:
    mass = CorpMassMessages(office.client)
    listed = {"msgid": "m1", "creator": "lan", "create_time": str(STAMP), "create_type": 0, "text": {"content": "上新"}}
    api = "externalcontact/get_groupmsg_list_v2"
    office.corp.says(
        api,
        {"group_msg_list": [listed], "next_cursor": "n"},
        {"group_msg_list": [{"msgid": "m2", "create_time": STAMP}]},
    )
    found = await mass.between(AT, AT, to_groups=False)
    assert found == (ListedMassMessage("m1", AT, "上新"), ListedMassMessage("m2", AT, ""))
    asked = office.corp.body(api)
    assert (asked["chat_type"], asked["filter_type"], asked["cursor"], asked["limit"]) == ("single", 0, "n", 100)
    office.corp.says(
        "externalcontact/get_groupmsg_task",
        {"task_list": [{"userid": "lan", "status": 2, "send_time": STAMP}, {"userid": "bei", "status": 0}]},
    )
    assert await mass.tasks("m1") == (MassTask("lan", True, AT), MassTask("bei", False, None))
    rows = [{"external_userid": f"wm{status}", "userid": "lan", "status": status} for status in range(4)]
    office.corp.says(
        "externalcontact/get_groupmsg_send_result",
        {"send_list": rows, "next_cursor": "n"},
        {"send_list": [{"chat_id": "wrA", "userid": "lan", "status": 1, "send_time": STAMP}]},
    )
    assert await mass.results("m1", "lan") == (
        SendResult("wm0", None, "unsent", None),
        SendResult("wm1", None, "sent", None),
        SendResult("wm2", None, "not_a_friend", None),
        SendResult("wm3", None, "over_limit", None),
        SendResult(None, "wrA", "sent", AT),
    )
    office.corp.says("externalcontact/get_groupmsg_task", {"errcode": 41063, "errmsg": "dispatching"})
    with pytest.raises(WecomRefused) as caught:
        await mass.tasks("m1")
    assert caught.value.errcode == 41063


async def test_a_reminder_is_not_spent_twice_and_a_cancelled_one_stays_cancelled(office: Office) -> None:
    mass = CorpMassMessages(office.client)
    remind, cancel = "externalcontact/remind_groupmsg_send", "externalcontact/cancel_groupmsg_send"
    office.corp.says(remind, httpx.ReadTimeout("late"))
    with pytest.raises(OutsideUnavailable):
        await mass.remind("m1")
    assert len(office.corp.calls(remind)) == 1
    office.corp.says(cancel, httpx.ReadTimeout("late"), {"errcode": 41093, "errmsg": ""})
    await mass.cancel("m1")
    office.corp.says(cancel, {"errcode": 41046, "errmsg": ""})
    with pytest.raises(WecomRefused):
        await mass.cancel("m1")
