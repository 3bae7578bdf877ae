"""WeCom over HTTP: callbacks at the door, the mirror at the desk; through the real adapter and the emulator."""

import time
from uuid import uuid4

from adapters.tencent.crypt import MessageCipher, signature
from domain.community.leavers import NEUTRAL
from tests.contracts.emulator.shop import until
from tests.http.shop import Person, Shop
from tests.http.wecom import befriended, hired, known_to_the_shop, live_code, live_code_body


async def test_from_adding_a_guide_to_a_remark_and_a_tag(shop: Shop, owner: Person) -> None:
    guide, device = await hired(shop), f"wecom-{uuid4().hex[:8]}"
    contact_id = await befriended(shop, guide, device)
    made = await shop.outside.play("/wecom/tags", group=f"阶段{device}", tags=["孕期", "新生儿"])
    [early, late] = [tag["id"] for tag in made["tag"]]

    async def tags_are_known() -> bool:
        return len(await shop.rows("select from community.corp_tag where tag_id = any($1)", [early, late])) == 2

    await shop.settle(tags_are_known)
    place = f"/wecom/contacts/{contact_id}/guides/{guide}"
    seen = (await owner.ask("PUT", f"{place}/remark", {"remark": "小雨妈妈", "description": "八月预产"})).json()
    assert (seen["follows"][0]["remark"], seen["follows"][0]["description"]) == ("小雨妈妈", "八月预产")
    seen = (await owner.ask("PUT", f"{place}/tags", {"add": [early], "remove": []})).json()
    assert [tag["name"] for tag in seen["follows"][0]["tags"]] == ["孕期"]
    wanted = {"q": "小雨", "guide": guide, "tag": early, "state": "active"}
    rows = (await owner.get("/wecom/contacts", **wanted))["items"]
    assert [(row["contactId"], row["guideName"], row["tags"]) for row in rows] == [(contact_id, guide, ["孕期"])]
    # The guide takes the tag away and gives another one in their own client.
    await shop.outside.play("/wecom/note", device=device, userId=guide, addTagIds=[late], removeTagIds=[early])

    async def is_told() -> bool:
        found = (await owner.get(f"/wecom/contacts/{contact_id}"))["follows"][0]["tags"]
        return [tag["name"] for tag in found] == ["新生儿"]

    await shop.settle(is_told)
    await shop.outside.play("/wecom/delete-guide/pair", device=device, userId=guide)

    async def is_lost() -> bool:
        return (await owner.get(f"/wecom/contacts/{contact_id}"))["follows"][0]["endedBy"] == "contact"

    await shop.settle(is_lost)
    refused = await owner.ask("PUT", f"{place}/remark", {"remark": "晚了", "description": ""})
    assert (refused.status_code, refused.json()["code"]) == (409, "community.contact_ended")


async def test_the_person_who_shops_and_the_contact_are_one_member(shop: Shop, owner: Person) -> None:
    shopper = await shop.shopper()
    contact_id = await befriended(shop, await hired(shop), shopper.device)
    seen = await owner.get(f"/wecom/contacts/{contact_id}")
    assert seen["hasUnionid"] and seen["hasShop"]
    assert seen["memberId"] == (await shopper.get("/me"))["id"]


async def test_who_scans_a_live_code_is_welcomed_and_tagged(shop: Shop, owner: Person) -> None:
    guide, device = await hired(shop), f"wecom-{uuid4().hex[:8]}"
    await known_to_the_shop(shop, guide)
    made = await shop.outside.play("/wecom/tags", group=f"来源{device}", tags=["海报"])
    tag_id = made["tag"][0]["id"]
    drawn = await live_code(shop, owner, guide, tagIds=[tag_id])
    assert drawn["serving"] == [guide] and drawn["qrUrl"]
    met = await shop.outside.play("/wecom/scan", device=device, qr=drawn["qrUrl"])
    assert met["userId"] == guide and met["welcomeCode"]

    async def is_greeted() -> bool:
        chat = (await shop.outside.http.get("/play/wecom/chat", params={"device": device})).json()["items"]
        return any("欢迎来到暖禾" in str(one) for one in chat)

    await shop.settle(is_greeted)

    async def is_tagged() -> bool:
        rows = (await owner.get("/wecom/contacts", guide=guide, tag=tag_id))["items"]
        return [row["contactId"] for row in rows] == [met["externalUserId"]]

    await shop.settle(is_tagged)
    changed = live_code_body(guide) | {"name": "包裹卡", "version": drawn["version"]}
    place = f"/wecom/live-codes/{drawn['id']}"
    assert (await owner.ask("PUT", place, changed)).json()["rules"]["name"] == "包裹卡"
    late = await owner.ask("PUT", place, changed)
    assert (late.status_code, late.json()["code"]) == (409, "community.live_code_changed")
    await owner.post(f"{place}/stop")
    await shop.settle()
    gone = await shop.outside.http.post("/play/wecom/scan", json={"device": f"{device}-2", "qr": drawn["qrUrl"]})
    assert gone.is_client_error


async def test_a_comparison_finds_what_no_callback_told(shop: Shop, owner: Person) -> None:
    guide = await hired(shop)
    await befriended(shop, guide, f"wecom-{uuid4().hex[:8]}")
    await shop.outside.faults(wecom={"dropPushRate": 1.0})
    met = await shop.outside.play("/wecom/add", device=f"wecom-{uuid4().hex[:8]}", userId=guide, addWay=1)
    await shop.outside.faults()
    missing = await owner.ask("GET", f"/wecom/contacts/{met['externalUserId']}")
    assert missing.status_code == 404
    await _until_nothing_runs(shop, owner)
    started = await owner.ask("POST", "/wecom/comparisons")
    assert started.status_code == 202
    again = await owner.ask("POST", "/wecom/comparisons")
    assert (again.status_code, again.json()["code"]) == (409, "community.comparison_running")
    await _until_nothing_runs(shop, owner)
    state = await owner.get("/wecom/state")
    assert state["isOn"] and state["runs"][0]["missing"] >= 1
    assert state["budgets"] and all(budget["used"] <= budget["allowed"] for budget in state["budgets"])
    assert (await owner.get(f"/wecom/contacts/{met['externalUserId']}"))["follows"][0]["guideName"] == guide
    refused = await owner.ask("POST", "/wecom/comparisons/stop")
    assert (refused.status_code, refused.json()["code"]) == (409, "community.no_comparison")


async def test_a_remark_that_wecom_refuses_to_clear_is_shown_and_asked_for_again(shop: Shop, owner: Person) -> None:
    guide = await hired(shop)
    contact_id = await befriended(shop, guide, f"wecom-{uuid4().hex[:8]}")
    await shop.rows(
        "insert into community.leaver_contact (user_id, contact_id, state, asked_at, look_at, problem)"
        " values ($1, $2, 'refused', now(), now(), '备注不合规')",
        guide,
        contact_id,
    )

    async def refused() -> list[str]:
        return [row["problem"] for row in await owner.get("/wecom/leavers") if row["contactId"] == contact_id]

    assert await refused() == ["备注不合规"]
    place = f"/wecom/leavers/{contact_id}/guides/{guide}/again"
    assert (await owner.ask("POST", place)).status_code == 202

    async def is_neutral() -> bool:
        [follow] = (await owner.get(f"/wecom/contacts/{contact_id}"))["follows"]
        return bool(follow["remark"] == NEUTRAL.remark and follow["description"] == NEUTRAL.description)

    await shop.settle(is_neutral)
    assert await refused() == []
    late = await owner.ask("POST", place)
    assert (late.status_code, late.json()["code"]) == (409, "community.remark_not_refused")
    entries = (await owner.get("/audit", action="community.leaver_remark"))["items"]
    assert [entry["detail"] for entry in entries if entry["detail"] == guide] == [guide]


async def test_a_forged_or_repeated_callback_changes_nothing(shop: Shop) -> None:
    guide = await hired(shop)
    await shop.settle()
    before = len(shop.outside.hooks.calls)
    await shop.outside.play("/wecom/add", device=f"wecom-{uuid4().hex[:8]}", userId=guide, addWay=1)
    await until(lambda: any(call.path == "/hooks/wecom" for call in shop.outside.hooks.calls[before:]))
    [call, *_] = [call for call in await shop.new_calls() if call.path == "/hooks/wecom"]
    count = await shop.value("select count(*) from kernel.inbox")
    for query in (call.query | {"msg_signature": "0" * 40}, call.query | {"nonce": "another"}, {}):
        refused = await shop.pass_on(call, query=query)
        assert (refused.status_code, refused.json()["code"]) == (401, "wecom.forged_callback")
    damaged = call.body.replace(b"<Encrypt>", b"<Encrypt>AA", 1)
    assert (await shop.pass_on(call, body=damaged)).status_code == 401
    assert await shop.value("select count(*) from kernel.inbox") == count
    for _ in range(3):
        assert (await shop.pass_on(call)).status_code == 200
    assert await shop.value("select count(*) from kernel.inbox") == count + 1
    await shop.settle()


async def test_the_consoles_check_of_the_address_is_answered_bare(shop: Shop) -> None:
    papers = shop.outside.papers
    sealed = MessageCipher(papers["wecom_callback_aes_key"], papers["wecom_corp_id"]).encrypt(b"echo-42")
    stamp = str(int(time.time()))
    query = {"timestamp": stamp, "nonce": "n", "echostr": sealed}
    query["msg_signature"] = signature(papers["wecom_callback_token"], stamp, "n", sealed)
    answer = await shop.client.get("/hooks/wecom", params=query)
    assert (answer.status_code, answer.text) == (200, "echo-42")
    assert (await shop.client.get("/hooks/wecom", params=query | {"nonce": "m"})).status_code == 401


async def _until_nothing_runs(shop: Shop, owner: Person) -> None:
    """The workers' part: a comparison that somebody has started comes to its end."""
    for _ in range(200):
        runs = (await owner.get("/wecom/state"))["runs"]
        if not runs or runs[0]["state"] in ("done", "stopped"):
            return
        await shop.built.modules.community.comparison.go_on()
    raise AssertionError("the comparison does not end")
