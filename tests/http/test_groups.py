"""Customer groups over HTTP: the mirror through the real adapter and the emulator, and the desk."""

from uuid import uuid4

from tests.http.shop import Person, Shop
from tests.http.wecom import befriended, group, hired


async def test_a_group_from_its_making_to_its_dismissal(shop: Shop, owner: Person) -> None:
    shopper, guide, device = await shop.shopper(), await hired(shop), f"wecom-{uuid4().hex[:8]}"
    known = await befriended(shop, guide, shopper.device)
    name = f"新手妈妈 {uuid4().hex[:6]}"
    chat_id = await group(shop, guide, shopper.device, name=name)
    await shop.outside.play(f"/wecom/groups/{chat_id}/join", device=device, scene=2)

    async def is_told() -> bool:
        return bool((await owner.get(f"/groups/{chat_id}"))["members"] == 3)

    await shop.settle(is_told)
    seen = await owner.get(f"/groups/{chat_id}")
    assert (seen["name"], seen["owner"], seen["kind"], seen["state"]) == (name, guide, "free", "normal")
    assert (seen["customers"], seen["joined"], seen["left"]) == (2, 2, 0)
    assert len(seen["days"]) == 30 and seen["days"][-1] == {"day": seen["days"][-1]["day"], "joined": 2, "left": 0}
    members = (await owner.get(f"/groups/{chat_id}/members"))["items"]
    assert [(one["isStaff"], one["isOwner"]) for one in members] == [(True, True), (False, False), (False, False)]
    own = next(one for one in members if one["subject"] == known)
    assert own["memberId"] == (await shopper.get("/me"))["id"] and own["levelName"] and own["isContact"]
    stranger = next(one for one in members if not one["isStaff"] and one["subject"] != known)
    assert (stranger["levelName"], stranger["isContact"], stranger["joinScene"]) == (None, False, 2)

    changed = await owner.ask("PUT", f"/groups/{chat_id}/kind", {"kind": "vip"})
    assert changed.status_code == 200 and changed.json()["kind"] == "vip"
    again = await owner.ask("PUT", f"/groups/{chat_id}/kind", {"kind": "vip"})
    assert again.status_code == 200
    written = (await owner.get("/audit", action="community.group_kind"))["items"]
    assert [one["target"] for one in written if one["target"] == name] == [name]
    wanted = {"q": name, "owner": guide, "kind": "vip", "state": "normal", "size": "small"}
    assert [one["chatId"] for one in (await owner.get("/groups", **wanted))["items"]] == [chat_id]
    assert (await owner.get("/groups", **wanted | {"size": "large"}))["items"] == []

    await shop.outside.play(f"/wecom/groups/{chat_id}/leave", device=device)

    async def has_left() -> bool:
        return bool((await owner.get(f"/groups/{chat_id}/members", presence="left"))["items"])

    await shop.settle(has_left)
    assert (await owner.get(f"/groups/{chat_id}"))["left"] == 1
    await shop.outside.play(f"/wecom/groups/{chat_id}/dismiss")

    async def is_dismissed() -> bool:
        return bool((await owner.get(f"/groups/{chat_id}"))["state"] == "dismissed")

    await shop.settle(is_dismissed)
    refused = await owner.ask("PUT", f"/groups/{chat_id}/kind", {"kind": "ordinary"})
    assert (refused.status_code, refused.json()["code"]) == (409, "community.group_dismissed")
    assert (await owner.get(f"/groups/{chat_id}"))["kind"] == "vip"


async def test_pages_of_members_follow_one_another(shop: Shop, owner: Person) -> None:
    guide = await hired(shop)
    devices = [f"wecom-{uuid4().hex[:8]}" for _ in range(5)]
    chat_id = await group(shop, guide, *devices)
    found: list[str] = []
    place: dict[str, str] = {}
    for _ in range(4):
        page = await owner.get(f"/groups/{chat_id}/members", limit=2, **place)
        found += [one["subject"] for one in page["items"]]
        if page["nextCursor"] is None:
            break
        place = {"cursor": page["nextCursor"]}
    assert len(found) == len(set(found)) == 6


async def test_nobody_knows_a_group_that_is_none(shop: Shop, owner: Person) -> None:
    asked = await owner.ask("PUT", "/groups/wrNone/kind", {"kind": "vip"})
    assert (asked.status_code, asked.json()["code"]) == (404, "community.group_not_found")
    state = await owner.get("/groups/state")
    assert state["counts"]["groups"] >= 0


async def test_rules_of_invitation_are_saved_by_whoever_has_read_them(shop: Shop, owner: Person) -> None:
    before = await owner.get("/group-rules")
    rules = {"isOn": False, "days": 90, "vipOrders": 4, "vipFen": 150_000, "ordinaryOrders": 2}
    saved = (await owner.ask("PUT", "/group-rules", rules | {"version": before["version"]})).json()
    assert (saved["rules"], saved["version"]) == (rules, before["version"] + 1)
    late = await owner.ask("PUT", "/group-rules", rules | {"version": before["version"]})
    assert (late.status_code, late.json()["code"]) == (409, "community.rules_changed")
    wrong = await owner.ask("PUT", "/group-rules", rules | {"ordinaryOrders": 4, "version": saved["version"]})
    assert (wrong.status_code, wrong.json()["field"]) == (400, "ordinaryOrders")
    assert await owner.get("/group-rules") == saved


async def test_an_operator_compares_groups_and_stops_it(shop: Shop, owner: Person) -> None:
    before = await owner.get("/groups/comparisons")
    assert before["isOn"] is True
    begun = await owner.ask("POST", "/groups/comparisons")
    if begun.status_code == 409:
        # One that the shop began by itself is under way.
        assert begun.json()["code"] == "community.comparison_running"
    else:
        assert begun.status_code == 202
        again = await owner.ask("POST", "/groups/comparisons")
        assert (again.status_code, again.json()["code"]) == (409, "community.comparison_running")
        assert len((await owner.get("/groups/comparisons"))["runs"]) == min(10, len(before["runs"]) + 1)
    stopped = await owner.ask("POST", "/groups/comparisons/stop")
    assert stopped.status_code == 202
    [run, *_] = (await owner.get("/groups/comparisons"))["runs"]
    assert run["state"] == "stopped" and run["problem"] is None and run["finishedAt"]
    nothing = await owner.ask("POST", "/groups/comparisons/stop")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "community.no_comparison")
    written = {one["action"] for one in (await owner.get("/audit"))["items"]}
    assert "community.stop_group_comparison" in written
