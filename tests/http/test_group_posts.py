"""The content calendar over HTTP: written, changed, refused, taken back."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.http.shop import Person, Shop
from tests.http.wecom import hired, join_code, known_to_the_shop


def _body(**changed: Any) -> dict[str, Any]:
    at = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    body = {"text": "新品到店", "pictureIds": [], "target": {"kind": "all", "chatIds": []}, "plannedAt": at}
    return body | changed


async def test_a_post_is_written_changed_copied_and_cancelled(shop: Shop, owner: Person) -> None:
    made = (await owner.post("/group-posts", _body()))["post"]
    place = f"/group-posts/{made['id']}"
    assert (made["state"], made["version"], made["content"]["text"]) == ("draft", 1, "新品到店")
    changed = await owner.ask("PUT", place, _body(text="新品到店，欢迎来看", version=1))
    assert changed.json()["post"]["content"]["text"] == "新品到店，欢迎来看"
    late = await owner.ask("PUT", place, _body(version=1))
    assert (late.status_code, late.json()["code"]) == (409, "community.group_post_changed")
    day = (datetime.fromisoformat(made["plannedAt"]) + timedelta(hours=8)).date().isoformat()
    week = await owner.get("/group-posts", day=day)
    assert made["id"] in [post["id"] for post in week["posts"]] and day not in week["gaps"]
    copied = (await owner.post(f"{place}/copy", {}))["post"]
    days = datetime.fromisoformat(copied["plannedAt"]) - datetime.fromisoformat(changed.json()["post"]["plannedAt"])
    assert (copied["state"], days) == ("draft", timedelta(days=7))
    gone = await owner.ask("POST", f"{place}/cancel", {"version": 2})
    assert gone.json()["post"]["state"] == "cancelled"
    begun = await owner.ask("POST", f"{place}/plan", {"version": 3})
    assert (begun.status_code, begun.json()["code"]) == (409, "community.group_post_begun")


async def test_what_is_wrong_names_its_field(shop: Shop, owner: Person) -> None:
    before = await shop.rows("select count(*) from community.group_post")
    for changed, field in (
        ({"text": "字" * 1400}, "text"),
        ({"target": {"kind": "chats", "chatIds": []}}, "target"),
        ({"attachment": {"kind": "coupon", "ref": "00000000-0000-4000-8000-000000000009"}}, "attachment"),
    ):
        refused = await owner.ask("POST", "/group-posts", _body(**changed))
        assert (refused.status_code, refused.json()["field"]) == (400, field)
    assert await shop.rows("select count(*) from community.group_post") == before


async def test_how_much_a_group_gets_is_read_and_changed(shop: Shop, owner: Person) -> None:
    known = await owner.get("/group-post-rules")
    body = {"wecom": "week_7", "perDay": 3, "version": known["version"]}
    saved = await owner.ask("PUT", "/group-post-rules", body)
    assert (saved.status_code, saved.json()["rules"]) == (200, {"wecom": "week_7", "perDay": 3})
    late = await owner.ask("PUT", "/group-post-rules", body)
    assert (late.status_code, late.json()["code"]) == (409, "community.rules_changed")
    wrong = await owner.ask("PUT", "/group-post-rules", body | {"wecom": "day_1", "version": known["version"] + 1})
    assert (wrong.status_code, wrong.json()["field"]) == (400, "perDay")
    assert (await owner.get("/group-post-rules"))["version"] == known["version"] + 1
    use = (await owner.get("/group-posts"))["use"]
    assert (use["rules"], use["allowed"]) == ({"wecom": "week_7", "perDay": 3}, 7)
    assert "items" in await owner.get("/group-posts/reviews")


async def test_a_message_that_is_nowhere_is_not_decided(shop: Shop, owner: Person) -> None:
    made = (await owner.post("/group-posts", _body()))["post"]
    body = {"owner": "nobody", "decision": "withdraw"}
    refused = await owner.ask("POST", f"/group-posts/{made['id']}/decide", body)
    assert (refused.status_code, refused.json()["code"]) == (404, "community.group_post_not_found")


async def test_a_join_code_is_drawn_changed_and_stopped(shop: Shop, owner: Person) -> None:
    guide = await hired(shop)
    await known_to_the_shop(shop, guide)
    code_id = await join_code(shop, owner, guide)

    async def seen() -> dict[str, Any]:
        return next(one for one in (await owner.get("/join-codes"))["items"] if one["id"] == code_id)

    async def is_refused() -> bool:
        return bool((await seen())["state"] == "failed")

    # The emulator knows no such group.
    await shop.settle(is_refused)
    assert (await seen())["problem"] and (await seen())["chats"][0]["name"] == "样品群"
    gone = await owner.ask("POST", f"/join-codes/{code_id}/stop", {})
    assert gone.json()["state"] == "stopping"
