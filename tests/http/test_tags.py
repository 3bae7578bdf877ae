"""Tags over HTTP: the browser, filters, manual tags with their trail, children, the profile and its timeline."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.members.shanghai_days import day_of
from tests.http.shop import Person, Shop
from tests.http.test_gate import assert_problem


@pytest.fixture
async def operator(shop: Shop) -> Person:
    return await shop.operator("运营")


async def compute(shop: Shop) -> None:
    """What workers would do."""
    await shop.settle()
    await shop.built.modules.members.tags.desk.compute_due()


def month(ago: int) -> str:
    """The first day of a month in Shanghai."""
    day = day_of(datetime.now(UTC)).replace(day=1)
    for _ in range(ago):
        day = (day - timedelta(days=1)).replace(day=1)
    return day.isoformat()


async def profile_tags(operator: Person, member_id: str) -> dict[str, Any]:
    page = await operator.get(f"/members/{member_id}/profile")
    return {tag["name"]: tag for family in page["families"] for tag in family["tags"]}


async def test_the_book_lists_every_tag_with_what_an_operator_needs(shop: Shop, operator: Person) -> None:
    await shop.built.modules.members.tags.night.run(datetime.now(UTC))
    book = await operator.get("/tags")
    tags = [tag for family in book["families"] for tag in family["tags"]]
    assert len(tags) >= 200 and len({tag["id"] for tag in tags}) == len(tags)
    for tag in tags:
        assert tag["definition"] and tag["owner"] and tag["refresh"] in ("event", "nightly")
        assert len(tag["trend"]) == len(book["days"]) and 0 <= tag["coveragePermille"] <= 1000
    assert book["night"]["state"] == "done" and book["night"]["seconds"] is not None
    assert sum(tag["members"] for tag in tags if tag["code"].startswith("level.")) <= book["members"]


async def test_a_purchase_gives_tags_with_their_reasons(shop: Shop, operator: Person) -> None:
    shopper, goods = await shop.shopper(address=True), await shop.goods()
    member_id = (await shopper.get("/me"))["id"]
    await compute(shop)
    before = await profile_tags(operator, member_id)
    assert "从未购买" in before and "只买过 1 单" not in before
    order = await shop.ordered(shopper, goods, 2)
    await shop.pay(shopper, order["id"])
    await compute(shop)
    after = await profile_tags(operator, member_id)
    assert "从未购买" not in after
    why = after["只买过 1 单"]
    assert why["definition"] == "累计购买为 1 单。" and why["figures"] == ["累计购买：1 单"]
    assert after["一般发展客户"]["figures"][0] == "距最近一次购买：0 天"
    stored = await shop.value("select tags from members.member_tag_set where member_id = $1", UUID(member_id))
    assert {tag["id"] for tag in after.values()} == set(stored)
    page = await operator.get(f"/members/{member_id}/profile")
    assert page["head"]["orders"] == 1 and page["rfm"]["f"] == 1 and page["months"][-1]["orders"] == 1
    assert "phone" not in page["head"]


async def test_members_are_found_by_tags_and_by_their_absence(shop: Shop, operator: Person) -> None:
    one, other = await shop.shopper(), await shop.shopper()
    ids = [(await person.get("/me"))["id"] for person in (one, other)]
    tag = await operator.post("/manual-tags", {"name": f"闺蜜 {uuid4().hex[:6]}", "definition": "店主的朋友"})
    assert (await operator.ask("PUT", f"/members/{ids[0]}/manual-tags/{tag['id']}")).status_code == 204
    await compute(shop)
    never = next(
        one["id"]
        for family in (await operator.get("/tags"))["families"]
        for one in family["tags"]
        if one["code"] == "orders.1"
    )
    with_both = await operator.get("/members", tags=f"{tag['id']},{never}")
    assert [row["id"] for row in with_both["items"]] == [ids[0]]
    assert (await operator.get("/tags/count", tags=f"{tag['id']},{never}"))["members"] == 1
    assert (await operator.get("/members", tags=f"{tag['id']},-{never}"))["items"] == []
    without = {row["id"] for row in (await operator.get("/members", tags=f"-{tag['id']}", limit=100))["items"]}
    assert ids[1] in without and ids[0] not in without
    everybody = (await operator.get("/tags/count"))["members"]
    assert (await operator.get("/tags/count", tags=f"-{tag['id']}"))["members"] == everybody - 1
    overlap = await operator.get("/tags/overlap", ids=f"{tag['id']},{never}")
    assert overlap["matrix"][0] == [1, 1] and overlap["matrix"][1][1] >= 2
    assert_problem(await operator.ask("GET", "/tags/overlap", params={"ids": "7"}), 400, "request.invalid", "ids")


async def test_manual_tags_are_given_once_taken_once_and_written_down(shop: Shop, operator: Person) -> None:
    member_id = (await (await shop.shopper()).get("/me"))["id"]
    name = f"试吃官 {uuid4().hex[:6]}"
    tag = await operator.post("/manual-tags", {"name": name, "definition": "愿意试新品并反馈"})
    assert_problem(
        await operator.ask("POST", "/manual-tags", {"name": name, "definition": "又一个"}),
        409,
        "members.tag_name_taken",
        "name",
    )
    path = f"/members/{member_id}/manual-tags/{tag['id']}"
    for _ in range(2):
        assert (await operator.ask("PUT", path)).status_code == 204
    [held] = (await operator.get(f"/members/{member_id}/profile"))["manualTags"]
    assert (held["name"], held["by"], held["kind"]) == (name, "小周", "manual") and held["at"]
    for _ in range(2):
        assert (await operator.ask("DELETE", path)).status_code == 204
    assert (await operator.get(f"/members/{member_id}/profile"))["manualTags"] == []
    trail = await shop.rows(
        "select action from governance.audit where target = $1 and action like 'tags.%' order by place", name
    )
    assert [row[0] for row in trail] == ["tags.create", "tags.give", "tags.take"]
    body = {"name": name, "definition": "已停用", "isRetired": True}
    assert (await operator.ask("PUT", f"/manual-tags/{tag['id']}", body)).status_code == 200
    assert_problem(await operator.ask("PUT", path), 409, "members.tag_retired")
    manual = await shop.value("select manual from members.member_tag_set where member_id = $1", UUID(member_id))
    assert manual == []


async def test_who_may_not_write_changes_nothing(shop: Shop, operator: Person) -> None:
    member_id = (await (await shop.shopper()).get("/me"))["id"]
    tag = await operator.post("/manual-tags", {"name": f"只读 {uuid4().hex[:6]}", "definition": "试"})
    reader = await shop.operator(permissions=["members.read"])
    path = f"/members/{member_id}/manual-tags/{tag['id']}"
    assert_problem(await reader.ask("PUT", path), 403, "governance.permission_missing", "members.write")
    assert (await reader.get(f"/members/{member_id}/profile"))["manualTags"] == []
    assert_problem(await operator.ask("GET", f"/members/{uuid4()}/profile"), 404, "kernel.not_found")


async def test_children_make_stages_of_life(shop: Shop, operator: Person) -> None:
    shopper, stranger = await shop.shopper(), await shop.shopper()
    member_id = (await shopper.get("/me"))["id"]
    told = await shopper.post("/me/children", {"bornMonth": month(7)[:8] + "17"})
    child_id, path = told["id"], f"/me/children/{told['id']}"
    assert told == {"id": child_id, "dueOn": None, "bornMonth": month(7)}
    await compute(shop)
    assert {"7–12 月龄", "宝宝 7 个月", "填了 1 个宝宝"} <= (await profile_tags(operator, member_id)).keys()
    due = (day_of(datetime.now(UTC)) + timedelta(days=100)).isoformat()
    assert (await shopper.ask("PUT", path, {"dueOn": due})).status_code == 200
    await compute(shop)
    assert "孕中期" in await profile_tags(operator, member_id)
    far = (day_of(datetime.now(UTC)) + timedelta(days=281)).isoformat()
    for body in ({"dueOn": far}, {}, {"dueOn": due, "bornMonth": month(2)}):
        assert_problem(await shopper.ask("PUT", path, body), 400, "request.invalid", "dueOn")
    assert_problem(await shopper.ask("PUT", path, {"bornMonth": "2001-01-01"}), 400, "request.invalid", "bornMonth")
    assert (await stranger.get("/me/children"))["items"] == []
    for method in ("PUT", "DELETE"):
        answer = await stranger.ask(method, path, {"dueOn": due} if method == "PUT" else None)
        assert_problem(answer, 404, "kernel.not_found")
    assert (await shopper.get("/me/children"))["items"] == [{"id": child_id, "dueOn": due, "bornMonth": None}]
    assert (await shopper.ask("DELETE", path)).status_code == 204
    await compute(shop)
    assert "未填宝宝信息" in await profile_tags(operator, member_id)


async def test_six_children_are_enough(shop: Shop) -> None:
    shopper = await shop.shopper()
    for _ in range(6):
        await shopper.post("/me/children", {"bornMonth": month(20)})
    answer = await shopper.ask("POST", "/me/children", {"bornMonth": month(20)})
    assert_problem(answer, 409, "members.too_many_children")
    assert len((await shopper.get("/me/children"))["items"]) == 6


async def test_one_timeline_of_everything_page_by_page(shop: Shop, operator: Person) -> None:
    shopper, goods = await shop.shopper(address=True), await shop.goods()
    member_id = (await shopper.get("/me"))["id"]
    orders = [await shop.ordered(shopper, goods, 1) for _ in range(3)]
    await shop.pay(shopper, orders[0]["id"])
    await shop.settle()
    whole = (await operator.get(f"/members/{member_id}/timeline", limit=100))["items"]
    assert [item["kind"] for item in whole].count("order") == 3
    assert {"member", "order", "payment"} <= {item["kind"] for item in whole}
    times = [datetime.fromisoformat(item["at"]) for item in whole]
    assert times == sorted(times, reverse=True)
    pages, cursor = [], None
    while True:
        page = await operator.get(f"/members/{member_id}/timeline", limit=2, **({"cursor": cursor} if cursor else {}))
        pages += page["items"]
        cursor = page["nextCursor"]
        if cursor is None:
            break
    assert pages == whole
