"""Tags, live codes and transfers: what WeCom writes, and what we write to it (C.5, C.6, C.8)."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from adapters.wecom.live_codes import CorpLiveCodes
from adapters.wecom.tags import CorpTags
from adapters.wecom.transfers import CorpTransfers
from ports.kernel import OutsideUnavailable
from ports.outside.wecom import (
    CodeWayUnknown,
    CorpTag,
    CorpTagGroup,
    LiveCode,
    MadeLiveCode,
    TransferredContact,
    Unassigned,
    WecomNameTaken,
    WecomTagUnknown,
)
from tests.contracts.wecom.canned import Office

AT = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)
STAMP = int(AT.timestamp())
LIST_TAGS = "externalcontact/get_corp_tag_list"
ADD_TAG = "externalcontact/add_corp_tag"
DELETE_TAG = "externalcontact/del_corp_tag"
ADD_WAY = "externalcontact/add_contact_way"


async def test_tags_that_are_deleted_are_none(office: Office) -> None:
    gold = {"id": "et1", "name": "金卡", "create_time": STAMP, "order": 2, "deleted": False}
    gone = {"id": "et2", "name": "旧", "create_time": STAMP, "order": 1, "deleted": True}
    group = {"group_id": "g1", "group_name": "等级", "create_time": STAMP, "order": 3, "tag": [gold, gone]}
    old = {"group_id": "g2", "group_name": "旧组", "order": 1, "deleted": True, "tag": []}
    office.corp.says(LIST_TAGS, {"tag_group": [group, old]})
    assert await CorpTags(office.client).tags() == (CorpTagGroup("g1", "等级", 3, (CorpTag("et1", "金卡", 2),)),)
    office.corp.says(LIST_TAGS, {"errcode": 0})
    assert await CorpTags(office.client).tags() == ()


async def test_new_tags_go_into_the_group_that_has_the_name(office: Office) -> None:
    tags = CorpTags(office.client)
    made = {"group_id": "g1", "group_name": "等级", "order": 1, "tag": [{"id": "et9", "name": "黑卡"}]}
    office.corp.says(ADD_TAG, {"tag_group": made})
    assert await tags.add("等级", ("黑卡",)) == CorpTagGroup("g1", "等级", 1, (CorpTag("et9", "黑卡", 0),))
    assert office.corp.body(ADD_TAG) == {"group_name": "等级", "tag": [{"name": "黑卡"}]}
    office.corp.says(LIST_TAGS, {"tag_group": [{"group_id": "g1", "group_name": "等级", "tag": []}]})
    await tags.add("等级", ("黑卡",))
    assert office.corp.body(ADD_TAG) == {"group_id": "g1", "tag": [{"name": "黑卡"}]}
    office.corp.says(ADD_TAG, {"errcode": 40071, "errmsg": ""})
    with pytest.raises(WecomNameTaken):
        await tags.add("等级", ("黑卡",))
    before = len(office.corp.calls(ADD_TAG))
    office.corp.says(ADD_TAG, httpx.ReadTimeout("late"))
    with pytest.raises(OutsideUnavailable):
        await tags.add("等级", ("黑卡",))
    assert len(office.corp.calls(ADD_TAG)) == before + 1
    # A failure leaves no lock behind.
    assert [key async for key in office.valkey.scan_iter("wecom:tags:*")] == []


async def test_what_is_deleted_already_does_not_keep_the_others(office: Office) -> None:
    def delete(request: httpx.Request) -> dict[str, Any]:
        unknown = b"etGone" in request.content
        return {"errcode": 40068, "errmsg": ""} if unknown else {"errcode": 0}

    office.corp.says(DELETE_TAG, delete)
    tags = CorpTags(office.client)
    await tags.delete(("etGone",), ())
    assert len(office.corp.calls(DELETE_TAG)) == 1
    await tags.delete(("etGone", "et1"), ("g1",))
    asked = [request.content for request in office.corp.calls(DELETE_TAG)[2:]]
    assert asked == [b'{"tag_id":["etGone"]}', b'{"tag_id":["et1"]}', b'{"group_id":["g1"]}']
    office.corp.says("externalcontact/edit_corp_tag", {"errcode": 40068, "errmsg": ""})
    with pytest.raises(WecomTagUnknown):
        await tags.rename("etGone", "新名字")


CODE = LiveCode(("lan",), "way-1", "门店甲", True)
TERMS = {"remark": "门店甲", "skip_verify": True, "state": "way-1", "user": ["lan"]}


async def test_a_live_code_is_made_once_and_can_get_more_guides(office: Office) -> None:
    codes = CorpLiveCodes(office.client)
    office.corp.says(ADD_WAY, {"config_id": "c1", "qr_code": "https://wework.qpic.cn/c1"})
    assert await codes.add(CODE) == MadeLiveCode("c1", "https://wework.qpic.cn/c1")
    assert office.corp.body(ADD_WAY) == {"type": 2, "scene": 2} | TERMS
    await codes.change("c1", LiveCode(("lan", "bei"), "way-1", "", False))
    changed = {"config_id": "c1", "remark": "", "skip_verify": False, "state": "way-1", "user": ["lan", "bei"]}
    assert office.corp.body("externalcontact/update_contact_way") == changed
    office.corp.says(ADD_WAY, httpx.ReadTimeout("late"))
    with pytest.raises(OutsideUnavailable):
        await codes.add(CODE)
    assert len(office.corp.calls(ADD_WAY)) == 2


async def test_live_codes_are_found_again(office: Office) -> None:
    codes, api = CorpLiveCodes(office.client), "externalcontact/list_contact_way"
    office.corp.says(
        api,
        {"contact_way": [{"config_id": "c1"}, {"config_id": "c2"}], "next_cursor": "n"},
        {"contact_way": [{"config_id": "c3"}]},
    )
    assert await codes.between(AT, datetime(2025, 11, 20, 3, tzinfo=UTC)) == ("c1", "c2", "c3")
    assert office.corp.body(api) == {"start_time": STAMP, "end_time": STAMP + 3600, "cursor": "n", "limit": 1000}
    way = {"config_id": "c1", "type": 2, "scene": 2, "qr_code": "q"} | TERMS
    office.corp.says("externalcontact/get_contact_way", {"contact_way": way})
    assert (await codes.one("c1")).code == CODE
    office.corp.says("externalcontact/get_contact_way", {"errcode": 41044, "errmsg": ""})
    office.corp.says("externalcontact/del_contact_way", {"errcode": 41044, "errmsg": ""})
    for call in (codes.one, codes.delete):
        with pytest.raises(CodeWayUnknown):
            await call("c1")


async def test_transfers_by_whether_the_guide_is_still_here(office: Office) -> None:
    transfers = CorpTransfers(office.client)
    for has_left, folder in ((False, ""), (True, "resigned/")):
        api = f"externalcontact/{folder}transfer_customer"
        office.corp.says(
            api, {"customer": [{"external_userid": "wmA", "errcode": 0}, {"external_userid": "wmB", "errcode": 40096}]}
        )
        begun = await transfers.start("lan", "bei", ("wmA", "wmB"), "您的顾问已换人", has_left=has_left)
        assert begun == {"wmA": 0, "wmB": 40096}
        assert ("transfer_success_msg" in office.corp.body(api)) is not has_left
        result = f"externalcontact/{folder}transfer_result"
        rows = [{"external_userid": f"wm{status}", "status": status, "takeover_time": 0} for status in range(2, 7)]
        done = [{"external_userid": "wm1", "status": 1, "takeover_time": STAMP}]
        office.corp.says(result, {"customer": done, "next_cursor": "n"}, {"customer": rows, "next_cursor": ""})
        assert await transfers.states("lan", "bei", has_left=has_left) == (
            TransferredContact("wm1", "done", AT),
            TransferredContact("wm2", "waiting", None),
            TransferredContact("wm3", "refused", None),
            TransferredContact("wm4", "taker_full", None),
            TransferredContact("wm5", "unknown", None),
            TransferredContact("wm6", "unknown", None),
        )
    office.corp.says("externalcontact/transfer_customer", httpx.ReadTimeout("late"))
    with pytest.raises(OutsideUnavailable):
        await transfers.start("lan", "bei", ("wmA",), None, has_left=False)
    assert len(office.corp.calls("externalcontact/transfer_customer")) == 2


async def test_who_has_been_left_alone(office: Office) -> None:
    row = {"handover_userid": "lan", "external_userid": "wmA", "dimission_time": STAMP}
    api = "externalcontact/get_unassigned_list"
    office.corp.says(
        api,
        {"info": [row], "is_last": False, "next_cursor": "n"},
        {"info": [row | {"external_userid": "wmB"}], "is_last": True, "next_cursor": "m"},
    )
    found = await CorpTransfers(office.client).unassigned()
    assert found == (Unassigned("lan", "wmA", AT), Unassigned("lan", "wmB", AT))
    assert office.corp.body(api) == {"cursor": "n", "page_size": 1000}


async def test_groups_go_along(office: Office) -> None:
    transfers = CorpTransfers(office.client)
    for has_left, name in ((False, "onjob_transfer"), (True, "transfer")):
        api = f"externalcontact/groupchat/{name}"
        failed = [{"chat_id": "wrB", "errcode": 90500, "errmsg": "the owner is not resigned"}]
        office.corp.says(api, {"failed_chat_list": failed})
        assert await transfers.start_groups(("wrA", "wrB"), "bei", has_left=has_left) == {"wrB": 90500}
        assert office.corp.body(api) == {"chat_id_list": ["wrA", "wrB"], "new_owner": "bei"}
        office.corp.says(api, {"errcode": 0})
        assert await transfers.start_groups(("wrA",), "bei", has_left=has_left) == {}
