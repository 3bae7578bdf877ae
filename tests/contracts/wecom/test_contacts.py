"""Contacts and what guides know of them: what WeCom writes, and what we write to it (C.4)."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from adapters.wecom.contacts import CorpContacts
from adapters.wecom.paging import PAGES_MAX
from ports.kernel import OutsideUnavailable
from ports.outside.wecom import (
    ContactFacts,
    FollowedPage,
    FollowFacts,
    NotAContact,
    Remark,
    StaffFacts,
    WecomRefused,
)
from tests.contracts.wecom.canned import Office

AT = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)
STAMP = int(AT.timestamp())
GET = "externalcontact/get"
BATCH = "externalcontact/batch/get_by_user"
WHOLE: dict[str, Any] = {
    "external_userid": "wmA",
    "name": "小满妈妈",
    "position": "",
    "avatar": "https://wx.qlogo.cn/mmhead/a/0",
    "corp_name": "",
    "type": 1,
    "gender": 2,
    "unionid": "oUnion",
}


def follow(user_id: str, **more: Any) -> dict[str, Any]:
    return {"userid": user_id, "remark": "", "description": "", "createtime": STAMP} | more


async def test_a_whole_contact(office: Office) -> None:
    tags = [
        {"group_name": "等级", "tag_name": "金卡", "tag_id": "etGold", "type": 1},
        {"group_name": "", "tag_name": "爱聊天", "type": 2},
        {"group_name": "规则", "tag_name": "华东", "tag_id": "etRule", "type": 3},
    ]
    known = follow(
        "lan",
        remark="小满妈妈 · 华东",
        description="两岁",
        remark_corp_name="暖禾",
        remark_mobiles=["16000000001", ""],
        tags=tags,
        oper_userid="lan",
        add_way=1,
        state="way-1",
    )
    office.corp.says(GET, {"errcode": 0, "errmsg": "ok", "external_contact": WHOLE, "follow_user": [known]})
    found = await CorpContacts(office.client).contact("wmA")
    assert found.contact == ContactFacts("wmA", "小满妈妈", WHOLE["avatar"], 1, 2, "oUnion", None)
    assert found.follows == (
        FollowFacts("lan", "小满妈妈 · 华东", "两岁", "暖禾", ("16000000001",), ("etGold",), AT, 1, "way-1"),
    )


@pytest.mark.parametrize(
    "lacking", [{}, {"unionid": "", "avatar": "", "corp_name": "", "gender": 9}, {"unionid": None, "avatar": None}]
)
async def test_a_contact_without_unionid_and_avatar(office: Office, lacking: dict[str, Any]) -> None:
    contact = {"external_userid": "woB", "name": "阿宁", "type": 2} | lacking
    office.corp.says(GET, {"external_contact": contact, "follow_user": [follow("lan", add_way=4711)]})
    found = await CorpContacts(office.client).contact("woB")
    assert found.contact == ContactFacts("woB", "阿宁", None, 2, 0, None, None)
    (known,) = found.follows
    assert (known.add_way, known.tag_ids, known.remark_phones, known.state) == (0, (), (), "")


async def test_followers_of_all_pages_each_once(office: Office) -> None:
    def page(request: httpx.Request) -> dict[str, Any]:
        cursor = request.url.params.get("cursor", "0")
        users = [follow(f"u{number}") for number in range(int(cursor), int(cursor) + 3)]
        more = {"next_cursor": str(int(cursor) + 2)} if int(cursor) < 6 else {"next_cursor": ""}
        return {"external_contact": WHOLE, "follow_user": users} | more

    office.corp.says(GET, page)
    found = await CorpContacts(office.client).contact("wmA")
    assert [one.user_id for one in found.follows] == [f"u{number}" for number in range(9)]
    assert len(office.corp.calls(GET)) == 4


@pytest.mark.parametrize("grows", [True, False])
async def test_pages_without_an_end_are_no_answer(office: Office, grows: bool) -> None:
    def page(request: httpx.Request) -> dict[str, Any]:
        cursor = f"{request.url.params.get('cursor', '')}x" if grows else "x"
        return {"external_contact": WHOLE, "follow_user": [follow("lan")], "next_cursor": cursor}

    office.corp.says(GET, page)
    with pytest.raises(OutsideUnavailable):
        await CorpContacts(office.client).contact("wmA")
    assert len(office.corp.calls(GET)) == (PAGES_MAX if grows else 2)


async def test_nobody_and_none(office: Office) -> None:
    contacts = CorpContacts(office.client)
    office.corp.says(GET, {"errcode": 84061, "errmsg": "not external contact"})
    with pytest.raises(NotAContact):
        await contacts.contact("wmA")
    office.corp.says("externalcontact/list", {"errcode": 84061, "errmsg": "not external contact"})
    assert await contacts.contacts_of("lan") == ()
    office.corp.says("externalcontact/list", {"errcode": 60111, "errmsg": "userid not found"})
    with pytest.raises(WecomRefused):
        await contacts.contacts_of("nobody")
    office.corp.says(BATCH, {"errcode": 84061, "errmsg": "not external contact"})
    assert await contacts.followed_page(("lan",), None) == FollowedPage((), None)


async def test_a_page_of_what_guides_know_has_tags_as_ids(office: Office) -> None:
    info = follow("lan", tag_id=["etGold", "etSize"], add_way=16, state="link")
    office.corp.says(
        BATCH, {"external_contact_list": [{"external_contact": WHOLE, "follow_info": info}], "next_cursor": "c2"}
    )
    page = await CorpContacts(office.client).followed_page(("lan", "bei"), None)
    assert office.corp.body(BATCH) == {"userid_list": ["lan", "bei"], "cursor": "", "limit": 100}
    (one,) = page.items
    assert (one.contact.unionid, one.follow.tag_ids, one.follow.add_way) == ("oUnion", ("etGold", "etSize"), 16)
    assert page.next_cursor == "c2"
    office.corp.says(BATCH, {"external_contact_list": [], "next_cursor": ""})
    assert await CorpContacts(office.client).followed_page(("lan",), "c2") == FollowedPage((), None)
    assert office.corp.body(BATCH)["cursor"] == "c2"


async def test_staff_comes_from_the_address_book_by_the_application(office: Office) -> None:
    contacts = CorpContacts(office.client)
    office.corp.says("user/get", {"userid": "lan", "name": "兰", "avatar": "", "status": 1})
    assert await contacts.staff("lan") == StaffFacts("lan", "兰", None, True)
    assert office.corp.calls("user/get")[0].url.params["access_token"].startswith("hush-agent")
    for status in (2, 4, 5):
        office.corp.says("user/get", {"userid": "lan", "status": status})
        assert await contacts.staff("lan") == StaffFacts("lan", "lan", None, False)
    office.corp.says("externalcontact/get_follow_user_list", {"follow_user": ["lan", "bei"]})
    assert await contacts.guides() == ("lan", "bei")


async def test_a_remark_changes_what_is_given_and_nothing_else(office: Office) -> None:
    contacts, api = CorpContacts(office.client), "externalcontact/remark"
    await contacts.remark("lan", "wmA", Remark())
    assert office.corp.calls(api) == []
    await contacts.remark("lan", "wmA", Remark(remark="小满", phones=("16000000001",)))
    pair = {"userid": "lan", "external_userid": "wmA"}
    assert office.corp.body(api) == pair | {"remark": "小满", "remark_mobiles": ["16000000001"]}
    await contacts.remark("lan", "wmA", Remark(description="", company="", phones=()))
    assert office.corp.body(api) == pair | {"description": "", "remark_company": "", "remark_mobiles": [""]}


async def test_marks_may_be_said_twice(office: Office) -> None:
    api = "externalcontact/mark_tag"
    office.corp.says(api, httpx.ReadTimeout("late"), {"errcode": 0})
    await CorpContacts(office.client).mark("lan", "wmA", ("et1",), ())
    assert len(office.corp.calls(api)) == 2
    assert office.corp.body(api) == {
        "userid": "lan",
        "external_userid": "wmA",
        "add_tag": ["et1"],
        "remove_tag": [],
    }
    with pytest.raises(AssertionError):
        await CorpContacts(office.client).mark("lan", "wmA", (), ())
