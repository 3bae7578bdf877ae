"""The adapter against the emulator: live codes, welcomes, contacts, tags."""

import asyncio
import io

import pytest
from msgspec.structs import replace
from PIL import Image

from adapters.wecom.tags import CorpTags
from adapters.wecom.welcome import CorpWelcome
from ports.outside.wecom import (
    CardPart,
    CodeWayUnknown,
    LinkPart,
    LiveCode,
    NotAContact,
    PicturePart,
    Remark,
    TextPart,
    WecomNameTaken,
    WecomRefused,
    WecomTagUnknown,
    WelcomeCodeGone,
)
from tests.contracts.wecom.shop import Shop

CODE = LiveCode(("lan",), "way-1", "门店甲", True)


def picture(colour: str = "red") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(buffer, "PNG")
    return buffer.getvalue()


async def test_a_live_code_from_its_making_to_its_end(shop: Shop) -> None:
    await shop.hire("lan", "bei")
    made = await shop.codes.add(CODE)
    met = await shop.outside.in_wecom("scan", device="phone-1", qr=made.qr_url)
    (known,) = (await shop.contacts.contact(met["externalUserId"])).follows
    assert (known.user_id, known.state, known.add_way) == ("lan", "way-1", 1)
    more = LiveCode(("lan", "bei"), "way-2", "", False)
    await shop.codes.change(made.config_id, more)
    assert (await shop.codes.one(made.config_id)).code == more
    await shop.codes.delete(made.config_id)
    for call in (shop.codes.one, shop.codes.delete):
        with pytest.raises(CodeWayUnknown):
            await call(made.config_id)
    with pytest.raises(CodeWayUnknown):
        await shop.codes.change(made.config_id, more)
    with pytest.raises(WecomRefused) as caught:
        await shop.codes.add(LiveCode(("nobody",), "", "", True))
    assert caught.value.errcode == 41054


async def test_a_welcome_with_all_its_parts_and_only_once(shop: Shop) -> None:
    await shop.hire("lan")
    made = await shop.codes.add(CODE)
    met = await shop.outside.in_wecom("scan", device="phone-1", qr=made.qr_url)
    parts = (
        TextPart("欢迎来到暖禾"),
        LinkPart("新人礼", "https://shop.example/gift"),
        CardPart("逛逛小店" * 10, "/pages/home/index?from=lan", picture()),
        PicturePart(picture()),
    )
    await shop.welcome.send(met["welcomeCode"], parts)
    answer = await shop.outside.http.get("/play/wecom/chat", params={"device": "phone-1"})
    said = [part for item in answer.json()["items"] for part in item.get("parts", [item])]
    assert [part["kind"] for part in said if part["kind"] in ("text", "link", "miniprogram", "image")] == [
        "text",
        "link",
        "miniprogram",
        "image",
    ]
    for code in (met["welcomeCode"], "no-such-code"):
        with pytest.raises(WelcomeCodeGone):
            await shop.welcome.send(code, parts)


async def test_a_welcome_that_comes_too_late(shop: Shop) -> None:
    await shop.hire("lan")
    await shop.faults(welcomeSeconds=0)
    code = (await shop.befriend("phone-1", "lan"))["welcomeCode"]
    with pytest.raises(WelcomeCodeGone) as caught:
        await shop.welcome.send(code, (TextPart("您好"),))
    assert caught.value.errcode == 41050
    await shop.faults()
    code = (await shop.befriend("phone-2", "lan"))["welcomeCode"]
    await shop.outside.in_wecom("say", device="phone-2", userId="lan", text="在吗")
    with pytest.raises(WelcomeCodeGone) as caught:
        await shop.welcome.send(code, (TextPart("您好"),))
    assert caught.value.errcode == 41051


async def test_two_who_send_one_welcome(shop: Shop) -> None:
    await shop.hire("lan")
    await shop.faults(welcomeSendMs=50)
    code = (await shop.befriend("phone-1", "lan"))["welcomeCode"]
    both = [CorpWelcome(client).send(code, (TextPart("您好"),)) for client in shop.clients]
    results = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["NoneType", "WelcomeCodeGone"]


async def test_contacts_with_and_without_unionid(shop: Shop) -> None:
    await shop.hire("lan")
    contact_id = (await shop.befriend("phone-1", "lan"))["externalUserId"]
    found = (await shop.contacts.contact(contact_id)).contact
    assert found.unionid and found.avatar_url
    await shop.faults(withoutUnionid=True)
    assert (await shop.contacts.contact(contact_id)).contact == replace(found, unionid=None)
    (one,) = (await shop.contacts.followed_page(("lan",), None)).items
    assert one.contact.unionid is None


async def test_who_is_unknown(shop: Shop) -> None:
    await shop.hire("lan")
    assert await shop.contacts.contacts_of("lan") == ()
    assert (await shop.contacts.followed_page(("lan",), None)).items == ()
    unknown = "wm" + "x" * 30
    with pytest.raises(NotAContact):
        await shop.contacts.contact(unknown)
    with pytest.raises(NotAContact):
        await shop.contacts.remark("lan", unknown, Remark(remark="谁"))
    group = await shop.tags.add("等级", ("金卡",))
    with pytest.raises(NotAContact):
        await shop.contacts.mark("lan", unknown, (group.tags[0].tag_id,), ())
    for call in (shop.contacts.staff, shop.contacts.contacts_of):
        with pytest.raises(WecomRefused):
            await call("nobody")


async def test_followers_over_several_pages(shop: Shop) -> None:
    guides = [f"guide-{number}" for number in range(7)]
    await shop.hire(*guides)
    await shop.faults(followersPerPage=3)
    for user_id in guides:
        contact_id = (await shop.befriend("phone-1", user_id))["externalUserId"]
    before = shop.outside.wire.requests
    found = await shop.contacts.contact(contact_id)
    assert [one.user_id for one in found.follows] == guides
    assert shop.outside.wire.requests == before + 3 + 1


async def test_all_contacts_of_guides_page_by_page(shop: Shop) -> None:
    await shop.hire("lan", "bei")
    expected = set()
    for number in range(130):
        user_id = "lan" if number % 2 else "bei"
        expected.add((user_id, (await shop.befriend(f"phone-{number}", user_id))["externalUserId"]))
    cursor, found, pages = None, [], 0
    while pages == 0 or cursor:
        page = await shop.contacts.followed_page(("lan", "bei"), cursor)
        found += [(one.follow.user_id, one.contact.contact_id) for one in page.items]
        cursor, pages = page.next_cursor, pages + 1
    assert (pages, len(found), set(found)) == (2, 130, expected)


async def test_remarks_and_tags_are_the_pairs(shop: Shop) -> None:
    await shop.hire("lan", "bei")
    contact_id = (await shop.befriend("phone-1", "lan"))["externalUserId"]
    await shop.befriend("phone-1", "bei")
    group = await shop.tags.add("等级", ("金卡", "银卡"))
    gold, silver = (tag.tag_id for tag in group.tags)
    remark = Remark(remark="小满妈妈", description="两岁", company="暖禾", phones=("16000000001",))
    await shop.contacts.remark("lan", contact_id, remark)
    await shop.contacts.mark("lan", contact_id, (gold, silver), ())
    await shop.contacts.mark("lan", contact_id, (), (silver,))
    bei, lan = sorted((await shop.contacts.contact(contact_id)).follows, key=lambda one: one.user_id)
    assert (lan.remark, lan.description, lan.remark_company) == ("小满妈妈", "两岁", "暖禾")
    assert (lan.remark_phones, lan.tag_ids) == (("16000000001",), (gold,))
    assert (bei.remark_phones, bei.tag_ids) == ((), ())
    await shop.contacts.remark("lan", contact_id, Remark(phones=()))
    page = await shop.contacts.followed_page(("lan",), None)
    assert (page.items[0].follow.remark_phones, page.items[0].follow.tag_ids) == ((), (gold,))
    assert page.items[0].follow.remark == "小满妈妈"
    with pytest.raises(WecomTagUnknown):
        await shop.contacts.mark("lan", contact_id, ("etNone",), ())


async def test_tags_from_their_making_to_their_end(shop: Shop) -> None:
    first = await shop.tags.add("等级", ("金卡",))
    second = await shop.tags.add("等级", ("银卡",))
    assert first.group_id == second.group_id
    (group,) = await shop.tags.tags()
    assert [tag.name for tag in group.tags] == ["金卡", "银卡"]
    with pytest.raises(WecomNameTaken):
        await shop.tags.add("等级", ("金卡",))
    await shop.tags.rename(group.tags[0].tag_id, "黑卡")
    await shop.tags.rename(group.group_id, "会员等级")
    with pytest.raises(WecomNameTaken):
        await shop.tags.rename(group.tags[0].tag_id, "银卡")
    with pytest.raises(WecomTagUnknown):
        await shop.tags.rename("etNone", "x")
    (group,) = await shop.tags.tags()
    assert (group.name, {tag.name for tag in group.tags}) == ("会员等级", {"黑卡", "银卡"})
    await shop.tags.delete((group.tags[0].tag_id, "etNone"), ())
    (group,) = await shop.tags.tags()
    assert len(group.tags) == 1
    await shop.tags.delete((), (group.group_id,))
    await shop.tags.delete((), (group.group_id,))
    assert await shop.tags.tags() == ()


async def test_writers_of_tags_who_meet_make_one_group(shop: Shop) -> None:
    writers = [CorpTags(client) for client in shop.clients for _ in range(3)]
    await asyncio.gather(*(one.add("等级", (f"级别{number}",)) for number, one in enumerate(writers)))
    (group,) = await shop.tags.tags()
    assert len(group.tags) == 6


async def test_chinese_reaches_wecom_unescaped(shop: Shop) -> None:
    """The emulator refuses escapes with 40033."""
    await shop.tags.add("会员等级 😀", ("金卡",))
    assert (await shop.tags.tags())[0].name == "会员等级 😀"
