"""Moments over HTTP: written, changed, refused, taken back."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.http.shop import Person, Shop
from tests.http.wecom import hired, known_to_the_shop


def _body(**changed: Any) -> dict[str, Any]:
    at = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    body = {"text": "新品到店", "pictureIds": [], "guideIds": [], "tagIds": [], "plannedAt": at}
    return body | changed


async def test_a_moment_is_written_planned_copied_and_cancelled(shop: Shop, owner: Person) -> None:
    guide = await hired(shop)
    await known_to_the_shop(shop, guide)
    made = (await owner.post("/moments", _body(guideIds=[guide])))["moment"]
    place = f"/moments/{made['id']}"
    assert (made["state"], made["version"], made["content"]["guideIds"]) == ("draft", 1, [guide])
    changed = await owner.ask("PUT", place, _body(text="新品到店，欢迎来看", guideIds=[guide], version=1))
    assert changed.json()["moment"]["content"]["text"] == "新品到店，欢迎来看"
    late = await owner.ask("PUT", place, _body(version=1))
    assert (late.status_code, late.json()["code"]) == (409, "community.moment_changed")
    planned = await owner.ask("POST", f"{place}/plan", {"version": 2})
    assert planned.json()["moment"]["state"] == "planned"
    listed = await owner.get("/moments")
    assert made["id"] in [one["id"] for one in listed["items"]] and listed["monthCount"] >= 0
    copied = (await owner.post(f"{place}/copy", {}))["moment"]
    assert copied["state"] == "draft" and copied["id"] != made["id"]
    back = await owner.ask("POST", f"{place}/take-back", {"version": 3})
    assert back.json()["moment"]["state"] == "draft"
    gone = await owner.ask("POST", f"{place}/cancel", {})
    assert gone.json()["moment"]["state"] == "cancelled"
    for path, body, code in (
        ("plan", {"version": 5}, "community.moment_begun"),
        ("stop", {}, "community.moment_not_running"),
        ("decide", {"decision": "again"}, "community.moment_nothing_to_decide"),
    ):
        refused = await owner.ask("POST", f"{place}/{path}", body)
        assert (refused.status_code, refused.json()["code"]) == (409, code)
    assert (await owner.get(place))["moment"]["state"] == "cancelled"


async def test_what_is_wrong_names_its_field(shop: Shop, owner: Person) -> None:
    before = await shop.rows("select count(*) from community.moment")
    for changed, field in (
        ({"text": "  "}, "text"),
        ({"pictureIds": [str(uuid4())]}, "pictureIds"),
        ({"link": {"title": "", "productId": str(uuid4()), "mediaId": None}}, "link"),
        ({"link": {"title": "首页", "productId": None, "mediaId": str(uuid4())}}, "link"),
        ({"guideIds": ["a", "a"]}, "guideIds"),
        ({"tagIds": ["a", "a"]}, "tagIds"),
    ):
        refused = await owner.ask("POST", "/moments", _body(**changed))
        assert (refused.status_code, refused.json()["field"]) == (400, field)
    assert await shop.rows("select count(*) from community.moment") == before
